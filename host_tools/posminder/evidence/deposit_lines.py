# SPDX-License-Identifier: MIT
"""What the sale should bring and what came: computed by the acquirer's sheet, seen by no board.

The rules are `reconcile`'s own. What they give is inferred (D); a booking on a bank's statement of
just the amount that was expected is the acquirer's and the board's word agreeing (A).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from posminder.evidence.material import Material, Teller
from posminder.evidence.model import AGREED, INFERRED, Line
from posminder.reconcile.expected import Expected, Terms, expected, portions
from posminder.reconcile.fees import FeeLine, Rule, Sale
from posminder.reconcile.reconciliation import BANK
from posminder.reconcile.rows import NOT_DUE, Row

Day = tuple[str, date | None, str, str]
"""A step, its day or None, the reason why not, and its grade."""


@dataclass(frozen=True, slots=True)
class Deposit:
    """The credit that the sale is part of, and what came of it. None: not known, `why` says why."""

    why: str
    sale: Sale | None = None
    clearing: date | None = None
    credit: Expected | None = None
    row: Row | None = None
    fees: tuple[FeeLine, ...] = ()
    days: tuple[Day, ...] = ()


def deposit_of(it: Material, tell: Teller) -> Deposit:
    """Return what is known of the sale's money."""
    why = _why_not(it)
    if why or it.terms is None:
        return _unknown(tell, why)
    for credit in expected(portions(it.whole, it.terms), it.terms):
        for portion in credit.portions:
            sale = next((each for each in portion.sales if each.number == it.sale.seq), None)
            if sale is not None:
                fees = it.terms.tariff.charged([sale])
                found = Deposit("", sale, portion.clearing, credit, _row(it, credit), fees)
                return _dated(it, tell, found)
    return _unknown(tell, "no_deposit")


def _why_not(it: Material) -> str:
    if it.announced:
        return "announced"
    if not it.approved:
        return "no_batch"
    if it.profile is None:
        return "no_profile"
    if it.terms is None:
        return "no_terms"
    if any(not each.alike for each in it.life.counters):
        return "taken_back"
    return "" if it.sale.seq in it.whole.ends else "not_settled"


def _unknown(tell: Teller, why: str) -> Deposit:
    told = tell.text(f"missing.{why}")
    steps = ("clearing", "expected", "credited")
    return Deposit(why, days=tuple((each, None, told, "") for each in steps))


def _row(it: Material, credit: Expected) -> Row | None:
    """Return what came of the deposit, None where no statement reaches it."""
    if it.reconciled is None:
        return None
    for row in it.reconciled.rows:
        if any(each.deposit is not None and each.name == credit.name for each in row.items):
            return row
    return None


def _dated(it: Material, tell: Teller, found: Deposit) -> Deposit:
    credit = found.credit
    due = None if credit is None else credit.due
    unknown = tell.text("missing.no_calendar")
    came = found.row.credits[0].day if found.row is not None and found.row.credits else None
    days: tuple[Day, ...] = (
        ("clearing", found.clearing, unknown, INFERRED),
        ("expected", due, unknown, INFERRED),
        ("credited", came, _not_credited(it, tell, found), credit_grade(it, found)),
    )
    return replace(found, days=days)


def _not_credited(it: Material, tell: Teller, found: Deposit) -> str:
    if it.reconciled is None:
        return tell.text("missing.no_statement")
    if found.row is None:
        return tell.text("missing.not_reached")
    if found.row.status == NOT_DUE:
        return tell.text("missing.not_due", day=tell.date(found.row.due))
    return tell.text("missing.not_credited", status=tell.say.word("came", found.row.status))


def credit_grade(it: Material, found: Deposit) -> str:
    """Return how well it is known that the money came: agreed only of the whole sum at the bank."""
    row = found.row
    if row is None or it.reconciled is None or not row.credits:
        return ""
    whole = BANK in it.reconciled.ways and row.difference_minor == 0
    return AGREED if whole else INFERRED


def credited_line(it: Material, tell: Teller, found: Deposit) -> Line:
    """Return whether the money came, for the form."""
    if found.why:
        return tell.missing("credited", found.why)
    row = found.row
    if row is None or not row.credits:
        why = tell.text("not_available", why=_not_credited(it, tell, found))
        return Line("credited", tell.both("evidence.label.credited"), why, available=False)
    credits = tell.say("report.comma").join(
        tell.text(
            "credit",
            day=each.day.isoformat(),
            amount=tell.say.money(each.amount_minor),
            account=each.account or "?",
        )
        for each in row.credits
    )
    status = tell.say.word("came", row.status)
    shown = tell.text("credited", credits=credits, status=status)
    return tell.line("credited", shown, credit_grade(it, found), (), tell.text("source.statement"))


def deposit_lines(it: Material, tell: Teller, found: Deposit) -> Iterator[Line]:
    """Yield fee by fee what the sale should bring, and what came of the credit it is part of."""
    keys = ("fee", "own_net", "credit_of", "expected_net", "due")
    if found.why or found.credit is None or found.sale is None or it.terms is None:
        for key in keys:
            yield tell.missing(key, found.why or "no_deposit")
        yield credited_line(it, tell, found)
        return
    say, credit = tell.say, found.credit
    for line in found.fees:
        yield _fee(tell, line)
    fee = sum(each.fee_minor for each in found.fees)
    own = say.money(found.sale.amount_minor - fee)
    yield tell.line("own_net", own, INFERRED, (it.sale,), tell.text("source.sheet"))
    batches = say("report.comma").join(credit.batches)
    shown = tell.text("credit_of", batches=batches, count=credit.count)
    yield tell.line("credit_of", shown, INFERRED, (), tell.text("source.sheet"))
    sums = {
        "gross": say.money(credit.gross_minor),
        "fee": say.money(credit.fee_minor),
        "charge": say.money(credit.charge_minor),
        "net": say.money(credit.net_minor),
    }
    net = tell.text("expected_net", **sums)
    yield tell.line("expected_net", net, INFERRED, (), tell.text("source.sheet"))
    if credit.due is None:
        yield tell.missing("due", "no_calendar")
    else:
        yield tell.line("due", tell.date(credit.due), INFERRED, (), _rule_text(it.terms, credit))
    yield credited_line(it, tell, found)


def _fee(tell: Teller, line: FeeLine) -> Line:
    card = tell.say("expected.no_card") if line.card is None else tell.say.word("card", line.card)
    if line.rule is None:
        return tell.missing("fee", "no_rate", card=card)
    shown = tell.text("fee", card=card, rate=line.rule.value, fee=tell.say.money(line.fee_minor))
    return tell.line("fee", shown, INFERRED, (), _place(line.rule))


def _rule_text(terms: Terms, credit: Expected) -> str:
    cycle = next((each for each in credit.rules if each.setting == "deposit.cycle"), None)
    return terms.cycle if cycle is None else f"{cycle.value}: {_place(cycle)}"


def _place(rule: Rule) -> str:
    return f"{rule.setting}, {rule.sheet or '-'}"
