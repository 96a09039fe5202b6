# SPDX-License-Identifier: MIT
"""Settings of receipts held against each other (R57 to R59); against the link: link_rules.py."""

from __future__ import annotations

from collections.abc import Iterator

from posminder.profile.findings import Finding
from posminder.profile.subject import Subject


def check_receipts(subject: Subject) -> Iterator[Finding]:
    """Yield every setting of receipts that would do nothing."""
    receipts = subject.profile.receipts
    if receipts.cvm_limit is not None and receipts.need != "when_signature_needed":
        sentence = (
            "does nothing but with need: when_signature_needed: write that, or take the limit out"
        )
        yield subject.finding(("receipts", "cvm_limit"), sentence, against=("receipts", "need"))
    if receipts.keep_slip == "none" and receipts.slip_charset != "auto":
        sentence = "does nothing while no slip's text is kept: write keep_slip, or take it out"
        path = ("receipts", "slip_charset")
        yield subject.finding(path, sentence, against=("receipts", "keep_slip"))
    if receipts.auto_duplicate == "once" and receipts.need in ("electronic", "none"):
        sentence = f"repeats receipts that need: {receipts.need} says this shop does not print"
        path = ("receipts", "auto_duplicate")
        yield subject.finding(path, sentence, against=("receipts", "need"))
