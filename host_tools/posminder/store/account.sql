-- SPDX-License-Identifier: MIT
-- Schema 4: what people read before they put their names to a change of the settlement account. A
-- board knows these texts by SHA-256 alone. Guaranteed: a text once stored is neither changed nor
-- deleted through SQL. No text holds a whole account number.

CREATE TABLE account_text (
    board_id TEXT    NOT NULL,
    sha256   TEXT    NOT NULL,
    at_s     INTEGER NOT NULL,
    text     TEXT    NOT NULL CHECK (text <> ''),
    PRIMARY KEY (board_id, sha256)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER account_text_is_never_changed BEFORE UPDATE ON account_text
BEGIN SELECT RAISE(ABORT, 'texts of an account change are never changed'); END;

CREATE TRIGGER account_text_is_never_deleted BEFORE DELETE ON account_text
BEGIN SELECT RAISE(ABORT, 'texts of an account change are never deleted'); END;
