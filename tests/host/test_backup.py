# SPDX-License-Identifier: MIT
"""`backup`: all comes back, nobody else reads it, nothing damaged passes or is written over."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from posminder import home, office_store
from posminder.backup import archive, envelope
from posminder.store.ingest import ingest
from posminder.store.store import Store
from posminder_formats import records as r
from tests.host.desk_board import DeskBoard
from tests.host.journal_bytes import BOARD, export, record
from tests.host.technician import KEY, Run, keep_key, plug_in
from tests.host.test_cli_verify import SealingBoard
from tests.support.company_key import company_key

PHRASE = "a passphrase of the tests"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_store, "SCRYPT_N", 16)
    monkeypatch.setenv("POSMINDER_BACKUP_PASSPHRASE", PHRASE)


@pytest.fixture
def shop(run: Run, board: DeskBoard, tmp_path: Path) -> Run:
    """A home with a key, records, and a profile in a folder of its own."""
    keep_key()
    assert run("logs").code == 0
    file = home.home() / "sites" / BOARD / "site.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("site: {id: kn-0001}\n")
    return run


def files(folder: Path) -> dict[str, bytes]:
    """Return what lies in a home, but for the store, whose pages a copy may order anew."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith("store.sqlite3")
    }


def dump(store: Path) -> list[str]:
    db = sqlite3.connect(store)
    try:
        return list(db.iterdump())
    finally:
        db.close()


