# SPDX-License-Identifier: MIT
"""What a terminal tells of its own settings, held against the profile (R61)."""

from __future__ import annotations

import pytest

from posminder.status_sentences import sentences
from tests.emulator.scene import Scene

CHF = 756


@pytest.mark.parametrize(("currency", "differs"), [(CHF, True), (978, False)])
def test_a_terminal_in_another_currency_than_the_profile_s_is_said(
    currency: int, differs: bool
) -> None:
    with Scene(47, currency=currency) as scene:
        status = scene.status()
        assert status.terminal is not None
        assert status.terminal.currency == currency
        told = [text for text, finding in sentences(status, "en", ((0, 3600),)) if finding]
        assert any("works in" in text for text in told) is differs
