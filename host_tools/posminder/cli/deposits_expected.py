# SPDX-License-Identifier: MIT
"""`posminder deposits expected`: what settled batches should bring, when, by which rules (R26)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from posminder import output
from posminder.cli.dates import FromOption, ToOption, days_of
from posminder.cli.profile_file import FileArgument, LangOption, checked_or_exit
from posminder.cli.shop import BoardOption, StoredShop, opened
from posminder.money_pages.texts import rule_text
from posminder.profile.model import Profile
from posminder.reconcile.expected import (
    Expected,
    Portion,
    Terms,
    expected,
    monthly,
    portions,
    unsettled,
)
from posminder.reconcile.fees import FeeLine, Rule, Sale
from posminder.report.site import days_text
from posminder.report.speech import Speech

COLUMNS: Final = (
    "days",
    "batch",
    "clearing",
    ">count",
    ">gross",
    ">refunds",
    ">fee",
    ">charge",
    ">net",
    "due",
)


def command(
    file: FileArgument,
    first: FromOption = None,
    last: ToOption = None,
    board: BoardOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """List what each settled batch should bring, and when, with every rule used."""
    checked, profile = checked_or_exit(file)
    terms = Terms.of(profile, checked.layer)
    shop = shop_of_profile(profile, board, lang)
    whole = shop.whole()
    days = days_of(first, last)
    found = expected((each for each in portions(whole, terms) if _within(each, days)), terms)
    months = monthly(found, terms)
    open_ = unsettled(whole, terms)
    say = Speech(shop.language, shop.site)
    if as_json:
        for each in found:
            output.json_line(to_json(each))
        for month, minor, rule in months:
            output.json_line({"month": month, "charge_minor": minor, "rule": rule_to_json(rule)})
    else:
        show(found, say)
        for month, minor, _ in months:
            output.say(say("expected.monthly", month=month, amount=say.money(minor)))
        show_unsettled(open_, say)
        rules = [rule for each in found for rule in each.rules]
        show_rules([*rules, *(rule for *_, rule in months)], say)


def shop_of_profile(profile: Profile, board: str | None, lang: str | None) -> StoredShop:
    """Return the stored shop that `board` names, else the profile's own. Raises UsageError."""
    return opened(board or profile.site.id, lang)


def _within(portion: Portion, days: tuple[date | None, date | None]) -> bool:
    first, last = days
    return (first is None or portion.business_days[-1] >= first) and (
        last is None or portion.business_days[0] <= last
    )


def show(found: Sequence[Expected], say: Speech) -> None:
    """Print expected deposits as a table, their sums, and what has no rate."""
    if not found:
        output.note(say("expected.none"))
        return
    heads = [
        (">" if name.startswith(">") else "") + say(f"expected.column.{name.lstrip('>')}")
        for name in COLUMNS
    ]
    output.table(heads, [_cells(each, say) for each in found])
    output.say(
        say(
            "expected.sum",
            deposits=len(found),
            count=sum(each.count for each in found),
            gross=say.money(sum(each.gross_minor for each in found)),
            fee=say.money(sum(each.fee_minor for each in found)),
            charge=say.money(sum(each.charge_minor for each in found)),
            net=say.money(sum(each.net_minor for each in found)),
        ),
        style="bold",
    )
    unpriced: dict[str | None, tuple[int, int]] = {}
    for line in (line for each in found for line in each.fees if line.rule is None):
        count, minor = unpriced.get(line.card, (0, 0))
        unpriced[line.card] = (count + line.count, minor + line.gross_minor)
    for card, (count, minor) in unpriced.items():
        name = say("expected.no_card") if card is None else say.word("card", card)
        output.say(say("expected.unpriced", count=count, gross=say.money(minor), card=name))


def show_unsettled(open_: Sequence[Sale], say: Speech) -> None:
    """Print what no settlement took."""
    if open_:
        gross = say.money(sum(each.amount_minor for each in open_))
        output.say(say("expected.unsettled", count=len(open_), gross=gross))


def show_rules(rules: Iterable[Rule], say: Speech) -> None:
    """Print each rule once, with the sheet, the place of its value, and its days."""
    once = list(dict.fromkeys(rules))
    if once:
        output.say(say("expected.rules"))
    for rule in once:
        output.say("  " + rule_text(rule, say))


def _cells(each: Expected, say: Speech) -> tuple[str, ...]:
    return (
        days_text(each.business_days),
        ", ".join(each.batches),
        days_text(each.clearing_days),
        str(each.count),
        say.money(each.gross_minor),
        say.money(each.refunds_minor),
        say.money(each.fee_minor),
        say.money(each.charge_minor),
        say.money(each.net_minor),
        due_text(each, say),
    )


def due_text(each: Expected, say: Speech) -> str:
    """Return when a deposit is due, or why that is not known."""
    if each.due is not None:
        return str(each.due)
    return say("expected.waits" if each.waits else "deposits.not_known")


def to_json(each: Expected) -> dict[str, Any]:
    """Return an expected deposit as `--json` prints it. Keys are only ever added."""
    return {
        "deposit": each.name,
        "batches": list(each.batches),
        "business_days": [str(day) for day in each.business_days],
        "clearing_days": [str(day) for day in each.clearing_days],
        "count": each.count,
        "gross_minor": each.gross_minor,
        "refunds_minor": each.refunds_minor,
        "fees": [_fee_to_json(line) for line in each.fees],
        "fee_minor": each.fee_minor,
        "charge_minor": each.charge_minor,
        "unpriced_minor": each.unpriced_minor,
        "net_minor": each.net_minor,
        "due": None if each.due is None else str(each.due),
        "waits_for_minimum": each.waits,
        "rules": [rule_to_json(rule) for rule in each.rules],
    }


def _fee_to_json(line: FeeLine) -> dict[str, Any]:
    return {
        "card": line.card,
        "count": line.count,
        "gross_minor": line.gross_minor,
        "fee_minor": line.fee_minor,
        "rule": None if line.rule is None else line.rule.setting,
    }


def rule_to_json(rule: Rule) -> dict[str, Any]:
    """Return a rule as `--json` prints it."""
    return {
        "setting": rule.setting,
        "value": rule.value,
        "place": rule.place,
        "sheet": rule.sheet or None,
        "since": None if rule.since is None else str(rule.since),
        "until": None if rule.until is None else str(rule.until),
    }
