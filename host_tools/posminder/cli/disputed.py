# SPDX-License-Identifier: MIT
"""Which transaction of a board a case or a pack is about: one, named as a clerk has it."""

from __future__ import annotations

from collections.abc import Sequence

from posminder.cli.shop import unknown_number
from posminder.errors import EXIT_USAGE, PosminderError
from posminder.evidence.subject import lives
from posminder.journal_file import Record
from posminder.record_view import View
from posminder.transaction import Life


class SeveralOfThem(PosminderError):
    """{} transactions bear the number {}, and one is meant. Name its record: {}"""

    exit_code = EXIT_USAGE


def disputed(number: str, records: Sequence[Record], view: View) -> Life:
    """Return the transaction that is meant. Raises TransactionUnknown, SeveralOfThem."""
    found = lives(records, number)
    if not found:
        raise unknown_number(number)
    if len(found) > 1:
        choices = (f"#{each.sale.seq} ({view.time(each.sale)})" for each in found)
        raise SeveralOfThem(len(found), number, ", ".join(choices))
    return found[0]
