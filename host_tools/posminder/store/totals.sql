-- SPDX-License-Identifier: MIT
-- Schema 5: what an acquirer's file says that a business day's settlement came to, where the board
-- sees no total itself. Guaranteed: a figure once stored is neither changed nor deleted through SQL;
-- a correction is a new row that points at the old one (R28), and one row is corrected at most once.
-- Not guaranteed: that the file is the acquirer's. `source` and `sha256` say which file it was, `by`
-- who said he read it.
--
-- A figure is of a day and a batch; `batch` is empty where the file names none.

CREATE TABLE acquirer_total (
    id          INTEGER NOT NULL PRIMARY KEY,
    board_id    TEXT    NOT NULL,
    day         TEXT    NOT NULL,
    batch       TEXT    NOT NULL,
    count       INTEGER NOT NULL CHECK (count >= 0),
    total_minor INTEGER NOT NULL,
    at_s        INTEGER NOT NULL,
    by          TEXT    NOT NULL,
    source      TEXT    NOT NULL,
    sha256      TEXT    NOT NULL,
    corrects    INTEGER UNIQUE REFERENCES acquirer_total (id)
) STRICT;

CREATE INDEX acquirer_total_by_board ON acquirer_total (board_id, day, batch);

CREATE TRIGGER acquirer_total_is_never_changed BEFORE UPDATE ON acquirer_total
BEGIN SELECT RAISE(ABORT, 'totals are never changed'); END;

CREATE TRIGGER acquirer_total_is_never_deleted BEFORE DELETE ON acquirer_total
BEGIN SELECT RAISE(ABORT, 'totals are never deleted'); END;
