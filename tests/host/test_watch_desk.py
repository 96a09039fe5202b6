# SPDX-License-Identifier: MIT
"""Who is told what and when: virtual time, the real store, no server."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from posminder.store.store import Store
from posminder.store.watching import Message, Notice, Watched, Watching
from posminder.watch.desk import Desk
from posminder.watch.finding import BOARD, KINDS, Finding, of_alert
from posminder.watch.model import Watch
from posminder.watch.sending import send_due
from posminder.watch.text import ITEMS_MAX, Shop, Words
from posminder_formats.records import ALERT_WORDS

ZONE = "Europe/Berlin"
SHOP = "e6614103e7452d2f"
OTHER = "00000000000000aa"
SITES = {SHOP: "kn-0001", OTHER: "kn-0002"}


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).timestamp())


NOON = at("2026-11-30 12:00")


class Office:
    """The watch of an office, its clock in the test's hand. Servers take what is in `up`."""

    def __init__(self, store: Store, *routes: dict[str, Any]) -> None:
        named = [{"url": "env:X"} | route for route in routes]
        self.watch = Watch.model_validate({"zone": ZONE, "routes": named})
        self.db: Watching = store.watching
        self.desk = Desk(self.db, self.watch, SITES)
        self.up = {route.name for route in self.watch.routes}
        self.got: list[tuple[str, str, str]] = []  # route, title, body
        self.ids: list[str] = []

    def look(self, now_s: int, *found: Finding, boards: tuple[str, ...] = (SHOP,)) -> list[str]:
        """One round; return the titles that came, each behind its route."""
        before = len(self.got)
        self.desk.take(found, lambda each: each.board_id in boards, lambda each: False, now_s)
        return self.time(now_s, before)

    def time(self, now_s: int, before: int | None = None) -> list[str]:
        """Let only time pass."""
        before = len(self.got) if before is None else before
        self.desk.pass_on(now_s)
        self.desk.gather(
            lambda route, notices, id_: self._words(route).message(notices, id_), now_s
        )
        self.desk.digest(
            lambda route, id_: self._words(route).digest(self.db.standing(), [], now_s, id_), now_s
        )
        routes = {route.name: route.name for route in self.watch.routes}
        send_due(self.db, routes, self._send, now_s)
        return [f"{route}: {title}" for route, title, _ in self.got[before:]]

    def _send(self, url: str, message: Message) -> str | None:
        if url not in self.up:
            return "no route to host"
        self.got.append((url, message.title, message.body))
        self.ids.append(message.id)
        return None

    def _words(self, route: Any) -> Words:
        shops = {SHOP: Shop("kn-0001", "Kiosk Nord"), OTHER: Shop("kn-0002", "Kiosk Süd")}
        return Words(route.language or "en", ZONE, shops)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "store.sqlite3") as opened:
        yield opened


def alert(word: str, subject: object = None, board: str = SHOP, *, seen: bool = False) -> Finding:
    return of_alert(board, word, subject, NOON, seen=seen)


def test_one_message_an_alert_until_it_ends_and_another_when_it_came_back(store: Store) -> None:
    office = Office(store, {"name": "owner"})
    open_ = alert("settlement_open")
    assert office.look(NOON, open_) == ["owner: Kiosk Nord (kn-0001): batch is not settled"]
    for minute in range(1, 50):
        assert office.look(NOON + 60 * minute, open_) == []
    assert office.look(NOON + 3600) == ["owner: Kiosk Nord (kn-0001), over: batch is not settled"]
    assert office.look(NOON + 3660) == []
    assert office.look(NOON + 3720, open_) == ["owner: Kiosk Nord (kn-0001): batch is not settled"]
    assert len(set(office.ids)) == 3


def test_a_board_that_was_not_looked_at_ends_nothing(store: Store) -> None:
    office = Office(store, {"name": "owner"})
    office.look(NOON, alert("settlement_open"))
    assert office.look(NOON + 60, boards=(OTHER,)) == []
    assert [each.ended_s for each in office.db.standing()] == [None]


