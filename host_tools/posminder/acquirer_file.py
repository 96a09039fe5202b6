# SPDX-License-Identifier: MIT
"""An acquirer's file of settlement totals, as plain CSV: rows with the place of each.

The columns are `COLUMNS`, in any order; one that is not known is refused, so that nothing of a card
is ever read by mistake. Broken, hostile or huge files become findings, never exceptions. Amounts
are read digit by digit into minor units.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from posminder.money import CURRENCIES
from posminder.profile.amounts import parse_date
from posminder.profile.card_numbers import WHOLE_NUMBER, blot
from posminder.profile.findings import Finding, Spot

FILE_BYTES_MAX: Final = 1_048_576
LINE_CHARACTERS_MAX: Final = 1_000
FINDINGS_MAX: Final = 20  # a file of another kind is wrong in every line

COLUMNS: Final = ("date", "terminal", "site", "batch", "count", "total", "currency", "total_minor")
HEADER: Final = "date,terminal,batch,count,total,currency"
_NUMBERS: Final = {code: number for number, (code, _) in CURRENCIES.items()}
_CODES: Final = ", ".join(_NUMBERS)
_CELL: Final = re.compile(r'(?:"((?:[^"]|"")*)"|([^",]*))(,|$)')
_CONTROL: Final = re.compile(r"[^\t\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME: Final = re.compile(r"\S(?:.{0,62}\S)?")
_BATCH: Final = re.compile(r"[0-9A-Za-z-]{0,12}")
_COUNT: Final = re.compile(r"[0-9]{1,6}")
_MINOR: Final = re.compile(r"-?[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what one batch of one day came to. `name` is a terminal's TID, or a site's id.

    `currency` is an ISO 4217 number, None where the file does not say it.
    """

    spot: Spot
    day: date
    name: str
    of_site: bool
    batch: str
    count: int
    total_minor: int
    currency: int | None

    @property
    def books(self) -> tuple[int, int]:
        """Count and minor units."""
        return self.count, self.total_minor


@dataclass(slots=True)
class AcquirerFile:
    """A file's rows, or what is wrong with it. `name` is safe to be shown and kept."""

    name: str
    sha256: str = ""
    rows: list[Row] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


class _Wrong(Exception):
    """What is wrong with a line, and in which character of it, from 1 on."""

    def __init__(self, column: int, sentence: str, setting: str = "") -> None:
        super().__init__(sentence)
        self.column, self.sentence, self.setting = column, sentence, setting


