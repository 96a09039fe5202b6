# SPDX-License-Identifier: MIT
"""A terminal's code in words: `0x6C, ended at the terminal by a key or by time`."""

from __future__ import annotations

from posminder.messages import MESSAGES, sentence
from posminder.messages.codes import ACQUIRER_LAST

_READY = 0


def result_text(language: str, code: object) -> str:
    """Return a result, an abort's or a refusal's code in words; a dash for none."""
    if not isinstance(code, int):
        return "\N{EN DASH}"
    if _READY < code <= ACQUIRER_LAST:
        return sentence(language, "code.acquirer", code=_number(code))
    return status_text(language, code)


def status_text(language: str, code: int) -> str:
    """Return a status code in words; its number alone where nobody knows what it means."""
    name = f"code.{code:02x}"
    if name not in MESSAGES:
        return _number(code)
    return sentence(language, "code.known", code=_number(code), means=sentence(language, name))


def _number(code: int) -> str:
    return f"0x{code:02X}"
