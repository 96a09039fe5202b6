# SPDX-License-Identifier: MIT
"""A MIS dialect as the simulated terminal and register speak it, from its YAML file's settings.

Reads the settings by itself, knows nothing of the compiled form, and builds and takes apart bodies
another way than the driver does: whole, into a mapping by name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import reduce
from operator import xor
from typing import Any, Final

STX: Final = b"\x02"
ETX: Final = b"\x03"
ACK: Final = b"\x06"
NAK: Final = b"\x15"
# What the terminals of this simulator write where a dialect does not say how wide a field is.
_WIDTHS: Final = {
    "amount": 12,
    "total": 12,
    "count": 3,
    "trace": 6,
    "old_trace": 6,
    "batch": 6,
    "receipt": 6,
    "date": 8,
    "time": 6,
}
_NUMBERS: Final = tuple(_WIDTHS)
_OUTER: Final = ("type", "result", "echo", "tid")  # never within a tag that holds others


def frame(body: bytes) -> bytes:
    """Return `body` as it goes on the line."""
    checked = bytes.fromhex(f"{len(body):04}") + body + ETX
    return STX + checked + bytes((reduce(xor, checked),))


class Speech:
    """One dialect; `settings` are those below `dialect` in its file."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        body: Mapping[str, Any] = settings.get("body") or {}
        framing: Mapping[str, Any] = settings.get("frame") or {}
        self.acknowledges = framing.get("acknowledge", "none") == "ack_nak"
        self.reply_wait_s = int(framing.get("reply_wait_s", 60))
        self.gap_ms = int(framing.get("byte_gap_ms", 500))
        self._header = str(body.get("header", "")).encode("ascii")
        self._hex_tags = body.get("tags", "hex") == "hex"
        self._tag_bytes = int(body.get("tag_bytes", 2))
        self._length = body.get("length", "binary")
        self._length_bytes = int(body.get("length_bytes", 2))
        self._separator = bytes.fromhex(body.get("separator") or "")
        self._inside = [self._tag(each) for each in body.get("containers") or ()]
        self._places: dict[str, str] = {k: v for k, v in settings["fields"].items() if v}
        self._types: dict[str, list[str]] = {
            name: [codes] if isinstance(codes, str) else list(codes)
            for name, codes in settings["types"].items()
        }
        self._results: dict[str, list[str]] = {
            name: [codes] if isinstance(codes, str) else list(codes)
            for name, codes in settings["results"].items()
        }

    def knows(self, function: str) -> bool:
        """Tell whether the dialect has such a command."""
        return bool(self._types.get(function))

    def result(self, meaning: str) -> str | None:
        """Return the first result that means so, None if the dialect has none."""
        return next(iter(self._results.get(meaning) or ()), None)

    def refusal(self) -> str:
        """Return a result that the dialect gives no meaning."""
        known = {code for codes in self._results.values() for code in codes}
        width = max(len(code) for code in known)
        for number in range(51, 10**width):
            if f"{number:0{width}}" not in known:
                return f"{number:0{width}}"
        raise ValueError("every result has a meaning")

    def meaning(self, result: str) -> str | None:
        """Return what a result means."""
        for name, codes in self._results.items():
            if result in codes:
                return name
        return None

    def message(self, function: str, told: Mapping[str, Any], *, reply: bool) -> bytes:
        """Return the body of a command or of its reply, of those fields that the dialect has.

        Where tags hold others, what a reply tells of its transaction stands in the first of them.
        """
        asked, _, answered = self._types[function][0].partition("/")
        values = dict(told) | {"type": (answered or asked) if reply else asked}
        header = bytearray(self._header)
        fields = inner = b""
        for name, place in self._places.items():
            if name not in values or values[name] is None:
                continue
            where, form, width = _place(place)
            data = self._data(name, values[name], form, width)
            if isinstance(where, int):
                header[where : where + len(data)] = data
            else:
                tag = self._tag(where)
                field = tag + self._size(len(data)) + data + self._separator
                if reply and self._inside and name not in _OUTER:
                    inner += field
                else:
                    fields += field
        if inner:
            fields += self._inside[0] + self._size(len(inner)) + inner
        return bytes(header) + (self._separator if header else b"") + fields

    def unknown(self, text: str) -> bytes:
        """Return a field that the dialect has no name for, to stand at the end of a body."""
        data = text.encode("gbk")
        tag = (b"\xdf" if self._hex_tags else b"Z").ljust(self._tag_bytes, b"Z")
        return tag + self._size(len(data)) + data + self._separator

    def read(self, body: bytes) -> dict[str, Any]:
        """Return a body's fields by name, and its `function`: numbers as int, all else as text."""
        tagged = self._walk(body)
        values: dict[str, Any] = {}
        for name, place in self._places.items():
            where, form, width = _place(place)
            if isinstance(where, int):
                data: bytes | None = body[where : where + width]
            else:
                data = tagged.get(self._tag(where))
            if data is not None:
                values[name] = self._value(name, data, form)
        for function, codes in self._types.items():
            if values.get("type") in [part for code in codes for part in code.split("/")]:
                values["function"] = function
        return values

    def _walk(self, body: bytes) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        rest = body[len(self._header) :]
        if self._header:
            rest = rest.removeprefix(self._separator)
        while len(rest) > self._tag_bytes:
            tag, rest = rest[: self._tag_bytes], rest[self._tag_bytes :]
            size, rest = self._take_size(rest)
            data, rest = rest[:size], rest[size:]
            found[tag] = data
            inside = tag in self._inside
            rest = data + rest if inside else rest.removeprefix(self._separator)
        return found

    def _data(self, name: str, value: Any, form: str, width: int) -> bytes:
        if form == "binary":
            return bytes((int(value),))
        text = str(value)
        if name in _NUMBERS:
            text = text.rjust(width or _WIDTHS[name], "0")
        elif name == "echo" and width:
            text = text[-width:]
        if form == "bcd":
            return bytes.fromhex(text.rjust(len(text) + len(text) % 2, "0"))
        return text.encode("gbk")

    def _value(self, name: str, data: bytes, form: str) -> Any:
        if form == "binary":
            return str(int.from_bytes(data))
        text = data.hex() if form == "bcd" else data.decode("ascii", "replace")
        return int(text) if name in _NUMBERS and text.strip().isdecimal() else text

    def _tag(self, text: str) -> bytes:
        return bytes.fromhex(text) if self._hex_tags else text.encode("ascii")

    def _size(self, count: int) -> bytes:
        if self._length == "ber":
            return bytes((count,)) if count < 0x80 else bytes((0x82, count >> 8, count & 0xFF))
        if self._length == "bcd":
            return bytes.fromhex(f"{count:0{2 * self._length_bytes}}")
        return count.to_bytes(self._length_bytes)

    def _take_size(self, data: bytes) -> tuple[int, bytes]:
        if self._length == "ber":
            more = data[0] & 0x7F if data[0] & 0x80 else 0
            return int.from_bytes(data[1 : 1 + more]) if more else data[0], data[1 + more :]
        said, rest = data[: self._length_bytes], data[self._length_bytes :]
        return int(said.hex()) if self._length == "bcd" else int.from_bytes(said), rest


def _place(text: str) -> tuple[int | str, str, int]:
    """Return (offset or tag, form, width or 0) of a place as the file writes it."""
    where, *form = text.removeprefix("header ").split(" ")
    at, _, width = where.partition("+")
    in_header = re.match("header ", text) is not None
    return int(at) if in_header else at, form[0] if form else "", int(width or 0)
