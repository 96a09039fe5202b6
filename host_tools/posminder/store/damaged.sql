-- SPDX-License-Identifier: MIT
-- Schema 7: the numbers of records that came from a board with damaged bytes: what is missing is
-- then missing for a reason that was seen. Guaranteed: none is changed or deleted through SQL.

CREATE TABLE damaged (
    board_id  TEXT    NOT NULL,
    seq       INTEGER NOT NULL,
    PRIMARY KEY (board_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER damage_is_never_changed BEFORE UPDATE ON damaged
BEGIN SELECT RAISE(ABORT, 'damage is never changed'); END;

CREATE TRIGGER damage_is_never_deleted BEFORE DELETE ON damaged
BEGIN SELECT RAISE(ABORT, 'damage is never deleted'); END;
