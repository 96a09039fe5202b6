# SPDX-License-Identifier: MIT
"""ZVT messages as bytes: APDU, fields (BMP), TLV objects, BCD numbers, print lines.

Written from the specification alone (PA00P015) so that the agent's codec
meets a stranger here. Knows no dialogue and no line. Whatever it cannot read raises ZvtError;
nothing else ever comes out of a parser.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from posminder.simulator import zvt_codes as codes

APDU_DATA_MAX: Final = 0xFFFF
_LONG_LENGTH: Final = 0xFF
_TLV_DEPTH_MAX: Final = 8
_ZVT_TEXT: Final = "cp437"


class ZvtError(Exception):
    """The bytes are no ZVT message. The text says where they stop being one."""


@dataclass(frozen=True, slots=True)
class Apdu:
    """One message: class and instruction byte as one number, and the data behind the length."""

    command: int
    data: bytes = b""

    def encode(self) -> bytes:
        """Return the bytes of the message. Raises ValueError above 65535 bytes of data."""
        length = len(self.data)
        if length > APDU_DATA_MAX:
            raise ValueError(f"{length} bytes in one APDU")
        head = self.command.to_bytes(2, "big")
        if length < _LONG_LENGTH:
            return head + bytes((length,)) + self.data
        return head + bytes((_LONG_LENGTH,)) + length.to_bytes(2, "little") + self.data

    @classmethod
    def decode(cls, message: bytes) -> Apdu:
        """Read one whole message. Raises ZvtError unless its length is exactly as it says."""
        reader = _Reader(message)
        command = int.from_bytes(reader.take(2, "command"), "big")
        length = reader.take(1, "length")[0]
        if length == _LONG_LENGTH:
            length = int.from_bytes(reader.take(2, "long length"), "little")
        data = reader.take(length, "data")
        if reader.left:
            raise ZvtError(f"{reader.left} bytes behind the message")
        return cls(command, data)

    @property
    def is_answer(self) -> bool:
        """True for 80 xx and 84 xx, which answer a command and are never answered."""
        return self.command >> 8 in (0x80, 0x84)

    @property
    def is_positive(self) -> bool:
        """True for 80 xx, and for 84 00 which the specification counts as taken."""
        return self.command >> 8 == 0x80 or self.command == codes.NEGATIVE


def refusal(code: int) -> Apdu:
    """Return 84 xx 00 with the error code in the instruction byte."""
    return Apdu(codes.NEGATIVE | code)


class _Reader:
    """Takes pieces off the front of a message and says what was cut short."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def left(self) -> int:
        """How many bytes are left."""
        return len(self._data) - self._at

    def take(self, count: int, what: str) -> bytes:
        """Return the next `count` bytes. Raises ZvtError, naming `what`, if there are fewer."""
        if count > self.left:
            raise ZvtError(f"{what}: {self.left} bytes left of {count}")
        self._at += count
        return self._data[self._at - count : self._at]

    def rest(self) -> bytes:
        """Return all that is left."""
        return self.take(self.left, "rest")

    def back(self, count: int) -> None:
        """Untake the last `count` bytes."""
        self._at -= count


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a message in the order they came, values raw.

    `rest` begins with the first field number nobody knows: fields do not describe their own
    length, so behind it everything would be guessed.
    """

    items: tuple[tuple[int, bytes], ...]
    rest: bytes = b""

    def get(self, number: int) -> bytes | None:
        """Return the raw value of the first field `number`, None if it is absent."""
        return next((value for found, value in self.items if found == number), None)

    def number(self, number: int) -> int | None:
        """Return a BCD field as an integer, None if it is absent. Raises ZvtError."""
        value = self.get(number)
        return None if value is None else decode_bcd(value)

    def byte(self, number: int) -> int | None:
        """Return a one-byte field, None if it is absent."""
        value = self.get(number)
        return None if value is None else value[0]


def decode_fields(data: bytes) -> Fields:
    """Split `data` into fields. Raises ZvtError where a known field is cut short."""
    reader = _Reader(data)
    items = []
    while reader.left:
        number = reader.take(1, "field")[0]
        if number == codes.TLV_CONTAINER:
            length = _take_ber_length(reader)
        elif number in codes.LENGTH_DIGITS:
            length = _take_length_digits(reader, codes.LENGTH_DIGITS[number])
        elif number in codes.FIXED_LENGTHS:
            length = codes.FIXED_LENGTHS[number]
        else:
            reader.back(1)
            break
        items.append((number, reader.take(length, f"field {number:02X}")))
    return Fields(tuple(items), reader.rest())


def encode_fields(items: Iterable[tuple[int, bytes]]) -> bytes:
    """Return the fields behind one another. Raises ValueError if a value does not fit its field."""
    out = bytearray()
    for number, value in items:
        out.append(number)
        if number == codes.TLV_CONTAINER:
            out += _ber_length(len(value))
        elif number in codes.LENGTH_DIGITS:
            out += encode_length_digits(len(value), codes.LENGTH_DIGITS[number])
        elif codes.FIXED_LENGTHS[number] != len(value):
            raise ValueError(f"{len(value)} bytes in field {number:02X}")
        out += value
    return bytes(out)


def encode_length_digits(length: int, digits: int) -> bytes:
    """Return an LLVAR or LLLVAR length: one decimal digit a byte, high half F."""
    text = f"{length:0{digits}d}"
    if len(text) > digits:
        raise ValueError(f"length {length} in {digits} digits")
    return bytes(0xF0 | int(digit) for digit in text)


def decode_version(data: bytes) -> tuple[bytes, bytes]:
    """Split the positional body of a status enquiry's completion into version and the rest.

    The version is there only if the first byte is Fx. Raises ZvtError.
    """
    if not data or data[0] >> 4 != 0xF:
        return b"", data
    reader = _Reader(data)
    version = reader.take(_take_length_digits(reader, 3), "version")
    return version, reader.rest()


def _take_length_digits(reader: _Reader, digits: int) -> int:
    length = 0
    for byte in reader.take(digits, "length digits"):
        if byte >> 4 != 0xF or byte & 0xF > 9:
            raise ZvtError(f"length digit {byte:02X}")
        length = length * 10 + (byte & 0xF)
    return length


@dataclass(frozen=True, slots=True)
class Tlv:
    """One TLV object: a value of bytes, or the objects inside a constructed one (tag bit 6)."""

    tag: int
    value: bytes | tuple[Tlv, ...]

    def encode(self) -> bytes:
        """Return tag, length and value."""
        inside = self.value if isinstance(self.value, bytes) else encode_tlv(self.value)
        tag = self.tag.to_bytes((self.tag.bit_length() + 7) // 8 or 1, "big")
        return tag + _ber_length(len(inside)) + inside


def encode_tlv(objects: Iterable[Tlv]) -> bytes:
    """Return the contents of a TLV container, without its 06 and its length."""
    return b"".join(item.encode() for item in objects)


def decode_tlv(data: bytes, depth: int = 0) -> tuple[Tlv, ...]:
    """Read the contents of a TLV container. Raises ZvtError."""
    if depth == _TLV_DEPTH_MAX:
        raise ZvtError("TLV objects nested too deep")
    reader = _Reader(data)
    objects = []
    while reader.left:
        tag = _take_tag(reader)
        value = reader.take(_take_ber_length(reader), "TLV value")
        constructed = tag[0] & 0x20
        number = int.from_bytes(tag, "big")
        objects.append(Tlv(number, decode_tlv(value, depth + 1) if constructed else value))
    return tuple(objects)


def offers_command(container: bytes | None, command: int) -> bool:
    """Tell whether a registration's container lists `command` (tag 26). Raises ZvtError."""
    wanted = Tlv(codes.TAG_COMMAND, command.to_bytes(2, "big"))
    lists = (item.value for item in decode_tlv(container or b"") if item.tag == codes.TAG_COMMANDS)
    return any(isinstance(each, tuple) and wanted in each for each in lists)


