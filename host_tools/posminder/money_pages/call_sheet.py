# SPDX-License-Identifier: MIT
"""The sheet one holds while calling the acquirer about one deposit: numbers, and what to ask (R27).

Facts of the journal and the statement only. What to check first at one's own bank stands on it too
(R19).
"""

from __future__ import annotations

from posminder.money_pages.texts import rule_text
from posminder.reconcile.expected import Expected, Terms
from posminder.reconcile.rows import OVER, OVERDUE, RETURNED, SHORT, WRONG_ACCOUNT, Row
from posminder.report.site import days_text, moment_text
from posminder.report.speech import Speech

_ASKED = {SHORT: "difference", OVER: "difference", RETURNED: RETURNED, WRONG_ACCOUNT: WRONG_ACCOUNT}


def call_sheet(row: Row, terms: Terms, say: Speech) -> str:
    """Return the sheet of a row, in lines."""
    lines = [say("call.title", status=say.word("came", row.status))]
    lines.append(_whom(terms, say))
    lines.append(say("call.shop", name=say.site.name, site=say.site.site_id))
    for item in row.items:
        if item.deposit is not None:
            lines += _of_deposit(item.deposit, terms, say)
    account = terms.profile.account
    unknown = say("call.not_known")
    said = {
        "due": row.due or unknown,
        "credited": say.money(row.credited_minor),
        "account": unknown if account is None else account.masked,
    }
    lines.append(say("call.due", **said))
    lines.append(say("call.first"))
    if account is not None and account.account_class == "II":
        limit = account.daily_limit
        told = unknown if limit is None else say.money(terms.tariff.minor(limit))
        lines.append(say("call.limit", limit=told))
    reason = say.word("why", row.cause) if row.cause else unknown
    lines.append(say(f"call.ask.{_ASKED.get(row.status, OVERDUE)}", reason=reason))
    return "\n".join(lines)


def _whom(terms: Terms, say: Speech) -> str:
    """Return whom to call, as far as the acquirer's sheet says."""
    evidence, sheet = terms.profile.evidence, terms.profile.sheet
    named = None if evidence is None else evidence.acquirer
    name = named or (say("call.not_known") if sheet is None else sheet.id)
    contact = None if evidence is None else evidence.contact
    return say("call.whom", name=name, contact=contact or say("call.not_known"))


def _of_deposit(deposit: Expected, terms: Terms, say: Speech) -> list[str]:
    terminal = terms.profile.terminal
    settled = [each.settled_s for each in deposit.portions]
    times = dict.fromkeys(moment_text(each) for each in settled)
    ids = {
        "mid": terminal.mid or say("call.not_known"),
        "tid": terminal.tid,
        "batches": ", ".join(deposit.batches),
    }
    amounts = {
        "count": deposit.count,
        "gross": say.money(deposit.gross_minor),
        "fee": say.money(deposit.fee_minor + deposit.charge_minor),
        "net": say.money(deposit.net_minor),
    }
    days = {
        "days": days_text(deposit.business_days),
        "settled": ", ".join(times),
        "clearing": days_text(deposit.clearing_days),
    }
    cycle = next(each for each in deposit.rules if each.setting == "deposit.cycle")
    return [
        say("call.ids", **ids),
        say("call.days", **days),
        say("call.amounts", **amounts),
        say("call.rule", rule=rule_text(cycle, say)),
    ]
