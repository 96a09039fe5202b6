# SPDX-License-Identifier: MIT
"""`watch` at a desk: boards in this process behind the real host-line server, a real webhook."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from posminder import errors, home, office_store
from posminder.backup import archive, envelope
from posminder.cli import connect, watch, watch_loop
from posminder.cli.watch_loop import Loop
from posminder.cli.watch_round import Rounds
from posminder.evidence import case_files
from posminder.evidence.case import Moved, Opened
from posminder.profile.check import check
from posminder.profile.compile import compile_profile
from posminder.report.settlements import rows
from posminder.store.ingest import ingest
from posminder.store.store import Store
from posminder.watch import looking, services, settings
from posminder_formats import records as r
from tests.host.desk_board import DeskBoard
from tests.host.journal_bytes import BOARD, export, record
from tests.host.technician import KEY, Run, keep_key, plug_in
from tests.host.test_cli_verify import SealingBoard
from tests.support.message_servers import Webhook, running

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning")

NOW = int(datetime(2026, 11, 23, 12, tzinfo=UTC).timestamp())
OPEN = {"alert": "settlement_open", "subject": None, "seen": False, "age_s": 60}
PHRASE = "a passphrase of the tests"


@pytest.fixture
def hook() -> Iterator[Webhook]:
    server = Webhook()
    with running(server):
        yield server


def configure(hook: Webhook, more: str = "", **urls: str) -> Path:
    """Write watch.yaml with a route `owner` to the webhook, and others."""
    path = home.home() / "watch.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ["zone: UTC", "every: 15min"]
    routes = {"owner": hook.url()} | urls
    lines.append("routes:")
    for name, url in routes.items():
        secret = home.home() / f"{name}.url"
        secret.write_text(url)
        secret.chmod(0o600)
        lines += [f"  - name: {name}", f"    url: file:{name}.url"]
    path.write_text("\n".join([*lines, more]) + "\n")
    return path


@dataclass
class Watcher:
    """A watch whose clock is in the test's hand."""

    store: Store
    rounds: Rounds
    events: list[tuple[str, dict[str, Any]]]
    board: DeskBoard
    off_s: int = 0  # the board's clock

    def once(self, now_s: int) -> list[str]:
        """One round; return the names of its events."""
        before = len(self.events)
        self.board.changes |= {"wall_s": now_s + self.off_s}
        Loop(self.rounds, lambda: now_s).once()
        return [name for name, _ in self.events[before:]]


@pytest.fixture
def watcher(run: Run, board: DeskBoard, hook: Webhook) -> Iterator[Watcher]:
    keep_key()
    with Store(home.store_path()) as store:
        store.watching.done(f"seals {BOARD}", NOW + 1_000_000)  # this board has none to verify
        yield watcher_of(store, configure(hook), board)


def watcher_of(store: Store, path: Path, board: DeskBoard) -> Watcher:
    events: list[tuple[str, dict[str, Any]]] = []
    read = settings.read(path, {"PHRASE": PHRASE})
    assert read.watch is not None, read.findings
    rounds = Rounds(store, read, lambda name, **told: events.append((name, told)))
    return Watcher(store, rounds, events, board)


def titles(hook: Webhook) -> list[str]:
    return [each.title for each in hook.got]


def test_an_alert_of_a_board_reaches_its_route_once_and_its_end_too(
    watcher: Watcher, board: DeskBoard, hook: Webhook
) -> None:
    board.changes |= {"alerts": [OPEN]}
    assert watcher.once(NOW) == ["pulled", "found", "sent"]
    assert watcher.once(NOW + 900) == ["pulled"]
    board.changes |= {"alerts": []}
    assert watcher.once(NOW + 1800) == ["pulled", "ended", "sent"]
    assert titles(hook) == [
        f"{BOARD}: batch is not settled",
        f"{BOARD}, over: batch is not settled",
    ]
    assert "All steps: posminder runbook settlement_open" in hook.got[0].body


def test_what_is_seen_at_the_board_is_said_so(watcher: Watcher, board: DeskBoard) -> None:
    board.changes |= {"alerts": [OPEN]}
    watcher.once(NOW)
    board.changes |= {"alerts": [OPEN | {"seen": True}]}
    watcher.once(NOW + 900)
    assert [each.seen_by for each in watcher.store.watching.standing()] == ["board"]


