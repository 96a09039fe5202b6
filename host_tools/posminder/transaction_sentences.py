# SPDX-License-Identifier: MIT
"""One transaction's life in sentences, English or Chinese, what happened first said first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from posminder.journal_file import Record
from posminder.messages import MESSAGES, sentence, word
from posminder.money import amount_text
from posminder.terminal_code import result_text
from posminder.transaction import APPROVED, DOUBT, Life
from posminder.wall_time import day_text
from posminder_formats import records as r

Time = Callable[[Record], str]


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence, what it is about, and the records it rests on."""

    topic: str
    text: str
    records: tuple[Record, ...] = ()


def sentences(life: Life, language: str, time: Time) -> Iterator[str]:
    """Yield what happened to `life.sale`; `time` says when a record was written."""
    return (each.text for each in told(life, language, time))


def told(life: Life, language: str, time: Time) -> Iterator[Told]:
    """Yield the same sentences with their records."""
    fields = life.sale.words()
    yield Told("sale", _result(life.sale, language, time), (life.sale,))
    numbers = sentence(
        language,
        "tx.numbers",
        trace=_or_dash(fields.get("trace")),
        receipt_no=_or_dash(fields.get("receipt_no")),
        auth_id=_or_dash(fields.get("auth_id")),
        card=" ".join(
            str(fields[each]) for each in ("card_masked", "card_name") if fields.get(each)
        )
        or "-",
    )
    yield Told("sale", numbers, (life.sale,))
    if fields.get("batch_no") is not None:
        text = sentence(language, "tx.batch_no", number=fields["batch_no"])
        yield Told("sale", text, (life.sale,))
    if fields.get("seen") == "asked":
        yield Told("sale", sentence(language, "tx.asked"), (life.sale,))
    for error in (each for each in life.after if each.name == "terminal_error"):
        yield Told("sale", sentence(language, "tx.error", why=_why(error)), (error,))
    if fields.get("acquirer_line") == "off_line" and fields.get("result") == APPROVED:
        yield Told("offline", sentence(language, "tx.offline"), (life.sale,))
    sign_in = () if life.sign_in is None else (life.sign_in,)
    yield Told("sign_in", _sign_in(life.sign_in, language, time), sign_in)
    if life.operator is not None:
        who = life.operator.words().get("person")
        name = "tx.operator" if who else "tx.operator_button"
        text = sentence(language, name, id=who, time=time(life.operator))
        yield Told("operator", text, (life.operator,))
    yield from _doubt(life, language, time)
    receipts = tuple(each for each in life.after if each.name == "receipt")
    yield Told("receipt", _receipt(receipts, language), receipts)
    yield from _reminders(life.after, language, time)
    yield from _counters(life, language, time)
    last = settlement_of(life)
    yield Told("settlement", _batch(life, language, time), () if last is None else (last,))


def _result(sale: Record, language: str, time: Time) -> str:
    fields = sale.words()
    return sentence(
        language,
        "tx.approved" if fields.get("result") == APPROVED else "tx.declined",
        transaction=word(language, "transaction", str(fields.get("transaction"))),
        amount=amount_text(fields.get("amount_minor"), fields.get("currency"), language),
        time=time(sale),
        code=result_text(language, fields.get("result")),
    )


def _sign_in(sign_in: Record | None, language: str, time: Time) -> str:
    if sign_in is None:
        return sentence(language, "tx.sign_in_unknown")
    state = word(language, "sign_in", str(sign_in.words().get("state")))
    return sentence(language, "tx.sign_in", state=state, time=time(sign_in))


def _receipt(receipts: Sequence[Record], language: str) -> str:
    states = [_receipt_state(each, language) for each in receipts]
    if not states:
        return sentence(language, "tx.receipt_none")
    return sentence(language, "tx.receipt", states=sentence(language, "tx.then").join(states))


