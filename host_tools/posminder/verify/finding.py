# SPDX-License-Identifier: MIT
"""What a verifier says: findings, each of a segment and records, and the verdict they make."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final


class Verdict(IntEnum):
    """The worst of all findings decides."""

    VERIFIED = 0
    INCOMPLETE = 1
    TAMPERED = 2


# What each finding makes of the whole. A word's sentence is messages' "seals.finding.<word>".
VERDICTS: Final[dict[str, Verdict]] = {
    # something is not there, or could not be looked at
    "empty": Verdict.INCOMPLETE,
    "no_blinding": Verdict.INCOMPLETE,
    "no_key": Verdict.INCOMPLETE,
    "no_seal": Verdict.INCOMPLETE,
    "segments_missing": Verdict.INCOMPLETE,
    "before_first": Verdict.INCOMPLETE,
    "unsealed": Verdict.INCOMPLETE,
    "tail": Verdict.INCOMPLETE,
    "no_nonce": Verdict.INCOMPLETE,
    "damage": Verdict.INCOMPLETE,
    "record_missing": Verdict.INCOMPLETE,
    "record_unreadable": Verdict.INCOMPLETE,
    "records_missing": Verdict.INCOMPLETE,
    "record_not_covered": Verdict.INCOMPLETE,
    "token_unreadable": Verdict.INCOMPLETE,
    "token_untrusted": Verdict.INCOMPLETE,
    "token_expired": Verdict.INCOMPLETE,
    "rekey_lost": Verdict.INCOMPLETE,
    "rekey_unknown": Verdict.INCOMPLETE,
    # something contradicts
    "seal_foreign": Verdict.TAMPERED,
    "seal_misplaced": Verdict.TAMPERED,
    "seal_repeated": Verdict.TAMPERED,
    "seal_crowded": Verdict.TAMPERED,
    "link": Verdict.TAMPERED,
    "first_link": Verdict.TAMPERED,
    "mac": Verdict.TAMPERED,
    "record_changed": Verdict.TAMPERED,
    "records_changed": Verdict.TAMPERED,
    "totals": Verdict.TAMPERED,
    "number_twice": Verdict.TAMPERED,
    "nonce": Verdict.TAMPERED,
    "checkpoint": Verdict.TAMPERED,
    "checkpoint_forged": Verdict.TAMPERED,
    "checkpoint_left_out": Verdict.TAMPERED,
    "rekey_misplaced": Verdict.TAMPERED,
    "rekey_unordered": Verdict.TAMPERED,
    "token_mismatch": Verdict.TAMPERED,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be. `first`..`last` are records, `segment` an epoch."""

    word: str
    segment: int | None = None
    first: int | None = None
    last: int | None = None

    @property
    def verdict(self) -> Verdict:
        """What this finding alone makes of the whole."""
        return VERDICTS[self.word]


@dataclass(slots=True)
class Outcome:
    """What came of a verification, and how far it reached."""

    findings: list[Finding] = field(default_factory=list)
    records: int = 0
    proved: int = 0
    """Records whose leaf is in a seal's root. Without MACs that seal may be anybody's."""
    segments: int = 0
    macs: int = 0
    last_seal_seq: int = 0

    @property
    def verdict(self) -> Verdict:
        """The worst of all findings."""
        return max((each.verdict for each in self.findings), default=Verdict.VERIFIED)

    def join(self, other: Outcome) -> None:
        """Add what was found in the records behind these."""
        self.findings += other.findings
        self.records += other.records
        self.proved += other.proved
        self.segments += other.segments
        self.macs += other.macs
        self.last_seal_seq = other.last_seal_seq or self.last_seal_seq
