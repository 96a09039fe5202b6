# SPDX-License-Identifier: MIT
"""The incidents: each a shipped scenario up to the moment at which the trainee takes over, and
what of its journal shows that it was solved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from posminder.journal_file import Record
from posminder.practice.account import COMMON_HARMS, Account
from posminder.scenarios.load import load
from posminder.scenarios.scenario import DAY_S, Cashier, Scenario

_MINUTE_S: Final = 60
Shown = Callable[[Account], Record | None]


def clock(text: str) -> int:
    """Return `20:05` or `12:00:20` as seconds of the day."""
    hours, minutes, *rest = map(int, text.split(":"))
    return hours * 3_600 + minutes * _MINUTE_S + (rest[0] if rest else 0)


@dataclass(frozen=True, slots=True)
class Incident:
    """`right`: the record of the first right act; `solved`: the one that ends it well, or None.

    `price_minor` is what the next customer pays. `boots`: starts of the board before it is over.
    `harms`: what may go wrong in it, names of account.HARMS.
    """

    name: str
    scenario: str
    takes_over_s: int
    ends_s: int
    right: Shown
    solved: Shown
    price_minor: int = 790
    boots: int = 1
    harms: tuple[str, ...] = COMMON_HARMS

    def played(self, seed: int, language: str) -> Scenario:
        """Return its scenario up to the moment at which the trainee takes over.

        Nobody else looks after the board, and its panel speaks the trainee's language.
        """
        whole = load(self.scenario)
        kept: list[Any] = []
        for step in whole.steps:
            if step.at_s is not None and step.at_s > self.takes_over_s:
                break
            kept.append(step)
        site = {**whole.settings.get("site", {}), "locale": language}
        return replace(
            whole,
            steps=tuple(kept),
            settings={**whole.settings, "site": site},
            cashier=Cashier(sees_after_s=None, reprints_after_s=None),
            ends_s=self.ends_s,
            seed=seed,
            expected=None,
        )


def _reprinted(it: Account) -> Record | None:
    return it.first("receipt", trace=2, state="duplicate")


def _printed(it: Account) -> Record | None:
    return None if it.stands("receipt_missing") else _reprinted(it)


def _sold_after_settlement(it: Account) -> Record | None:
    settled = next(
        (each for each in it.played.records if each.words().get("state") == "verified"), None
    )
    return None if settled is None else it.first("sale", after=_later(it, settled), result=0)


def _later(it: Account, record: Record) -> Record | None:
    """Return `record` if the trainee was there already, None for: since he took over."""
    return record if record.seq > it.since_seq else None


def _held(it: Account) -> Record | None:
    return it.first("button", press="held")


def _closed(it: Account) -> Record | None:
    """Settled because somebody closed: what the latest time did is not his."""
    held = _held(it)
    if held is None:
        return None
    verified = it.first("settlement", after=held, state="verified")
    late = it.first("intent", after=held, command="settle", reason="latest_time")
    by_clock = verified is not None and late is not None and late.seq < verified.seq
    return None if by_clock else verified


def _answers(it: Account) -> Record | None:
    return it.first("line", line="terminal", state="answering")


def _answers_and_settled(it: Account) -> Record | None:
    answers = _answers(it)
    return None if answers is None else it.first("settlement", after=answers, state="verified")


def _sold_signed_in(it: Account) -> Record | None:
    """A sale after the terminal was signed in again, and none before."""
    signed_in = it.first("sign_in", state="signed_in")
    sale = None if signed_in is None else it.first("sale", after=signed_in, result=0)
    early = it.first("sale", result=0)
    return sale if sale is not None and early is not None and early.seq == sale.seq else None


def _sold_once(it: Account) -> Record | None:
    sale = it.first("sale", result=0, transaction="sale", amount_minor=790)
    return sale if it.sold(790) == 1 and not it.stands("sale_unknown") else None


INCIDENTS: Final[dict[str, Incident]] = {
    each.name: each
    for each in (
        Incident(
            "receipt_missing",
            "paper-out-at-the-slip",
            clock("12:01:20"),
            clock("12:15"),
            _reprinted,
            _printed,
        ),
        Incident(
            "terminal_demands",
            "terminal-demands-settlement",
            clock("11:51:05"),
            clock("12:05"),
            _sold_after_settlement,
            _sold_after_settlement,
        ),
        Incident(
            "above_maximum",
            "above-the-maximum",
            clock("20:46"),
            clock("21:30"),
            _held,
            _closed,
        ),
        Incident(
            "forgot_to_close",
            "button-held-at-closing",
            clock("20:04"),
            clock("20:40"),
            _held,
            _closed,
        ),
        Incident(
            "terminal_unplugged",
            "terminal-unplugged",
            clock("20:04"),
            clock("20:40"),
            _answers,
            _answers_and_settled,
        ),
        Incident(
            "not_signed_in",
            "sold-while-not-signed-in",
            clock("09:31:01"),
            clock("09:45"),
            _sold_signed_in,
            _sold_signed_in,
            price_minor=1_250,
        ),
        Incident(
            "sale_refused",
            "sale-refused-until-settled",
            DAY_S + clock("08:59"),
            DAY_S + clock("09:20"),
            _held,
            _sold_after_settlement,
        ),
        Incident(
            "sale_unknown",
            "power-cut-during-a-sale",
            clock("12:00:20"),
            clock("12:15"),
            _sold_once,
            _sold_once,
            boots=2,
            harms=(*COMMON_HARMS, "paid_twice"),
        ),
    )
}
"""By name, in the order in which they are offered."""