def test_a_changed_value_is_told_and_another_subject_is_another_alert(store: Store) -> None:
    office = Office(store, {"name": "owner"})
    office.look(NOON, alert("receipts_unprinted", 3))
    title = "owner: Kiosk Nord (kn-0001), changed: receipts left unprinted at closing: 5 of them"
    assert office.look(NOON + 60, alert("receipts_unprinted", 5)) == [title]
    two = (alert("receipt_missing", 17), alert("receipt_missing", 18))
    assert office.look(NOON + 120, alert("receipts_unprinted", 5), *two) == [
        "owner: Posminder: 2 messages, shops: 1"
    ]
    assert "17" in office.got[-1][2]
    assert "18" in office.got[-1][2]


def test_only_who_wants_it_is_told(store: Store) -> None:
    office = Office(
        store,
        {"name": "owner", "severities": ["urgent"]},
        {"name": "technician", "kinds": ["clock_differs"]},
        {"name": "south", "sites": ["kn-0002"]},
        {"name": "nobody", "severities": []},
    )
    came = office.look(NOON, alert("settlement_open"), alert("clock_differs"))
    assert came == [
        "owner: Kiosk Nord (kn-0001): batch is not settled",
        "technician: Kiosk Nord (kn-0001): the board's and the terminal's clocks differ",
    ]


def test_quiet_hours_hold_back_all_but_what_may_break_them(store: Store) -> None:
    quiet = {"hours": "22:00-07:00", "but": ["urgent"]}
    office = Office(store, {"name": "owner", "quiet": quiet})
    night = at("2026-11-30 23:30")
    money, clock = alert("settlement_open"), alert("clock_differs")
    assert office.look(night, money, clock) == ["owner: Kiosk Nord (kn-0001): batch is not settled"]
    assert office.time(at("2026-12-01 06:59")) == []
    came = office.time(at("2026-12-01 07:00"))
    assert came == ["owner: Kiosk Nord (kn-0001): the board's and the terminal's clocks differ"]


def test_what_ended_in_quiet_hours_is_never_told(store: Store) -> None:
    office = Office(store, {"name": "owner", "quiet": {"hours": "22:00-07:00"}})
    assert office.look(at("2026-11-30 23:30"), alert("terminal_silent")) == []
    assert office.look(at("2026-12-01 02:00")) == []
    assert office.time(at("2026-12-01 12:00")) == []


@pytest.mark.parametrize(
    ("hours", "now", "due"),
    [
        ("22:00-07:00", "2026-11-30 21:59", "2026-11-30 21:59"),
        ("22:00-07:00", "2026-11-30 22:00", "2026-12-01 07:00"),
        ("22:00-07:00", "2026-12-01 06:59", "2026-12-01 07:00"),
        ("22:00-07:00", "2026-12-01 07:00", "2026-12-01 07:00"),
        ("12:00-13:00", "2026-11-30 12:30", "2026-11-30 13:00"),
        ("20:00-24:00", "2026-11-30 23:00", "2026-12-01 00:00"),
        ("22:00-07:00", "2027-03-27 23:00", "2027-03-28 07:00"),  # an hour is missing
        ("22:00-07:00", "2026-10-24 23:00", "2026-10-25 07:00"),  # an hour comes twice
    ],
)
def test_when_quiet_hours_end(store: Store, hours: str, now: str, due: str) -> None:
    office = Office(store, {"name": "owner", "quiet": {"hours": hours}})
    office.look(at(now), alert("terminal_silent"))
    (standing,) = office.db.standing()
    assert office.db.notices(standing.id)[0].due_s == at(due)


