# SPDX-License-Identifier: MIT
"""What a pack still lacks before it is sent. Pure: a pack's files, its case as it is now, a day.

Wanting: it must not go like that. Remark: nobody here can have it, or it is somebody's choice, and
the pack says so itself.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from posminder.errors import PosminderError
from posminder.evidence import manifest
from posminder.evidence.case import Case
from posminder.evidence.model import FORMAT
from posminder.evidence.verification import Verified
from posminder.verify.finding import Verdict

ATTACHMENTS: Final = "attachments"
# Lines of page 1 without which an acquirer cannot match the reply to his transaction, or which
# answer what he asks: the transaction, its receipt, its settlement.
_MUST: Final = frozenset(
    (
        "merchant",
        "mid",
        "type",
        "result",
        "amount",
        "sold_at",
        "card",
        "trace",
        "receipt",
        "settled",
    )
)


class NotAPack(PosminderError):
    """{} has no pack.json that this program writes. Next: posminder evidence make"""


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that lacks. `word` names its sentence; `what` and `why` are filled into it."""

    word: str
    what: str = ""
    why: str = ""
    must: bool = True


def lacks_of_case(case: Case, today: date) -> Iterator[Lack]:
    """Yield what a case lacks, whether or not a pack was made of it."""
    if case.sale is None:
        yield Lack("sale")
    if "slip" not in {each.paper for each in case.papers}:
        why = case.lacking.get("slip")
        yield Lack("slip") if why is None else Lack("slip_none", why=why, must=False)
    if not case.opened.reason and not case.opened.reason_code:
        yield Lack("reason", must=False)
    if not case.answer:
        yield Lack("answer")
    if case.is_overdue(today):
        yield Lack("overdue", str(case.opened.answer_by))


def lacks_of_pack(files: Mapping[str, bytes], verified: Verified, name: str) -> Iterator[Lack]:
    """Yield what a pack lacks by itself. Raises NotAPack."""
    pack = _pack(files, name)
    for line in _lines(pack):
        if not line["available"]:
            yield Lack("line", line["label"][0], line["value"], must=line["key"] in _MUST)
    if not pack["slips"]:
        yield Lack("no_text", must=False)
    words = {each.word for each in verified.findings}
    if verified.signer is None:
        yield Lack("unsigned")
    if "no_proof" in words:
        yield Lack("no_proof")
    if verified.verdict is Verdict.TAMPERED or "extra" in words:
        yield Lack("broken")


def lacks_between(files: Mapping[str, bytes], case: Case) -> Iterator[Lack]:
    """Yield that a pack was not made of the case as it is now."""
    made = case.made
    digest = hashlib.sha256(files.get(manifest.NAME, b"")).hexdigest()
    if made is None or made.manifest_sha256 != digest:
        yield Lack("other_pack")
    elif case.changed_since_made:
        yield Lack("stale")


def _pack(files: Mapping[str, bytes], name: str) -> dict[str, Any]:
    try:
        pack = json.loads(files["pack.json"])
        good = pack["format"] == FORMAT and isinstance(pack["slips"], list)
        good = good and all({"key", "label", "value", "available"} <= set(e) for e in _lines(pack))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise NotAPack(name) from error
    if not good:
        raise NotAPack(name)
    return dict(pack)


def _lines(pack: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for group in pack["form"]["groups"]:
        yield from group["lines"]
