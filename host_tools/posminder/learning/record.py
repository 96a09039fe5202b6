# SPDX-License-Identifier: MIT
"""What was heard of a line, step by step, masked: the file that a draft is made from and held
against."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from posminder.errors import UsageError
from posminder.learning.masking import Masker

KIND: Final = "posminder-mis-record"
# In this order a technician does them: a total can be known only while the sale is not taken back.
STEPS: Final = ("sign_in", "sale", "query_last", "reprint", "totals", "void", "settle")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A step's command and the reply that ended it; `news` counts frames between them."""

    step: str
    at: datetime  # of the reply, the PC's local time
    command: bytes
    reply: bytes
    news: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that a draft may go by."""

    amount_minor: int
    acknowledged: bool
    exchanges: tuple[Exchange, ...]
    tid: str | None = None
    left_out: tuple[str, ...] = field(default=())  # steps heard in part only, or not built alike

    def of(self, step: str) -> Exchange | None:
        """Return the exchange of a step, None if it was not made."""
        return next((each for each in self.exchanges if each.step == step), None)


def to_text(record: Record) -> str:
    """Return the file's text."""
    told = {
        "schema": 1,
        "kind": KIND,
        "amount_minor": record.amount_minor,
        "acknowledged": record.acknowledged,
        "tid": record.tid,
        "left_out": list(record.left_out),
        "exchanges": [
            {
                "step": each.step,
                "at": each.at.isoformat(timespec="seconds"),
                "command": each.command.hex().upper(),
                "reply": each.reply.hex().upper(),
                "news": each.news,
            }
            for each in record.exchanges
        ],
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def read(path: Path) -> Record:
    """Return a file's record. Raises UsageError."""
    try:
        told: Any = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise UsageError(f"{path} is no record of a line: {type(error).__name__}") from error
    try:
        if told["kind"] != KIND or told["schema"] != 1:
            raise UsageError(f"{path} is no record of a line, or of another version")
        masker = Masker()  # who knows where it was made
        tid, amount_minor = told["tid"], told["amount_minor"]
        if not isinstance(amount_minor, int) or not isinstance(tid, str | None):
            raise TypeError
        return Record(
            amount_minor,
            bool(told["acknowledged"]),
            tuple(_exchange(each, masker) for each in told["exchanges"]),
            tid,
            tuple(str(each) for each in told["left_out"]),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UsageError(f"{path} is no record of a line: {type(error).__name__}") from error


def _exchange(told: dict[str, Any], masker: Masker) -> Exchange:
    if told["step"] not in STEPS:
        raise ValueError
    at = datetime.fromisoformat(told["at"])
    command = masker.mask(bytes.fromhex(told["command"]), register=True)
    reply = masker.mask(bytes.fromhex(told["reply"]), register=False)
    return Exchange(told["step"], at, command, reply, int(told["news"]))
