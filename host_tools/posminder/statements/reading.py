# SPDX-License-Identifier: MIT
"""A file's cells by its layout: lines that can be kept, or findings with file, line and column.

One wrong line and nothing is kept. Only the columns that a layout names are looked at, and of a
long number in them no more than a mask stays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeVar

from posminder.money import digits_of
from posminder.profile.card_numbers import blot
from posminder.profile.findings import Finding, Spot
from posminder.statements.cells import FILE_BYTES_MAX, Broken, Line, lines
from posminder.statements.layout import Layout
from posminder.store.statements import (
    PAID,
    PENDING,
    RETURNED,
    AcquirerLine,
    BankLine,
    StatementLine,
    numbered,
)

FINDINGS_MAX: Final = 20  # a file of another kind is wrong in every line
HEADER_LINES_MAX: Final = 60
MINOR_MAX: Final = 10**12
_COUNT_MAX: Final = 10**7
_LONG: Final = re.compile(r"(?<!\d)(\d{13,})(?!\d)")
_NAME_MAX: Final = 120
_SHORT: Final = 8  # the last digits of an account are no number of one
_SIGNS: Final = re.compile(r"[¥$€]|元|CNY|EUR|RMB|HKD|SGD|MYR|CLP")
_NUMBER: Final = re.compile(r"[0-9]+|[0-9]{1,3}(?:T[0-9]{3})+")
_EARLIEST: Final = date(2000, 1, 1)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Statement:
    """A file as its layout reads it; where `findings` has something, `lines` is empty."""

    name: str
    sha256: str
    lines: tuple[StatementLine, ...]
    findings: tuple[Finding, ...]


def read(path: Path, layout: Layout, account: str = "") -> Statement:
    """Return what stands in the file at `path`. `account`: the mask, where no column has one."""
    name = blot(str(path).encode(errors="replace").decode())[0]
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
        return Statement(name, "", (), (Finding(Spot(name, 1, 1), "", problem),))
    digest = sha256(raw).hexdigest()
    found, findings = _read(raw, name, digest, layout, account)
    return Statement(name, digest, () if findings else tuple(numbered(found)), tuple(findings))


def _read(
    raw: bytes, name: str, digest: str, layout: Layout, account: str
) -> tuple[list[StatementLine], list[Finding]]:
    found: list[StatementLine] = []
    findings: list[Finding] = []
    reader: _Reader | None = None
    try:
        for line in lines(raw, layout.file.encoding, layout.file.separator):
            if reader is None:
                reader = _Reader.at(line, layout, digest, account)
                if reader is None and line.number > HEADER_LINES_MAX:
                    break
                continue
            try:
                found += reader.line(line)
            except Broken as broken:
                findings.append(_finding(name, broken))
                if len(findings) == FINDINGS_MAX:
                    return [], findings
    except Broken as broken:
        findings.append(_finding(name, broken))
    if reader is None and not findings:
        heads = ", ".join(_needed(layout))
        findings.append(_finding(name, Broken(1, 1, f"has no line with the heads {heads}")))
    if not found and not findings:
        findings.append(_finding(name, Broken(1, 1, "holds no entry below its heads")))
    return found, findings


def _finding(name: str, broken: Broken) -> Finding:
    return Finding(Spot(name, broken.line, broken.column), "", broken.sentence)


def _columns(layout: Layout) -> Mapping[str, Sequence[str]]:
    return {name: heads for name, heads in layout.columns if heads}


def _needed(layout: Layout) -> list[str]:
    """Return one head of each column that a file must have."""
    has = _columns(layout)
    wanted = ["date"]
    if layout.layout.kind == "bank":
        wanted += ["amount"] if "amount" in has else ["credit"]
        wanted += ["direction"] if "direction" in has else []
        wanted += ["debit"] if "debit" in has and "amount" not in has else []
    else:
        wanted += ["amount", "terminal" if "terminal" in has else "merchant"]
    return [has[name][0] for name in wanted]


class _Reader:
    """Reads lines below the heads; `at` says in which cell each column is."""

    def __init__(self, layout: Layout, at: Mapping[str, int], digest: str, account: str) -> None:
        self._layout, self._at, self._digest = layout, at, digest
        self._account = account or layout.account or ""
        self._form = layout.file
        self._end = tuple(each.casefold() for each in layout.file.end)
        head = layout.layout
        self._digits = digits_of(head.currency)

    @classmethod
    def at(cls, line: Line, layout: Layout, digest: str, account: str) -> _Reader | None:
        """Return a reader by the heads in `line`, None where it is not the line of heads."""
        heads = {text.casefold(): at for at, text in reversed(list(enumerate(line.cells))) if text}
        places = {
            name: next((heads[h.casefold()] for h in names if h.casefold() in heads), -1)
            for name, names in _columns(layout).items()
        }
        there = {name: at for name, at in places.items() if at >= 0}
        needed = {names[0] for name, names in _columns(layout).items() if name in there}
        return cls(layout, there, digest, account) if set(_needed(layout)) <= needed else None

    def line(self, line: Line) -> Iterator[StatementLine]:
        """Yield the entry of a line, none where it is a sum. Raises Broken."""
        first = next(text for text in line.cells if text).casefold()
        if self._end and first.startswith(self._end):
            return
        make = self._bank if self._layout.layout.kind == "bank" else self._acquirer
        yield make(line)

    def _bank(self, line: Line) -> BankLine:
        return BankLine(
            self._mask(line) or self._account,
            self._get(line, "date", self._date),
            self._signed(line),
            self._layout.layout.currency,
            self._text(line, "text"),
            self._text(line, "payer"),
            self._text(line, "reference"),
            0,
            self._digest,
            line.number,
        )

    def _acquirer(self, line: Line) -> AcquirerLine:
        settled = self._maybe(line, "settled", self._moment)
        return AcquirerLine(
            self._layout.layout.id,
            self._text(line, "merchant"),
            self._text(line, "terminal"),
            self._get(line, "date", self._date),
            self._text(line, "batch"),
            self._text(line, "reference"),
            0,
            self._layout.layout.currency,
            1 if "count" not in self._at else self._get(line, "count", _count),
            self._get(line, "amount", self._amount),
            self._maybe(line, "fee", self._amount),
            self._maybe(line, "net", self._amount),
            settled,
            self._maybe(line, "clearing", self._date),
            self._maybe(line, "paid", self._date),
            self._maybe(line, "status", self._status) or "",
            self._text(line, "reason"),
            self._mask(line),
            self._digest,
            line.number,
        )

    def _signed(self, line: Line) -> int:
        """Return a booking's amount, positive where money came."""
        if "amount" in self._at:
            amount = self._get(line, "amount", self._amount)
            if "direction" not in self._at:
                return amount
            return self._get(line, "direction", self._direction) * amount
        credit = self._maybe(line, "credit", self._amount)
        debit = self._maybe(line, "debit", self._amount)
        if bool(credit) is bool(debit):
            at = self._at["credit"] + 1
            raise Broken(line.number, at, "must have an amount in one of credit and debit")
        return credit if credit else -abs(debit or 0)

    def _get(self, line: Line, column: str, parse: Callable[[str], _T]) -> _T:
        at = self._at[column]
        if at >= len(line.cells):
            sentence = f"has {len(line.cells)} cells, and {column} belongs in the {at + 1}th"
            raise Broken(line.number, len(line.cells), sentence)
        try:
            return parse(line.cells[at])
        except ValueError as error:
            raise Broken(line.number, at + 1, f"{column}: {error}") from None

    def _maybe(self, line: Line, column: str, parse: Callable[[str], _T]) -> _T | None:
        at = self._at.get(column)
        if at is None or at >= len(line.cells) or line.cells[at] in ("", "-", "--"):
            return None
        return self._get(line, column, parse)

    def _text(self, line: Line, column: str) -> str:
        """Return a cell's text without whole numbers of cards and accounts."""
        at = self._at.get(column, len(line.cells))
        text = line.cells[at] if at < len(line.cells) else ""
        shown = "".join(each for each in text if each.isprintable())[:_NAME_MAX]
        return _LONG.sub(_masked, blot(shown)[0])

    def _mask(self, line: Line) -> str:
        at = self._at.get("account", len(line.cells))
        text = re.sub(r"[\s-]", "", line.cells[at]) if at < len(line.cells) else ""
        return text if "*" in text or len(text) <= _SHORT else _hidden(text)

    def _amount(self, text: str) -> int:
        """Return minor units of an amount as people write it. Raises ValueError."""
        bare = _SIGNS.sub("", text).replace(" " if self._form.thousands != " " else "\0", "")
        negative = bare.startswith(("-", "(")) or bare.endswith("-")
        bare = bare.strip("()+-").strip()
        whole, _, part = bare.partition(self._form.point)
        groups = whole.replace(self._form.thousands, "T")
        if (
            not _NUMBER.fullmatch(groups)
            or (part and not part.isascii())
            or not (part or "0").isdigit()
        ):
            raise ValueError("is no amount as this layout writes them")
        if part[self._digits :].strip("0"):
            raise ValueError(f"has more than {self._digits} decimals")
        minor = int(groups.replace("T", "")) * int("1" + "0" * self._digits)
        minor += int(part[: self._digits].ljust(self._digits, "0") or "0")
        if minor >= MINOR_MAX:
            raise ValueError("is larger than any amount here")
        return -minor if negative else minor

    def _date(self, text: str) -> date:
        return self._parsed(text).date()

    def _moment(self, text: str) -> str:
        found = self._parsed(text)
        timed = (found.hour, found.minute, found.second) != (0, 0, 0)
        return found.isoformat(sep=" ") if timed else found.date().isoformat()

    def _parsed(self, text: str) -> datetime:
        for form in (*self._form.dates, "%Y-%m-%d", "%Y-%m-%d %H:%M:%S"):
            try:
                found = datetime.strptime(text, form)
            except ValueError:
                continue
            if found.date() < _EARLIEST:
                raise ValueError("is a day long past")
            return found
        raise ValueError(f"is no date such as {date(2026, 11, 23).strftime(self._form.dates[0])}")

    def _direction(self, text: str) -> int:
        words = self._layout.words
        return {"credit": 1, "debit": -1}[_meant(text, credit=words.credit, debit=words.debit)]

    def _status(self, text: str) -> str:
        words = self._layout.words
        return _meant(text, **{PAID: words.paid, RETURNED: words.returned, PENDING: words.pending})


def _meant(text: str, **words: Sequence[str]) -> str:
    """Return which of `words` a cell says. Raises ValueError, which repeats no unknown text."""
    for meaning, known in words.items():
        if text.casefold() in {each.casefold() for each in known}:
            return meaning
    known_words = ", ".join(each for known in words.values() for each in known)
    raise ValueError(f"is none of {known_words}: add it to the layout's words")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text[:9]) >= _COUNT_MAX:
        raise ValueError("is no number of transactions")
    return int(text)


def _masked(match: re.Match[str]) -> str:
    return _hidden(match[1])


def _hidden(number: str) -> str:
    """Return a number's first six and last four signs; of a short one fewer, four stay hidden."""
    shown = min(6, max(len(number) - 8, 0))
    return f"{number[:shown]}{'*' * (len(number) - shown - 4)}{number[-4:]}"
