# SPDX-License-Identifier: MIT
"""A played day in a few rows: the board's journal beside the terminal's own books, and what the
board wrote of each incident. Pure; words and tables are made elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from posminder.journal_file import Record
from posminder.money import amount_text
from posminder.scenarios.compare import fits
from posminder.scenarios.invariants import Evidence
from posminder.scenarios.play import Played
from posminder.scenarios.scenario import Expected
from posminder.scenarios.seeded import Happens
from posminder.simulator.terminal_truth import ReceiptBy, Sale, SaleKind, SaleState
from posminder_formats import frames
from posminder_formats import profile_fields as f

_APPROVED: Final = SaleState.APPROVED
_EARLY_MS: Final = 2_000  # a moment's steps begin on the second, the board's word may be rounded


class Verdict(StrEnum):
    """What a row comes to."""

    OK = "ok"
    UNKNOWABLE = "unknowable"  # nobody could know it from where the board stands
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Row:
    """`what` names it (messages `books.<what>`), the two accounts as text.

    UNKNOWABLE has a reason, `why`: power_cut, terminal_prints or between_looks, and of how many.
    """

    what: str
    journal: str
    terminal: str
    verdict: Verdict
    why: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the board wrote of one incident: `found`, and the signs that are `missing`."""

    happens: Happens
    found: tuple[Record, ...]
    missing: tuple[Expected, ...]


def answers(played: Played, happens: Iterable[Happens]) -> list[Answer]:
    """Return for each incident what the journal says of it, in its signs' order."""
    evidence = played.evidence()
    began_ms = played.scenario.begins_s * 1_000
    return [_answer(evidence, each, each.at_s * 1_000 - began_ms) for each in happens]


def bytes_a_sale(played: Played) -> int:
    """Return the bytes of journal records that one transaction cost, everything else included."""
    first = next((place for place, r in enumerate(played.records) if r.name == "sale_started"), 0)
    spent = sum(len(record.body) + frames.HEAD_BYTES for record in played.records[first:])
    return spent // max(1, len(played.truth.sales))


def _answer(evidence: Evidence, happens: Happens, at_ms: int) -> Answer:
    rest = iter([r for r in evidence.records if evidence.at_ms(r) >= at_ms - _EARLY_MS])
    found: list[Record] = []
    for place, sign in enumerate(happens.incident.signs):
        record = next((each for each in rest if fits(sign, each)), None)
        if record is None:
            return Answer(happens, tuple(found), happens.incident.signs[place:])
        found.append(record)
    return Answer(happens, tuple(found), ())


def books(played: Played) -> list[Row]:
    """Hold the journal against what the terminal really did."""
    evidence = played.evidence()
    sold = list(_watched(evidence))
    return [
        _sign_ins(evidence),
        _sales(evidence, sold),
        _transactions(evidence, sold, SaleKind.REFUND, "refunds"),
        _reversals(evidence),
        *_receipts(evidence, sold),
        _batches(evidence),
    ]


def _watched(evidence: Evidence) -> Iterator[Sale]:
    """Yield what the terminal sold and gave back since the board came."""
    for sale in evidence.truth.sales:
        if evidence.sold_ms(sale) >= evidence.began_ms:
            yield sale


def _sign_ins(evidence: Evidence) -> Row:
    told = len(evidence.of("outcome", command="sign_in", outcome="done"))
    true = len(evidence.truth.sign_ins)
    return Row("sign_ins", str(told), str(true), _verdict(told, true))


def _sales(evidence: Evidence, sold: Sequence[Sale]) -> Row:
    """Sales that stand: what was taken back is neither here nor there."""
    taken_back = {each.trace for each in sold if each.state is SaleState.REVERSED}
    told = [
        each["amount_minor"]
        for each in _words(evidence, "sale", transaction="sale", result=0)
        if each["trace"] not in taken_back
    ]
    true = [each.amount_minor for each in sold if _stands(each, SaleKind.SALE)]
    return _money_row(evidence, "sales", told, true)


