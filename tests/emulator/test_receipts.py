# SPDX-License-Identifier: MIT
"""Every approved sale leaves a receipt, or somebody is reminded while the customer is there."""

from __future__ import annotations

import pytest

from posminder.simulator import terminal_messages
from posminder.simulator import zvt_codes as codes
from posminder.simulator.printer import Printer
from posminder.simulator.receipts import DUPLICATE_MARK
from posminder.simulator.register import SaleView
from posminder.simulator.terminal_state import TerminalState
from posminder.simulator.zvt_messages import Apdu, decode_fields, encode_fields
from posminder.slip_text import slips
from tests.emulator import checks
from tests.emulator.scene import RECEIPT_MISSING_S, Journal, Scene

REMINDER = 1


class ShortRoll(Printer):
    """A printer whose paper ends after `lines` more lines."""

    def __init__(self, lines: int) -> None:
        super().__init__()
        self._left = lines

    def print_line(self, text: str, *, last: bool = False) -> bool:
        self._left -= 1
        self.paper = self.paper and self._left >= 0
        return super().print_line(text, last=last)

    def refill(self) -> None:
        """Put in a new roll."""
        self._left = 10_000
        self.paper = True


def states(journal: Journal) -> list[tuple[int, str]]:
    """Return (trace, state) of every receipt record."""
    return [(each["trace"], each["state"]) for each in (r.words() for r in journal.of("receipt"))]


def receipt_alerts(journal: Journal) -> list[tuple[int, str]]:
    """Return (trace, state) of every change of the receipt alert."""
    changes = journal.of("alert", alert="receipt_missing")
    return [(each.words()["subject"], each.words()["state"]) for each in changes]


def test_a_printed_receipt_is_delivered_and_nobody_is_reminded() -> None:
    with Scene(21) as scene:
        assert scene.sell().slips == 2
        scene.run(60)
        journal = scene.journal()
        assert states(journal) == [(1, "delivered")]
        assert receipt_alerts(journal) == []
        assert scene.sounds == []
        checks.receipts_agree(journal, scene.truth)


def test_a_declined_sale_owes_no_receipt() -> None:
    with Scene(22) as scene:
        scene.shop.acquirer.decline_code = 0x05
        scene.terminal.switches.prints_declines = True
        assert scene.sell().state is SaleView.DECLINED
        scene.run(60)
        journal = scene.journal()
        checks.sales_agree(journal, scene.truth)
        assert journal.of("sale", result=0x05)
        assert states(journal) == []
        assert scene.sounds == []
        assert scene.status().receipts_open == 0


def test_a_printer_without_paper_reminds_at_once() -> None:
    with Scene(23) as scene:
        scene.register.printer.paper = False
        sale = scene.sell()
        assert sale.state is SaleView.APPROVED
        journal = scene.journal()
        assert states(journal) == [(sale.trace, "refused")]
        assert receipt_alerts(journal) == [(sale.trace, "raised")]
        assert [pattern for _, pattern in scene.sounds] == [REMINDER]
        refused = journal.of("receipt")[0]
        assert refused.mono_ms - journal.of("sale")[0].mono_ms < 1_000


@pytest.mark.parametrize("lines", [3, 12])
def test_paper_that_ends_in_the_middle_is_no_receipt(lines: int) -> None:
    with Scene(24) as scene:
        printer = ShortRoll(lines)
        scene.register.printer = printer
        sale = scene.sell()
        assert sale.slips == lines // 9, "the roll was to end in the first copy, or the second"
        assert states(scene.journal())[-1:] == [(sale.trace, "refused")]
        assert receipt_alerts(scene.journal()) == [(sale.trace, "raised")]
        printer.refill()
        scene.register.repeat_receipt()
        scene.run(15)
        journal = scene.journal()
        assert states(journal)[-1] == (sale.trace, "duplicate")
        assert receipt_alerts(journal) == [(sale.trace, "raised"), (sale.trace, "cleared")]
        assert scene.status().receipts_open == 0
        checks.receipts_agree(journal, scene.truth)


