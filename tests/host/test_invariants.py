# SPDX-License-Identifier: MIT
"""Each invariant holds over a sound day and fails over one that is spoilt in just this way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from posminder.journal_file import Record
from posminder.messages import MESSAGES
from posminder.scenarios import invariants
from posminder.scenarios.invariants import INVARIANTS, Evidence
from posminder.scenarios.invariants.account import account_in_order
from posminder.scenarios.invariants.books import batches_settled_once
from posminder.scenarios.invariants.links import link_can_it
from posminder.simulator.acquirer import Ledger
from posminder.simulator.terminal_truth import (
    CARDS,
    Batch,
    ReceiptBy,
    Sale,
    SaleKind,
    SaleState,
    TerminalTruth,
)
from posminder.simulator.world import Boot
from posminder_formats import profile_fields as f
from posminder_formats import record_words
from tests.support.told import numbered, told

MIDNIGHT_S = 20_780 * 86_400
NOON_S = MIDNIGHT_S + 12 * 3_600
TICK_MS = 10_000  # from one record to the next, but where a test says otherwise
PROFILE = {
    f.P_WIRING: f.WIRING_IN_LINE,
    f.P_UTC_OFFSETS: [[0, 0]],
    f.P_DAY_STARTS_MIN: 240,
    f.P_SETTLE_LATEST_MIN: 20 * 60 + 45,
    f.P_RECEIPT_MISSING_S: 20,
    f.P_MAINTENANCE: [[NOON_S + 9 * 3_600, NOON_S + 10 * 3_600]],
}
Spoil = Callable[[list[Record]], list[Record]]


def truth_sale(trace: int, at_s: int, state: SaleState = SaleState.APPROVED, **more: Any) -> Sale:
    """Return a sale of 12.50 in the terminal's books."""
    fields: dict[str, Any] = {
        "at_s": at_s,
        "terminal_s": at_s,
        "amount_minor": 1_250,
        "card": CARDS[0],
        "trace": trace,
        "receipt_no": trace,
        "result": 0,
        "state": state,
        "local": False,
        "signed_in": True,
        "receipt": ReceiptBy.REGISTER,
    }
    return Sale(**{**fields, **more})


def a_sale(trace: int, at_ms: int) -> list[Record]:
    """Return what the journal says of such a sale."""
    words = {"trace": trace, "receipt_no": trace}
    sold = {"transaction": "sale", "result": 0, "amount_minor": 1_250, "card_type": CARDS[0].kind}
    sold["terminal_time"] = 120_000
    return [
        told("sale_started", at_ms - 5_000, transaction="sale", amount_minor=1_250),
        told("sale", at_ms, seen="on_line", **words, **sold),
        told("receipt", at_ms + 1_000, state="delivered", **words),
    ]


def a_settlement(at_ms: int, count: int, day: int = 20_780) -> list[Record]:
    """Return what the journal says of a settlement by the button, begun at `at_ms`."""
    totals = {"count": count, "total_minor": count * 1_250}
    return [
        told("settlement", at_ms, state="begun", business_day=day, cause="none", **totals),
        told("totals", at_ms + 100, source="before_settlement", **totals),
        told("intent", at_ms + 200, command="settle", reason="closing_button"),
        told("outcome", at_ms + 5_000, command="settle", outcome="done", code=0),
        told("totals", at_ms + 6_000, source="after_settlement", count=0, total_minor=0),
        told(
            "settlement", at_ms + 6_000, state="verified", business_day=day, cause="none", **totals
        ),
    ]


def a_day() -> list[Record]:
    """Return a day of two sales and their settlement, and a look at the next morning."""
    morning_ms = 20 * 3_600_000
    return [
        told("boot", 0, reason="power"),
        told("profile", 1_000),
        *a_sale(1, 60_000),
        *a_sale(2, 120_000),
        *a_settlement(8 * 3_600_000, 2),
        told("alert", morning_ms, alert="no_profile", state="cleared"),
    ]


