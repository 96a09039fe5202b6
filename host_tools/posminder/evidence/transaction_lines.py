# SPDX-License-Identifier: MIT
"""Whom the pack is about, and what was seen of the transaction itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from posminder.evidence.material import Material, Teller
from posminder.evidence.model import ATTESTED, INFERRED, SEEN, Line
from posminder.evidence.subject import stands_on_slip
from posminder.messages import sentence, word
from posminder.report.placing import Placed
from posminder.terminal_code import result_text
from posminder.transaction import APPROVED

_NEVER_TOLD: Final = ("entry", "cvm", "chip")


def request_lines(it: Material, tell: Teller) -> Iterator[Line]:
    """Yield what the acquirer asks, in its own words."""
    case = it.case
    yield tell.named("case_no", case.number, "request", "no_case")
    yield tell.named("request", word(it.language, "request", case.request), "request", "no_case")
    reason = " ".join(each for each in (case.reason_code, case.reason_text) if each)
    yield tell.named("reason", reason, "request", "no_case")
    received = "" if case.received is None else case.received.isoformat()
    yield tell.named("received", received, "request", "no_case")
    by = "" if case.answer_by is None else case.answer_by.isoformat()
    if by and case.counted:
        by = tell.text("counted", day=by, how=case.counted)
    yield tell.named("answer_by", by, "request", "no_case")
    if case.answer:
        yield tell.line(
            "answer", case.answer, ATTESTED, (), sentence(it.language, "pack.from_office")
        )


def merchant_lines(it: Material, tell: Teller) -> Iterator[Line]:
    """Yield merchant, terminal, acquirer and board."""
    site, profile = it.whole.site, it.profile
    sheet = None if profile is None else profile.evidence
    acquirer = it.case.acquirer or (sheet.acquirer if sheet else None) or ""
    source = "request" if it.case.acquirer else "profile"
    yield tell.named("acquirer", acquirer, source, "no_acquirer")
    contact = it.case.contact or (sheet.contact if sheet else None) or ""
    source = "request" if it.case.contact else "profile"
    yield tell.named("contact", contact, source, "no_contact")
    name = "" if site.name == site.board_id else f"{site.name} ({site.site_id})"
    yield tell.named("merchant", name, "profile", "no_site")
    mid = "" if profile is None else profile.terminal.mid or ""
    yield tell.named("mid", mid, "profile", "no_profile" if profile is None else "no_mid")
    yield _terminal(it, tell)
    yield tell.named("board", site.board_id, "store", "no_profile")


def _terminal(it: Material, tell: Teller) -> Line:
    """Return the terminal's id: as it told it, or only as the profile names it."""
    told = [
        each
        for each in it.whole.placed
        if each.record.name == "terminal"
        and each.record.fields.get("tid")
        and each.seq <= it.day.last_seq
    ]
    if told:
        return tell.line("tid", str(told[-1].record.fields["tid"]), SEEN, told[-1:])
    return tell.named("tid", it.whole.site.terminal_id or "", "profile", "no_tid")


def transaction_lines(it: Material, tell: Teller) -> Iterator[Line]:
    """Yield every particular of the transaction."""
    sale, words = it.sale, it.life.sale.words()
    if it.announced:
        yield tell.line("type", tell.text("announced"), ATTESTED, (sale,))
    else:
        kind = word(it.language, "transaction", str(words.get("transaction")))
        yield tell.line("type", kind, SEEN, (sale,))
    yield _result(it, tell, words)
    amount = words.get("amount_minor")
    if isinstance(amount, int):
        shown = tell.say.money(amount, words.get("currency"))
        yield tell.line("amount", shown, SEEN, (sale,))
    else:
        yield _unseen(it, tell, "amount")
    yield tell.line("sold_at", tell.when(sale), tell.dated(sale), (sale,))
    yield _terminal_time(it, tell, words)
    for key in ("trace", "receipt_no", "batch_no", "auth_id"):
        value = words.get(key)
        told = value is not None
        yield tell.line(key, str(value), SEEN, (sale,)) if told else _unseen(it, tell, key)
    yield _rrn(it, tell)
    for key, field in (("card", "card_masked"), ("card_name", "card_name")):
        value = words.get(field)
        yield tell.line(key, str(value), SEEN, (sale,)) if value else _unseen(it, tell, key)
    yield _acquirer_line(it, tell, words)
    for key in _NEVER_TOLD:
        yield _unseen(it, tell, key, "not_on_the_line")
    yield _seen(it, tell, words)
    yield from counters(it, tell)


