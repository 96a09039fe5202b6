# SPDX-License-Identifier: MIT
"""The subset of CBOR (RFC 8949) that board and host speak: one encoder, one decoder, both bounded.

Integers of up to 64 bits either way, byte and text strings, arrays, maps with integer or text
keys, false, true and null. No floats, no tags, no other simple values. Integers are always
written in their shortest form; the decoder also takes longer forms and indefinite-length arrays
and maps, because SMP clients send them. It allocates nothing before it has compared a length with
the bytes that are there, and any input either decodes or raises CborError.
"""

import struct

from posminder_formats._const import const

_UNSIGNED = const(0)
_NEGATIVE = const(1)
BYTES = const(2)
_TEXT = const(3)
ARRAY = const(4)
_MAP = const(5)
_SIMPLE = const(7)

_FALSE = const(0xF4)
_TRUE = const(0xF5)
_NULL = const(0xF6)
_BREAK = const(0xFF)
_INDEFINITE = const(31)  # additional information: items follow until _BREAK

_DEPTH_MAX = const(6)  # open arrays and maps at once, the default of every function here
_FIRST_SIZE = const(64)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Buffer: TypeAlias = bytes | bytearray | memoryview


class CborError(ValueError):
    """Bytes that are not our subset of CBOR, or a value that it cannot express."""


class CborFull(CborError):
    """The buffer ends before the encoded value does."""


class Map:
    """A map whose pairs are written as given: the caller answers for order and doubles."""

    def __init__(self, pairs: "list[tuple[object, object]] | tuple[tuple[object, object], ...]"):
        self.pairs = pairs


def encode(value: object, depth: int = _DEPTH_MAX) -> bytes:
    """Return `value` as CBOR. Raises CborError if the subset cannot express it."""
    size = _FIRST_SIZE
    while True:
        buffer = bytearray(size)
        try:
            return bytes(memoryview(buffer)[: encode_into(buffer, 0, value, depth)])
        except CborFull:
            size *= 2


def encode_into(
    buffer: "bytearray | memoryview", offset: int, value: object, depth: int = _DEPTH_MAX
) -> int:
    """Write `value` at `offset` of `buffer` and return the offset behind it.

    A dict needs keys all of one type and is written in RFC 8949's canonical order (4.2.1), since
    MicroPython's dicts keep none. Raises CborFull if the buffer ends first and CborError if the
    subset cannot express the value; `buffer` behind `offset` is then undefined.
    """
    if value is None or value is True or value is False:
        _need(buffer, offset, 1)
        buffer[offset] = _NULL if value is None else _TRUE if value else _FALSE
        return offset + 1
    if isinstance(value, int):
        if value < 0:
            return write_head(buffer, offset, _NEGATIVE, -1 - value)
        return write_head(buffer, offset, _UNSIGNED, value)
    if isinstance(value, str):
        return _write_string(buffer, offset, _TEXT, _utf8(value))
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _write_string(buffer, offset, BYTES, value)
    if depth == 0:
        raise CborError
    if isinstance(value, (list, tuple)):
        offset = write_head(buffer, offset, ARRAY, len(value))
        for item in value:
            offset = encode_into(buffer, offset, item, depth - 1)
        return offset
    if isinstance(value, dict):
        return _write_pairs(buffer, offset, _canonical(value), depth)
    if isinstance(value, Map):
        return _write_pairs(buffer, offset, value.pairs, depth)
    raise CborError


def decode(
    data: "Buffer", start: int = 0, end: int | None = None, depth: int = _DEPTH_MAX
) -> object:
    """Return the one item that fills `data[start:end]` exactly. Raises CborError."""
    if end is None:
        end = len(data)
    value, offset = decode_next(data, start, end, depth)
    if offset != end:
        raise CborError
    return value


def decode_next(
    data: "Buffer", offset: int, end: int, depth: int = _DEPTH_MAX
) -> tuple[object, int]:
    """Return the item at `offset` and the offset behind it, at most `end`. Raises CborError."""
    if not 0 <= offset <= end <= len(data):
        raise CborError
    if offset == end:
        raise CborError
    first = data[offset]
    major = first >> 5
    if major == _SIMPLE:
        return _simple(first), offset + 1
    if first & 31 == _INDEFINITE:
        if depth == 0:
            raise CborError
        if major == ARRAY:
            return _read_array(data, offset + 1, end, None, depth)
        if major == _MAP:
            return _read_map(data, offset + 1, end, None, depth)
        raise CborError
    number, offset = _read_number(data, offset, end)
    if major == _UNSIGNED:
        return number, offset
    if major == _NEGATIVE:
        return -1 - number, offset
    if number > end - offset:  # a string has that many bytes, an item at least one
        raise CborError
    if major == BYTES:
        return bytes(data[offset : offset + number]), offset + number
    if major == _TEXT:
        return _text(bytes(data[offset : offset + number])), offset + number
    if depth == 0:
        raise CborError
    if major == ARRAY:
        return _read_array(data, offset, end, number, depth)
    if major == _MAP:
        return _read_map(data, offset, end, number, depth)
    raise CborError


def _need(buffer: "bytearray | memoryview", offset: int, count: int) -> None:
    if offset + count > len(buffer):
        raise CborFull


