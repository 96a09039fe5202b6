# SPDX-License-Identifier: MIT
"""Journal records for people and for programs: local time with its trust, words, amounts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Any, Final

from posminder.journal_file import Record
from posminder.money import amount_text
from posminder.slip_text import slip_line
from posminder.store.ingest import Gap
from posminder.store.site import Site
from posminder.wall_time import UTC_ONLY, day_text, local_text
from posminder_formats import record_words, records

_HASH_SHOWN: Final = 12  # hexadecimal digits of a hash in a list
_OF_A_SEAL: Final = ("root", "link", "xor", "mac", "key_hash")
_CARD_SHOWN: Final = 4  # last digits of a masked card number
_NO_CAUSE: Final = ("cause", "none")
_CLOCK_TIME: Final = slice(11, 19)  # of `2026-11-22 08:01:10 +01:00`


class View:
    """How one board's records are shown. `clocks` are its records of kind R_CLOCK, ascending.

    `currency` (ISO 4217 number) is that of amounts whose record names none.
    """

    def __init__(
        self,
        board_id: str,
        site: Site | None,
        clocks: Iterable[Record],
        currency: int | None = None,
    ) -> None:
        self._board_id = board_id
        self._offsets = UTC_ONLY if site is None else site.utc_offsets
        self._currency = currency
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

    def heading(self, record: Record) -> str:
        """Return what a list says once for the records that share it: the day and the clock."""
        if record.wall_s is None:
            return f"boot {record.boot}, clock unset: seconds since that boot"
        day, _, rest = self.local(record.wall_s).partition(" ")
        zone = rest.partition(" ")[2] or "no date"
        return f"{day} {zone}, clock: {self.clock(record)}"

    def row(self, record: Record) -> tuple[object, ...]:
        """Return what a list shows under its heading: seq, time, kind, details."""
        return record.seq, self._short_time(record), record.name, self.details(record)

    def _short_time(self, record: Record) -> str:
        if record.wall_s is None:
            return f"+{record.mono_ms // 1000}.{record.mono_ms % 1000:03}"
        return self.local(record.wall_s)[_CLOCK_TIME]

    def details(self, record: Record) -> str:
        """Return the known fields as `trace=17 amount=12.50 EUR`; unknown ones are left out."""
        fields = self._words(record)
        currency = fields.get("currency") or self._currency
        return " ".join(
            self._part(field, value, currency)
            for field, value in fields.items()
            if value is not None and field != "currency" and (field, value) != _NO_CAUSE
        )

    def _part(self, field: str, value: Any, currency: int | None) -> str:
        if field == "card_masked":
            return f"card=*{str(value)[-_CARD_SHOWN:]}"
        if field == "business_day" and isinstance(value, int):
            return f"{field}={day_text(value)}"
        if field.endswith("_minor") and isinstance(value, int):
            return f"{field.removesuffix('_minor')}={amount_text(value, currency)}"
        if field.endswith("_wall_s") and isinstance(value, int):
            return f"{field.removesuffix('_s')}={local_text(value, self._offsets)}"
        if (field.endswith("_hash") or field in _OF_A_SEAL) and isinstance(value, str):
            return f"{field}={value[:_HASH_SHOWN]}"
        return f"{field}={value}"

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
            "fields": self._words(record),
        }

    def _words(self, record: Record) -> dict[str, Any]:
        """Return the record's words; of a slip, its text in readable characters."""
        words = record.words()
        return words | {"text": slip_line(record)} if record.kind == records.R_SLIP else words

    def gap_row(self, gap: Gap) -> tuple[object, ...]:
        """Return a gap as a list shows it, in its place among the records."""
        why = "overwritten" if gap.admitted else "nothing says why"
        why = "DAMAGED" if gap.damaged else why
        return f"{gap.first}..{gap.last}", "", "GAP", f"records are missing: {why}"

    def gap_json(self, gap: Gap) -> dict[str, Any]:
        """Return a gap as JSON shows it: no `seq`, so that no reader takes it for a record."""
        return {
            "board": self._board_id,
            "gap": {
                "first": gap.first,
                "last": gap.last,
                "admitted": gap.admitted,
                "damaged": gap.damaged,
            },
        }


def kind_number(name: str) -> int | None:
    """Return the number of a record kind by its name, None for no such kind."""
    return next((kind for kind, (known, _) in record_words.KINDS.items() if known == name), None)
