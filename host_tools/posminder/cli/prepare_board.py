# SPDX-License-Identifier: MIT
"""One board on a port made ready for one shop: key, version, profile, self-test, in this order.

Each step may be done again, so a cable that comes out costs nothing but that step. Which board may
be taken for which shop is decided here too; what is not known is refused with its cure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from posminder import bundle_files, home, output, release_key, self_testing, site_files
from posminder.board_status import BoardStatus
from posminder.cli import commissioning, update_run
from posminder.cli.apply import put
from posminder.cli.connect import LINE_BROKE, connect
from posminder.cli.diff import is_same
from posminder.cli.profile_file import compiled
from posminder.errors import EXIT_FINDING, EXIT_HELD, EXIT_INTEGRITY, EXIT_USAGE, PosminderError
from posminder.messages import LANGUAGES, sentence, word
from posminder.office_store import Office
from posminder.preparing.ledger import Board, Ledger
from posminder.preparing.shops import Shop
from posminder.profile.check import Checked
from posminder.profile.compile import Compiled
from posminder.session import Session
from posminder.store.store import Store
from posminder.updating import Plan
from posminder_formats import bundles, version

# Nothing is wired to them yet: whether they live is seen at the counter.
_LINES: Final = ("terminal", "register")
# After these the same board goes on once it is back.
BROKE: Final = (*LINE_BROKE, update_run.OtherBoardNow)


class KeyedByAnother(PosminderError):
    """Board {} has a key, and it is not on this computer: somebody else commissioned it. Next: use
    the computer that did, or take another board"""

    exit_code = EXIT_HELD


class OfNoShop(PosminderError):
    """Board {} is at site {}, which is not on this list, or has another board; nothing was changed.
    Next: take another board; if it has moved, posminder apply FILE --other-site"""

    exit_code = EXIT_USAGE


class NotNeeded(PosminderError):
    """Every shop on this list has its board, and {} is one more; nothing was changed. Next: add a
    line to the list, or keep it as a spare"""

    exit_code = EXIT_USAGE


class KindUnknown(PosminderError):
    """Board {} is of kind {}, and the bundles here are for {}; nothing was changed. Next: take a
    board of that kind, or posminder bundles take FILE"""

    exit_code = EXIT_USAGE


class TooNew(PosminderError):
    """Board {} runs version {}, newer than this program and the bundles here ({}); nothing was
    changed. Next: take a newer posminder"""

    exit_code = EXIT_USAGE


class TooOld(PosminderError):
    """Board {} runs version {}, older than this program ({}), and no signed bundle for it is here;
    nothing was changed. Next: posminder office sign, or posminder bundles take FILE"""

    exit_code = EXIT_USAGE


class NotHealthy(PosminderError):
    """Board {} went back: version {} was not healthy on it. Next: posminder doctor; put that board
    aside"""

    exit_code = EXIT_FINDING


class PartsBad(PosminderError):
    """Board {}: {}. Next: mend that, and plug the board in again; or put it aside"""

    exit_code = EXIT_FINDING


class NotTried(PosminderError):
    """Board {} did not end its self-test: it restarted meanwhile. Next: plug it in again"""

    exit_code = EXIT_INTEGRITY


@dataclass(frozen=True, slots=True)
class Bench:
    """Where boards are prepared: the shops of the list by their ids, and what was done so far."""

    shops: Mapping[str, Shop]
    checked: Mapping[str, Checked]  # each shop's file as it lies there by now
    ledger: Ledger
    office: Office | None
    today: date
    spoken: str | None  # what was asked for; else each shop's language

    def language(self, site: str) -> str:
        """Return the language to speak of a shop."""
        return self.spoken or self.locale(site)

    def locale(self, site: str) -> str:
        """Return the language of a shop's own profile."""
        profile = self.checked[site].profile
        return LANGUAGES[0] if profile is None else profile.site.locale

    def profile(self, site: str) -> Compiled:
        """Return what a shop's board is to have."""
        return compiled(self.checked[site])

    def done(self, status: BoardStatus) -> str | None:
        """Return the shop that this board is done for, None while something is left."""
        site = self.ledger.site_of(status.id)
        board = None if site is None or site not in self.shops else self.ledger.done(site)
        same = board is not None and board.profile == status.profile_hash
        return site if same and _newest(status) is None else None

    def left(self) -> list[str]:
        """Return the shops that have no finished board yet, in the list's order."""
        return [site for site in self.shops if self.ledger.done(site) is None]


def shop_for(bench: Bench, status: BoardStatus) -> str:
    """Return the shop this board is for: its own, or the next without one. Raises what refuses."""
    check_key(status, bench.office)
    check_version(status)
    known = bench.ledger.site_of(status.id)
    if status.site is not None and status.site != known:
        entry = bench.ledger.shops.get(status.site)
        if known is not None or status.site not in bench.shops or entry is None or entry.board:
            raise OfNoShop(status.id, status.site)
        return status.site
    if known is not None:
        if known not in bench.shops:
            raise OfNoShop(status.id, known)
        return known
    free = (site for site in bench.left() if bench.ledger.shops[site].board is None)
    site = next(free, None)
    if site is None:
        raise NotNeeded(status.id)
    return site