def write_head(buffer: "bytearray | memoryview", offset: int, major: int, number: int) -> int:
    """Write what stands before an item's content, e.g. BYTES and their count. Raises CborFull."""
    major <<= 5
    if number < 24:
        _need(buffer, offset, 1)
        buffer[offset] = major | number
        return offset + 1
    if number < 0x100:
        info, form = 24, ">BB"
    elif number < 0x10000:
        info, form = 25, ">BH"
    elif number < 0x100000000:
        info, form = 26, ">BI"
    elif number < 0x10000000000000000:
        info, form = 27, ">BQ"
    else:
        raise CborError
    end = offset + 1 + (1 << info - 24)
    _need(buffer, end, 0)
    struct.pack_into(form, buffer, offset, major | info, number)
    return end


def write_text(buffer: "bytearray | memoryview", offset: int, text: str, bytes_max: int) -> int:
    """Write `text`, or its beginning and an ellipsis if it has more than `bytes_max` of UTF-8."""
    raw = _utf8(text)
    if len(raw) > bytes_max:
        end = bytes_max - 3  # the ellipsis has three bytes
        while raw[end] & 0xC0 == 0x80:
            end -= 1
        raw = raw[:end] + b"\xe2\x80\xa6"
    return _write_string(buffer, offset, _TEXT, raw)


def _write_string(buffer: "bytearray | memoryview", offset: int, major: int, data: "Buffer") -> int:
    offset = write_head(buffer, offset, major, len(data))
    _need(buffer, offset, len(data))
    buffer[offset : offset + len(data)] = data
    return offset + len(data)


def _write_pairs(
    buffer: "bytearray | memoryview",
    offset: int,
    pairs: "list[tuple[object, object]] | tuple[tuple[object, object], ...]",
    depth: int,
) -> int:
    if depth == 0:
        raise CborError
    offset = write_head(buffer, offset, _MAP, len(pairs))
    for key, value in pairs:
        if not _is_key(key):
            raise CborError
        offset = encode_into(buffer, offset, key, depth - 1)
        offset = encode_into(buffer, offset, value, depth - 1)
    return offset


def _canonical(value: "dict[object, object]") -> "list[tuple[object, object]]":
    texts = 0
    for key in value:
        if not _is_key(key):
            raise CborError
        texts += isinstance(key, str)
    if texts == 0:
        return sorted(value.items(), key=_int_rank)
    if texts == len(value):
        return sorted(value.items(), key=_text_rank)
    raise CborError


def _int_rank(pair: tuple[object, object]) -> tuple[bool, int]:
    number = pair[0]
    if not isinstance(number, int):
        raise CborError
    return number < 0, abs(number)


def _text_rank(pair: tuple[object, object]) -> tuple[int, bytes]:
    raw = _utf8(str(pair[0]))
    return len(raw), raw


def _is_key(key: object) -> bool:
    return isinstance(key, (int, str)) and key is not True and key is not False


def _utf8(text: str) -> bytes:
    raw = b""
    try:
        raw = text.encode()
    except UnicodeError:  # a lone surrogate, on CPython only
        pass
    if text and not raw:
        raise CborError
    return raw


def _simple(first: int) -> bool | None:
    if first == _NULL:
        return None
    if first == _TRUE:
        return True
    if first == _FALSE:
        return False
    raise CborError


def _read_number(data: "Buffer", offset: int, end: int) -> tuple[int, int]:
    info = data[offset] & 31
    offset += 1
    if info < 24:
        return info, offset
    if info > 27:
        raise CborError
    width = 1 << (info - 24)
    if width > end - offset:
        raise CborError
    number = 0
    for position in range(offset, offset + width):
        number = number << 8 | data[position]
    return number, offset + width


def _read_array(
    data: "Buffer", offset: int, end: int, count: int | None, depth: int
) -> tuple[list[object], int]:
    items: list[object] = []
    while count is None or len(items) < count:
        if count is None and offset < end and data[offset] == _BREAK:
            return items, offset + 1
        item, offset = decode_next(data, offset, end, depth - 1)
        items.append(item)
    return items, offset


def _read_map(
    data: "Buffer", offset: int, end: int, count: int | None, depth: int
) -> tuple[dict[int | str, object], int]:
    pairs: dict[int | str, object] = {}
    while count is None or len(pairs) < count:
        if count is None and offset < end and data[offset] == _BREAK:
            return pairs, offset + 1
        key, offset = decode_next(data, offset, end, 0)  # 0: a container is no key
        if not isinstance(key, (int, str)) or not _is_key(key) or key in pairs:
            raise CborError
        pairs[key], offset = decode_next(data, offset, end, depth - 1)
    return pairs, offset


def _text(raw: bytes) -> str:
    """Return `raw` decoded. MicroPython's decoder lets surrogates and overlong forms through.

    Looked for in the bytes: a character taken out of a text is a name to MicroPython, for good.
    """
    text = ""
    try:
        text = str(raw, "utf-8")
    except UnicodeError:
        pass
    if raw and not text:
        raise CborError
    if len(text) < len(raw):
        for at in range(len(raw) - 1):
            first, second = raw[at], raw[at + 1]
            if (
                first in (0xC0, 0xC1)
                or first > 0xF4
                or (first == 0xE0 and second < 0xA0)
                or (first == 0xED and second >= 0xA0)
                or (first == 0xF0 and second < 0x90)
                or (first == 0xF4 and second >= 0x90)
            ):
                raise CborError
    return text
