# SPDX-License-Identifier: MIT
"""`logs verify` and `logs prove` as a technician uses them: stores, exports, keys, proofs."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from posminder import checkpoints, home, seal_keys
from posminder.messages import LANGUAGES, MESSAGES
from posminder.verify.finding import VERDICTS
from tests.host.desk_board import DeskBoard
from tests.host.journal_bytes import BOARD
from tests.host.technician import KEY, KIOSK, Run, keep_key, plug_in
from tests.support import sealed_journal as made
from tests.support.company_key import company_key

assert bytes.fromhex(BOARD) == made.BOARD

VECTORS = {each["name"]: each for each in json.loads(made.FILE.read_text())}


class SealingBoard(DeskBoard):
    """A board whose journal is sealed, and sealed once more over each nonce it is given."""

    blinding = made.BLINDING
    first: bytes | None = made.FIRST
    no_chain = False

    def __init__(self, key: bytes | None) -> None:
        self.chains = {0: made.FIRST}  # first keys by the epoch that they begin with
        self.segments = made.chained(made.honest_groups())
        super().__init__(made.export(made.records_of(self.segments)), key)

    def seal_over(self, nonce: bytes) -> int:
        last = self.segments[-1]
        first = last.first + len(last.bodies) + 1
        key = self.key_of(last.epoch + 1)
        segment = made.Segment(last.epoch + 1, first, [], last.next_link(), nonce, key=key)
        self.segments.append(segment)
        self.journal = made.export(made.records_of(self.segments))
        return first

    def rekey(self, key: bytes, blinding: bytes) -> int | None:
        """Order the new key under the old one, and seal the first segment with it."""
        if self.no_chain:
            return None
        last = self.segments[-1]
        first, epoch = last.first + len(last.bodies) + 1, last.epoch + 2
        order = made.rekey(made.PLANNED, epoch, key)
        old = made.Segment(epoch - 1, first, [order], last.next_link(), key=self.key_of(epoch - 1))
        self.chains[epoch] = key
        self.segments.append(old)
        begun = made.rekey(made.BEGUN, epoch, key, old.next_link())
        new = made.Segment(epoch, first + 2, [begun], old.next_link(), key=key)
        self.segments.append(new)
        self.journal = made.export(made.records_of(self.segments))
        return epoch

    def key_of(self, epoch: int) -> bytes:
        start = max(each for each in self.chains if each <= epoch)
        return made.key_of(epoch - start, self.chains[start])

    def seal_keys(self) -> dict[str, object]:
        told: dict[str, object] = {"epoch": len(self.segments), "blinding": self.blinding}
        return told if self.first is None else told | {"key": self.first}


@pytest.fixture
def company(run: Run, tmp_path: Path) -> Path:
    return company_key(tmp_path, "company")


@pytest.fixture
def board(run: Run, monkeypatch: pytest.MonkeyPatch) -> SealingBoard:
    board = SealingBoard(None)
    plug_in(monkeypatch, {"desk": board})
    return board


def test_a_damaged_record_is_pulled_around_and_its_neighbours_stay_proved(
    run: Run, board: SealingBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal_over = board.seal_over

    def seal_and_rot(nonce: bytes) -> int:
        seq, journal = seal_over(nonce), bytearray(board.journal)
        journal[journal.index(made.press(2))] ^= 1  # record 6: a bit of it has flipped in flash
        board.journal = bytes(journal)
        return seq

    monkeypatch.setattr(board, "seal_over", seal_and_rot)
    run("apply", KIOSK, "--commission")
    ran = run("logs", "--json")
    assert ran.code == 1
    assert "Records 6 to 6 are missing: their bytes are damaged" in ran.err
    (told,) = run("logs", "verify", "--json").json()
    missing = [each for each in told["findings"] if each["finding"] != "no_key"]
    assert [(each["finding"], each["segment"], each["first"]) for each in missing] == [
        ("record_missing", 1, 6)
    ]
    assert told["verdict"] == "INCOMPLETE"
    assert told["proved"] == sum(len(each.bodies) for each in board.segments) - 1


def test_a_journal_that_contradicts_its_seals_is_not_acknowledged(
    run: Run, board: SealingBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("apply", KIOSK, "--commission")
    seal_over = board.seal_over

    def seal_and_forge(nonce: bytes) -> int:
        seq = seal_over(nonce)
        found = made.records_of(board.segments)
        board.journal = made.export(found | {2: made.sale(11, 1)})
        return seq

    monkeypatch.setattr(board, "seal_over", seal_and_forge)
    ran = run("logs")
    assert "Not acknowledged: the records contradict their seals" in ran.err
    assert board.acknowledged == []


def test_from_the_first_key_to_verified(run: Run, board: SealingBoard, company: Path) -> None:
    applied = run("apply", KIOSK, "--commission")
    path = seal_keys.path_of(BOARD)
    assert f"locked to the company's key: {path}" in applied.err
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    everything = b"".join(each.read_bytes() for each in home.home().rglob("*") if each.is_file())
    assert made.FIRST.hex().encode() not in everything
    assert made.FIRST not in everything
    assert run("logs").code == 0
    without = run("logs", "verify", "--json")
    assert without.code == 7
    (told,) = without.json()
    assert told["verdict"] == "INCOMPLETE"
    assert [each["finding"] for each in told["findings"]] == ["no_key"]
    ran = run("logs", "verify", "--company-key", str(company))
    assert ran.code == 0
    assert "10 of 10 records proved by 5 seals; MACs checked: 5." in ran.out
    assert "VERIFIED" in ran.out
    assert "not that the terminal told it the truth" in ran.out


def test_without_a_company_key_the_first_key_is_not_kept_unless_asked(
    run: Run, board: SealingBoard
) -> None:
    applied = run("apply", KIOSK, "--commission")
    assert "the first key of the seals was not kept" in applied.err
    assert json.loads(seal_keys.path_of(BOARD).read_text())["first"] is None
    assert run("logs").code == 0
    assert run("logs", "verify").code == 7


def test_kept_plain_when_asked(run: Run, board: SealingBoard) -> None:
    applied = run("apply", KIOSK, "--commission", "--keep-first-key")
    assert "lies PLAIN" in applied.err
    assert run("logs").code == 0
    assert run("logs", "verify").code == 0


def test_a_board_rolled_back_behind_a_pull_is_found(run: Run, board: SealingBoard) -> None:
    run("apply", KIOSK, "--commission", "--keep-first-key")
    before = list(board.segments)
    run("logs")
    export = home.home() / "old.pmj"
    export.write_bytes(board.journal)
    board.segments = [*before, made.Segment(4, 15, [made.press(9)], before[-1].next_link())]
    board.journal = made.export(made.records_of(board.segments))
    export.write_bytes(board.journal)
    ran = run("logs", "verify", "--file", str(export), "--json")
    assert ran.code == 8
    words = {each["finding"] for each in ran.json()[0]["findings"]}
    assert {"nonce", "checkpoint"} <= words


def test_an_export_with_a_damaged_record_names_it(run: Run, board: SealingBoard) -> None:
    run("apply", KIOSK, "--commission", "--keep-first-key")
    run("logs")
    data = bytearray(board.journal)
    data[data.index(b"VISA")] ^= 1
    file = home.home() / "damaged.pmj"
    file.write_bytes(data)
    ran = run("logs", "verify", "--file", str(file))
    assert ran.code == 7
    assert (
        "Segment 0, record 2: missing or damaged; all others of its segment are proved." in ran.out
    )
    foreign = home.home() / "changed.pmj"
    foreign.write_bytes(bytes.fromhex(VECTORS["one-changed"]["export"]))
    assert run("logs", "verify", "--file", str(foreign)).code == 8


def test_an_export_and_the_keys_need_nothing_else(
    run: Run, board: SealingBoard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("apply", KIOSK, "--commission", "--keep-first-key")
    run("logs")
    lines = run("logs", "checkpoints").out
    handed = {"export": board.journal, "keys": seal_keys.path_of(BOARD).read_bytes()}
    for name, data in (handed | {"points": lines.encode()}).items():
        (tmp_path / name).write_bytes(data)
    monkeypatch.setenv("POSMINDER_HOME", str(tmp_path / "elsewhere"))
    given = ("--file", str(tmp_path / "export"), "--seal-keys", str(tmp_path / "keys"))
    assert run("logs", "verify", *given).code == 7  # no nonce of this computer's
    assert run("logs", "verify", *given, "--checkpoints", str(tmp_path / "points")).code == 0
    assert run("logs", "verify", *given[:2]).code == 2


def test_one_proof_needs_nothing_else(
    run: Run, board: SealingBoard, company: Path, tmp_path: Path
) -> None:
    run("apply", KIOSK, "--commission")
    run("logs")
    file = tmp_path / "proof.json"
    assert run("logs", "prove", "21", "--out", str(file), "--json").json() == [
        {"board": BOARD, "seq": 5, "file": str(file)}
    ]
    assert file.stat().st_size < 2500
    ran = run("logs", "verify", "--proof", str(file), "--company-key", str(company))
    assert ran.code == 0
    assert "amount_minor=2500" in ran.out
    assert "sealed this record as it is" in ran.out
    (told,) = run("logs", "verify", "--proof", str(file), "--json").json()
    assert (told["verdict"], told["record"]["seq"]) == ("INCOMPLETE", 5)
    changed = json.loads(file.read_text())
    changed["record"] = changed["record"].replace("1909c4", "1909c5")  # 25.00 EUR and a cent
    file.write_text(json.dumps(changed))
    assert run("logs", "verify", "--proof", str(file)).code == 8
    file.write_text("{}")
    assert run("logs", "verify", "--proof", str(file)).code == 4
    assert run("logs", "prove", "#4", "--out", str(file)).code == 7  # a seal is in no segment
    assert run("logs", "prove", "99").code == 1


def test_checkpoints_kept_elsewhere_find_a_board_rolled_back(run: Run, board: SealingBoard) -> None:
    run("apply", KIOSK, "--commission", "--keep-first-key")
    before = list(board.segments)
    for _ in range(3):
        run("logs")
    lines = run("logs", "checkpoints").out.splitlines()
    assert [json.loads(line)["seq"] for line in lines] == [15, 16, 17]
    elsewhere = home.home() / "elsewhere"
    elsewhere.write_text("\n".join(lines))
    assert run("logs", "verify", "--checkpoints", str(elsewhere)).code == 0
    # Board and store go back behind the first pull together: nothing left on this computer objects.
    for each in home.home().glob("store.sqlite3*"):
        each.unlink()
    board.segments = before
    run("logs")
    assert run("logs", "verify").code == 0
    ran = run("logs", "verify", "--checkpoints", str(elsewhere), "--json")
    assert ran.code == 8
    found = {(each["finding"], each["first"]) for each in ran.json()[0]["findings"]}
    assert {("nonce", 16), ("checkpoint", 15), ("checkpoint", 17)} <= found


def test_a_checkpoint_is_worth_its_signature(run: Run, board: SealingBoard) -> None:
    run("apply", KIOSK, "--commission", "--keep-first-key")
    for _ in range(3):
        run("logs")
    key = home.home() / "checkpoint.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    lines = run("logs", "checkpoints").out.splitlines()
    elsewhere = home.home() / "elsewhere"
    elsewhere.write_text(lines[0] + "\n" + lines[2] + "\n")
    ran = run("logs", "verify", "--checkpoints", str(elsewhere), "--json")
    assert ran.code == 8
    assert [each["finding"] for each in ran.json()[0]["findings"]] == ["checkpoint_left_out"]
    elsewhere.write_text(lines[0].replace('"seq": 15', '"seq": 14'))
    assert run("logs", "verify", "--checkpoints", str(elsewhere)).code == 4
    (told,) = run("logs", "verify", "--json").json()
    assert told["checkpoints"] == {"count": 3, "enrolled": 0}
    private = serialization.load_pem_private_key(key.read_bytes(), None)
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    checkpoints.office_path().write_bytes(public * 2)
    (told,) = run("logs", "verify", "--json").json()
    assert told["checkpoints"] == {"count": 3, "enrolled": 3}
    checkpoints.office_path().write_text("no key")
    assert run("logs", "verify").code == 6


def test_a_board_that_does_not_seal_is_pulled_and_said(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    plug_in(monkeypatch, {"desk": DeskBoard(made.export({1: made.press(1)}), KEY)})
    keep_key()
    pulled = run("logs")
    assert pulled.code == 0
    assert "does not seal its journal" in pulled.err
    ran = run("logs", "verify")
    assert ran.code == 7
    assert "Record 1: in no seal at all." in ran.out


def test_every_finding_and_verdict_has_its_words() -> None:
    assert len(LANGUAGES) == 2
    for word in VERDICTS:
        assert f"seals.finding.{word}" in MESSAGES


def test_chinese(run: Run, board: SealingBoard) -> None:
    run("apply", KIOSK, "--commission", "--keep-first-key")
    run("logs")
    ran = run("logs", "verify", "--lang", "zh-CN")
    assert "VERIFIED（已验证）" in ran.out
