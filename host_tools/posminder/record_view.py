# SPDX-License-Identifier: MIT
"""Journal records for people and for programs: local time with its trust, words, amounts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Any, Final

from posminder.journal_file import Record
from posminder.money import amount_text
from posminder.store.ingest import Gap
from posminder.store.site import Site
from posminder.wall_time import UTC_ONLY, local_text
from posminder_formats import record_words

_HASH_SHOWN: Final = 12  # hexadecimal digits of a hash in a table


class View:
    """How one board's records are shown. `clocks` are its records of kind R_CLOCK, ascending."""

    def __init__(self, board_id: str, site: Site | None, clocks: Iterable[Record]) -> None:
        self._board_id = board_id
        self._offsets = UTC_ONLY if site is None else site.utc_offsets
        self._currency = None if site is None else site.currency
        self._clocks = [(record.seq, record.boot, record.words()["source"]) for record in clocks]

    def clock(self, record: Record) -> str:
        """Return where the record's wall time came from: unset, rtc or host."""
        if record.wall_s is None:
            return "unset"
        index = bisect_right(self._clocks, record.seq, key=lambda row: row[0]) - 1
        if index >= 0 and self._clocks[index][1] == record.boot:
            return str(self._clocks[index][2])
        return "rtc"  # wall time before any change of the clock in a boot is the clock chip's

    def time(self, record: Record) -> str:
        """Return local time, or the time since its boot where the clock was unset."""
        if record.wall_s is None:
            return f"boot {record.boot} +{record.mono_ms // 1000}.{record.mono_ms % 1000:03} s"
        return self.local(record.wall_s)

    def local(self, wall_s: int) -> str:
        """Return a time of day on the shop's clock."""
        return local_text(wall_s, self._offsets)

    def row(self, record: Record) -> tuple[object, ...]:
        """Return what a table shows: seq, time, clock, kind, details."""
        clock = self.clock(record)
        return record.seq, self.time(record), clock, record.name, self.details(record)

    def details(self, record: Record) -> str:
        """Return the known fields as `trace=17 amount=12.50 EUR`; unknown ones are left out."""
        fields = record.words()
        currency = fields.get("currency", self._currency)
        parts = []
        for field, value in fields.items():
            if field.endswith("_minor") and isinstance(value, int):
                parts.append(f"{field.removesuffix('_minor')}={amount_text(value, currency)}")
            elif field.endswith("_wall_s") and isinstance(value, int):
                parts.append(f"{field.removesuffix('_s')}={local_text(value, self._offsets)}")
            elif field.endswith("_hash") and isinstance(value, str):
                parts.append(f"{field}={value[:_HASH_SHOWN]}")
            elif value is not None and field != "currency":
                parts.append(f"{field}={value}")
        return " ".join(parts)

    def to_json(self, record: Record) -> dict[str, Any]:
        """Return the record as `logs --json` and `tx --json` print it. Keys are only ever added."""
        return {
            "board": self._board_id,
            "seq": record.seq,
            "kind": record.name,
            "boot": record.boot,
            "mono_ms": record.mono_ms,
            "wall_s": record.wall_s,
            "clock": self.clock(record),
            "time": self.time(record),
            "fields": record.words(),
        }

    def gap_row(self, gap: Gap) -> tuple[object, ...]:
        """Return a gap as a table shows it, in its place among the records."""
        why = "overwritten" if gap.admitted else "nothing says why"
        return f"{gap.first}..{gap.last}", "", "", "GAP", f"records are missing: {why}"

    def gap_json(self, gap: Gap) -> dict[str, Any]:
        """Return a gap as JSON shows it: no `seq`, so that no reader takes it for a record."""
        return {
            "board": self._board_id,
            "gap": {"first": gap.first, "last": gap.last, "admitted": gap.admitted},
        }


def kind_number(name: str) -> int | None:
    """Return the number of a record kind by its name, None for no such kind."""
    return next((kind for kind, (known, _) in record_words.KINDS.items() if known == name), None)
