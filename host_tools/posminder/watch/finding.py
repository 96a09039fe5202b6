# SPDX-License-Identifier: MIT
"""What a look can find, and how urgent each kind is: boards' alerts and the watch's own.

What is about money that waits, is held or went elsewhere is urgent; what only wants knowing is a
notice, and stands in the digest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

from posminder_formats.records import ALERT_WORDS

Severity = Literal["urgent", "warning", "notice"]
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)

# What the watch finds beside a board's own alerts.
OWN: Final[dict[str, Severity]] = {
    "day_not_settled": "urgent",  # a business day over, with sales that no settlement took
    "day_unknown": "urgent",  # a business day without settlement and without cause (R3)
    "case_due": "urgent",  # an answer to the acquirer
    "journal_tampered": "urgent",
    "journal_incomplete": "warning",
    "records_missing": "warning",
    "clock_off": "warning",
    "not_pulled": "warning",
    "not_let_in": "warning",
    "backup_failed": "warning",
    "route_failing": "warning",
}
_URGENT: Final = frozenset(
    {
        "settlement_open",
        "settlement_mismatch",
        "closing_due",
        "above_maximum",
        "two_settlers",
        "terminal_changed",
        "account_change",
        "deposit_overdue",
        "payout_returned",
        "journal_fault",
        "sale_unknown",
        "drill",
    }
)
_NOTICE: Final = frozenset(
    {
        "receipt_missing",
        "sale_incomplete",
        "sale_refused",
        "sounds_too_often",
        "holiday_ahead",
        "out_of_hours",
        "press_wanted",
    }
)
KINDS: Final = (*OWN, *(word for word in ALERT_WORDS if word))

# Alerts whose subject is how it stands and not which one it is: another subject is a change of it.
_VALUED: Final = frozenset(
    {"receipts_unprinted", "account_change", "terminal_not_ready", "sale_refused", "press_wanted"}
)

# Who finds it, and so who finds that it has ended.
BOARD: Final = "board"  # by its /status
RECORDS: Final = "records"  # by what the store holds
SEALS: Final = "seals"  # by verifying
REACH: Final = "reach"  # by whether the board is heard
ROUTES: Final = "routes"  # by what their servers take
CASES: Final = "cases"  # by their deadlines
BACKUP: Final = "backup"  # by trying one


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a look found standing. What tells it from another: board, kind, subject.

    `told` fills its sentence and is JSON. `mark`: when it changes, it is told again.
    """

    source: str
    board_id: str
    kind: str
    subject: str = ""
    mark: str = ""
    told: dict[str, Any] = field(default_factory=dict)
    seen: bool = False

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what tells it from another."""
        return self.board_id, self.kind, self.subject

    @property
    def severity(self) -> Severity:
        """Return how urgent it is; what only a newer board raises is a warning."""
        if self.kind in OWN:
            return OWN[self.kind]
        return "urgent" if self.kind in _URGENT else "notice" if self.kind in _NOTICE else "warning"


def of_alert(board_id: str, alert: str, subject: object, since_s: int, *, seen: bool) -> Finding:
    """Return the finding that a board's alert is."""
    text = "" if subject is None else str(subject)
    told = {"subject": subject, "since_s": since_s}
    valued = alert in _VALUED
    own, mark = ("", text) if valued else (text, "")
    return Finding(BOARD, board_id, alert, own, mark, told, seen)
