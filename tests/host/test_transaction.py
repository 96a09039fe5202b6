# SPDX-License-Identifier: MIT
"""What belongs to one sale when trace numbers wrap, records are lost, and sales interleave."""

from __future__ import annotations

from posminder.journal_file import read
from posminder.transaction import Life, batch_ends, find
from posminder.transaction_sentences import sentences
from posminder_formats import records as r
from tests.host.journal_bytes import export, record, sale

TAKEN = (978, 17, 117, 6, "VISA", "476173******0119", 1122, 80_500, 1)  # as sale(17)'s

STARTED = record(r.R_SALE_STARTED, 1, 1250, 978)


def lives(number: int | str, *bodies: bytes) -> list[Life]:
    return find(read(export(*bodies), "test"), number)


def seqs(life: Life) -> list[int]:
    return [step.seq for step in life.steps()]


def receipt(trace: int | None, state: int, receipt_no: int | None = None) -> bytes:
    return record(r.R_RECEIPT, trace, receipt_no, state, 5)


def settlement(state: int) -> bytes:
    return record(r.R_SETTLEMENT, state, 20_779, 1, 1250, 0)


def test_a_number_used_again_after_a_wrap_is_two_lives_newest_first() -> None:
    found = lives(
        17, record(*sale(17)), receipt(17, 1), settlement(2), record(*sale(17)), receipt(17, 3)
    )
    assert [seqs(life) for life in found] == [[4, 5], [1, 2, 3]]


def test_another_sale_s_start_and_receipt_are_left_out() -> None:
    (life,) = lives(
        18, STARTED, record(*sale(17)), receipt(17, 1), record(*sale(18)), receipt(19, 1)
    )
    assert life.started is None
    assert seqs(life) == [4]


def test_a_receipt_without_trace_belongs_by_its_number() -> None:
    (life,) = lives(
        17, record(*sale(17)), receipt(None, 1, 117), receipt(None, 1, 118), receipt(16, 1, 117)
    )
    assert seqs(life) == [1, 2]


def test_a_sale_without_trace_does_not_take_every_record_without_one() -> None:
    untraced = record(r.R_SALE, 1, 0, 1250, 978, None, 117, 6, "VISA", None, None, None, 1)
    (life,) = lives(117, untraced, receipt(None, 1, 118), record(r.R_ALERT, 1, 1, None))
    assert seqs(life) == [1]


def test_only_alerts_about_the_sale_belong_to_it() -> None:
    (life,) = lives(
        17, record(*sale(17)), record(r.R_ALERT, 1, 1, 17), record(r.R_ALERT, 5, 1, None),
        record(r.R_ALERT, 1, 1, 18), record(r.R_ALERT, 5, 1, 17),
    )  # fmt: skip
    assert seqs(life) == [1, 2]


def test_the_settlement_ends_with_its_verdict_and_not_with_a_doubt() -> None:
    (life,) = lives(
        17, record(*sale(17)), record(r.R_TOTALS, 1, 1, 3), settlement(1),
        record(r.R_TOTALS, 1, 1250, 1), settlement(6), settlement(2), settlement(1),
    )  # fmt: skip
    assert seqs(life) == [1, 3, 4, 5, 6]


def test_an_older_and_shorter_record_is_no_obstacle() -> None:
    (life,) = lives(17, record(*sale(17)))  # before there was auth_id
    assert seqs(life) == [1]
    assert "auth_id" not in life.sale.fields


def alert(number: int, state: int, subject: int | None) -> bytes:
    return record(r.R_ALERT, number, state, subject)


def test_a_sale_is_found_by_its_authorisation_as_well() -> None:
    bodies = (record(*sale(17), "A1B2C3"), record(*sale(18), "000017"))
    assert [seqs(life) for life in lives("a1b2c3", *bodies)] == [[1]]
    assert [seqs(life) for life in lives("17", *bodies)] == [[1]]
    assert [seqs(life) for life in lives("000017", *bodies)] == [[2], [1]]
    assert lives("A1B2", *bodies) == []
    assert lives("", *bodies) == []


def test_a_reversal_of_the_same_number_is_part_of_the_sale_s_life() -> None:
    (life,) = lives(
        17, record(*sale(17)), record(r.R_SALE, 3, 0, 1250, *TAKEN), receipt(17, 1), settlement(2)
    )
    assert [(each.record.seq, each.alike) for each in life.counters] == [(2, False)]
    assert seqs(life) == [1, 2, 3, 4]