def test_what_nobody_has_seen_goes_to_the_next_and_the_one_after(store: Store) -> None:
    office = Office(
        store,
        {"name": "cashier", "escalate": {"after": "30min", "to": "owner"}},
        {"name": "owner", "severities": [], "escalate": {"after": "1h", "to": "office"}},
        {"name": "office", "severities": []},
    )
    open_ = alert("settlement_open")
    assert [each.split(":")[0] for each in office.look(NOON, open_)] == ["cashier"]
    assert office.look(NOON + 1799, open_) == []
    came = office.look(NOON + 1800, open_)
    assert came == ["owner: Kiosk Nord (kn-0001), nobody has seen: batch is not settled"]
    assert office.look(NOON + 5399, open_) == []
    assert [each.split(":")[0] for each in office.look(NOON + 5400, open_)] == ["office"]
    assert office.look(NOON + 90_000, open_) == []
    ended = office.look(NOON + 90_060)
    assert [each.split(":")[0] for each in ended] == ["cashier", "owner", "office"]


def test_what_somebody_has_seen_goes_no_further(store: Store) -> None:
    routes = (
        {"name": "cashier", "escalate": {"after": "30min", "to": "owner"}},
        {"name": "owner", "severities": []},
    )
    office = Office(store, *routes)
    office.look(NOON, alert("settlement_open"), alert("above_maximum"))
    office.look(NOON + 60, alert("settlement_open", seen=True), alert("above_maximum"))
    (number,) = [each.id for each in office.db.standing() if each.kind == "above_maximum"]
    assert office.db.see(number, "Li", NOON + 61)
    assert not office.db.see(number, "Wang", NOON + 62)
    both = (alert("settlement_open", seen=True), alert("above_maximum"))
    assert office.look(NOON + 7200, *both) == []
    assert {each.seen_by for each in office.db.standing()} == {"board", "Li"}


def test_the_digest_comes_once_a_day_whatever_the_hour_the_watch_ran(store: Store) -> None:
    office = Office(store, {"name": "owner", "digest": "08:30", "severities": []})
    assert office.look(at("2026-11-30 12:00"), alert("settlement_open")) == []
    assert office.time(at("2026-12-01 08:29")) == []
    assert office.time(at("2026-12-01 08:30")) == ["owner: Posminder 2026-12-01: 1 open"]
    assert office.time(at("2026-12-01 08:31")) == []
    # the computer was off over two mornings: one digest, of now
    assert office.time(at("2026-12-03 20:00")) == ["owner: Posminder 2026-12-03: 1 open"]
    assert office.time(at("2026-12-04 08:30")) == ["owner: Posminder 2026-12-04: 1 open"]
    assert "batch is not settled, since 2026-11-30 12:00" in office.got[-1][2]


def test_while_a_server_is_away_no_digests_pile_up(store: Store) -> None:
    office = Office(store, {"name": "owner", "digest": "08:30", "severities": []})
    office.time(at("2026-11-30 12:00"))
    office.up.clear()
    for day in range(1, 6):
        office.time(at(f"2026-12-0{day} 09:00"))
    office.up.add("owner")
    assert office.time(at("2026-12-05 20:00")) == ["owner: Posminder 2026-12-01: 0 open"]
    assert office.time(at("2026-12-05 20:01")) == ["owner: Posminder 2026-12-05: 0 open"]
    assert office.time(at("2026-12-05 20:02")) == []


def test_while_a_server_is_away_all_gathers_and_comes_at_once_in_order(store: Store) -> None:
    office = Office(store, {"name": "owner"})
    office.up.clear()
    assert office.look(NOON, alert("settlement_open")) == []
    for number in range(40):
        found = [alert("settlement_open"), *(alert("receipt_missing", n) for n in range(number))]
        office.look(NOON + 60 * number, *found)
    (waiting,) = office.db.unsent()
    assert waiting.problem == "no route to host"
    assert 5 <= waiting.tries <= 8
    office.up.add("owner")
    came = [title for minute in range(40, 140) for title in office.time(NOON + 60 * minute)]
    assert came == [
        "owner: Kiosk Nord (kn-0001): batch is not settled",
        "owner: Posminder: 39 messages, shops: 1",
    ]
    assert f"and {39 - ITEMS_MAX} more: posminder watch list" in office.got[-1][2]