def _receipt_state(receipt: Record, language: str) -> str:
    """Return how a receipt stands, and which copy is meant where it is one of the two."""
    words = receipt.words()
    state, copy = word(language, "receipt", str(words.get("state"))), words.get("copy")
    if copy not in ("merchant", "customer"):
        return state
    shown = word(language, "copy", str(copy))
    return sentence(language, "tx.receipt_copy", state=state, copy=shown)


def _reminders(after: Sequence[Record], language: str, time: Time) -> Iterator[Told]:
    alerts: dict[str, list[Record]] = {}
    for record in after:
        words = record.words()
        if record.name == "alert" and words.get("alert") != DOUBT:
            alerts.setdefault(str(words.get("alert")), []).append(record)
    for alert, records in alerts.items():
        states = sentence(language, "tx.then").join(_state(e, language, time) for e in records)
        text = sentence(
            language, "tx.reminder", alert=sentence(language, f"alert.{alert}"), states=states
        )
        yield Told("reminder", text, tuple(records))


def _state(alert: Record, language: str, time: Time) -> str:
    state = str(alert.words().get("state"))
    name = f"tx.{state}"
    return sentence(language, name, time=time(alert)) if name in MESSAGES else state


def _doubt(life: Life, language: str, time: Time) -> Iterator[Told]:
    begin: Record | None = None
    for record in (*life.before, *life.after):
        words = record.words()
        if record.name != "alert" or words.get("alert") != DOUBT:
            continue
        if words.get("state") == "raised":
            begin = begin or record
        elif words.get("state") == "cleared" and begin is not None:
            text = sentence(language, "tx.doubt_ended", begin=time(begin), end=time(record))
            yield Told("doubt", text, (begin, record))
            begin = None
    if begin is not None:
        yield Told("doubt", sentence(language, "tx.doubt_open", begin=time(begin)), (begin,))


def _counters(life: Life, language: str, time: Time) -> Iterator[Told]:
    for counter in life.counters:
        record = counter.record
        if not counter.alike:
            yield Told("counter", sentence(language, "tx.reversed", time=time(record)), (record,))
            continue
        text = sentence(
            language,
            "tx.countered_alike",
            transaction=word(language, "transaction", str(record.words()["transaction"])),
            time=time(record),
            seq=record.seq,
        )
        yield Told("counter", text, (record,))


def _batch(life: Life, language: str, time: Time) -> str:
    if life.sale.fields.get("result") != APPROVED:
        return sentence(language, "tx.batch_never")
    exchange = stranded_by(life)
    if exchange is not None:
        fate = word(language, "fate", str(life.settlement[-1].words().get("fate") or "unknown"))
        return sentence(language, "tx.batch_stranded", time=time(exchange), fate=fate)
    last = settlement_of(life)
    if last is None:
        return sentence(language, "tx.batch_none")
    words = last.words()
    cause = words.get("cause")
    reason = "" if cause in (None, "none") else word(language, "cause", str(cause))
    return sentence(
        language,
        "tx.batch",
        day=day_text(words.get("business_day")),
        state=word(language, "settlement", str(words.get("state"))),
        reason=sentence(language, "status.because", reason=reason) if reason else "",
        time=time(last),
    )


def settlement_of(life: Life) -> Record | None:
    """Return the newest word on the batch of this sale, None while its settlement never began."""
    return next((each for each in reversed(life.settlement) if each.name == "settlement"), None)


def stranded_by(life: Life) -> Record | None:
    """Return the exchange that the sale's batch went with, None where it did not."""
    return next((each for each in life.settlement if each.kind == r.R_TERMINAL_CHANGED), None)


def _why(error: Record) -> str:
    """Return the terminal's own code and words, those of them that it told."""
    words = error.words()
    told = (words.get("extended"), words.get("words"))
    return " ".join(str(each) for each in told if each is not None)


def _or_dash(value: object) -> object:
    return "-" if value is None else value