def test_all_of_a_home_comes_back_and_the_copy_is_used_as_one(
    shop: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, to = tmp_path / "usb" / "shop.pmbackup", tmp_path / "restored"
    made = shop("backup", "make", "--out", str(out), "--json")
    assert made.code == 0
    assert made.json()[0]["boards"] == {BOARD: {"records": 12, "last_seq": 12}}
    assert shop("backup", "restore", str(out), "--to", str(to)).code == 0
    assert files(to) == files(home.home())
    assert dump(to / "store.sqlite3") == dump(home.store_path())
    before = shop("logs", "--no-pull", "--json").out
    monkeypatch.setenv("POSMINDER_HOME", str(to))
    assert shop("logs", "--no-pull", "--json").out == before
    assert len(before.splitlines()) == 12


def test_nothing_of_it_is_read_without_the_key(shop: Run, tmp_path: Path) -> None:
    out = tmp_path / "shop.pmbackup"
    assert shop("backup", "make", "--out", str(out)).code == 0
    data = out.read_bytes()
    for plain in (
        KEY.hex().encode(),
        BOARD.encode(),
        b"SQLite format",
        b"kn-0001",
        PHRASE.encode(),
    ):
        assert plain not in data
    assert out.stat().st_mode & 0o077 == 0


def test_another_passphrase_and_no_passphrase_of_worth(
    shop: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "shop.pmbackup"
    assert shop("backup", "make", "--out", str(out)).code == 0
    monkeypatch.setenv("POSMINDER_BACKUP_PASSPHRASE", "another passphrase")
    ran = shop("backup", "verify", str(out))
    assert (ran.code, "does not open" in ran.err) == (6, True)
    monkeypatch.setenv("POSMINDER_BACKUP_PASSPHRASE", "short")
    assert shop("backup", "make", "--out", str(tmp_path / "other")).code == 2
    assert not (tmp_path / "other").exists()


def test_locked_to_the_company_it_takes_the_company_s_private_key(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plug_in(monkeypatch, {"desk": SealingBoard(KEY)})
    keep_key()
    private = company_key(tmp_path, "ours")
    assert run("logs").code == 0
    out = tmp_path / "shop.pmbackup"
    made = run("backup", "make", "--out", str(out))
    assert "Only the company's private key" in made.err
    assert run("backup", "verify", str(out)).code == 6
    told = run("backup", "verify", str(out), "--company-key", str(private), "--json").json()[0]
    assert told["verdicts"] == {BOARD: "VERIFIED"}
    stranger = company_key(tmp_path, "theirs")
    ran = run("backup", "verify", str(out), "--company-key", str(stranger))
    assert (ran.code, "another company key" in ran.err) == (6, True)
    phrased = tmp_path / "phrased.pmbackup"
    assert run("backup", "make", "--out", str(phrased), "--passphrase").code == 0
    assert run("backup", "verify", str(phrased)).code == 0


def test_a_journal_that_was_changed_in_the_store_is_still_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plug_in(monkeypatch, {"desk": SealingBoard(KEY)})
    keep_key()
    assert run("logs").code == 0
    db = sqlite3.connect(home.store_path())
    db.execute("DROP TRIGGER record_is_never_changed")
    db.execute("UPDATE record SET body = (SELECT body FROM record WHERE seq = 3) WHERE seq = 2")
    db.commit()
    db.close()
    out = tmp_path / "shop.pmbackup"
    assert run("backup", "make", "--out", str(out)).code == 0
    ran = run("backup", "verify", str(out))
    assert (ran.code, "TAMPERED" in ran.out) == (8, True)


def test_no_changed_byte_passes_and_no_file_that_was_cut_off(shop: Run, tmp_path: Path) -> None:
    big = home.home() / "cases" / "scan.bin"
    big.parent.mkdir()
    big.write_bytes(random.Random(20261130).randbytes(300_000))
    out = tmp_path / "shop.pmbackup"
    assert shop("backup", "make", "--out", str(out)).code == 0
    good = out.read_bytes()
    bad = tmp_path / "bad.pmbackup"

    def is_refused(data: bytes) -> bool:
        bad.write_bytes(data)
        key_of = envelope.opened_with(str(bad), None, lambda: PHRASE)
        try:
            with archive.unpacked(bad, key_of):
                return False
        except (envelope.NotABackup, envelope.BackupLocked, envelope.BackupDamaged):
            return True

    assert not is_refused(good)
    for at in [*random.Random(20261130).sample(range(len(good)), 30), 1, len(good) - 1]:
        assert is_refused(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]), f"byte {at}"
    head, piece = good.index(b"\n") + 1, 65_536 + 16
    for end in (0, 10, head, head + piece, head + 2 * piece, len(good) - 1):
        assert is_refused(good[:end]), f"cut at {end}"
    first, second = good[head : head + piece], good[head + piece : head + 2 * piece]
    assert is_refused(good[:head] + second + first + good[head + 2 * piece :])
    assert not list(home.home().glob(".backup-*"))


def test_nothing_is_written_over_anything(shop: Run, tmp_path: Path) -> None:
    out, to = tmp_path / "shop.pmbackup", tmp_path / "there"
    assert shop("backup", "make", "--out", str(out)).code == 0
    before = out.read_bytes()
    assert shop("backup", "make", "--out", str(out)).code == 2
    assert out.read_bytes() == before
    to.mkdir()
    assert shop("backup", "restore", str(out), "--to", str(to)).code == 2
    assert list(to.iterdir()) == []
    bad = tmp_path / "bad.pmbackup"
    bad.write_bytes(before[:-1])
    fresh = tmp_path / "fresh"
    assert shop("backup", "restore", str(bad), "--to", str(fresh)).code == 4
    assert not fresh.exists()
    assert not fresh.with_name("fresh.new").exists()


def test_what_is_no_backup_is_said_to_be_none(shop: Run, tmp_path: Path) -> None:
    file = tmp_path / "x.pmbackup"
    for text in (b"", b"{}\n", b'{"form": "posminder backup 1"}\n', b"[1]\n", b"\xff" * 5000):
        file.write_bytes(text)
        ran = shop("backup", "verify", str(file))
        assert (ran.code, "no backup of posminder's" in ran.err) == (2, True)
    costly = {"form": "posminder backup 1", "n": 2**30, "salt": "00"}
    file.write_bytes(json.dumps(costly).encode() + b"\n")
    assert shop("backup", "verify", str(file)).code == 2
    assert shop("backup", "verify", str(tmp_path / "none")).code == 2


@pytest.mark.parametrize("name", ["../out", "/etc/x", "a/../../b", "c:\\x", ""])
def test_a_hostile_archive_writes_nowhere_else(shop: Run, tmp_path: Path, name: str) -> None:
    key = envelope.for_passphrase(PHRASE)
    file = tmp_path / "hostile.pmbackup"
    with file.open("wb") as raw:
        sealer: Any = envelope.Sealer(raw, key)
        with tarfile.open(fileobj=sealer, mode="w|") as tar:
            info = tarfile.TarInfo(name)
            info.size = 1
            tar.addfile(info, BytesIO(b"x"))
        sealer.close()
    before = sorted(tmp_path.rglob("*"))
    assert shop("backup", "verify", str(file)).code == 4
    assert sorted(tmp_path.rglob("*")) == before


def test_a_backup_that_does_not_come_back_is_not_made(
    shop: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk gives back other bytes than it took."""
    sound = envelope.Sealer.close

    def spoils(sealer: envelope.Sealer) -> None:
        sealer._number += 1
        sound(sealer)

    monkeypatch.setattr(envelope.Sealer, "close", spoils)
    ran = shop("backup", "make", "--out", str(tmp_path / "shop.pmbackup"))
    assert ran.code in (4, 6)
    assert list(tmp_path.glob("shop.pmbackup*")) == []


def test_it_is_made_while_another_program_writes(shop: Run, tmp_path: Path) -> None:
    with Store(home.store_path()) as other:
        ingest(other, "00" * 8, export(*[record(r.R_BUTTON, 1)] * 500), "day")
        assert shop("backup", "make", "--out", str(tmp_path / "a.pmbackup")).code == 0
        other._db.execute("BEGIN IMMEDIATE")
        other._db.execute("INSERT INTO token VALUES ('00', 1, x'00')")
        made = shop("backup", "make", "--out", str(tmp_path / "b.pmbackup"), "--json")
        other._db.execute("ROLLBACK")
    assert made.json()[0]["boards"]["00" * 8] == {"records": 500, "last_seq": 500}


def test_memory_stays_bounded_however_large_the_home(tmp_path: Path) -> None:
    """60 MB go through a process that may have 40 MB more than it needs to begin with."""
    folder = tmp_path / "home"
    folder.mkdir()
    with (folder / "scans.bin").open("wb") as file:
        for _ in range(60):
            file.write(random.Random(1).randbytes(1_000_000))
    code = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from posminder.backup import archive, envelope\n"
        "key = envelope.Key(bytes(32), {'form': 'posminder backup 1', 'n': 2, 'salt': '00'})\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "archive.make(Path(sys.argv[1]), key, 0)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "out")],
        env={"POSMINDER_HOME": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert (tmp_path / "out").stat().st_size > 60_000_000
    assert int(done.stdout) < 40_000, done.stdout
    shutil.rmtree(folder)
