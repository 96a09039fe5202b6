-- SPDX-License-Identifier: MIT
-- Schema 6: what it takes to check seals. A leaf is over a record's frame, whose head says in which
-- version of the format it is. A checkpoint is a seal as this computer saw it, signed: the nonce that
-- it had asked the board for, the hash of the seal's core, and of the checkpoint before. Guaranteed:
-- none is changed or deleted through SQL. Not guaranteed: whoever can write this file can write
-- another one, with a signing key of his own: keep checkpoints where this file is not.

ALTER TABLE record ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

CREATE TABLE checkpoint (
    board_id  TEXT    NOT NULL,
    seq       INTEGER NOT NULL,
    at_s      INTEGER NOT NULL,
    nonce     BLOB    NOT NULL,
    link      BLOB    NOT NULL,
    previous  BLOB    NOT NULL,
    signer    BLOB    NOT NULL,
    signature BLOB    NOT NULL,
    PRIMARY KEY (board_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER checkpoint_is_never_changed BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoints are never changed'); END;

CREATE TRIGGER checkpoint_is_never_deleted BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoints are never deleted'); END;