def evidence(records: list[Record], **more: Any) -> Evidence:
    """Return the day's evidence; the board's clock is right unless a record says otherwise."""
    walled = [
        replace(r, wall_s=NOON_S + r.mono_ms // 1_000) if r.wall_s is None else r for r in records
    ]
    sales = [truth_sale(1, NOON_S + 60), truth_sale(2, NOON_S + 120)]
    truth = TerminalTruth(sales=sales, batches=[Batch.of(sales, NOON_S + 28_800, 0)])
    ledger = Ledger(settled=[(2, 2_500)])
    fields: dict[str, Any] = {
        "truth": truth,
        "ledger": ledger,
        "boots": (Boot(0, 0),),
        "profile": PROFILE,
        "epoch_s": NOON_S,
        "standing": frozenset(),
    }
    return Evidence(numbered(*walled), **{**fields, **more})


def broken(found: Evidence) -> set[str]:
    """Return the names of the invariants that do not hold."""
    return {violation.name for violation in invariants.check(found)}


def without(name: str, **words: Any) -> Spoil:
    """Return what takes the first record called so, with these words, out of a day."""

    def spoil(records: list[Record]) -> list[Record]:
        gone = next(r for r in records if r.name == name and words.items() <= r.words().items())
        return [r for r in records if r is not gone]

    return spoil


def and_then(*more: Record) -> Spoil:
    """Return what puts records behind the day's."""
    return lambda records: sorted([*records, *more], key=lambda r: (r.boot, r.mono_ms))


def sounded(at_ms: int, *, alert: str = "receipt_missing", subject: Any = None) -> Record:
    """Return an alert that was raised with a sound."""
    return told("alert", at_ms, alert=alert, state="raised", subject=subject, sound="alarm")


GREEDY = ("sale_unknown", "sale_unknown", "settlement_open", "settlement_open")


def unset(records: list[Record]) -> list[Record]:
    """Let the board settle because of the latest time."""
    return [_by_clock(r) for r in records]


def _by_clock(record: Record) -> Record:
    if record.name != "intent":
        return record
    return told("intent", record.mono_ms, command="settle", reason="latest_time")


def _without_totals(record: Record) -> Record:
    if record.name != "settlement" or record.words()["state"] != "verified":
        return record
    return told("settlement", record.mono_ms, state="verified", cause="none")


def _timeless(record: Record) -> Record:
    names = record_words.KINDS[record.kind][1]
    at = names.index("terminal_time") if record.name == "sale" else -1
    if at < 0:
        return record
    return replace(record, values=(*record.values[:at], None, *record.values[at + 1 :]))


def off_line(records: list[Record]) -> list[Record]:
    """Let the terminal have said of the first sale that it approved it off-line."""
    first = next(r for r in records if r.name == "sale")
    return [replace(r, values=(*r.values[:-2], 1, None)) if r is first else r for r in records]


def test_a_sound_day_breaks_nothing() -> None:
    assert invariants.check(evidence(a_day())) == []


SPOILT: list[tuple[str, Spoil]] = [
    ("intent_before_outcome", without("intent")),
    (
        "few_records_a_sale",
        and_then(*(told("receipt", 121_000 + i, trace=2, state="delivered") for i in range(8))),
    ),
    ("batches_settled_once", without("settlement", state="verified")),
    ("batches_settled_once", and_then(*a_settlement(9 * 3_600_000, 2))),
    ("asks_before_settling", without("totals", source="before_settlement")),
    ("sales_recorded", without("sale")),
    ("sales_true", and_then(*a_sale(3, 180_000))),
    ("sales_true", and_then(a_sale(2, 180_000)[1])),
    ("receipts_reminded", without("receipt")),
    (
        "alerts_raised",
        and_then(told("receipt", 200_000, trace=2, receipt_no=2, state="refused")),
    ),
    (
        "alerts_raised",
        and_then(told("receipt", 200_000, trace=2, receipt_no=2, state="stopped")),
    ),
    (
        "receipts_counted",
        and_then(
            told("receipt", 200_000, trace=2, receipt_no=2, state="refused"),
            told("alert", 200_001, alert="receipt_missing", state="raised", subject=2),
            told(
                "alert", 8 * 3_600_000 + 6_001, alert="receipt_missing", state="cleared", subject=2
            ),
        ),
    ),
    ("alerts_raised", and_then(told("sign_in", 200_000, state="failed"))),
    ("offline_told", off_line),
    ("intents_answered", without("outcome")),
    ("incomplete_told", lambda records: [_timeless(r) for r in records]),
    (
        "incomplete_told",
        and_then(told("alert", 200_000, alert="sale_incomplete", state="raised", subject=2)),
    ),
    ("batches_settled_once", lambda records: [_without_totals(r) for r in records]),
    (
        "doubts_told",
        and_then(told("sale_started", 180_000), told("sale_started", 240_000)),
    ),
    ("doubts_told", and_then(told("sale_started", 180_000))),
    (
        "unsigned_sales_told",
        and_then(told("sign_in", 50_000, state="needed", status=0x51)),
    ),
    (
        "alerts_escalated",
        and_then(told("alert", 200_000, alert="settlement_open", state="raised")),
    ),
    (
        "alarm_budget_kept",  # two sales: two sounds are free, a third is not
        and_then(*(sounded(200_000 + i, subject=i) for i in range(3))),
    ),
    (
        "alarm_budget_kept",  # what showed its lamp only sounds before its day is over
        and_then(
            told("alert", 200_000, alert="sounds_too_often", state="raised", subject=1),
            sounded(300_000, subject=2),
        ),
    ),
    (
        "alarm_budget_kept",  # money at stake: once, and not twice
        and_then(*(sounded(200_000 + i, alert=each) for i, each in enumerate(GREEDY))),
    ),
    ("alerts_kept", and_then(told("alert", 200_000, alert="terminal_silent", state="raised"))),
    (
        "missed_once",
        and_then(
            told("settlement", 200_000, state="missed", business_day=20_770, cause="device_off"),
            told("settlement", 201_000, state="missed", business_day=20_770, cause="device_off"),
        ),
    ),
    (
        "missed_once",
        and_then(
            told("settlement", 9 * 3_600_000, state="missed", business_day=20_780, cause="operator")
        ),
    ),
    ("maintenance_sat_out", and_then(*a_settlement(9 * 3_600_000, 2))),
    ("days_ended", lambda records: [r for r in records if r.name != "settlement"]),
]


@pytest.mark.parametrize(("name", "spoil"), SPOILT)
def test_a_spoilt_day_breaks_it(name: str, spoil: Spoil) -> None:
    assert name in broken(evidence(spoil(a_day())))


@pytest.mark.parametrize(
    ("profile", "claims"),
    [
        ({f.P_WIRING: f.WIRING_BESIDE}, {"seen on_line", "state delivered"}),
        ({f.P_DRIVER: f.DRIVER_TRANSBANK}, {"state delivered"}),
    ],
)
def test_what_the_link_cannot_show_is_claimed_by_nobody(
    profile: dict[int, int], claims: set[str]
) -> None:
    found = evidence(a_day(), profile=PROFILE | profile)
    said = {each.sentence.partition(":")[0] for each in link_can_it(found)}
    assert said == claims


def test_a_gap_in_the_numbers_is_found_unless_a_loss_owns_it() -> None:
    whole = evidence(a_day())
    holed = [record for record in whole.records if record.seq not in (4, 5)]
    assert "journal_whole" in broken(replace(whole, records=holed))
    owned = [*holed, replace(told("loss", first_seq=4, last_seq=5), seq=16, mono_ms=72_000_000)]
    assert "journal_whole" not in broken(replace(whole, records=owned))


def test_time_that_runs_backwards_and_a_start_nobody_knows_are_found() -> None:
    backwards = [*a_day(), told("button", 5_000, press="short")]
    assert "journal_whole" in broken(evidence(backwards))
    twice = evidence(a_day(), boots=(Boot(0, 0), Boot(10**12, 0)))
    assert "journal_whole" in broken(twice)


def test_without_a_clock_only_the_button_may_act() -> None:
    by_clock = evidence(unset(a_day()))
    assert "acts_with_a_clock" not in broken(by_clock)
    blind = [replace(record, wall_s=None) for record in by_clock.records]
    assert "acts_with_a_clock" in broken(replace(by_clock, records=blind))
    by_button = [replace(record, wall_s=None) for record in evidence(a_day()).records]
    assert "acts_with_a_clock" not in broken(replace(by_clock, records=by_button))


def test_what_a_held_button_began_may_name_a_stronger_reason_until_it_ends() -> None:
    held = told("button", 1_000, press="held")
    asked = told("intent", 2_000, command="settle", reason="terminal_demands")
    ended = told("settlement", 3_000, state="verified", count=0, total_minor=0)
    again = told("intent", 4_000, command="settle", reason="terminal_demands")

    def blind(*records: Record) -> Evidence:
        made = evidence(list(records))
        return replace(made, records=[replace(each, wall_s=None) for each in made.records])

    assert "acts_with_a_clock" not in broken(blind(held, asked))
    assert "acts_with_a_clock" in broken(blind(asked))
    assert "acts_with_a_clock" in broken(blind(held, asked, ended, again))


def test_a_doubted_clock_lets_only_the_button_act() -> None:
    by_clock = evidence(unset(a_day()))
    first = by_clock.records[0]
    doubt = told(
        "clock_seen", first.mono_ms, source="terminal", difference_s=7_200, state="doubted"
    )
    doubted = [replace(doubt, seq=first.seq, boot=first.boot), *by_clock.records[1:]]
    assert "acts_with_a_clock" in broken(replace(by_clock, records=doubted))


def closed_by_the_register(at_ms: int) -> Record:
    """Return what the journal says of a settlement whose terminal names no totals."""
    untold: dict[str, Any] = {"count": None, "total_minor": None, "cause": "none"}
    return told("settlement", at_ms, state="seen", business_day=20_780, **untold)


def test_a_register_that_closes_an_empty_batch_leaves_none_in_the_terminals_books() -> None:
    """A day on which nothing was sold, untold by the reply: the next day's batch is not its."""
    evening_ms, next_ms = 10 * 3_600_000, 30 * 3_600_000
    third = truth_sale(3, NOON_S + 25 * 3_600)
    found = evidence(
        [
            *a_day(),
            closed_by_the_register(evening_ms),
            *a_sale(3, 25 * 3_600_000),
            *a_settlement(next_ms, 1),
        ],
        ledger=Ledger(settled=[(2, 2_500), (1, 1_250)]),
    )
    batch = Batch.of([third], NOON_S + next_ms // 1_000 + 3, 0)
    truth = replace(
        found.truth,
        sales=[*found.truth.sales, third],
        batches=[*found.truth.batches, batch],
    )
    assert not list(batches_settled_once(replace(found, truth=truth)))
    # The same word, but a sale stood open then: a batch went that the terminal still has.
    early = replace(third, at_s=NOON_S + 9 * 3_600)
    spoilt = replace(truth, sales=[*found.truth.sales[:2], early])
    assert list(batches_settled_once(replace(found, truth=spoilt)))


def test_a_batch_handed_over_twice_is_found_in_the_acquirers_books() -> None:
    twice = Ledger(settled=[(2, 2_500), (2, 2_500)])
    assert "batches_settled_once" in broken(evidence(a_day(), ledger=twice))


def test_a_sale_in_two_batches_and_a_sale_in_none_are_found() -> None:
    sales = [truth_sale(1, NOON_S + 60), truth_sale(2, NOON_S + 120)]
    batch = Batch.of(sales, NOON_S + 28_800, 0)
    both = TerminalTruth(sales=sales, batches=[batch, batch])
    assert "sales_in_one_batch" in broken(evidence(a_day(), truth=both))
    lost = TerminalTruth(sales=sales, batches=[Batch.of(sales[1:], NOON_S, 0)])
    assert "sales_in_one_batch" in broken(evidence(a_day(), truth=lost))


def test_a_sale_that_broke_off_with_the_power_may_be_missing_and_no_other() -> None:
    records = without("sale", trace=2)(a_day())
    cut = [r for r in records if r.mono_ms <= 115_000]
    later = [told("boot", 0, boot=2, reason="power"), told("profile", 100, boot=2)]
    boots = (Boot(0, 0), Boot(130_000_000, 0))
    open_ = {"ledger": Ledger(), "boots": boots}
    sales = [truth_sale(1, NOON_S + 60), truth_sale(2, NOON_S + 120)]
    found = evidence([*cut, *later], truth=TerminalTruth(sales=sales), **open_)
    assert "sales_recorded" not in broken(found)
    both = [*sales, truth_sale(3, NOON_S + 121)]
    assert "sales_recorded" in broken(replace(found, truth=TerminalTruth(sales=both)))


def test_what_was_taken_back_must_be_said() -> None:
    undone = truth_sale(2, NOON_S + 120, SaleState.REVERSED)
    truth = TerminalTruth(sales=[truth_sale(1, NOON_S + 60), undone])
    silent = evidence(a_day()[:8], truth=truth, ledger=Ledger())
    assert "taken_back_is_said" in broken(silent)
    words = {"trace": 2, "receipt_no": 2, "amount_minor": 1_250, "result": 0}
    said = told("sale", 130_000, transaction="reversal", seen="asked", **words)
    honest = evidence([*a_day()[:8], said], truth=truth, ledger=Ledger())
    assert "taken_back_is_said" not in broken(honest)
    own_trace = truth_sale(3, NOON_S + 125, kind=SaleKind.REVERSAL, original_trace=2)
    named = replace(honest, truth=TerminalTruth(sales=[*truth.sales, own_trace]))
    assert "taken_back_is_said" not in broken(named)
    never = evidence([*a_day(), replace(said, mono_ms=72_000_001)])
    assert "sales_true" in broken(never)


def test_a_receipt_nobody_printed_is_not_delivered() -> None:
    sales = [truth_sale(1, NOON_S + 60), truth_sale(2, NOON_S + 120, receipt=ReceiptBy.NOBODY)]
    truth = TerminalTruth(sales=sales, batches=[Batch.of(sales, NOON_S + 28_800, 0)])
    assert "receipts_true" in broken(evidence(a_day(), truth=truth))


def test_the_slip_of_a_sale_reversed_later_counts_and_that_of_one_taken_back_does_not() -> None:
    undone = truth_sale(2, NOON_S + 120, SaleState.REVERSED, receipt=ReceiptBy.NOBODY)
    taken_back = TerminalTruth(sales=[truth_sale(1, NOON_S + 60), undone])
    assert "receipts_true" not in broken(evidence(a_day(), truth=taken_back))
    reversal = truth_sale(3, NOON_S + 180, kind=SaleKind.REVERSAL, original_trace=2)
    later = TerminalTruth(sales=[*taken_back.sales, reversal])
    assert "receipts_true" in broken(evidence(a_day(), truth=later))


def test_a_copy_nobody_printed_is_not_delivered() -> None:
    sales = [truth_sale(1, NOON_S + 60), truth_sale(2, NOON_S + 120, copies=1)]
    truth = TerminalTruth(sales=sales, batches=[Batch.of(sales, NOON_S + 28_800, 0)])
    for copy in ("merchant", "customer", "both", None):
        records = without("receipt", trace=2)(a_day())
        said = told("receipt", 121_000, trace=2, receipt_no=2, state="delivered", copy=copy)
        spoilt = copy in ("customer", "both")
        found = broken(evidence(and_then(said)(records), truth=truth))
        assert ("receipts_true" in found) == spoilt


@pytest.mark.parametrize(("lines_s", "late"), [((), True), ((125, 140), False), ((125, 138), True)])
def test_the_time_to_remind_counts_from_the_last_line_printed(
    lines_s: tuple[int, ...], late: bool
) -> None:
    """Sold at 120 s, word at 161 s; 20 s are allowed, and 2 for the deadline to be served."""
    records = without("receipt", trace=2)(a_day())
    said = told("receipt", 161_000, trace=2, receipt_no=2, state="delivered", copy="both")
    found = evidence(and_then(said)(records))
    found.truth.lines_us.extend(each * 1_000_000 for each in lines_s)
    assert ("receipts_reminded" in broken(found)) == late


def test_what_a_closing_ends_is_counted() -> None:
    closing_ms = 8 * 3_600_000 + 6_000
    missed = (
        told("receipt", 200_000, trace=2, receipt_no=2, state="refused"),
        told("alert", 200_001, alert="receipt_missing", state="raised", subject=2),
        told("alert", closing_ms + 1, alert="receipt_missing", state="cleared", subject=2),
    )
    counted = told("alert", closing_ms + 2, alert="receipts_unprinted", state="raised", subject=1)
    assert "receipts_counted" not in broken(evidence(and_then(*missed, counted)(a_day())))


def test_the_dark_counts_for_no_reminder_and_the_time_after_it_does() -> None:
    boots = (Boot(0, 0), Boot(200_000_000, 0))
    before = [r for r in without("receipt", trace=2)(a_day()) if r.mono_ms <= 121_000]
    boot = told("boot", 0, boot=2, reason="power")
    dark = [*before, boot, told("button", 10_000, boot=2, press="short")]
    assert "receipts_reminded" not in broken(evidence(dark, boots=boots))
    late = [*dark, told("button", 90_000, boot=2, press="short")]
    assert "receipts_reminded" in broken(evidence(late, boots=boots))


def test_records_count_for_the_transaction_they_name() -> None:
    asked = told("sale", 121_500, trace=2, transaction="reversal", seen="asked", result=0)
    many = [told("receipt", 121_600 + i, trace=2, state="delivered") for i in range(5)]
    assert "few_records_a_sale" in broken(evidence(and_then(asked, *many)(a_day())))
    of_others = [told("receipt", 121_600 + i, trace=i, state="delivered") for i in range(5)]
    assert "few_records_a_sale" not in broken(evidence(and_then(asked, *of_others)(a_day())))


def test_what_breaks_off_without_a_number_counts_for_no_other() -> None:
    doubts = [
        record
        for turn in range(4)
        for record in (
            told("sale_started", 130_000 + turn, transaction="sale", amount_minor=1_250),
            *(
                told("alert", 130_000 + turn, alert="sale_unknown", state=state)
                for state in ("raised", "seen", "cleared")
            ),
        )
    ]
    assert "few_records_a_sale" not in broken(evidence(and_then(*doubts)(a_day())))


def test_another_terminals_sale_may_be_like_one_of_the_old_one() -> None:
    again = a_sale(2, 73_000_000)
    assert "sales_true" in broken(evidence(and_then(*again)(a_day())))
    noticed = told("terminal_changed", 72_500_000, state="noticed", epoch=2)
    assert "sales_true" not in broken(evidence(and_then(noticed, *again)(a_day())))


def test_an_alert_that_stood_when_the_power_went_must_stand_again() -> None:
    raised = told("alert", 122_000, alert="receipt_missing", state="raised", subject=2)
    boots = (Boot(0, 0), Boot(200_000_000, 0))
    again = [
        told("boot", 0, boot=2, reason="power"),
        told("alert", 100, boot=2, alert="receipt_missing", state="raised", subject=2),
        told("button", 60_000, boot=2, press="short"),
    ]
    before = [r for r in a_day() if r.mono_ms <= 121_000]
    stands = frozenset({("receipt_missing", 2)})
    said = evidence([*before, raised, *again], boots=boots, standing=stands)
    assert "alerts_kept" not in broken(said)
    forgotten = evidence([*before, raised, again[0], again[2]], boots=boots)
    assert "alerts_kept" in broken(forgotten)


@pytest.mark.parametrize(
    ("name", "honest"),
    [
        (
            "doubts_told",
            (
                told("sale_started", 180_000),
                told("alert", 200_000, alert="sale_unknown", state="raised"),
                told("sale_started", 240_000),
                told("sale", 250_000, transaction="sale", result=5),
            ),
        ),
        (
            "unsigned_sales_told",
            (
                told("sign_in", 100_000, state="needed", status=0x51),
                told("alert", 120_100, alert="sale_not_signed_in", state="raised", subject=2),
            ),
        ),
        ("unsigned_sales_told", (told("sign_in", 100_000, state="signed_in", status=0),)),
        (
            "alerts_escalated",
            (
                told("alert", 200_000, alert="settlement_open", state="raised"),
                told("alert", 500_000, alert="settlement_open", state="escalated"),
            ),
        ),
        (
            "alerts_escalated",
            (
                told("alert", 200_000, alert="receipt_missing", state="raised", subject=2),
                told("alert", 300_000, alert="receipt_missing", state="seen", subject=2),
            ),
        ),
        ("alerts_escalated", (told("alert", 200_000, alert="terminal_silent", state="raised"),)),
        (
            "alerts_escalated",
            (
                told("alert", 200_000, alert="settlement_open", state="raised"),
                told("alert", 200_000, alert="settlement_open", state="crowded_out"),
            ),
        ),
        (
            "alarm_budget_kept",  # the last for nothing, because money is at stake
            tuple(sounded(200_000 + i, alert=each) for i, each in enumerate(GREEDY[:3])),
        ),
        (
            "alarm_budget_kept",  # a drill is nobody's sound, and a new day has its own
            (
                *(sounded(200_000 + i, subject=i) for i in range(2)),
                *(sounded(300_000 + i, alert="drill") for i in range(3)),
                *(sounded(24 * 3_600_000 + i, subject=i) for i in range(2)),
            ),
        ),
    ],
)
def test_what_was_told_in_time_breaks_nothing(name: str, honest: tuple[Record, ...]) -> None:
    assert name not in broken(evidence(and_then(*honest)(a_day())))


def test_an_off_line_sale_is_sent_in_time_or_told_or_its_age_is_not_known() -> None:
    raised = told("alert", 7_261_000, alert="offline_waiting", state="raised")
    cleared = told("alert", 7_262_000, alert="offline_waiting", state="cleared")
    settled = told("offline", 7_000_000, state="settled", count=1, total_minor=1_250)
    changed = told("clock", 5_000_000, wall_s=NOON_S + 9_000, source="host")
    for more, breaks in (
        ((raised,), False),
        ((raised, cleared), True),
        ((settled,), False),
        ((changed,), False),
    ):
        found = broken(evidence(and_then(*more)(off_line(a_day()))))
        assert ("offline_told" in found) is breaks, more
    sent = [truth_sale(1, NOON_S + 60, offline=True, uploaded_s=NOON_S + 600)]
    truth = TerminalTruth(sales=sent)
    assert "offline_told" not in broken(evidence(off_line(a_day()), truth=truth))


def test_an_order_that_the_power_took_needs_no_outcome() -> None:
    cut = [r for r in a_day() if r.mono_ms <= 8 * 3_600_000 + 200]
    boot = told("boot", 0, boot=2, reason="power")
    boots = (Boot(0, 0), Boot(9 * 3_600_000_000, 0))
    assert "intents_answered" not in broken(evidence([*cut, boot], boots=boots))


def test_every_invariant_has_words() -> None:
    names = {f"invariant.{invariant.__name__}" for invariant in INVARIANTS}
    assert names <= MESSAGES.keys()


def test_every_invariant_is_shown_to_fail() -> None:
    """A new one comes with a spoilt day of its own."""
    shown = {name for name, _ in SPOILT} | {
        "journal_whole",
        "exchanges_noticed",
        "nothing_before_confirmed",
        "stranded_apart",
        "acts_with_a_clock",
        "sales_in_one_batch",
        "taken_back_is_said",
        "receipts_true",
        "account_in_order",
        "link_can_it",
    }
    assert shown == {invariant.__name__ for invariant in INVARIANTS}


def exchanged(count: int = 0, *, stranded: bool = True) -> Evidence:
    """Return a day in the middle of which the terminal was exchanged, as the journal tells it."""
    totals = {"count": count, "total_minor": 0}
    change = told("terminal_changed", 100_000, state="noticed", epoch=2, **totals)
    truth = TerminalTruth(stranded=[Batch.of([], 0, 0)] if stranded else [])
    return replace(evidence([*a_day(), change]), records=numbered(change), truth=truth)


def test_an_exchange_is_noticed_with_what_is_stranded_and_nothing_else_is_one() -> None:
    names = {"exchanges_noticed", "stranded_apart"}
    assert not names & broken(exchanged())
    assert broken(exchanged(stranded=False)) & names == {"exchanges_noticed"}
    assert broken(exchanged(count=2)) & names == {"stranded_apart"}


def test_nothing_is_done_before_a_person_confirms_the_new_terminal() -> None:
    name = "nothing_before_confirmed"
    noticed = told("terminal_changed", 100_000, state="noticed", epoch=2)
    intent = told("intent", 101_000, command="settle", reason="latest_time")
    withheld = told("outcome", 101_000, command="settle", outcome="not_sent")
    confirmed = told("terminal_changed", 100_500, state="confirmed", epoch=2)
    for records, broke in (
        ((noticed, intent), True),
        ((noticed, intent, withheld), False),
        ((noticed, confirmed, intent), False),
    ):
        found = replace(evidence(a_day()), records=numbered(*records))
        assert (name in broken(found)) is broke


def account_change(**spoilt: dict[str, Any]) -> set[str]:
    """Return what is broken by a change of account over a week, with these steps told otherwise."""
    day_ms = 86_400_000
    hold, effective = 2, 20_784
    steps: dict[str, dict[str, Any]] = {
        "plan": {"deed": "plan_account", "value": effective, "stage": "planned", "day": 0},
        "hand": {"deed": "hand_over_account", "stage": "handed_over", "day": 0},
        "first": {"deed": "approve_account", "stage": "handed_over", "day": 1},
        "second": {
            "deed": "approve_account",
            "stage": "approved",
            "day": 1,
            "person": "supervisor",
            "role": "supervisor",
        },
        "effect": {"deed": "effect_account", "stage": "effective", "day": 4},
        "probe": {"deed": "probe_account", "stage": "probed", "day": 4},
        "deposit": {"deed": "deposit_account", "stage": "watched", "day": 5},
        "close": {"deed": "close_account", "stage": "none", "day": 6},
    }
    records = []
    for name, words in steps.items():
        given = {"person": "owner", "role": "owner", "text_hash": "aa", "outcome": "accepted"}
        given |= words | spoilt.get(name, {})
        at_ms = given.pop("day") * day_ms + 12 * 3_600_000
        records.append(
            replace(told("approval", at_ms, **given), wall_s=MIDNIGHT_S + at_ms // 1_000)
        )
    profile = {
        **PROFILE,
        f.P_ACCOUNT_APPROVALS: 2,
        f.P_ACCOUNT_HOLD_DAYS: hold,
        f.P_ACCOUNT_WATCH: 1,
    }
    evidence = Evidence(numbered(*records), profile=profile, epoch_s=MIDNIGHT_S)
    return {each.name for each in account_in_order(evidence)}


@pytest.mark.parametrize(
    "spoilt",
    [
        {"second": {"person": "owner"}},
        {"second": {"text_hash": "bb"}},
        {"first": {"role": "technician"}},
        {"first": {"outcome": "no_right"}},
        {"effect": {"day": 3}},
        {"probe": {"deed": "deposit_account"}},
        {"close": {"day": 5}},
        {"deposit": {"outcome": "too_early"}},
    ],
)
def test_an_account_changes_in_one_order_and_by_two_people(spoilt: dict[str, Any]) -> None:
    assert account_change() == set()
    assert account_change(**spoilt) == {"account_in_order"}
