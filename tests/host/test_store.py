# SPDX-License-Identifier: MIT
"""The store: idempotent, append-only, all or nothing, and honest about gaps."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import cbor2
import pytest

from posminder.errors import BoardGone, PosminderError, ProtocolError
from posminder.journal_file import read
from posminder.profile.check import check
from posminder.profile.compile import compile_profile
from posminder.store.ingest import Gap, ingest, pull, site_of
from posminder.store.store import SiteRow, Store, StoreConflict, StoreUnusable
from posminder_formats import records as r
from tests.host.journal_bytes import BOARD, export, frame, record, short_day

SITE = SiteRow("ab" * 32, "kn-0001", "Kiosk am Markt", "en", 978, ((0, 3600),))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "made" / "store.sqlite3") as opened:
        yield opened


def test_importing_twice_adds_nothing(store: Store) -> None:
    first = ingest(store, BOARD, short_day(), "day.pmj")
    again = ingest(store, BOARD, short_day(), "day.pmj")
    assert (first.new, first.known, first.last_seq) == (12, 0, 12)
    assert (again.new, again.known) == (0, 12)


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


def test_a_damaged_file_imports_nothing(store: Store) -> None:
    broken = bytearray(short_day())
    broken[-9] ^= 1
    with pytest.raises(PosminderError, match="nothing was imported"):
        ingest(store, BOARD, bytes(broken), "broken.pmj")
    assert store.boards() == []


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


@pytest.mark.parametrize("statement", ["UPDATE record SET kind = 1", "DELETE FROM record"])
def test_records_are_never_changed_or_deleted(store: Store, statement: str, tmp_path: Path) -> None:
    ingest(store, BOARD, short_day(), "day.pmj")
    other = sqlite3.connect(tmp_path / "made" / "store.sqlite3")
    with pytest.raises(sqlite3.IntegrityError, match="records are never"):
        other.execute(statement)
    other.close()


def test_the_store_is_wal_and_its_tables_strict(store: Store, tmp_path: Path) -> None:
    ingest(store, BOARD, short_day(), "day.pmj")
    other = sqlite3.connect(tmp_path / "made" / "store.sqlite3")
    assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    tables = other.execute("SELECT name, strict FROM pragma_table_list WHERE schema='main'")
    strict = {name: flag for name, flag in tables if not name.startswith("sqlite_")}
    assert strict == {"record": 1, "site": 1}
    other.close()


def test_the_site_is_remembered_and_replaced(store: Store) -> None:
    assert store.site(BOARD) is None
    store.set_site(BOARD, SITE)
    store.set_site(BOARD, SITE)
    assert store.site(BOARD) == SITE


def test_a_profile_s_site_comes_without_its_password(tmp_path: Path) -> None:
    checked = check(Path("host_tools/posminder/profiles/example/kiosk.yaml"), {})
    assert checked.profile is not None
    compiled = compile_profile(checked.profile, "837462", 2026)
    site = site_of(compiled.data, compiled.sha256.hex())
    assert (site.site_id, site.currency, site.language) == ("kn-0001", 978, "en")
    with Store(tmp_path / "s.sqlite3") as store:
        store.set_site(BOARD, site)
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
