# SPDX-License-Identifier: MIT
"""Terminals with their own ways, by the dialect that a profile names, on the real firmware.

Each is a simulated terminal that does what integrators write of that family, and the standard's
profile beside it, where that shows what the dialect is for.
"""

from __future__ import annotations

from collections.abc import Callable

from posminder.simulator import zvt_codes as codes
from posminder.simulator.shop import Shop
from tests.emulator import checks
from tests.emulator.scene import Scene
from tests.emulator.test_settlement import settlements

_LACKED = frozenset({codes.INITIALISATION, codes.SEND_TOTALS, codes.REPRINT_RECEIPTS})


def _card_complete(shop: Shop) -> None:
    shop.terminal.switches.lacks = _LACKED
    shop.terminal.switches.wants_diagnosis_kind = True
    shop.terminal.switches.keeps_time_to_itself = True


def _scene(seed: int, wakes: Callable[[Shop], None], dialect: str, *, in_line: bool) -> Scene:
    settings = {"terminal.zvt": f'{{"dialect": "{dialect}"}}'}
    return Scene(seed, "19:00", in_line=in_line, settings=settings, wakes=wakes)


def _sent(scene: Scene) -> list[int]:
    return [what for _, what in scene.truth.commands]


def test_card_complete_is_settled_at_its_word_and_asked_nothing_that_it_lacks() -> None:
    with _scene(81, _card_complete, "card_complete", in_line=True) as scene:
        scene.sell(1_250)
        scene.sell(990)
        scene.close()
        journal = scene.journal()
        checks.settled_once(journal, scene.truth, scene.shop.acquirer)
        assert settlements(journal) == ["begun", "seen"]
        assert not set(_sent(scene)) & _LACKED, "what it does not know it is not asked"


def test_as_a_standard_terminal_card_complete_would_never_be_settled() -> None:
    with _scene(82, _card_complete, "standard", in_line=True) as scene:
        scene.sell(1_250)
        scene.close(480)
        assert scene.truth.batches == []
        assert settlements(scene.journal())[-1] == "given_up"


def test_card_complete_that_falls_silent_in_its_settlement_is_for_a_person() -> None:
    with _scene(84, _card_complete, "card_complete", in_line=True) as scene:
        scene.sell(1_250)
        scene.terminal.switches.drop_next_settlement = True
        scene.close(1_800)
        assert checks.settle_commands(scene.truth) == 1, "never twice without a person"
        assert "settlement_open" in scene.alerts()


def test_card_complete_is_diagnosed_by_kind_and_signed_in_by_people() -> None:
    with _scene(85, _card_complete, "card_complete", in_line=False) as scene:
        scene.terminal.locks.add(codes.STATUS_DIAGNOSE)
        scene.run(200)
        assert not scene.terminal.locks, "cured by a diagnosis that names its kind"
        scene.terminal.needs_initialisation = True
        scene.run(200)
        assert "not_signed_in" in scene.alerts()
        assert codes.INITIALISATION not in _sent(scene)
        assert scene.terminal.local_sign_in()
        scene.run(120)
        assert scene.alerts() == []


def test_pax_is_counted_where_it_does_not_tell_its_last_payment() -> None:
    def pax(shop: Shop) -> None:
        shop.terminal.switches.tells_no_payment = True

    with _scene(86, pax, "pax", in_line=False) as scene:
        scene.run(60)
        assert scene.terminal.local_sale(1_250)
        scene.run(120)
        words = [each.words() for each in scene.journal().of("unseen")]
        assert [(each["count"], each["total_minor"]) for each in words] == [(1, 1_250)]
        assert codes.REPEAT_RECEIPT not in _sent(scene)
        scene.close(180)
        assert settlements(scene.journal())[-1] == "verified"


def test_hobex_is_asked_for_blocks_and_the_text_of_its_settlement_is_kept() -> None:
    values = '{"dialect": "hobex", "settlement_slip": "to_board"}'
    settings = {"terminal.zvt": values, "receipts.keep_slip": "all"}
    with Scene(87, "19:00", in_line=False, settings=settings) as scene:
        assert scene.terminal.state.takes_blocks
        scene.run(60)
        assert scene.terminal.local_sale(1_250)
        scene.run(60)
        scene.close(180)
        journal = scene.journal()
        assert settlements(journal)[-1] == "verified"
        slip = b"".join(each.fields["text"] for each in journal.of("slip", copy="settlement"))
        assert b"KASSENSCHNITT" in slip
        assert b"12,50" in slip


def test_lines_to_the_board_keep_the_same_text() -> None:
    settings = {"terminal.zvt": '{"settlement_slip": "to_board"}', "receipts.keep_slip": "all"}
    with Scene(88, "19:00", in_line=False, settings=settings) as scene:
        assert not scene.terminal.state.takes_blocks
        scene.run(60)
        assert scene.terminal.local_sale(1_250)
        scene.run(60)
        scene.close(180)
        slip = [each.fields["text"] for each in scene.journal().of("slip", copy="settlement")]
        assert b"KASSENSCHNITT" in b"".join(slip)


def test_a_terminal_that_takes_no_tlv() -> None:
    def refuses(shop: Shop) -> None:
        shop.terminal.switches.refuses_tlv = True

    with _scene(89, refuses, "no_tlv", in_line=False) as scene:
        scene.run(60)
        assert scene.terminal.state.registered
    with _scene(90, refuses, "standard", in_line=False) as scene:
        scene.run(60)
        assert not scene.terminal.state.registered


def test_ccv_and_feig_need_no_dialect() -> None:
    def own_ways(shop: Shop) -> None:
        switches = shop.terminal.switches
        switches.refusals_carry_data = switches.blanks_in_version = switches.own_command = True

    with _scene(91, own_ways, "standard", in_line=True) as scene:
        scene.sell(1_250)
        scene.terminal.switches.busy = True
        scene.run(5)
        scene.terminal.switches.busy = False
        scene.close()
        assert settlements(scene.journal())[-1] == "verified"
        assert scene.alerts() == []