def test_tries_come_later_and_later_and_never_end(store: Store) -> None:
    office = Office(store, {"name": "owner"})
    office.up.clear()
    office.look(NOON, alert("settlement_open"))
    waits = []
    now_s = NOON
    for _ in range(12):
        (message,) = office.db.unsent()
        waits.append(message.next_s - now_s)
        now_s = message.next_s
        office.time(now_s)
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600, 3600]


def test_a_route_that_left_the_file_keeps_its_messages_and_sends_none(store: Store) -> None:
    first = Office(store, {"name": "owner"})
    first.up.clear()
    first.look(NOON, alert("settlement_open"))
    second = Office(store, {"name": "manager"})
    assert second.look(NOON + 60, alert("settlement_open")) == []
    assert [each.route for each in second.db.unsent()] == ["owner"]


def test_nothing_is_lost_nor_told_twice_whatever_happens(store: Store) -> None:
    """Alerts come and go, servers fall and rise: each route learns of each turn, in order."""
    seed = 20261130
    print(f"seed {seed}")
    chance = random.Random(seed)
    office = Office(store, {"name": "owner"}, {"name": "manager"})
    words = ("settlement_open", "above_maximum", "two_settlers")
    stands: set[str] = set()
    now_s = NOON
    for _ in range(200):
        stands ^= {chance.choice(words)} if chance.random() < 0.3 else set()
        office.up = {name for name in ("owner", "manager") if chance.random() < 0.6}
        office.look(now_s, *map(alert, sorted(stands)))
        now_s += chance.randrange(30, 900)
    office.up = {"owner", "manager"}
    for _ in range(80):
        office.look(now_s, *map(alert, sorted(stands)))
        now_s += 900
    assert office.db.unsent() == []
    assert len(set(office.ids)) == len(office.ids)
    for route in ("owner", "manager"):
        told: set[str] = set()
        for _, title, body in [each for each in office.got if each[0] == route]:
            for word, turn in _turns(title, body):
                assert (word in told) is (turn != "new"), (route, title, body)
                (told.discard if turn == "over" else told.add)(word)
        assert told == stands


def _turns(title: str, body: str) -> list[tuple[str, str]]:
    """Return what a message says of which alert: new, back, over."""
    names = {
        "batch is not settled": "settlement_open",
        "batch is above the maximum": "above_maximum",
        "somebody else settles too": "two_settlers",
    }
    found = []
    for block in body.split("\n\n")[:-1]:
        (word,) = [names[name] for name in names if name in block]
        turn = "back" if "over for a while" in block else "new"
        found.append((word, "over" if block.startswith("Over: ") else turn))
    assert found, title
    assert len({word for word, _ in found}) == len(found), body
    return found


def test_a_hostile_name_makes_no_header_of_a_mail() -> None:
    words = Words(
        "en", ZONE, {SHOP: Shop("x", "Kiosk\r\nBcc: all@shop.example\x1b[2J" + "x" * 500)}
    )
    each = Watched(1, BOARD, SHOP, "no\nsuch", "", "urgent", "", {}, NOON, None, None, None)
    title, body = words.message([Notice(1, "owner", "new", NOON, None, each)], "m1")
    assert title.isprintable()
    assert len(title) == 200
    assert body.replace("\n", "").isprintable()


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_kind_is_said_in_both_languages(language: str) -> None:
    told = {
        "day": "2026-11-29",
        "count": 12,
        "total_minor": 44_630,
        "currency": 978,
        "cause": "operator",
        "number": "2026-001",
        "first": 17,
        "last": 20,
        "seconds": 400,
        "since_s": NOON,
        "error": "no ticket",
        "problem": "no route to host",
        "subject": None,
    }
    words = Words(language, ZONE, {SHOP: Shop("kn-0001", "Kiosk Nord")})
    for kind in KINDS:
        each = Watched(1, BOARD, SHOP, kind, "x", "urgent", "", told, NOON, None, None, None)
        text = words.standing(each)
        assert "{" not in text
        assert "Kiosk Nord" in text
        if language == "en":
            assert text.isascii(), text
    assert {word for word in ALERT_WORDS if word} <= set(KINDS)
