-- SPDX-License-Identifier: MIT
-- Guaranteed: a record once stored is neither changed nor deleted through SQL, and one (board_id,
-- seq) has one body for ever. Not guaranteed: whoever can write this file can write another file;
-- what a board wrote is proved by the board's own journal, not by this copy.
--
-- `body` is the record's CBOR as the board wrote it and the only truth; kind, boot, mono_ms and
-- wall_s repeat its head so that SQL can select by them.

CREATE TABLE record (
    board_id TEXT    NOT NULL,
    seq      INTEGER NOT NULL CHECK (seq BETWEEN 1 AND 4294967295),
    kind     INTEGER NOT NULL,
    boot     INTEGER NOT NULL,
    mono_ms  INTEGER NOT NULL,
    wall_s   INTEGER,
    body     BLOB    NOT NULL,
    PRIMARY KEY (board_id, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX record_by_kind ON record (board_id, kind, seq);

CREATE TRIGGER record_is_never_changed BEFORE UPDATE ON record
BEGIN SELECT RAISE(ABORT, 'records are never changed'); END;

CREATE TRIGGER record_is_never_deleted BEFORE DELETE ON record
BEGIN SELECT RAISE(ABORT, 'records are never deleted'); END;

-- What is needed to read a board's records as its shop does: the newest profile seen on it.
-- utc_offsets is JSON [[utc_s, offset_s], ...]. No password is ever stored here.
CREATE TABLE site (
    board_id     TEXT    NOT NULL PRIMARY KEY,
    profile_hash TEXT    NOT NULL,
    site_id      TEXT    NOT NULL,
    site_name    TEXT    NOT NULL,
    language     TEXT    NOT NULL CHECK (language IN ('en', 'zh-CN')),
    currency     INTEGER NOT NULL,
    utc_offsets  TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