def test_once_says_it_in_json_and_ends_with_1_while_something_is_unseen(
    run: Run, board: DeskBoard, hook: Webhook
) -> None:
    keep_key()
    configure(hook)
    board.changes = {"alerts": [OPEN]}
    ran = run("watch", "--once", "--json")
    assert ran.code == 1
    assert [each["event"] for each in ran.json()][:1] == ["pulled"]
    assert {each["kind"] for each in ran.json() if each["event"] == "found"} == {
        "settlement_open",
        "clock_off",
        "journal_incomplete",
    }
    listed = run("watch", "list")
    assert (listed.code, "batch is not settled" in listed.out) == (1, True)
    numbers = [each["number"] for each in run("watch", "list", "--json").json()]
    for number in numbers:
        assert run("watch", "seen", str(number), "--by", "Li").code == 0
    assert run("watch", "seen", "1", "--by", "Li").code == 1
    assert run("watch", "seen", "99", "--by", "Li").code == 1
    assert run("watch", "--once").code == 0
    assert {each["seen_by"] for each in run("watch", "list", "--json").json()} == {"Li"}


def test_a_clock_that_is_off_is_told_in_chinese_too(watcher: Watcher, hook: Webhook) -> None:
    watcher.off_s = 400
    watcher.once(NOW)
    assert titles(hook) == [f"{BOARD}: the board's clock is 400 s off this computer's"]
    words = watcher.rounds.words("zh-CN")
    (standing,) = watcher.store.watching.standing()
    assert words.what(standing) == "守护盒时钟与本机相差 400 秒"
    watcher.off_s = 100
    assert watcher.once(NOW + 900) == ["pulled", "ended", "sent"]