def find_tlv(data: bytes | None, tag: int) -> bytes | None:
    """Return the value of the first plain object `tag` in a container. Raises ZvtError."""
    for item in decode_tlv(data or b""):
        if item.tag == tag and isinstance(item.value, bytes):
            return item.value
    return None


def _take_tag(reader: _Reader) -> bytes:
    tag = reader.take(1, "tag")
    if tag[0] & 0x1F == 0x1F:
        tag += reader.take(1, "tag")
        while tag[-1] & 0x80:
            tag += reader.take(1, "tag")
    return tag


def _take_ber_length(reader: _Reader) -> int:
    first = reader.take(1, "TLV length")[0]
    if first < 0x80:
        return first
    if first not in (0x81, 0x82):
        raise ZvtError(f"TLV length {first:02X}")
    return int.from_bytes(reader.take(first - 0x80, "TLV length"), "big")


def _ber_length(length: int) -> bytes:
    if length < 0x80:
        return bytes((length,))
    if length <= 0xFF:
        return bytes((0x81, length))
    return b"\x82" + length.to_bytes(2, "big")


def encode_bcd(value: int, size: int) -> bytes:
    """Return `value` as `size` bytes of two decimal digits each. Raises ValueError."""
    text = f"{value:0{2 * size}d}"
    if value < 0 or len(text) > 2 * size:
        raise ValueError(f"{value} in {size} BCD bytes")
    return bytes.fromhex(text)


