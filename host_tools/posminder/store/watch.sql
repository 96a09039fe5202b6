-- SPDX-License-Identifier: MIT
-- What `posminder watch` knows: what stands, what is to be said of it to whom, and the messages it was
-- said with. A message is written before it is sent and marked afterwards, so that a crash loses none;
-- one that falls between the server's yes and the mark sends it again, under the same id. Guaranteed:
-- what a message said, to which route and when it was made is neither changed nor deleted through SQL.
-- Not guaranteed: that somebody read it.

CREATE TABLE watched (
    id       INTEGER NOT NULL PRIMARY KEY,
    source   TEXT    NOT NULL,
    board_id TEXT    NOT NULL,
    kind     TEXT    NOT NULL,
    subject  TEXT    NOT NULL,
    severity TEXT    NOT NULL CHECK (severity IN ('urgent', 'warning', 'notice')),
    mark     TEXT    NOT NULL,
    told     TEXT    NOT NULL,
    began_s  INTEGER NOT NULL,
    seen_s   INTEGER,
    seen_by  TEXT,
    ended_s  INTEGER
) STRICT;

CREATE UNIQUE INDEX watched_stands ON watched (board_id, kind, subject) WHERE ended_s IS NULL;

CREATE TABLE message (
    id      TEXT    NOT NULL PRIMARY KEY,
    route   TEXT    NOT NULL,
    made_s  INTEGER NOT NULL,
    urgent  INTEGER NOT NULL,
    title   TEXT    NOT NULL,
    body    TEXT    NOT NULL,
    tries   INTEGER NOT NULL DEFAULT 0,
    next_s  INTEGER NOT NULL,
    problem TEXT    NOT NULL DEFAULT '',
    sent_s  INTEGER
) STRICT;

CREATE INDEX message_waits ON message (route) WHERE sent_s IS NULL;

CREATE TABLE notice (
    id        INTEGER NOT NULL PRIMARY KEY,
    watched   INTEGER NOT NULL REFERENCES watched (id),
    route     TEXT    NOT NULL,
    what      TEXT    NOT NULL CHECK (what IN ('new', 'changed', 'ended', 'passed_on')),
    due_s     INTEGER NOT NULL,
    message   TEXT REFERENCES message (id),
    dropped_s INTEGER
) STRICT;

CREATE INDEX notice_of ON notice (watched, route);
CREATE INDEX notice_waits ON notice (route, due_s) WHERE message IS NULL AND dropped_s IS NULL;

-- When something was last done: a board pulled, a digest sent, a backup made.
CREATE TABLE watch_done (
    what TEXT    NOT NULL PRIMARY KEY,
    at_s INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER message_is_never_changed BEFORE UPDATE OF id, route, made_s, title, body ON message
BEGIN SELECT RAISE(ABORT, 'messages are never changed'); END;

CREATE TRIGGER message_is_sent_once BEFORE UPDATE ON message WHEN OLD.sent_s IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'messages are never changed'); END;

CREATE TRIGGER message_is_never_deleted BEFORE DELETE ON message
BEGIN SELECT RAISE(ABORT, 'messages are never deleted'); END;