def read(path: Path) -> AcquirerFile:
    """Return what stands in the file at `path`."""
    found = AcquirerFile(blot(str(path).encode(errors="replace").decode())[0])
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_BYTES_MAX + 1)  # enough to see that it is too large
        found.sha256 = sha256(raw).hexdigest()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        _found(found, 1, _Wrong(1, f"cannot be read: {error.strerror}"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        _found(found, line, _Wrong(1, "is not UTF-8 text: save the file as CSV UTF-8"))
    else:
        if len(raw) > FILE_BYTES_MAX:
            _found(
                found, 1, _Wrong(1, f"is larger than {FILE_BYTES_MAX} bytes: split it by months")
            )
        else:
            _read_lines(text.split("\n"), found)
    return found


def _found(file: AcquirerFile, line: int, wrong: _Wrong) -> None:
    spot = Spot(file.name, line, wrong.column)  # its line is never printed: it is no text of ours
    file.findings.append(Finding(spot, wrong.setting, wrong.sentence))


def _read_lines(lines: Sequence[str], file: AcquirerFile) -> None:
    header: list[str] | None = None
    firsts: dict[tuple[object, ...], int] = {}
    for number, text in enumerate(lines, 1):
        line = text.removesuffix("\r")
        if not line.strip():
            continue
        try:
            cells = list(_cells(line))
            if header is None:
                header = _header(cells)
                continue
            row = _row(header, cells, Spot(file.name, number, 1))
            same = firsts.setdefault((row.name, row.day, row.batch), number)
            if same != number:
                problem = (
                    f"is of the same day and batch as line {same}: add them up, or name batches"
                )
                raise _Wrong(1, problem)
            file.rows.append(row)
        except _Wrong as wrong:
            _found(file, number, wrong)
            if header is None or len(file.findings) == FINDINGS_MAX:
                return
    if not file.rows and not file.findings:
        _found(file, 1, _Wrong(1, f"holds no row: its first line is {HEADER}"))


def _cells(line: str) -> Iterator[tuple[int, str]]:
    """Yield each cell with the character it begins at. Raises _Wrong, which repeats no digits."""
    if len(line) > LINE_CHARACTERS_MAX:
        raise _Wrong(1, f"has more than {LINE_CHARACTERS_MAX} characters")
    if control := _CONTROL.search(line):
        problem = f"holds the character U+{ord(control[0]):04X}: this is no CSV file"
        raise _Wrong(control.start() + 1, problem)
    at = 0
    while True:
        cell = _CELL.match(line, at)
        if cell is None:
            raise _Wrong(
                at + 1, 'has a quote that is never closed, or not doubled: write "" for it'
            )
        text = (cell[2] if cell[1] is None else cell[1].replace('""', '"')).strip()
        if blot(text)[1]:
            raise _Wrong(at + 1, WHOLE_NUMBER)
        yield at + 1, text
        at = cell.end()
        if not cell[3]:
            return


def _header(cells: Sequence[tuple[int, str]]) -> list[str]:
    """Return the columns' names in their order. Raises _Wrong."""
    names: list[str] = []
    for column, text in cells:
        name = text.lower()
        if name not in COLUMNS:
            known = ", ".join(COLUMNS)
            raise _Wrong(column, f"is no column of this file: keep only {known}, between commas")
        if name in names:
            raise _Wrong(column, "stands twice: remove one of the two", name)
        names.append(name)
    for choices in (("date",), ("count",), ("terminal", "site"), ("total", "total_minor")):
        there = [name for name in choices if name in names]
        if len(there) != 1:
            raise _Wrong(1, f"must have one column {' or '.join(choices)}, such as {HEADER}")
    if "total" in names and "currency" not in names:
        raise _Wrong(1, f"total needs a column currency beside it: {_CODES}")
    return names


def _row(header: Sequence[str], cells: Sequence[tuple[int, str]], spot: Spot) -> Row:
    if len(cells) != len(header):
        raise _Wrong(
            1, f"has {len(cells)} cells, the header {len(header)}: quote text with a comma"
        )
    at = dict(zip(header, cells, strict=True))

    def parsed(name: str, parse: Callable[[str], Any], otherwise: Any = None) -> Any:
        if name not in at:
            return otherwise
        column, text = at[name]
        try:
            return parse(text)
        except ValueError as error:
            raise _Wrong(column, str(error), name) from None

    of_site = "site" in at
    currency = parsed("currency", _currency)  # says how many decimals a total has
    if "total" in at:
        minor = parsed("total", partial(_major, currency=currency))
    else:
        minor = parsed("total_minor", _minor)
    return Row(
        spot,
        parsed("date", parse_date),
        parsed("site" if of_site else "terminal", _name),
        of_site,
        parsed("batch", _batch, ""),
        parsed("count", _count),
        minor,
        currency,
    )


def _matched(pattern: re.Pattern[str], text: str, sentence: str) -> re.Match[str]:
    match = pattern.fullmatch(text)
    if match is None:
        raise ValueError(sentence)
    return match


def _name(text: str) -> str:
    return _matched(_NAME, text, "must name the terminal (TID) or the site, in 1 to 64 characters")[
        0
    ]


def _batch(text: str) -> str:
    return _matched(_BATCH, text, "must be up to 12 digits or letters, or empty")[0]


def _count(text: str) -> int:
    return int(_matched(_COUNT, text, "must be a number of transactions, 0 to 999999")[0])


def _major(text: str, currency: int) -> int:
    code, digits = CURRENCIES[currency]
    point = "." if digits else ""
    pattern = re.compile(rf"-?[0-9]{{1,10}}{re.escape(point)}[0-9]{{{digits}}}")
    example = f"3482{point}{'10'[:digits]}"
    sentence = f"must be an amount in {code} such as {example}, without spaces"
    return int(_matched(pattern, text, sentence)[0].replace(".", ""))


def _minor(text: str) -> int:
    return int(_matched(_MINOR, text, "must be whole minor units, such as 348210 for 3482.10")[0])


def _currency(text: str) -> int:
    if text.upper() not in _NUMBERS:
        raise ValueError(f"must be one of {_CODES}")
    return _NUMBERS[text.upper()]
