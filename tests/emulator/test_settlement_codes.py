# SPDX-License-Identifier: MIT
"""What an end of day came to stands in the journal as the terminal said it, each code apart."""

from __future__ import annotations

import pytest

from posminder.simulator import zvt_codes as codes
from tests.emulator.scene import Scene
from tests.emulator.test_settlement import all_is_well, outcomes, settlements

_OPEN_BATCH = codes.SETTLEMENT_REQUIRED


@pytest.mark.parametrize("code", [codes.SETTLEMENT_IMPOSSIBLE, codes.NO_CONNECTION, _OPEN_BATCH])
def test_one_that_was_refused_is_tried_again_and_both_stand_in_the_journal(code: int) -> None:
    with Scene(71, "20:00") as scene:
        scene.sell()
        scene.terminal.switches.refuse_settlements = 1
        scene.terminal.switches.refused_settlement_code = code
        scene.close(480)
        journal = scene.journal()
        all_is_well(scene, journal)
        assert outcomes(journal) == [("refused", code), ("done", 0)]
        assert settlements(journal) == ["begun", "refused", "verified"]


@pytest.mark.parametrize("code", [0xE0, 0xFC])
@pytest.mark.parametrize("in_line", [True, False])
def test_a_terminal_that_settles_and_goes_away_is_waited_for(code: int, in_line: bool) -> None:
    """It is off for a minute: nobody is told that it is silent, and the proof comes after that."""
    with Scene(72, "20:00", in_line=in_line) as scene:
        if in_line:
            scene.sell()
        else:
            scene.terminal.local_sale(1_250)
            scene.run(90)
        scene.terminal.switches.leaves_after_settling = code
        scene.close(300)
        journal = scene.journal()
        assert outcomes(journal) == [("done", code)]
        assert settlements(journal) == ["begun", "verified"]
        assert not journal.of("line", line="terminal", state="silent")
        assert not journal.of("alert", alert="terminal_silent")
