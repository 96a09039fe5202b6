# SPDX-License-Identifier: MIT
"""One round of the watch: boards pulled, what they show taken to the desk, messages made and sent.

Time is an argument. Whatever a port or a board does is said and waited out; only what this
computer itself lacks, such as its store, ends the watch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from posminder import output, seal_keys
from posminder.cli.connect import probe
from posminder.cli.pulling import line_to
from posminder.cli.watch_backup import back_up
from posminder.errors import EXIT_HELD, PosminderError
from posminder.evidence import case_files
from posminder.home import store_path
from posminder.report.settlements import rows
from posminder.store.store import Store, StoreConflict, StoreUnusable
from posminder.store.watching import Notice, Watched
from posminder.stored_verdict import known_of, outcome_of
from posminder.watch import finding, looking, services, times
from posminder.watch.desk import Desk, concerns
from posminder.watch.finding import Finding
from posminder.watch.model import Route, Watch
from posminder.watch.sending import Send, send_due
from posminder.watch.settings import Read
from posminder.watch.text import Shop, Words

_DAY_S: Final = 86_400
_FAILING_TRIES: Final = 4  # some minutes: shorter is no news
_RECORDS_EVERY_S: Final = 3_600  # of boards that were not pulled meanwhile: days pass
Log = Callable[..., None]


class Rounds:
    """The watch of one computer. `log` is told each event: its name, and what it is about."""

    def __init__(self, store: Store, read: Read, log: Log, send: Send = services.send) -> None:
        if read.watch is None:
            raise ValueError("settings with errors are never watched by")
        self.watch, self._urls, self._phrase = read.watch, dict(read.urls), read.passphrase
        self._store, self.log, self._send = store, log, send
        self._db = store.watching
        self._found: list[Finding] = []
        self._looked: set[tuple[str, str]] = set()
        self._judged: dict[str, int] = {}  # kept once what was found is: a crash has it judged anew

    def pull(self, port: str, now_s: int) -> bool:
        """Pull the board on a port, if there is one; tell whether it went well."""
        answer = probe(port)
        if answer.status is None:
            self.log("no_board", port=port, problem=answer.problem)
            return False
        board_id = answer.status.id
        try:
            with line_to(self._store, port, board_id) as line:
                done = line.pull()
                status = line.status()
        except StoreUnusable:
            raise
        except PosminderError as error:
            self.log("no_board", port=port, problem=str(error))
            self._refused(board_id, error)
            return False
        self._found += looking.of_status(status, now_s)
        self._looked |= {(finding.BOARD, board_id), (finding.REACH, board_id)}
        if line.contradicts:
            self._found.append(Finding(finding.SEALS, board_id, "journal_tampered"))
        self._records(board_id, now_s)
        self._seals(board_id, now_s)
        self._db.done(f"pull {board_id}", now_s)
        shop = self.words().shop(board_id)
        told = {"board": board_id, "shop": shop, "new": done.new, "last": done.last_seq}
        self.log("pulled", port=port, **told)
        return True

    def settle(self, now_s: int, *, held: Callable[[], Any]) -> None:
        """Take what was found to the desk, and say what is to be said. `held`: while it is sent."""
        for board_id in self._store.boards():
            self._silence(board_id, now_s)
            if self._is_old(f"records {board_id}", _RECORDS_EVERY_S, now_s):
                self._records(board_id, now_s)
        self._routes()
        self._cases(now_s)
        self._backup(now_s)
        desk = Desk(self._db, self.watch, self._sites())
        looked = self._looked
        began, ended = desk.take(
            self._found,
            lambda each: (each.source, each.board_id) in looked,
            lambda each: looking.is_lapsed(each, now_s),
            now_s,
        )
        for what, at_s in self._judged.items():
            self._db.done(what, at_s)
        self._found, self._looked, self._judged = [], set(), {}
        self._tell(began, ended)
        desk.pass_on(now_s)
        desk.gather(self._write, now_s)
        desk.digest(lambda route, id_: self._digest(route, id_, now_s), now_s)
        with held():
            self.send(now_s)

    def send(self, now_s: int) -> None:
        """Try the messages that are due."""
        for tried in send_due(self._db, self._urls, self._send, now_s):
            message = tried.message
            told = {"message": message.id, "route": message.route, "title": message.title}
            if tried.problem is None:
                self.log("sent", **told, tries=message.tries + 1)
            else:
                at = times.text(times.next_try_s(message.tries, now_s), self.watch.zone)
                self.log("failed", **told, tries=message.tries + 1, problem=tried.problem, at=at)

    def unseen(self) -> list[Watched]:
        """Return what stands and nobody has seen."""
        return [each for each in self._db.standing() if each.seen_s is None]

    def waiting(self) -> int:
        """Return how many messages no server has taken yet."""
        return len(self._db.unsent())

    def words(self, language: str | None = None) -> Words:
        """Return how the watch speaks, in its own language or another."""
        return words_of(self._store, self.watch, language)

    def _refused(self, board_id: str, error: PosminderError) -> None:
        """Remember what waiting does not cure: no right, or records that contradict those here."""
        if isinstance(error, StoreConflict):
            self._found.append(Finding(finding.SEALS, board_id, "journal_tampered"))
        elif error.exit_code == EXIT_HELD and board_id in self._store.boards():
            told = {"error": str(error)}
            self._found.append(Finding(finding.REACH, board_id, "not_let_in", told=told))

    def _records(self, board_id: str, now_s: int) -> None:
        self._found += looking.of_records(self._store, board_id, now_s)
        self._looked.add((finding.RECORDS, board_id))
        self._judged[f"records {board_id}"] = now_s

    def _seals(self, board_id: str, now_s: int) -> None:
        """Verify the whole journal of a board, once a day."""
        kept = seal_keys.load(seal_keys.path_of(board_id))
        if kept is None or not self._is_old(f"seals {board_id}", _DAY_S, now_s):
            return
        points = self._store.checkpoints(board_id)
        outcome = outcome_of(store_path(), board_id, known_of(board_id, kept, None, points))
        self._found += looking.of_outcome(board_id, outcome)
        self._looked.add((finding.SEALS, board_id))
        self._judged[f"seals {board_id}"] = now_s

    def _is_old(self, what: str, age_s: int, now_s: int) -> bool:
        at_s = self._judged.get(what, self._db.done_s(what))
        return at_s is None or now_s - at_s >= age_s

    def _silence(self, board_id: str, now_s: int) -> None:
        """Judge how long a board was not heard, from when the watch first knew of it."""
        what = f"pull {board_id}"
        pulled_s = self._db.done_s(what)
        if pulled_s is None:
            self._db.done(what, now_s)
            return
        self._found += looking.of_silence(board_id, pulled_s, self.watch.silent_after, now_s)

    def _routes(self) -> None:
        """Look which routes' servers take nothing."""
        self._looked.add((finding.ROUTES, ""))
        for each in self._db.unsent(self._urls):
            if each.tries >= _FAILING_TRIES:
                told = {"since_s": each.made_s, "problem": each.problem}
                self._found.append(
                    Finding(finding.ROUTES, "", "route_failing", each.route, "", told)
                )

    def _cases(self, now_s: int) -> None:
        """Look which cases fall due; while one is damaged, what was known of all stands."""
        try:
            cases = list(case_files.load_all())
        except PosminderError as error:
            self.log("no_case", problem=str(error))
            return
        self._found += looking.of_cases(cases, times.day(now_s, self.watch.zone))
        self._looked |= {(finding.CASES, board_id) for board_id in ("", *self._store.boards())}

    def _backup(self, now_s: int) -> None:
        if self.watch.backup is None:
            return
        made = back_up(self._db, self.watch.backup, self._phrase, now_s)
        if made is None:
            return
        self._looked.add((finding.BACKUP, ""))
        if isinstance(made, Finding):
            self._found.append(made)
        else:
            self.log("backup", file=str(made))

    def _tell(self, began: Iterable[Watched], ended: Iterable[Watched]) -> None:
        words = self.words()
        for event, turned in (("found", began), ("ended", ended)):
            for each in turned:
                shop, what = words.shop(each.board_id), words.what(each)
                self.log(event, **_keys(each), shop=shop, what=what)

    def _write(self, route: Route, notices: Sequence[Notice], id_: str) -> tuple[str, str]:
        return self.words(route.language).message(notices, id_)

    def _digest(self, route: Route, id_: str, now_s: int) -> tuple[str, str]:
        words, sites = self.words(route.language), self._sites()
        wanted = [one for one in self._db.standing() if concerns(route, one.board_id, sites)]
        boards = [each for each in self._store.boards() if concerns(route, each, sites)]
        return words.digest(
            wanted, [self._shop_line(each, words, now_s) for each in boards], now_s, id_
        )

    def _shop_line(self, board_id: str, words: Words, now_s: int) -> str:
        whole = looking.recent(self._store, board_id, now_s)
        days = rows(whole, looking.first_day(now_s)) if whole else ()
        settled = [each.date for each in days if each.settlements]
        pulled_s = self._db.done_s(f"pull {board_id}")
        never = words("digest.never")
        return words(
            "digest.shop",
            shop=words.shop(board_id),
            day=settled[-1] if settled else never,
            pulled=never if pulled_s is None else times.text(pulled_s, self.watch.zone),
        )

    def _sites(self) -> dict[str, str]:
        """Return each board's site, as far as it is known."""
        return {each: shop.site_id for each, shop in _shops(self._store).items()}


def words_of(store: Store, watch: Watch, language: str | None = None) -> Words:
    """Return how a watch speaks of what is in the store, in its own language or another."""
    return Words(language or watch.language, watch.zone, _shops(store))


def _shops(store: Store) -> dict[str, Shop]:
    known = {each: store.site(each) for each in store.boards()}
    return {each: Shop(site.site_id, site.name) for each, site in known.items() if site}


def _keys(each: Watched) -> dict[str, str]:
    keys = {"board": each.board_id, "kind": each.kind, "subject": each.subject}
    return keys | {"severity": each.severity}


def shown(name: str, words: Words, told: dict[str, Any]) -> None:
    """Print one event as a line on stderr."""
    output.note(words(f"log.{name}", **told), style="yellow" if name == "failed" else "")
