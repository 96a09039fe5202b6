# SPDX-License-Identifier: MIT
"""What was found, against what stood: who is to be told what, and which message it goes into.

One message a finding and route until it changes, another when it has ended, and again when it came
back. What ended before anybody was told is let go. A route has one unsent message at a time: while
its server is away, what is to be said gathers, and is said at once later.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from posminder.store.watching import Message, Notice, Watched, Watching
from posminder.watch import times
from posminder.watch.finding import Finding
from posminder.watch.model import Route, Watch

NEW: Final = "new"
CHANGED: Final = "changed"
ENDED: Final = "ended"
PASSED_ON: Final = "passed_on"
BY_BOARD: Final = "board"
_ID_BYTES: Final = 8

Covers = Callable[[Watched], bool]
Write = Callable[[Route, Sequence[Notice], str], tuple[str, str]]
"""Returns title and body of a message with this id, in the route's language."""


class Desk:
    """The watch's table of what stands, and who was told. `sites`: a site's id by its board's."""

    def __init__(self, watching: Watching, watch: Watch, sites: dict[str, str]) -> None:
        self._db, self._watch, self._sites = watching, watch, sites

    def take(
        self, found: Iterable[Finding], covers: Covers, lapsed: Covers, now_s: int
    ) -> tuple[list[Watched], list[Watched]]:
        """Keep what a look found; return what is new, and what has ended.

        `covers`: what the look would have found if it still stood. `lapsed`: what is only too old
        to be found; nobody is told that it ended.
        """
        by_key = {each.key: each for each in found}
        ended = []
        with self._db.together():
            for old in self._db.standing():
                new = by_key.pop((old.board_id, old.kind, old.subject), None)
                if new is not None:
                    self._still(old, new, now_s)
                elif covers(old):
                    ended.append(old)
                    self._end(old, now_s, silently=lapsed(old))
            began = [self._begin(each, now_s) for each in by_key.values()]
        return began, ended

    def pass_on(self, now_s: int) -> None:
        """Have the next route told of what nobody has seen in time."""
        by_name = {route.name: route for route in self._watch.routes}
        with self._db.together():
            for each in self._db.standing():
                if each.seen_s is not None:
                    continue
                notices = self._db.notices(each.id)
                told = {one.route for one in notices}
                for notice in notices:
                    route = by_name.get(notice.route)
                    if route is None or route.escalate is None or notice.what == ENDED:
                        continue
                    late = now_s >= notice.due_s + route.escalate.after
                    target = by_name[route.escalate.to]
                    if late and target.name not in told:
                        self._note(target, each, PASSED_ON, now_s)
                        told.add(target.name)

    def gather(self, write: Write, now_s: int) -> None:
        """Make a message of what is due on each route that has none unsent."""
        for route in self._watch.routes:
            if self._db.unsent([route.name]):
                continue
            with self._db.together():
                notices = self._db.waiting(route.name, now_s)
                if notices:
                    message = message_on(route, now_s, partial(write, route, notices))
                    urgent = any(_is_urgent(each) for each in notices)
                    self._db.write(replace(message, urgent=urgent), notices)

    def digest(self, write: Callable[[Route, str], tuple[str, str]], now_s: int) -> None:
        """Make the digests that are due; the first one a day after the watch began at the most.

        While a server is away none is added: it would be of days past.
        """
        for route in self._watch.routes:
            if route.digest is None or any(one.tries for one in self._db.unsent([route.name])):
                continue
            what = f"digest {route.name}"
            before_s = self._db.done_s(what)
            if before_s is None:
                with self._db.together():
                    self._db.done(what, now_s)
            elif before_s < times.digest_due_s(route.digest, self._watch.zone, now_s):
                message = message_on(route, now_s, partial(write, route))
                with self._db.together():
                    self._db.write(message, ())
                    self._db.done(what, now_s)

    def _begin(self, each: Finding, now_s: int) -> Watched:
        row = Watched(
            0, each.source, *each.key, each.severity, each.mark, each.told, now_s, None, None, None
        )
        row = replace(row, id=self._db.begin(row))
        if each.seen:
            self._db.see(row.id, BY_BOARD, now_s)
        for route in self._wanting(row):
            self._note(route, row, NEW, now_s)
        return row

    def _still(self, old: Watched, new: Finding, now_s: int) -> None:
        row = replace(old, severity=new.severity, mark=new.mark, told=new.told)
        if row != old:
            self._db.tell(old.id, row.severity, row.mark, row.told)
        if new.seen and old.seen_s is None:
            self._db.see(old.id, BY_BOARD, now_s)
        if (old.severity, old.mark) == (row.severity, row.mark):
            return
        waits = {one.route for one in self._db.notices(old.id) if one.message is None}
        for route in self._wanting(row):
            if route.name not in waits:  # what waits is told as it is then
                self._note(route, row, CHANGED, now_s)

    def _end(self, old: Watched, now_s: int, *, silently: bool) -> None:
        self._db.end(old.id, now_s)
        notices = self._db.notices(old.id)
        self._db.drop([one for one in notices if one.message is None], now_s)
        told = {one.route for one in notices if one.message is not None}
        for route in self._watch.routes:
            if route.name in told and not silently:
                self._note(route, old, ENDED, now_s)

    def _note(self, route: Route, each: Watched, what: str, now_s: int) -> None:
        due_s = times.due_s(route, each.severity, self._watch.zone, now_s)
        self._db.note(each.id, route.name, what, due_s)

    def _wanting(self, each: Watched) -> list[Route]:
        return [route for route in self._watch.routes if wants(route, each, self._sites)]


def wants(route: Route, each: Watched, sites: dict[str, str]) -> bool:
    """Tell whether a route is to be told of something."""
    return (
        each.severity in route.severities
        and (not route.kinds or each.kind in route.kinds)
        and concerns(route, each.board_id, sites)
        and not (each.kind == "route_failing" and each.subject == route.name)
    )


def concerns(route: Route, board_id: str, sites: dict[str, str]) -> bool:
    """Tell whether a board is of a route's sites; what is of this computer concerns everybody."""
    if not route.sites or not board_id:
        return True
    return board_id in route.sites or sites.get(board_id) in route.sites


def _is_urgent(notice: Notice) -> bool:
    return notice.watched.severity == "urgent" and notice.what != ENDED


def message_on(route: Route, now_s: int, write: Callable[[str], tuple[str, str]]) -> Message:
    """Return a new message for a route; `write` returns title and body of the one with this id."""
    id_ = secrets.token_hex(_ID_BYTES)
    return Message(id_, route.name, now_s, False, *write(id_), next_s=now_s)
