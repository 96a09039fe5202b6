# SPDX-License-Identifier: MIT
"""Journals that no shop would write: everything a report looks at, at random, times included."""

from __future__ import annotations

import random
from typing import Any, Final

from posminder.journal_file import Record, read
from posminder_formats import record_words
from posminder_formats import records as r
from tests.host.journal_bytes import export, record
from tests.host.report_days import DAY, MIDNIGHT_S, coded

_ALERTS: Final = (
    "receipt_missing",
    "sale_unknown",
    "clock_unset",
    "no_profile",
    "sale_not_signed_in",
)
_CARDS: Final = ("476173******0119", "541333******4111", None)
_SETTLEMENTS: Final = ("begun", "verified", "mismatch", "refused", "given_up", "seen", "attested")
_MORE: Final = ("nothing_to_settle", "missed", "held", "deferred")


class RandomJournal:
    """One journal of about `days` days. Numbers are few, so that they come again."""

    def __init__(self, seed: int, days: int, a_day: int) -> None:
        self._chance = random.Random(seed)
        self._at_s = MIDNIGHT_S + 8 * 3_600
        self._boot, self._mono_ms, self._dated = 1, 0, True
        self._span_s = 86_400 // a_day
        self._bodies: list[bytes] = []
        while self._at_s < MIDNIGHT_S + days * 86_400 and len(self._bodies) < 4 * days * a_day:
            self._step()

    def records(self) -> tuple[Record, ...]:
        """Return it as the host reads it."""
        return read(export(*self._bodies), "random")

    def bytes(self) -> bytes:
        """Return it as an export."""
        return export(*self._bodies)

    def _step(self) -> None:
        chance = self._chance
        ran_s = chance.choice((0, 1, chance.randrange(2 * self._span_s)))
        self._at_s += ran_s
        self._mono_ms += 1_000 * ran_s
        if chance.random() < 0.004:
            self._at_s += chance.choice((-1, 1)) * chance.randrange(3 * 86_400)  # a clock set
        kinds = (*(self._sale,) * 8, *(self._receipt,) * 6, *(self._alert,) * 4, self._settlement)
        more = (
            self._settlement,
            self._settling,
            self._settling,
            self._lasts,
            self._lasts,
            self._boots,
        )
        chance.choice((*kinds, *more))()

    def _add(self, kind: int, *fields: Any) -> None:
        wall_s = self._at_s if self._dated else None
        self._bodies.append(
            record(kind, *fields, boot=self._boot, mono_ms=self._mono_ms, wall_s=wall_s)
        )

    def _word(self, kind: int, field: str) -> int:
        table = record_words.STATES.get((kind, field)) or record_words.VALUES[field]
        return self._chance.choice(sorted(table))

    def _number(self) -> int | None:
        return self._chance.choice((None, *range(1, 30)))

    def _sale(self) -> None:
        chance = self._chance
        kind = coded(r.R_SALE, "transaction", chance.choice(("sale",) * 6 + ("refund", "reversal")))
        numbers = self._number(), self._number()
        if chance.random() < 0.3:
            self._add(r.R_SALE_STARTED, kind, 100, 978)
        amount = chance.choice((None, 100, 200, 300))
        tail = (6, "VISA", chance.choice(_CARDS), 1123, 0, chance.choice((1, 2, 3)))
        auth = chance.choice((None, "A1", "a2"))
        result = chance.choice((0, 0, 0, 0x6C))
        self._add(r.R_SALE, kind, result, amount, 978, *numbers, *tail, auth)

    def _receipt(self) -> None:
        kind = self._chance.choice((r.R_RECEIPT, r.R_RECEIPT, r.R_RECEIPT, r.R_TERMINAL_ERROR))
        if kind == r.R_TERMINAL_ERROR:
            self._add(kind, 1, 3, None, None, self._number(), self._number())
        else:
            self._add(kind, self._number(), self._number(), self._word(kind, "state"), 3)

    def _alert(self) -> None:
        alert = r.ALERT_WORDS.index(self._chance.choice(_ALERTS))
        subject = self._chance.choice((None, self._number()))
        if self._chance.random() < 0.1:
            deed = record_words.VALUES["deed"]
            acknowledge = next(number for number, word in deed.items() if word == "acknowledge")
            outcome = self._word(r.R_APPROVAL, "outcome")
            self._add(r.R_APPROVAL, "anna", 1, acknowledge, alert, b"", outcome, None)
        self._add(r.R_ALERT, alert, self._word(r.R_ALERT, "state"), subject)

    def _settlement(self) -> None:
        state = self._chance.choice(_SETTLEMENTS + _MORE)
        day = (self._at_s - MIDNIGHT_S) // 86_400 + DAY - self._chance.choice((0, 0, 0, 1, 3))
        cause = self._chance.randrange(8)
        self._add(r.R_SETTLEMENT, r.SETTLEMENT_WORDS.index(state), day, 2, 300, cause)

    def _settling(self) -> None:
        command = self._chance.choice((4, 4, 3))
        kind = self._chance.choice((r.R_INTENT, r.R_OUTCOME, r.R_TOTALS, r.R_BUTTON))
        if kind == r.R_INTENT:
            self._add(kind, command, self._word(kind, "reason"))
        elif kind == r.R_OUTCOME:
            self._add(kind, command, self._word(kind, "outcome"), 0)
        elif kind == r.R_TOTALS:
            self._add(kind, 2, 300, self._chance.choice((1, 2, 3)))
        else:
            self._add(kind, self._word(kind, "press"))

    def _lasts(self) -> None:
        chance = self._chance
        kind = chance.choice(
            (r.R_SIGN_IN, r.R_LINE, r.R_OPERATOR, r.R_TERMINAL, r.R_TERMINAL_CHANGED)
        )
        if kind == r.R_SIGN_IN:
            self._add(kind, self._word(kind, "state"), 0)
        elif kind == r.R_LINE:
            self._add(kind, self._word(kind, "line"), self._word(kind, "state"))
        elif kind == r.R_OPERATOR:
            self._add(kind, chance.choice((None, "li")), 1, None)
        elif kind == r.R_TERMINAL:
            self._add(kind, 0, chance.choice((None, "29001234")))
        elif chance.random() < 0.2:
            self._add(kind, *self._changed())

    def _changed(self) -> tuple[Any, ...]:
        state = self._word(r.R_TERMINAL_CHANGED, "state")
        return state, 1, "29001234", "29005678", None, None, None, None, None, 0

    def _boots(self) -> None:
        self._boot += 1
        self._mono_ms = 0
        self._dated = self._chance.random() < 0.6
        profile = self._chance.choice((None, b"\x5f\x0c" * 16))
        self._add(r.R_BOOT, coded(r.R_BOOT, "reason", "power"), "0.3.0", profile, 0)
        if not self._dated and self._chance.random() < 0.8:
            for _ in range(self._chance.randrange(4)):
                self._chance.choice((self._sale, self._receipt, self._alert))()
            self._dated = True
            self._add(r.R_CLOCK, None, self._at_s, 2)
