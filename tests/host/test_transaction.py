# SPDX-License-Identifier: MIT
"""What belongs to one sale when trace numbers wrap, records are lost, and sales interleave."""

from __future__ import annotations

from posminder.journal_file import read
from posminder.transaction import Life, find
from posminder_formats import records as r
from tests.host.journal_bytes import export, record, sale

STARTED = record(r.R_SALE_STARTED, 1, 1250, 978)


def lives(number: int, *bodies: bytes) -> list[Life]:
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
    (life,) = lives(17, record(r.R_SALE, 1, 0, 1250, 978, 17), record(r.R_ALERT, 1))
    assert seqs(life) == [1]