def decode_bcd(data: bytes) -> int:
    """Return the decimal number in `data`. Raises ZvtError at a half-byte above 9."""
    text = data.hex()
    if not text.isdecimal():
        raise ZvtError(f"not decimal: {text}")
    return int(text)


def encode_card_digits(digits: str) -> bytes:
    """Pack a card number: E is a masked digit, D the track separator, an odd one gets an F."""
    return bytes.fromhex(digits if len(digits) % 2 == 0 else digits + "F")


def encode_print_line(attribute: int, text: str = "") -> Apdu:
    """Return one line to print; 1xxxxxxx ends a receipt. Raises ValueError outside CP437."""
    return Apdu(codes.PRINT_LINE, bytes((attribute,)) + text.encode(_ZVT_TEXT))


def decode_print_line(data: bytes) -> tuple[int, str]:
    """Return attribute and text of a print line. Raises ZvtError when it is empty.

    Card complete's terminals put a TLV container behind the text; 06 cannot be text.
    """
    if not data:
        raise ZvtError("print line without attribute")
    text, _, _ = data[1:].partition(bytes((codes.TLV_CONTAINER,)))
    return data[0], text.decode(_ZVT_TEXT)


def encode_text_block(receipt_type: int, lines: Sequence[str], attribute: int | None) -> Apdu:
    """Return some lines to print; `attribute` stands behind them, 1xxxxxxx after a slip's last.

    Raises ValueError outside CP437.
    """
    texts = [Tlv(codes.TAG_TEXT, line.encode(_ZVT_TEXT)) for line in lines]
    if attribute is not None:
        texts.append(Tlv(codes.TAG_ATTRIBUTE, bytes((attribute,))))
    objects = (
        Tlv(codes.TAG_RECEIPT_TYPE, bytes((receipt_type,))),
        Tlv(codes.TAG_TEXT_LINES, tuple(texts)),
    )
    data = encode_fields([(codes.TLV_CONTAINER, encode_tlv(objects))])
    return Apdu(codes.PRINT_BLOCK, data)


def decode_text_block(data: bytes) -> tuple[list[str], int]:
    """Return the lines of a text block and the last attribute in it, 0 without one.

    Raises ZvtError when there is no container.
    """
    container = decode_fields(data).get(codes.TLV_CONTAINER)
    if container is None:
        raise ZvtError("text block without container")
    lines, attribute = [], 0
    for block in decode_tlv(container):
        inside = block.value if isinstance(block.value, tuple) else ()
        for item in inside if block.tag == codes.TAG_TEXT_LINES else ():
            if not isinstance(item.value, bytes):
                continue
            if item.tag == codes.TAG_TEXT:
                lines.append(item.value.decode(_ZVT_TEXT))
            elif item.tag == codes.TAG_ATTRIBUTE and item.value:
                attribute = item.value[0]
    return lines, attribute


def ends_slip(attribute: int) -> bool:
    """Tell whether a line's attribute is a slip's last: 1xxxxxxx, but neither 80 nor FF."""
    return bool(attribute & 0x80) and attribute not in (0x80, 0xFF)