def test_no_print_at_all_reminds_within_a_second_of_the_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(TerminalState, "sends_lines", property(lambda _self: False))
    with Scene(25) as scene:
        sale = scene.sell()
        scene.run(RECEIPT_MISSING_S + 5)
        journal = scene.journal()
        assert states(journal) == [(sale.trace, "missing")]
        (sold,), (missing,) = journal.of("sale"), journal.of("receipt")
        late_ms = missing.mono_ms - sold.mono_ms - RECEIPT_MISSING_S * 1_000
        assert 0 <= late_ms < 1_000
        (at_us, pattern) = scene.sounds[0]
        assert pattern == REMINDER
        assert at_us - scene.world.boots[0].at_us - missing.mono_ms * 1_000 < 1_000_000


def test_a_short_press_acknowledges_and_the_receipt_stays_owed() -> None:
    with Scene(26) as scene:
        scene.register.printer.paper = False
        sale = scene.sell()
        scene.press()
        journal = scene.journal()
        assert receipt_alerts(journal) == [(sale.trace, "raised"), (sale.trace, "seen")]
        assert journal.of("button", press="short")
        (alert,) = scene.status().alerts
        assert (alert.alert, alert.seen) == ("receipt_missing", True)
        assert scene.status().receipts_open == 1
        assert len(scene.sounds) == 1


def test_the_next_sales_receipt_does_not_stand_for_the_one_before() -> None:
    with Scene(27) as scene:
        scene.register.printer.paper = False
        first = scene.sell()
        scene.register.printer.paper = True
        second = scene.sell()
        scene.run(RECEIPT_MISSING_S)
        journal = scene.journal()
        assert states(journal) == [(first.trace, "refused"), (second.trace, "delivered")]
        assert scene.alerts() == ["receipt_missing"]
        checks.receipts_agree(journal, scene.truth)
        checks.few_records_a_sale(journal)


TERMINAL_PRINTS = 0xBC  # payment receipts on the terminal's own paper
ALLOWED = {"receipts.auto_duplicate": "once"}


@pytest.mark.parametrize(
    ("settings", "tells_locks"), [(ALLOWED, False), (ALLOWED, True), ({}, False)]
)
def test_a_terminal_that_ran_out_of_paper_repeats_the_receipt_once(
    settings: dict[str, str], tells_locks: bool
) -> None:
    with Scene(28, settings=settings, config=TERMINAL_PRINTS) as scene:
        scene.terminal.switches.tells_locks = tells_locks
        scene.sell()
        scene.run(30)
        assert states(scene.journal()) == [(1, "unknown")], (
            "the printer was ready: printed, assumed"
        )
        scene.terminal.printer.lines_left = 5
        sale = scene.sell()
        scene.run(15)
        if not settings:
            assert states(scene.journal())[-1] == (sale.trace, "unknown")
            return
        assert states(scene.journal())[-1] == (sale.trace, "impossible")
        assert set(scene.alerts()) == {"receipt_missing", "printer_fault"}
        scene.terminal.printer.paper = True
        scene.run(60)
        journal = scene.journal()
        assert states(journal)[-1] == (sale.trace, "duplicate")
        assert [r.words()["outcome"] for r in journal.of("outcome", command="repeat_receipt")] == [
            "done"
        ]
        slips = scene.terminal.printer.complete_slips[-2:]
        assert all(DUPLICATE_MARK in slip.lines for slip in slips)
        assert scene.alerts() == []
        scene.run(120)
        assert scene.truth.sales[-1].reprints == 1
        checks.intent_goes_before_outcome(scene.journal())