def _transactions(evidence: Evidence, sold: Sequence[Sale], kind: SaleKind, what: str) -> Row:
    words = _words(evidence, "sale", transaction=kind.value, result=0)
    told = [each["amount_minor"] for each in words]
    true = [each.amount_minor for each in sold if _stands(each, kind)]
    return _money_row(evidence, what, told, true)


def _reversals(evidence: Evidence) -> Row:
    """Taken back: because nobody answered for it, or because the cashier asked."""
    told = len(
        {each["trace"] for each in _words(evidence, "sale", transaction="reversal", result=0)}
    )
    sales = evidence.truth.sales
    asked = {each.original_trace for each in sales if each.kind is SaleKind.REVERSAL}
    alone = [s for s in sales if s.state is SaleState.REVERSED and s.trace not in asked]
    true = len(alone) + sum(_stands(each, SaleKind.REVERSAL) for each in sales)
    # What was taken back while the board had no power, nobody told it.
    if told < true and evidence.dark:
        return _unknowable("reversals", str(told), str(true), "power_cut", true - told)
    return Row("reversals", str(told), str(true), _verdict(told, true))


def _receipts(evidence: Evidence, sold: Sequence[Sale]) -> Iterator[Row]:
    """Of what stands: a sale that was taken back owes nobody a receipt."""
    stands = {each.trace: each for each in sold if each.counted and each.state is _APPROVED}
    told: dict[str, set[int]] = {"delivered": set(), "duplicate": set(), "unknown": set()}
    for each in _words(evidence, "receipt"):
        if each["trace"] in stands:
            told.setdefault(each["state"], set()).add(each["trace"])
    again = {trace for trace, each in stands.items() if each.reprints}
    printed = again | {t for t, s in stands.items() if s.receipt is not ReceiptBy.NOBODY}
    handed_over = told["delivered"] | told["duplicate"]
    for what, known, true in (
        ("receipts", handed_over, printed),
        ("duplicates", told["duplicate"], again),
    ):
        accounts = what, str(len(known)), str(len(true))
        hidden = len(true) - len(known) if known < true else 0
        if hidden and not evidence.sees_receipts:
            yield _unknowable(*accounts, "terminal_prints", hidden)
        elif hidden and true - known <= told["unknown"]:
            yield _unknowable(*accounts, "power_cut", hidden)
        else:
            yield Row(*accounts, _verdict(known, true))


def _batches(evidence: Evidence) -> Row:
    told = [
        (each["count"], each["total_minor"])
        for each in _words(evidence, "settlement")
        if each["state"] in ("verified", "seen")
    ]
    true = [(each.count, each.total_minor) for each in evidence.truth.batches]
    journal, terminal = (
        ", ".join(_books(evidence, *each) for each in side) or "0" for side in (told, true)
    )
    return Row("batches", journal, terminal, _verdict(told, true))


def _money_row(evidence: Evidence, what: str, told: list[int], true: list[int]) -> Row:
    """Two lists of amounts; beside a terminal the board may miss some, but invents none."""
    rest = sorted(true)
    for each in told:
        if each in rest:
            rest.remove(each)
    accounts = (
        what,
        _books(evidence, len(told), sum(told)),
        _books(evidence, len(true), sum(true)),
    )
    if rest and not evidence.in_line and len(rest) == len(true) - len(told):
        return _unknowable(*accounts, "between_looks", len(rest))
    return Row(*accounts, _verdict(sorted(told), sorted(true)))


def _unknowable(what: str, journal: str, terminal: str, why: str, count: int) -> Row:
    return Row(what, journal, terminal, Verdict.UNKNOWABLE, why, count)


def _stands(sale: Sale, kind: SaleKind) -> bool:
    return sale.kind is kind and sale.state is SaleState.APPROVED


def _words(evidence: Evidence, name: str, **words: Any) -> list[dict[str, Any]]:
    return [each.words() for each in evidence.of(name, **words)]


def _books(evidence: Evidence, count: int | None, total_minor: int | None) -> str:
    """Return `3: 30.00 EUR`."""
    return f"{count}: {amount_text(total_minor, evidence.profile[f.P_CURRENCY])}"


def _verdict(told: object, true: object) -> Verdict:
    return Verdict.OK if told == true else Verdict.DIFFERS