def _unseen(it: Material, tell: Teller, key: str, otherwise: str = "not_told") -> Line:
    return tell.missing(key, "announced" if it.announced else otherwise)


def _result(it: Material, tell: Teller, words: dict[str, Any]) -> Line:
    if it.announced:
        return tell.missing("result", "announced")
    name = "approved" if words.get("result") == APPROVED else "declined"
    shown = tell.text(name, code=result_text(it.language, words.get("result")))
    return tell.line("result", shown, SEEN, (it.sale,))


def _terminal_time(it: Material, tell: Teller, words: dict[str, Any]) -> Line:
    """Return the sale's time by the terminal's clock, as the terminal told it."""
    day, clock = words.get("terminal_date"), words.get("terminal_time")
    if not isinstance(clock, int):
        return _unseen(it, tell, "terminal_time")
    at = f"{clock // 10_000:02}:{clock // 100 % 100:02}:{clock % 100:02}"
    if isinstance(day, int):
        at = f"{day // 100:02}-{day % 100:02} {at}"
    return tell.line("terminal_time", at, SEEN, (it.sale,))


def _rrn(it: Material, tell: Teller) -> Line:
    """Return the acquirer's number where the captured slip shows it, else how it was named."""
    rrn = it.case.rrn
    shown = stands_on_slip(it.life, rrn)
    if shown:
        return tell.line("rrn", rrn, SEEN, shown)
    if rrn:
        return tell.missing("rrn", "rrn_asked", rrn=rrn)
    return _unseen(it, tell, "rrn", "rrn")


def _acquirer_line(it: Material, tell: Teller, words: dict[str, Any]) -> Line:
    line = words.get("acquirer_line")
    if line is None:
        return _unseen(it, tell, "acquirer_line")
    return tell.line("acquirer_line", tell.text(f"acquirer.{line}"), SEEN, (it.sale,))


def _seen(it: Material, tell: Teller, words: dict[str, Any]) -> Line:
    how = "announced" if it.announced else str(words.get("seen"))
    grade = ATTESTED if it.announced else SEEN
    return tell.line("seen", tell.text(f"seen.{how}"), grade, (it.sale,))


def counters(it: Material, tell: Teller) -> Iterator[Line]:
    """Yield each void, refund or reversal of it; that none was found with the range searched."""
    found = it.life.counters
    for each in found:
        record = each.record
        kind = word(it.language, "transaction", str(record.words()["transaction"]))
        name = "counter_alike" if each.alike else "counter"
        at = it.at[record.seq]
        amount = tell.say.money(record.fields.get("amount_minor"), record.fields.get("currency"))
        shown = tell.text(name, kind=kind, amount=amount, time=tell.when(at))
        yield tell.line("counters", shown, INFERRED if each.alike else SEEN, (at,))
    if it.announced:
        yield tell.missing("counters", "announced")
    elif not found:
        yield none_found(it, tell)


def none_found(it: Material, tell: Teller) -> Line:
    """Return that nothing took the transaction back, as far as the journal reaches."""
    last = it.whole.placed[-1].seq
    time = tell.when(last_dated(it))
    shown = tell.text("none_found", first=it.sale.seq, last=last, time=time)
    return tell.line("counters", shown, INFERRED)


def last_dated(it: Material) -> Placed:
    """Return the newest record with a time of its own, of a journal without one the newest."""
    dated = (each for each in reversed(it.whole.placed) if each.exact)
    return next(dated, it.whole.placed[-1])
