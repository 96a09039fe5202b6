-- SPDX-License-Identifier: MIT
-- Schema 9: lines of bank statements and of acquirers' files. Guaranteed: a line once stored is
-- neither changed nor deleted through SQL. What an acquirer says anew of a batch is a new row that
-- points at the old one (R28), corrected at most once; a bank's line is what it is. The same line in
-- two files is one: `nth` tells apart those that are alike on one day. Not guaranteed: that a file is
-- the bank's. `file` says which it was, `by` who said he read it. No account's number is kept, only
-- its mask.

CREATE TABLE statement_file (
    sha256 TEXT    NOT NULL PRIMARY KEY,
    name   TEXT    NOT NULL,
    layout TEXT    NOT NULL,
    kind   TEXT    NOT NULL CHECK (kind IN ('bank', 'acquirer')),
    at_s   INTEGER NOT NULL,
    by     TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE bank_line (
    id           INTEGER NOT NULL PRIMARY KEY,
    account      TEXT    NOT NULL,
    day          TEXT    NOT NULL,
    amount_minor INTEGER NOT NULL,
    currency     TEXT    NOT NULL,
    text         TEXT    NOT NULL,
    payer        TEXT    NOT NULL,
    reference    TEXT    NOT NULL,
    nth          INTEGER NOT NULL,
    file         TEXT    NOT NULL REFERENCES statement_file (sha256),
    line         INTEGER NOT NULL,
    UNIQUE (account, day, amount_minor, currency, text, payer, reference, nth)
) STRICT;

CREATE INDEX bank_line_by_day ON bank_line (account, day);

CREATE TABLE acquirer_line (
    id           INTEGER NOT NULL PRIMARY KEY,
    corrects     INTEGER UNIQUE REFERENCES acquirer_line (id),
    acquirer     TEXT    NOT NULL,
    merchant     TEXT    NOT NULL,
    terminal     TEXT    NOT NULL,
    day          TEXT    NOT NULL,
    batch        TEXT    NOT NULL,
    reference    TEXT    NOT NULL,
    nth          INTEGER NOT NULL,
    currency     TEXT    NOT NULL,
    count        INTEGER NOT NULL,
    gross_minor  INTEGER NOT NULL,
    fee_minor    INTEGER,
    net_minor    INTEGER,
    settled      TEXT,
    clearing     TEXT,
    paid         TEXT,
    status       TEXT    NOT NULL CHECK (status IN ('', 'paid', 'returned', 'pending')),
    reason       TEXT    NOT NULL,
    account      TEXT    NOT NULL,
    file         TEXT    NOT NULL REFERENCES statement_file (sha256),
    line         INTEGER NOT NULL
) STRICT;

CREATE INDEX acquirer_line_by_batch
    ON acquirer_line (acquirer, merchant, terminal, day, batch, reference, nth);

CREATE TRIGGER statement_file_is_never_changed BEFORE UPDATE ON statement_file
BEGIN SELECT RAISE(ABORT, 'statements are never changed'); END;

CREATE TRIGGER statement_file_is_never_deleted BEFORE DELETE ON statement_file
BEGIN SELECT RAISE(ABORT, 'statements are never deleted'); END;

CREATE TRIGGER bank_line_is_never_changed BEFORE UPDATE ON bank_line
BEGIN SELECT RAISE(ABORT, 'statements are never changed'); END;

CREATE TRIGGER bank_line_is_never_deleted BEFORE DELETE ON bank_line
BEGIN SELECT RAISE(ABORT, 'statements are never deleted'); END;

CREATE TRIGGER acquirer_line_is_never_changed BEFORE UPDATE ON acquirer_line
BEGIN SELECT RAISE(ABORT, 'statements are never changed'); END;

CREATE TRIGGER acquirer_line_is_never_deleted BEFORE DELETE ON acquirer_line
BEGIN SELECT RAISE(ABORT, 'statements are never deleted'); END;
