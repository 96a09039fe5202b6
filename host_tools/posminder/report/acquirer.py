# SPDX-License-Identifier: MIT
"""What the acquirer's file says of a day whose total no board saw: as facts and in words.

It stands beside what a person attested and lifts no grade: there is nothing of the board's own that
it could agree with.
"""

from __future__ import annotations

from typing import Any, Final

from posminder.report.batches import Totals
from posminder.report.speech import Speech
from posminder.report.whole import Closing
from posminder.store.totals import Total

_NO_TOTALS: Final = (None, None)


def books(day: Closing) -> Totals:
    """Return count and minor units of the whole day, two times None where no file says anything."""
    if not day.totals:
        return _NO_TOTALS
    return sum(each.count for each in day.totals), sum(each.total_minor for each in day.totals)


def sentence(day: Closing, say: Speech) -> str | None:
    """Return what the file says, and what that is worth; None where no file says anything."""
    if not day.totals:
        return None
    sources = say("report.comma").join(dict.fromkeys(each.source for each in day.totals))
    told = say("acquirer.says", books=say.books(*books(day)), source=sources)
    said = any(each.state == "attested" for each in day.batches)
    worth = say("acquirer.beside" if said else "acquirer.nobody")
    return say("report.sentences", first=told, second=worth)


def to_json(day: Closing) -> dict[str, Any] | None:
    """Return the same for programs."""
    if not day.totals:
        return None
    count, total_minor = books(day)
    return {
        "count": count,
        "total_minor": total_minor,
        "batches": [_batch(each) for each in day.totals],
    }


def _batch(each: Total) -> dict[str, Any]:
    return {
        "batch": each.batch or None,
        "count": each.count,
        "total_minor": each.total_minor,
        "source": each.source,
        "sha256": each.sha256,
        "read_s": each.at_s,
        "by": each.by,
    }
