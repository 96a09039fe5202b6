-- SPDX-License-Identifier: MIT
-- Schema 11: where to look. `mention` says which records bear a number, `record_by_time` which are of
-- a time. Both only repeat what `record` says, are made of it whenever it grows, and can be made anew:
-- what is looked up by them is read in `record`. `what` is one of store/mentions.py.

CREATE TABLE mention (
    board_id TEXT    NOT NULL,
    what     INTEGER NOT NULL,
    number   ANY     NOT NULL,
    seq      INTEGER NOT NULL,
    PRIMARY KEY (board_id, what, number, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX record_by_time ON record (board_id, wall_s, seq);
