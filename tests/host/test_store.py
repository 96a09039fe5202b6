# SPDX-License-Identifier: MIT
"""The store: idempotent, append-only, all or nothing, and honest about gaps."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import cbor2
import pytest

from posminder.checkpoints import Checkpoint
from posminder.errors import BoardGone, ProtocolError
from posminder.journal_file import read
from posminder.profile.check import check
from posminder.profile.compile import Compiled, compile_profile
from posminder.store.ingest import Gap, ingest, pull
from posminder.store.notes import Note, NoteCorrected, NoteRefused, NoteUnknown, Subject
from posminder.store.site import site_of
from posminder.store.store import Store, StoreConflict, StoreUnusable
from posminder.store.totals import Total
from posminder.store.watching import Message
from posminder.wall_time import Span
from posminder_formats import records as r
from tests.host.journal_bytes import BOARD, export, frame, record, short_day
from tests.host.random_journal import RandomJournal

NOTE = Note(0, 1_795_330_800, "Li", "power was off", Subject(day="2026-11-22"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "made" / "store.sqlite3") as opened:
        yield opened


def test_pages_damaged_behind_the_first_are_said_whatever_reads_them(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    with Store(path) as good:
        ingest(good, BOARD, export(*[record(r.R_BUTTON, 1)] * 2000), "day")
    data = bytearray(path.read_bytes())
    schema_end = 16_384  # the schema's own pages are left alone: opening must still go well
    data[schema_end:] = b"\x5a" * (len(data) - schema_end)
    path.write_bytes(data)
    with pytest.raises(StoreUnusable, match="cannot be used as the store"), Store(path) as bad:
        list(bad.records(BOARD))


def test_importing_twice_adds_nothing(store: Store) -> None:
    first = ingest(store, BOARD, short_day(), "day.pmj")
    again = ingest(store, BOARD, short_day(), "day.pmj")
    assert (first.new, first.known, first.last_seq) == (12, 0, 12)
    assert (again.new, again.known) == (0, 12)


def test_a_checkpoint_is_kept_once_and_never_changed(store: Store) -> None:
    signed = (bytes(32), b"s" * 32, b"x" * 64)
    first = Checkpoint(BOARD, 7, 1_795_330_800, b"n" * 16, b"l" * 32, *signed)
    store.add_checkpoint(first)
    store.add_checkpoint(replace(first, link=b"m" * 32))
    assert store.checkpoints(BOARD) == (first,)
    for sql in ("UPDATE checkpoint SET at_s = 1", "DELETE FROM checkpoint"):
        with pytest.raises(sqlite3.IntegrityError):
            store._db.execute(sql)


def test_a_record_keeps_the_version_of_its_frame(store: Store) -> None:
    (found,) = read(export(record(r.R_BUTTON, 1)), "day")
    store.insert(BOARD, [found, replace(found, seq=2, version=2)])
    assert list(store.stored(BOARD)) == [(1, 1, found.body), (2, 2, found.body)]


def test_what_comes_out_is_what_went_in(store: Store) -> None:
    ingest(store, BOARD, short_day(), "day.pmj")
    assert tuple(store.records(BOARD)) == read(short_day(), "day.pmj")
    assert [each.seq for each in store.records(BOARD, since=9, kind=r.R_SETTLEMENT)] == [10, 12]


def test_other_bytes_under_a_known_number_import_nothing(store: Store) -> None:
    ingest(store, BOARD, export(record(r.R_BUTTON, 1)), "one")
    forged = export(record(r.R_BUTTON, 2), first_seq=1)
    with pytest.raises(StoreConflict, match="Record 1 of board"):
        ingest(store, BOARD, frame(2, record(r.R_BUTTON, 1)) + forged, "two")
    assert store.last_seq(BOARD) == 1


def test_of_a_damaged_file_only_the_damaged_record_is_missing(store: Store) -> None:
    broken = bytearray(short_day())
    broken[len(export(record(r.R_BOOT, 0, "0.1.0", None, 0))) + 9] ^= 1
    done = ingest(store, BOARD, bytes(broken), "broken.pmj")
    assert (done.new, done.damage_behind) == (11, 1)
    assert done.gaps == (Gap(2, 2, admitted=False, damaged=True),)
    assert ingest(store, BOARD, short_day(), "another copy").gaps == ()
    for sql in ("UPDATE damaged SET seq = 1", "DELETE FROM damaged"):
        with pytest.raises(sqlite3.IntegrityError):
            store._db.execute(sql)


def test_boards_are_kept_apart(store: Store) -> None:
    ingest(store, BOARD, export(record(r.R_BUTTON, 1)), "one")
    ingest(store, "00" * 8, export(record(r.R_BUTTON, 2)), "other")
    assert store.boards() == ["00" * 8, BOARD]


def test_every_gap_is_named_and_an_admitted_loss_said_so(store: Store) -> None:
    ingest(store, BOARD, export(record(r.R_LOSS, 1, 4), first_seq=5), "a")
    done = ingest(store, BOARD, export(record(r.R_BUTTON, 1), first_seq=9), "b")
    assert done.gaps == (Gap(1, 4, admitted=True), Gap(6, 8, admitted=False))


def test_a_pull_asks_only_for_what_is_missing(store: Store) -> None:
    asked: list[str] = []

    def download(path: str, received: bytearray) -> bytes:
        asked.append(path)
        return short_day() if path.endswith("/0") else b""

    assert pull(store, BOARD, download).new == 12
    assert pull(store, BOARD, download).new == 0
    assert asked == ["/journal/since/0", "/journal/since/12"]


@pytest.mark.parametrize("count", [0, 1, 40, 200, 299, len(short_day())])
def test_a_broken_pull_keeps_the_whole_frames_that_came(store: Store, count: int) -> None:
    def download(path: str, received: bytearray) -> bytes:
        received += short_day()[:count]
        raise BoardGone("unplugged")

    with pytest.raises(BoardGone):
        pull(store, BOARD, download)
    kept = list(store.records(BOARD))
    whole = [each for each in read(short_day(), "day") if each.seq <= len(kept)]
    assert kept == whole
    assert sum(len(frame(each.seq, each.body)) for each in kept) <= count
    assert (len(kept) > 3) == (count >= 200)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record SET kind = 1",
        "DELETE FROM record",
        "UPDATE note SET text = 'other'",
        "DELETE FROM note",
        "UPDATE acquirer_total SET count = 1",
        "DELETE FROM acquirer_total",
        "UPDATE message SET body = 'other'",
        "UPDATE message SET sent_s = 3",
        "DELETE FROM message",
    ],
)
def test_records_notes_and_totals_are_never_changed_or_deleted(
    store: Store, statement: str, tmp_path: Path
) -> None:
    ingest(store, BOARD, short_day(), "day.pmj")
    store.add_note(BOARD, NOTE)
    store.add_totals({BOARD: [Total(date(2026, 11, 22), "", 1, 2, "file", "00", 3, "Li")]})
    store.watching.write(Message("m1", "owner", 1, False, "title", "body"), ())
    store.watching.took("m1", 2)
    other = sqlite3.connect(tmp_path / "made" / "store.sqlite3")
    with pytest.raises(sqlite3.IntegrityError, match="are never"):
        other.execute(statement)
    other.close()


def test_a_store_of_the_first_schema_is_taken_over_whole(tmp_path: Path) -> None:
    old = tmp_path / "old.sqlite3"
    schema = Path("host_tools/posminder/store/schema.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(old)) as db:
        db.executescript(schema + "PRAGMA user_version = 1;")
        body = record(r.R_BUTTON, 1)
        db.execute("INSERT INTO record VALUES (?, 1, ?, 1, 0, NULL, ?)", (BOARD, r.R_BUTTON, body))
        db.commit()
    for _ in range(2):
        with Store(old) as store:
            assert [each.name for each in store.records(BOARD)] == ["button"]
            store.add_note(BOARD, NOTE)
    with Store(old) as store:
        assert [note.id for note in store.notes(BOARD)] == [1, 2]


def test_a_correction_is_a_new_note_about_the_same_thing(store: Store) -> None:
    first = store.add_note(BOARD, NOTE)
    second = store.add_note(BOARD, replace(NOTE, text="at ten", subject=Subject(), corrects=first))
    old, new = store.notes(BOARD)
    assert (old.text, old.corrected_by) == (NOTE.text, second)
    assert (new.subject, new.corrects, new.corrected_by) == (NOTE.subject, first, None)
    with pytest.raises(NoteCorrected, match=f"by note {second} already"):
        store.add_note(BOARD, replace(NOTE, corrects=first))
    with pytest.raises(NoteUnknown):
        store.add_note("00" * 8, replace(NOTE, corrects=second))
    assert len(store.notes(BOARD)) == 2
    assert store.notes("00" * 8) == []


@pytest.mark.parametrize(
    "text",
    ["", " \n", "x" * 1001, "4761739001010119", "card 4761 7390 0101 0119.", "3782-822463-10005"],
)
def test_a_note_without_text_or_with_a_whole_card_number_is_refused(
    store: Store, text: str
) -> None:
    with pytest.raises(NoteRefused):
        store.add_note(BOARD, replace(NOTE, text=text))
    assert store.notes(BOARD) == []


@pytest.mark.parametrize(
    "text",
    [
        "476173******0119",
        "RRN 432112345678",
        "4761739001010118",
        "at 2026-11-22 07:01 trace 17 117",
    ],
)
def test_numbers_that_are_no_card_s_may_stand_in_a_note(store: Store, text: str) -> None:
    store.add_note(BOARD, replace(NOTE, text=text))
    assert store.notes(BOARD)[0].text == text


def test_a_time_span_takes_its_ends_and_what_may_lie_in_it(store: Store) -> None:
    walls = [None, 100, None, 200, None, None, 300, None]
    bodies = [record(r.R_BUTTON, 1, wall_s=wall) for wall in walls]
    ingest(store, BOARD, export(*bodies), "day")

    def seqs(first_s: int, last_s: int) -> list[int]:
        return [each.seq for each in store.records(BOARD, span=Span(first_s, last_s))]

    assert seqs(200, 300) == [3, 4, 5, 6, 7, 8]
    assert seqs(0, 99) == [1]
    assert seqs(0, 150) == [1, 2, 3]
    assert seqs(201, 299) == [5, 6]
    assert seqs(301, 400) == [8]
    kept = store.records(BOARD, 4, kinds=(r.R_BUTTON, r.R_SALE), span=Span(200, 200))
    assert [each.seq for each in kept] == [5, 6]
    assert list(store.records(BOARD, kinds=(r.R_SALE,), span=Span(0, 500))) == []


def test_a_clock_set_back_hides_no_record(store: Store) -> None:
    walls = [500, None, 100]
    ingest(store, BOARD, export(*(record(r.R_BUTTON, 1, wall_s=wall) for wall in walls)), "day")
    assert [each.seq for each in store.records(BOARD, span=Span(200, 300))] == [2]


def test_where_to_look_is_made_anew_of_the_records_of_an_older_store(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    with Store(path) as old:
        ingest(old, BOARD, RandomJournal(3, 9, 20).bytes(), "random")
        rows = "SELECT * FROM mention ORDER BY what, number, seq"
        filled = old._db.execute(rows).fetchall()
        old._db.execute("DROP TABLE mention")
        old._db.execute("DROP INDEX record_by_time")
        old._db.execute("PRAGMA user_version = 10")
    with Store(path) as store:
        assert len(filled) > 300
        assert store._db.execute(rows).fetchall() == filled


def test_the_store_is_wal_and_its_tables_strict(store: Store, tmp_path: Path) -> None:
    ingest(store, BOARD, short_day(), "day.pmj")
    other = sqlite3.connect(tmp_path / "made" / "store.sqlite3")
    assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    tables = other.execute("SELECT name, strict FROM pragma_table_list WHERE schema='main'")
    strict = {name: flag for name, flag in tables if not name.startswith("sqlite_")}
    names = (
        "record",
        "damaged",
        "site",
        "note",
        "account_text",
        "acquirer_total",
        "checkpoint",
        "token",
        "statement_file",
        "bank_line",
        "acquirer_line",
        "watched",
        "notice",
        "message",
        "watch_done",
        "mention",
    )
    assert strict == dict.fromkeys(names, 1)
    other.close()


def test_the_site_is_remembered_and_replaced(store: Store) -> None:
    assert store.site(BOARD) is None
    first, second = _compiled("000000", "en"), _compiled("000000", "zh-CN")
    for compiled in (first, second, second):
        store.set_site(BOARD, compiled.data, compiled.sha256.hex())
    assert store.site(BOARD) == site_of(second.data, second.sha256.hex())


def _compiled(password: str, locale: str) -> Compiled:
    checked = check(Path("host_tools/posminder/profiles/example/kiosk.yaml"), {})
    assert checked.profile is not None
    site = checked.profile.site.model_copy(update={"locale": locale})
    return compile_profile(checked.profile.model_copy(update={"site": site}), password, 2026)


def test_a_profile_s_site_comes_without_its_password(tmp_path: Path) -> None:
    compiled = _compiled("837462", "en")
    site = site_of(compiled.data, compiled.sha256.hex())
    assert (site.site_id, site.currency, site.language) == ("kn-0001", 978, "en")
    assert (site.mode, site.terminal_id, site.latest_min) == ("enforce", "29001234", 20 * 60 + 45)
    assert site.hours[0] == ((480, 1200),)
    with Store(tmp_path / "s.sqlite3") as store:
        store.set_site(BOARD, compiled.data, compiled.sha256.hex())
        assert store.site(BOARD) == site
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert bytes.fromhex("837462") not in kept
    assert b"837462" not in kept


@pytest.mark.parametrize("data", [b"", b"\xff", cbor2.dumps([1]), cbor2.dumps({1: 1})])
def test_what_is_no_profile_is_a_protocol_error(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        site_of(data, "00")


def test_a_newer_or_foreign_file_is_not_touched(tmp_path: Path) -> None:
    newer = tmp_path / "newer.sqlite3"
    with closing(sqlite3.connect(newer)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreUnusable, match="newer posminder"):
        Store(newer)
    foreign = tmp_path / "foreign.sqlite3"
    foreign.write_bytes(b"this is a letter, not a database" * 100)
    with pytest.raises(StoreUnusable):
        Store(foreign)
    assert foreign.read_bytes().startswith(b"this is a letter")
