-- A board's profile as a whole, in CBOR, without the terminal's password: reports need more of it
-- than a few columns held. What was remembered before comes back with the next look at the board.

DROP TABLE site;

CREATE TABLE site (
    board_id     TEXT    NOT NULL PRIMARY KEY,
    profile_hash TEXT    NOT NULL,
    profile      BLOB    NOT NULL
) STRICT, WITHOUT ROWID;
