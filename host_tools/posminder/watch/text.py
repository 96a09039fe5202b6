# SPDX-License-Identifier: MIT
"""What is watched, in one language, as a message says it: whose shop, what, since when, what next.

Nothing of a card but what its alert already names: a number on a slip, never on a card.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from posminder.alert_text import alert_name, subject_text
from posminder.messages import sentence, word
from posminder.money import amount_text
from posminder.runbook_sentences import next_step
from posminder.store.watching import Notice, Watched
from posminder.watch import times
from posminder.watch.desk import BY_BOARD, CHANGED, ENDED, NEW, PASSED_ON
from posminder.watch.finding import OWN, SEVERITIES

_TITLE_MAX: Final = 200
ITEMS_MAX: Final = 20  # a message is read on a phone; the rest is counted


@dataclass(frozen=True, slots=True)
class Shop:
    """What a board's shop is called."""

    site_id: str
    name: str


class Words:
    """Speaks of what is watched in one language, with times of one zone."""

    def __init__(self, language: str, zone: str, shops: Mapping[str, Shop]) -> None:
        self.language, self._zone, self._shops = language, zone, shops

    def __call__(self, name: str, /, **values: object) -> str:
        """Return a message's sentence."""
        return sentence(self.language, f"watch.{name}", **values)

    def message(self, notices: Sequence[Notice], id_: str) -> tuple[str, str]:
        """Return title and body of one message of several notices."""
        back = {_key(each) for each in notices if each.what == ENDED}
        back &= {_key(each) for each in notices if each.what == NEW}
        told = [each for each in notices if each.what != ENDED or _key(each) not in back]
        ordered = sorted(told, key=_rank)
        parts = [self._item(each, _key(each) in back) for each in ordered[:ITEMS_MAX]]
        if len(ordered) > ITEMS_MAX:
            parts.append(self("more", count=len(ordered) - ITEMS_MAX))
        parts.append(self("foot", id=id_))
        return _line(self._title(ordered)), _printable("\n\n".join(parts))

    def digest(
        self, standing: Sequence[Watched], shops: Sequence[str], now_s: int, id_: str
    ) -> tuple[str, str]:
        """Return title and body of a digest: what stands, and a line a shop."""
        at = times.text(now_s, self._zone)
        title = self("digest.title", day=at[:10], count=len(standing))
        ordered = sorted(standing, key=lambda each: (_severity(each), each.began_s))
        parts = [self.standing(each) for each in ordered[:ITEMS_MAX]]
        if len(ordered) > ITEMS_MAX:
            parts.append(self("more", count=len(ordered) - ITEMS_MAX))
        if not parts:
            parts.append(self("digest.nothing"))
        head = self("digest.head", at=at)
        parts += ["\n".join(shops), self("foot", id=id_)]
        return _line(title), _printable("\n\n".join([head, *parts]))

    def test(self, route: str, now_s: int, id_: str) -> tuple[str, str]:
        """Return title and body of a message that only tries a route."""
        body = self("test.body", route=route, at=times.text(now_s, self._zone))
        return self("test.title"), f"{body}\n\n{self('foot', id=id_)}"

    def shop(self, board_id: str) -> str:
        """Return what a board's shop is called; this computer for no board."""
        if not board_id:
            return self("here")
        shop = self._shops.get(board_id)
        return board_id if shop is None else self("shop", name=shop.name, site=shop.site_id)

    def what(self, each: Watched) -> str:
        """Return what stands, in a line without its shop."""
        if each.kind in OWN:
            return self(f"found.{each.kind}", **self._told(each))
        subject = subject_text(self.language, each.kind, each.told.get("subject"))
        if subject is None and each.told.get("subject") not in (None, ""):
            subject = str(each.told["subject"])
        name = alert_name(self.language, each.kind)
        return name if subject is None else self("about", what=name, subject=subject)

    def standing(self, each: Watched) -> str:
        """Return what stands with its shop, since when, and who has seen it."""
        in_words = each.kind in OWN and "since_s" in each.told
        at = times.text(self._since_s(each), self._zone)
        since = "" if in_words else self("since", at=at)
        seen = "" if each.seen_s is None else self._seen(each)
        head = self(
            "head", severity=self(f"severity.{each.severity}"), shop=self.shop(each.board_id)
        )
        return f"{head}\n{self.what(each)}{since}{seen}"

    def seen_by(self, each: Watched) -> str:
        """Return who has seen it, empty for nobody."""
        return self("by_board") if each.seen_by == BY_BOARD else each.seen_by or ""

    def _title(self, ordered: Sequence[Notice]) -> str:
        first = ordered[0]
        if len(ordered) == 1:
            shop, what = self.shop(first.watched.board_id), self.what(first.watched)
            return self(f"title.{first.what}", shop=shop, what=what)
        shops = len({each.watched.board_id for each in ordered} - {""})
        urgent = sum(each.watched.severity == "urgent" and each.what != ENDED for each in ordered)
        name = "title.many_urgent" if urgent else "title.many"
        return self(name, count=len(ordered), shops=shops, urgent=urgent)

    def _item(self, notice: Notice, came_back: bool) -> str:
        each = notice.watched
        if notice.what == ENDED:
            return self("ended", shop=self.shop(each.board_id), what=self.what(each))
        lines = [self.standing(each)]
        if notice.what in (CHANGED, PASSED_ON):
            lines.append(self(notice.what))
        if came_back:
            lines.append(self("came_back"))
        if (step := self._next(each)) is not None:
            lines.append(step)
        return "\n".join(lines)

    def _next(self, each: Watched) -> str | None:
        if each.kind in OWN:
            return self(f"next.{each.kind}", board=each.board_id)
        return next_step(each.kind, self.language)

    def _seen(self, each: Watched) -> str:
        at = times.text(each.seen_s or 0, self._zone)
        return self("seen", by=self.seen_by(each), at=at)

    def _since_s(self, each: Watched) -> int:
        since = each.told.get("since_s")
        return since if isinstance(since, int) else each.began_s

    def _told(self, each: Watched) -> dict[str, object]:
        told: dict[str, object] = dict(each.told)
        if "total_minor" in told:
            minor, currency = each.told["total_minor"], each.told["currency"]
            told["total"] = amount_text(minor, currency, self.language)
        if "cause" in told:
            cause = each.told["cause"]
            told["cause"] = (
                "" if cause is None else self("because", cause=word(self.language, "cause", cause))
            )
        if isinstance(each.told.get("since_s"), int):
            told["since"] = times.text(each.told["since_s"], self._zone)
        return told | {"subject": each.subject}


def _line(text: str) -> str:
    """Return a title: names come from boards, and a board may be hostile."""
    return _printable(text).replace("\n", " ")[:_TITLE_MAX]


def _printable(text: str) -> str:
    return "".join(each if each.isprintable() or each == "\n" else "\ufffd" for each in text)


def _key(notice: Notice) -> tuple[str, str, str]:
    each = notice.watched
    return each.board_id, each.kind, each.subject


def _rank(notice: Notice) -> tuple[bool, int, bool, int]:
    return notice.what == ENDED, _severity(notice.watched), notice.what != NEW, notice.id


def _severity(each: Watched) -> int:
    return [str(name) for name in SEVERITIES].index(each.severity)
