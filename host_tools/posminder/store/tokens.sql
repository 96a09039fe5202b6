-- SPDX-License-Identifier: MIT
-- Schema 8: a time-stamp authority's token (RFC 3161) over a checkpoint, its whole reply in DER. It may
-- come at a later pull than the checkpoint, hence a table of its own. Never changed, as checkpoints.

CREATE TABLE token (
    board_id TEXT    NOT NULL,
    seq      INTEGER NOT NULL,
    reply    BLOB    NOT NULL,
    PRIMARY KEY (board_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER token_is_never_changed BEFORE UPDATE ON token
BEGIN SELECT RAISE(ABORT, 'tokens are never changed'); END;

CREATE TRIGGER token_is_never_deleted BEFORE DELETE ON token
BEGIN SELECT RAISE(ABORT, 'tokens are never deleted'); END;