def test_a_board_that_is_not_heard_for_a_day_is_told_and_its_return(
    watcher: Watcher, board: DeskBoard, hook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher.once(NOW)
    plug_in(monkeypatch, {})
    assert watcher.once(NOW + 93_599) == []
    assert watcher.once(NOW + 93_600) == ["found", "sent"]
    plug_in(monkeypatch, {"desk": board})
    assert "ended" in watcher.once(NOW + 94_000)
    assert titles(hook)[0] == f"{BOARD}: nothing was heard of the board since 2026-11-23 12:00"


def test_a_board_that_lets_nobody_in_is_told_once_it_was_ours(
    watcher: Watcher, board: DeskBoard, hook: Webhook
) -> None:
    watcher.once(NOW)
    board.stored_key = bytes(32)
    assert watcher.once(NOW + 900) == ["no_board", "found", "sent"]
    assert "does not let this computer in" in hook.got[-1].title
    assert watcher.once(NOW + 1800) == ["no_board"]
    board.stored_key = KEY
    assert "ended" in watcher.once(NOW + 90_000)


def test_a_strange_board_and_no_board_are_only_noted(
    watcher: Watcher, board: DeskBoard, hook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    board.stored_key = None
    assert watcher.once(NOW) == ["no_board"]

    def unplugged(url: str) -> DeskBoard:
        raise errors.BoardNotFound(url, "gone")

    monkeypatch.setattr(connect, "SerialPort", unplugged)
    assert watcher.once(NOW + 900) == ["no_board"]
    assert hook.got == []


def test_a_store_that_was_changed_behind_its_back_is_found_with_the_next_pull(
    run: Run, hook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealing = SealingBoard(KEY)
    plug_in(monkeypatch, {"desk": sealing})
    keep_key()
    with Store(home.store_path()) as store:
        watcher = watcher_of(store, configure(hook), sealing)
        assert watcher.once(NOW) == ["pulled"]
        db = sqlite3.connect(home.store_path())
        db.execute("DROP TRIGGER record_is_never_changed")
        db.execute("UPDATE record SET body = (SELECT body FROM record WHERE seq = 3) WHERE seq = 2")
        db.commit()
        db.close()
        assert "found" in watcher.once(NOW + 900)
        assert "ended" not in watcher.once(NOW + 86_400)
    assert titles(hook)[-1] == f"{BOARD}: the journal here is not what the board sealed (TAMPERED)"


def test_missing_records_are_told(watcher: Watcher, board: DeskBoard, hook: Webhook) -> None:
    board.journal = board.journal[board.journal.index(b"\xa5", 60) :]
    watcher.once(NOW)
    assert any("are missing" in title for title in titles(hook)) or "records" in hook.got[0].body


def test_a_cause_older_than_the_days_judged_is_still_one(tmp_path: Path) -> None:
    """A shop is shut for a season, its terminal off: no day of it is called unexplained."""
    shop = check(Path("host_tools/posminder/profiles/example/kiosk.yaml"), {}).profile
    assert shop is not None
    compiled = compile_profile(shop, "000000", 2026)
    with Store(tmp_path / "store.sqlite3") as store:
        days = [record(r.R_BUTTON, 1, wall_s=NOW + day * 86_400) for day in range(0, 61, 2)]
        boot = record(r.R_BOOT, 0, "0.3.0", None, 0, wall_s=NOW)
        ingest(store, BOARD, export(boot, record(r.R_LINE, 1, 2, wall_s=NOW), *days), "season")
        store.set_site(BOARD, compiled.data, compiled.sha256.hex())
        whole = looking.recent(store, BOARD, NOW + 60 * 86_400)
        assert whole is not None
        judged = list(rows(whole, looking.first_day(NOW + 60 * 86_400), max(whole.days)))
        assert {each.cause.word for each in judged if each.cause is not None} == {"link_down"}
        assert list(looking.of_records(store, BOARD, NOW + 60 * 86_400)) == []


def test_backups_are_made_on_schedule_thinned_out_and_a_failure_is_told(
    run: Run, board: DeskBoard, hook: Webhook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_key()
    monkeypatch.setattr(office_store, "SCRYPT_N", 16)
    usb = tmp_path / "usb"
    more = f"backup: {{folder: {usb}, every: 24h, keep: 2, passphrase: env:PHRASE}}"
    with Store(home.store_path()) as store:
        store.watching.done(f"seals {BOARD}", NOW + 1_000_000)
        watcher = watcher_of(store, configure(hook, more), board)
        for day in range(4):
            assert "backup" in watcher.once(NOW + day * 86_400)
            assert "backup" not in watcher.once(NOW + day * 86_400 + 900)
        made = sorted(each.name for each in usb.iterdir())
        assert made == [
            "posminder-20261125T120000Z.pmbackup",
            "posminder-20261126T120000Z.pmbackup",
        ]
        shutil.rmtree(usb)
        usb.write_text("the disk is gone")
        later = NOW + 4 * 86_400
        assert watcher.once(later) == ["pulled", "found", "sent"]
        assert titles(hook)[-1].startswith("this computer: no backup could be made: ")
        assert watcher.once(later + 900) == ["pulled"]  # within the hour it is not tried again
        usb.unlink()
        assert watcher.once(later + 3600) == ["pulled", "backup", "ended", "sent"]


def test_an_old_backup_that_cannot_be_deleted_has_none_made_every_hour(
    run: Run, board: DeskBoard, hook: Webhook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_key()
    monkeypatch.setattr(office_store, "SCRYPT_N", 16)
    usb = tmp_path / "usb"
    (usb / "posminder-20260101T000000Z.pmbackup").mkdir(parents=True)
    more = f"backup: {{folder: {usb}, every: 24h, keep: 2, passphrase: env:PHRASE}}"
    with Store(home.store_path()) as store:
        store.watching.done(f"seals {BOARD}", NOW + 1_000_000)
        watcher = watcher_of(store, configure(hook, more), board)
        watcher.once(NOW)
        assert watcher.once(NOW + 86_400) == ["pulled", "found", "sent"]
        assert titles(hook)[-1].startswith("this computer: no backup could be made: ")
        assert watcher.once(NOW + 86_400 + 7200) == ["pulled"]
        assert len([each for each in usb.iterdir() if each.is_file()]) == 2


def test_a_route_whose_server_takes_nothing_is_told_to_the_others(
    run: Run, board: DeskBoard, hook: Webhook
) -> None:
    keep_key()
    board.changes = {"alerts": [OPEN]}
    away = Webhook(codes=[503])
    with running(away), Store(home.store_path()) as store:
        watcher = watcher_of(store, configure(hook, manager=away.url()), board)
        for minute in range(12):
            watcher.rounds.settle(NOW + 60 * minute, held=_nothing)
            if minute == 0:
                watcher.once(NOW)
        assert len(set(away.asked)) == 1
        assert [each.title for each in hook.got if "messages to manager wait" in each.title]
        assert "503" in hook.got[-1].title
        away.codes = [200]
        watcher.rounds.settle(NOW + 7200, held=_nothing)
        watcher.rounds.settle(NOW + 7260, held=_nothing)
        assert "over" in hook.got[-1].title
        assert [each.id for each in away.got] == away.asked[-1:]


def test_a_case_that_falls_due_is_told_and_again_when_it_is_overdue(
    watcher: Watcher, hook: Webhook
) -> None:
    due = date(2026, 11, 28)
    opened = Opened(
        at_s=NOW, by="Li", number="2026-001", request="retrieval", received=date(2026, 11, 20),
        answer_by=due, rule="told",
    )  # fmt: skip
    case = case_files.open_case(opened)
    watcher.once(NOW)
    assert titles(hook) == []
    for days in (2, 3, 6, 7):
        watcher.once(NOW + days * 86_400)
    assert titles(hook) == [
        "this computer: the answer to case 2026-001 is due by 2026-11-28",
        "this computer, changed: the answer to case 2026-001 is due by 2026-11-28",
    ]
    case_files.add(case, Moved(at_s=NOW, by="Li", state="sent"))
    watcher.once(NOW + 8 * 86_400)
    assert titles(hook)[-1].startswith("this computer, over: the answer to case 2026-001")


class _Held:
    def __enter__(self) -> None:
        """Nothing holds."""

    def __exit__(self, *error: object) -> None:
        """Nothing held."""


def _nothing() -> _Held:
    return _Held()


def test_plugged_in_is_pulled_at_once_and_then_on_schedule(
    watcher: Watcher, board: DeskBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [NOW]
    seen: list[tuple[int, str]] = []
    watcher.rounds.log = lambda name, **told: seen.append((now[0] - NOW, name))
    plug_in(monkeypatch, {})

    def sleep(seconds: float) -> None:
        now[0] += 30
        if now[0] - NOW == 60:
            plug_in(monkeypatch, {"desk": board})
        if now[0] - NOW == 2010:
            plug_in(monkeypatch, {})
        if now[0] - NOW > 2100:
            raise KeyboardInterrupt

    monkeypatch.setattr(watch_loop.time, "sleep", sleep)
    monkeypatch.setattr(watch_loop.signal, "signal", lambda number, handler: None)
    with pytest.raises(KeyboardInterrupt):
        Loop(watcher.rounds, lambda: now[0]).run()
    assert [each for each in seen if each[1] in ("plugged", "unplugged", "pulled")] == [
        (60, "plugged"),
        (60, "pulled"),
        (960, "pulled"),
        (1860, "pulled"),
        (2010, "unplugged"),
    ]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_it_ends_cleanly_when_asked(run: Run, hook: Webhook, number: int, code: int) -> None:
    configure(hook, "ports: [/dev/none]")
    program = Path(sys.executable).with_name("posminder")
    with subprocess.Popen([program, "watch"], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert "Watching" in process.stderr.readline()
        second = run("watch", "--once")
        assert (second.code, "two would tell everything twice" in second.err) == (3, True)
        process.send_signal(number)
        rest = process.stderr.read()
    assert process.returncode == code
    assert rest == "Ended: 0 messages wait to be sent.\n"


def test_a_folder_that_cannot_be_is_said_and_no_other_watch_is_blamed(
    run: Run, hook: Webhook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = configure(hook)
    monkeypatch.setenv("POSMINDER_HOME", str(path / "home"))
    ran = run("watch", "--once", "--config", str(path))
    assert (ran.code, "cannot be used as the store" in ran.err) == (4, True), ran.err


def test_its_own_backup_lets_no_second_watch_in(run: Run, hook: Webhook, tmp_path: Path) -> None:
    configure(hook, "ports: [/dev/none]")
    key = envelope.Key(bytes(32), {"form": "posminder backup 1", "n": 2, "salt": "00"})
    program = Path(sys.executable).with_name("posminder")
    with watch._alone():
        assert "watch.yaml" in archive.make(tmp_path / "a.pmbackup", key, NOW).files
        second = subprocess.run([program, "watch", "--once"], capture_output=True)
        assert second.returncode == 3


def test_check_sends_a_test_on_every_route(run: Run, hook: Webhook) -> None:
    away = Webhook(codes=[401])
    with running(away):
        configure(hook, office=away.url())
        ran = run("watch", "check", "--json")
        assert ran.code == 1
        good, bad = ran.json()
        assert (good["route"], good["problem"], hook.got[0].id) == ("owner", None, good["message"])
        assert (bad["route"], "401" in bad["problem"]) == ("office", True)
        assert run("watch", "check", "--no-send").code == 0
    assert len(hook.got) == 1
    (home.home() / "owner.url").write_text("nonsense://x")
    ran = run("watch", "check", "--no-send")
    assert ran.code == 2
    assert "watch.yaml:5:10 routes[0].url: is no address that apprise knows" in ran.err
    assert services.problem_of("json://x/y") is None


def test_the_unit_is_what_systemd_takes(run: Run, hook: Webhook, tmp_path: Path) -> None:
    path = configure(hook)
    ran = run("watch", "unit")
    assert ran.code == 0
    assert f" watch --config {path}" in ran.out
    assert "DynamicUser=yes" in ran.out
    checker = shutil.which("systemd-analyze")
    if checker is not None:
        unit = tmp_path / "posminder-watch.service"
        unit.write_text(ran.out)
        done = subprocess.run([checker, "verify", str(unit)], capture_output=True, text=True)
        mine = [line for line in done.stderr.splitlines() if "posminder-watch" in line]
        assert mine == []
