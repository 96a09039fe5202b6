# SPDX-License-Identifier: MIT
"""Receipts held against how the terminal prints and what it tells (R57 to R59)."""

from __future__ import annotations

from collections.abc import Iterator

from posminder.profile.findings import Finding
from posminder.profile.subject import Subject


def check_receipts(subject: Subject) -> Iterator[Finding]:
    """Yield every setting of receipts that would do nothing."""
    receipts = subject.profile.receipts
    if receipts.cvm_limit is not None and receipts.need == "always":
        sentence = (
            "does nothing while every sale needs its receipt: write need: when_signature_needed, "
            "or take it out"
        )
        yield subject.finding(("receipts", "cvm_limit"), sentence, against=("receipts", "need"))