def check_key(status: BoardStatus, office: Office | None) -> None:
    """Raise KeyedByAnother for a board that has a key which is not here."""
    if status.commissioned and commissioning.key_here(status.id, office) is None:
        raise KeyedByAnother(status.id)


def check_version(status: BoardStatus) -> None:
    """Raise KindUnknown, TooNew or TooOld for a board whose code this computer does not know."""
    here = (*bundle_files.kept(), *bundle_files.shipped())
    kinds = sorted({each.bundle.board for each in here})
    if kinds and status.board not in kinds:
        raise KindUnknown(status.id, status.board, ", ".join(kinds))
    newest = bundle_files.newest(status.board)
    versions = [version.FIRMWARE] + ([newest.bundle.version] if newest else [])
    running, highest = bundles.version_of(status.firmware), max(map(bundles.version_of, versions))
    if running > highest:
        raise TooNew(status.id, status.firmware, ".".join(map(str, highest)))
    if _newest(status) is None and running < bundles.version_of(version.FIRMWARE):
        raise TooOld(status.id, status.firmware, version.FIRMWARE)


def _newest(status: BoardStatus) -> Plan | None:
    """Return what is to be done for the newest signed version here, None if it runs that."""
    found = bundle_files.newest(status.board)
    plan = None if found is None else Plan(status, found)
    return plan if plan is not None and plan.is_newer else None


def prepare(bench: Bench, port: str, status: BoardStatus, site: str) -> Board:
    """Do what is left to do on the board at `port` for a shop; return what it is then.

    Raises what the board refuses, what `LINE_BROKE` names if the cable comes out: then the same
    again, once it is back.
    """
    language = bench.language(site)
    board = _board(bench, status, site)
    bench.ledger.bind(site, board)  # first: from here on this board is that shop's

    def unlock(session: Session, now: BoardStatus, spoken: str) -> None:
        commissioning.commission(session, now, bench.office, spoken, plain=False)

    with connect(port) as (session, now):
        _same(status, now)
        _say(language, "key", board=status.id)
        unlock(session, now, language)
        session.set_clock(datetime.now(UTC))
        plan = _newest(now)
    if plan is not None:
        _update(port, plan, unlock, language)
    with connect(port) as (session, now):
        _same(status, now)
        unlock(session, now, language)
        profile = _put(bench, session, now, site, language)
        _say(language, "test")
        _try_parts(session, now, language)
    board = _board(bench, now, site, profile.sha256.hex())
    bench.ledger.bind(site, board)
    return board


def _board(bench: Bench, status: BoardStatus, site: str, profile: str | None = None) -> Board:
    known = bench.checked[site].profile
    return Board(
        id=status.id,
        kind=status.board,
        version=status.firmware,
        terminal="" if known is None else known.terminal.tid,
        day=bench.today.isoformat(),
        profile=profile,
    )


def _same(before: BoardStatus, now: BoardStatus) -> None:
    if now.id != before.id:
        raise update_run.OtherBoardNow(now.id, before.id)


def _update(
    port: str, plan: Plan, unlock: Callable[[Session, BoardStatus, str], object], language: str
) -> None:
    modulus = release_key.kept()
    signature = update_run.checked(plan.found, modulus)
    update_run.say_plan(plan, modulus, signature, language, wanted=True)
    if update_run.run(port, plan, None, language, unlock) != "updated":
        raise NotHealthy(plan.before.id, plan.found.bundle.version)


def _put(bench: Bench, session: Session, status: BoardStatus, site: str, language: str) -> Compiled:
    profile = bench.profile(site)
    session.set_clock(datetime.now(UTC))
    if not is_same(status, profile):
        put(session, profile, language)
    with Store(home.store_path()) as store:
        store.set_site(status.id, profile.data, profile.sha256.hex())
    site_files.keep(status.id, bench.ledger.file(site))
    _say(language, "profile", sha256=profile.sha256.hex()[:16])
    return profile


def _try_parts(session: Session, status: BoardStatus, language: str) -> None:
    """Have the board try its parts; what it is not wired to yet is left for the counter."""
    found = self_testing.run(session, False, lambda _: None)
    if found.state != "done":
        raise NotTried(status.id)
    parts = [each for each in found.parts if each.part not in _LINES]
    named = {each.part: word(language, "board_part", each.part) for each in parts}
    missing = [named[each.part] for each in parts if each.state == "missing"]
    if missing:
        _say(language, "missing", parts=", ".join(missing))
    bad = [each for each in parts if each.state == "bad"]
    if bad:
        told = (f"{named[each.part]}: {self_testing.cure(each, language)}" for each in bad)
        raise PartsBad(status.id, "; ".join(told).rstrip("."))


def _say(language: str, name: str, **values: object) -> None:
    output.note("   " + sentence(language, f"prepare.step.{name}", **values))
