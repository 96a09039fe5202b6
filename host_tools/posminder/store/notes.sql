-- SPDX-License-Identifier: MIT
-- Schema 2: what people add to the records (R15). Guaranteed: a note once stored is neither changed
-- nor deleted through SQL; a correction is a new note that points at the old one (R28), and one
-- note is corrected at most once, so that corrections are a chain and its end is what holds.
-- Not guaranteed: who wrote it. `by` is what the writer said.
--
-- A note is about a record (`seq`), a day (`day`, ISO 8601) or, with neither, the board.

CREATE TABLE note (
    id       INTEGER NOT NULL PRIMARY KEY,
    board_id TEXT    NOT NULL,
    at_s     INTEGER NOT NULL,
    by       TEXT    NOT NULL,
    text     TEXT    NOT NULL CHECK (text <> ''),
    seq      INTEGER,
    day      TEXT CHECK (day IS NULL OR seq IS NULL),
    corrects INTEGER UNIQUE REFERENCES note (id)
) STRICT;

CREATE INDEX note_by_board ON note (board_id, id);

CREATE TRIGGER note_is_never_changed BEFORE UPDATE ON note
BEGIN SELECT RAISE(ABORT, 'notes are never changed'); END;

CREATE TRIGGER note_is_never_deleted BEFORE DELETE ON note
BEGIN SELECT RAISE(ABORT, 'notes are never deleted'); END;