def test_a_refused_reversal_takes_nothing_back() -> None:
    found = lives(17, record(*sale(17)), record(r.R_SALE, 3, 0xB5, 1250, *TAKEN))
    assert [life.counters for life in found] == [(), ()]


def test_a_refund_belongs_to_the_nearest_sale_of_the_same_card_and_amount() -> None:
    refund = (r.R_SALE, 2, 0, 1250, 978, 20, 120, 6, "VISA", "476173******0119", 1122, 90_000, 1)
    bodies = (record(*sale(17)), record(*sale(18)), record(*sale(19, amount_minor=99)))
    bodies += (record(*refund),)
    assert lives(17, *bodies)[0].counters == ()
    assert lives(19, *bodies)[0].counters == ()
    (life,) = lives(18, *bodies)
    assert [(each.record.seq, each.alike) for each in life.counters] == [(4, True)]
    (own,) = lives(20, *bodies)
    assert own.sale.seq == 4


def test_a_doubt_is_in_the_life_with_its_questions_and_its_end() -> None:
    intent, outcome = record(r.R_INTENT, 5, 7), record(r.R_OUTCOME, 5, 1, 0)
    (life,) = lives(
        17, record(*sale(17)), intent, outcome, alert(11, 1, 17), record(r.R_INTENT, 5, 9),
        outcome, intent, outcome, record(r.R_INTENT, 4, 1), alert(11, 3, 17), intent, outcome,
    )  # fmt: skip
    assert seqs(life) == [1, 4, 7, 8, 10]


def test_the_doubt_that_made_the_board_ask_stands_before_the_sale() -> None:
    asked = record(*sale(17)[:-1], 2)
    intent, outcome = record(r.R_INTENT, 5, 7), record(r.R_OUTCOME, 5, 1, 0)
    bodies = (record(*sale(16)), STARTED, alert(11, 1, None), intent, outcome, alert(11, 3, None))
    (life,) = lives(17, *bodies, asked)
    assert seqs(life) == [2, 3, 4, 5, 6, 7]
    assert len(life.before) == 4
    (watched,) = lives(18, *bodies, record(*sale(18)))
    assert seqs(watched) == [2, 7]


def test_a_reminder_that_is_cleared_for_all_sales_is_cleared_for_this_one() -> None:
    (life,) = lives(
        17, record(*sale(17)), alert(9, 3, None), alert(9, 1, 17), alert(9, 4, 17),
        alert(9, 2, 17), alert(9, 3, None), alert(9, 3, None),
    )  # fmt: skip
    assert seqs(life) == [1, 3, 4, 5, 6]


SETTLE, DONE = record(r.R_INTENT, 4, 1), record(r.R_OUTCOME, 4, 1, 0)


def test_a_sale_after_the_answer_to_the_command_is_of_the_next_batch() -> None:
    bodies = (record(*sale(17)), settlement(1), SETTLE, DONE, record(*sale(19)), settlement(2))
    (before,), (after,) = lives(17, *bodies), lives(19, *bodies)
    assert [each.seq for each in before.settlement] == [2, 6]
    assert after.settlement == ()
    (later,) = lives(19, *bodies, settlement(1), SETTLE, DONE, settlement(2))
    assert [each.seq for each in later.settlement] == [7, 10]


def test_a_batch_that_was_found_empty_had_lost_the_sale_by_then() -> None:
    bodies = (record(*sale(17)), settlement(1), settlement(4), settlement(1), settlement(2))
    (life,) = lives(17, *bodies)
    assert [each.seq for each in life.settlement] == [2, 3]
    doubt = (settlement(1), SETTLE, record(r.R_OUTCOME, 4, 3, 0), settlement(6))
    found = batch_ends(
        read(export(*doubt, record(*sale(17)), settlement(1), settlement(4)), "test")
    )
    assert {seq: end.seq for seq, end in found.items()} == {5: 7}


def test_a_number_may_have_any_length() -> None:
    assert lives("9" * 5000, record(*sale(17))) == []
    assert [seqs(life) for life in lives("0" * 5000 + "17", record(*sale(17)))] == [[1]]


def test_the_batch_number_is_told_where_the_record_has_one() -> None:
    for batch, wanted in ((None, False), (42, True)):
        (life,) = lives(17, record(*sale(17), None, None, batch))
        text = "\n".join(sentences(life, "en", lambda _record: "-"))
        assert ("counts it to its batch 42" in text) == wanted