@pytest.mark.parametrize(
    ("settings", "alerts"),
    [
        ({"terminal.zvt": '{"config": "receipts_on_terminal"}'}, []),
        ({}, ["receipt_missing"]),  # by its profile the register should have printed one
    ],
)
def test_a_power_cut_while_the_terminal_prints_itself_reminds_of_nothing(
    settings: dict[str, str], alerts: list[str]
) -> None:
    """Between the sale and the end of its slip: what no board can see is not missed afterwards."""
    with Scene(31, settings=settings, config=TERMINAL_PRINTS) as scene:
        scene.terminal.switches.print_delay_us = 200_000
        scene.register.sell(1_250, lambda _sale: None)
        scene.wait(lambda: scene.truth.sales)
        scene.run(1)
        scene.world.restart()
        scene.run(60)
        assert len(scene.journal().of("sale")) == 1
        assert scene.alerts() == alerts
        assert states(scene.journal()) == [(1, "missing" if alerts else "unknown")]


def test_where_the_register_prints_nothing_is_repeated() -> None:
    """The profile allows it all the same: `check` would have refused it."""
    with Scene(29, settings=ALLOWED) as scene:
        scene.sell()
        scene.run(60)
        assert states(scene.journal()) == [(1, "delivered")]
        assert scene.journal().of("intent", command="repeat_receipt") == []


def test_what_was_not_printed_is_counted_at_closing_and_until_the_shop_sells_again() -> None:
    with Scene(30) as scene:
        scene.register.printer.paper = False
        scene.sell()
        scene.sell()
        scene.close()
        assert receipt_alerts(scene.journal())[-2:] == [(1, "cleared"), (2, "cleared")]
        assert scene.alerts() == ["receipts_unprinted"]
        assert scene.world.panel[:3] == ("Settled.", "You may switch off.", "Unprinted: 2")
        scene.world.restart()
        scene.run(30)
        assert scene.alerts() == ["receipts_unprinted"]
        scene.register.printer.paper = True
        scene.sell()
        assert scene.alerts() == []


@pytest.mark.parametrize("blocks", [False, True])
def test_what_a_slip_said_is_kept_where_the_profile_wants_it(blocks: bool) -> None:
    with Scene(33, settings={"receipts.keep_slip": "merchant"}, text_blocks=blocks) as scene:
        sale = scene.sell()
        scene.close()
        kept = slips(scene.journal())
        printed = scene.register.printer.complete_slips[0].lines
        assert [(slip.copy, slip.state) for slip in kept] == [
            ("merchant", "whole"),
            ("settlement", "whole"),
        ]
        assert kept[0].lines == [line for line in printed if line]
        assert kept[1].lines[0] == "** KASSENSCHNITT **"
        assert scene.journal().of("slip")[0].words()["trace"] == sale.trace
        checks.few_records_a_sale(scene.journal())


def test_one_reprint_by_number_ends_the_reminder_of_an_older_sale() -> None:
    with Scene(31) as scene:
        scene.register.printer.paper = False
        first = scene.sell()
        scene.register.printer.paper = True
        scene.sell()
        assert first.receipt_no is not None
        scene.register.reprint(first.receipt_no, first.receipt_no)
        scene.run(15)
        assert states(scene.journal())[-1] == (first.trace, "duplicate")
        assert scene.alerts() == []
        checks.receipts_agree(scene.journal(), scene.truth)


def test_a_sale_without_the_terminals_time_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with Scene(32) as scene:
        scene.sell()
        assert not scene.journal().of("alert", alert="sale_incomplete")
        whole = terminal_messages.payment_information
        monkeypatch.setattr(
            terminal_messages,
            "payment_information",
            lambda state, sale: without_time(whole(state, sale)),
        )
        scene.sell()
        (alert,) = scene.journal().of("alert", alert="sale_incomplete")
        assert alert.words()["subject"] == 2
        assert scene.sounds == []


def without_time(information: Apdu) -> Apdu:
    """Return a status information without its field 0C."""
    items = decode_fields(information.data).items
    kept = [(number, value) for number, value in items if number != codes.TIME]
    return Apdu(information.command, encode_fields(kept))
