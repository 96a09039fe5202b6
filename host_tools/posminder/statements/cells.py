# SPDX-License-Identifier: MIT
"""The cells of a CSV or xlsx file with the line of each, bounded in every direction.

Hostile, broken or huge files become one `Broken` with its place, never another exception and never
much work. Cells are text as a person would read them: full-width signs are made narrow, and what
spreadsheets put around a number so that it stays one (a tab, an apostrophe, ="...") goes.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

FILE_BYTES_MAX: Final = 16_777_216
UNPACKED_BYTES_MAX: Final = 134_217_728
PARTS_MAX: Final = 1_000
LINES_MAX: Final = 200_000
COLUMNS_MAX: Final = 200
CHARACTERS_MAX: Final = 1_000
_ZIP: Final = b"PK\x03\x04"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_FORMULA: Final = re.compile(r'="([^"]*)"')
_PARSED_XLSX: Final = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    InvalidFileException,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)


class Broken(Exception):
    """What is wrong, in which line and column, both from 1 on."""

    def __init__(self, line: int, column: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line, self.column, self.sentence = line, column, sentence


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: its number, from 1 on, and its cells. Empty lines are left out."""

    number: int
    cells: tuple[str, ...]


def lines(raw: bytes, encoding: str, separator: str) -> Iterator[Line]:
    """Yield the lines of a file's bytes. Raises Broken at the first that cannot be read."""
    if len(raw) > FILE_BYTES_MAX:
        raise Broken(1, 1, f"is larger than {FILE_BYTES_MAX} bytes: split it by months")
    if raw.startswith(_OLD_EXCEL):
        raise Broken(1, 1, "is an old Excel file (.xls): save it as .xlsx or as CSV")
    rows = _of_xlsx(raw) if raw.startswith(_ZIP) else _of_csv(raw, encoding, separator)
    for number, cells in rows:
        if number > LINES_MAX:
            raise Broken(number, 1, f"is longer than {LINES_MAX} lines: split it by months")
        shown = tuple(_checked(number, cells))
        if any(shown):
            yield Line(number, shown)


def plain(text: str) -> str:
    """Return a cell as a person would read it."""
    text = unicodedata.normalize("NFKC", text).strip()
    if formula := _FORMULA.fullmatch(text):
        text = formula[1].strip()
    return text.removeprefix("'").strip()


def _checked(number: int, cells: Sequence[str]) -> Iterator[str]:
    if len(cells) > COLUMNS_MAX:
        raise Broken(number, COLUMNS_MAX + 1, f"has more than {COLUMNS_MAX} columns")
    for column, text in enumerate(cells, 1):
        if len(text) > CHARACTERS_MAX:
            raise Broken(number, column, f"has more than {CHARACTERS_MAX} characters")
        if control := _CONTROL.search(text):
            sentence = f"holds the character U+{ord(control[0]):04X}: is this the right file?"
            raise Broken(number, column, sentence)
        yield plain(text)


def _of_csv(raw: bytes, encoding: str, separator: str) -> Iterator[tuple[int, Sequence[str]]]:
    try:
        text = raw.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        sentence = f"is not {encoding} text: another file.encoding, or save it as CSV UTF-8"
        raise Broken(line, 1, sentence) from None
    except (LookupError, ValueError) as error:
        raise Broken(1, 1, f"cannot be read as {encoding}: {error}") from None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise Broken(begins, 1, f"is no CSV: {error}") from None
        if cells is None:
            return
        yield begins, cells
        begins = reader.line_num + 1


def _of_xlsx(raw: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the first sheet's rows. What openpyxl raises at a hostile file is many things."""
    at = 1
    try:
        _check_zip(raw)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that nobody reads here
            book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what a file says of its size is not believed
            rows: Iterable[Sequence[Any]] = sheet.iter_rows(values_only=True)
            for at, row in enumerate(rows, 1):
                yield at, [_text(value) for value in row]
    except _PARSED_XLSX as error:
        sentence = f"cannot be read as an xlsx file ({type(error).__name__}): save it anew, or CSV"
        raise Broken(at, 1, sentence) from None


def _check_zip(raw: bytes) -> None:
    """Refuse what would grow too large, before anything is unpacked."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = archive.infolist()
        if len(parts) > PARTS_MAX or sum(each.file_size for each in parts) > UNPACKED_BYTES_MAX:
            raise Broken(1, 1, f"grows to more than {UNPACKED_BYTES_MAX} bytes: is it a statement?")


def _text(value: Any) -> str:
    """Return a cell's value as text; a number with the fifteen digits that Excel itself keeps."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.strftime("%Y-%m-%d" if midnight else "%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return format(value, ".15g")
    return str(value)
