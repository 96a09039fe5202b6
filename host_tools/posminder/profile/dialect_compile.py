# SPDX-License-Identifier: MIT
"""From a dialect's settings to the bytes a board takes (posminder_formats.mis_dialect), and back to
the setting that is at fault where they cannot be had.

Each command of the board is written out here, whole: a board puts its running number in and sends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cbor2

from posminder.profile.findings import KeyPath
from posminder.profile.model_dialect import Dialect
from posminder_formats import mis_dialect as m

MEANINGS: Final = {
    "type": m.F_TYPE,
    "result": m.F_RESULT,
    "amount": m.F_AMOUNT,
    "total": m.F_TOTAL,
    "count": m.F_COUNT,
    "trace": m.F_TRACE,
    "receipt": m.F_RECEIPT,
    "auth": m.F_AUTH,
    "date": m.F_DATE,
    "time": m.F_TIME,
    "card": m.F_CARD,
    "card_name": m.F_CARD_NAME,
    "tid": m.F_TERMINAL,
    "echo": m.F_ECHO,
    "old_trace": m.F_OLD_TRACE,
    "batch": m.F_BATCH,
}
FUNCTIONS: Final = {
    "sign_in": m.FN_SIGN_IN,
    "sale": m.FN_SALE,
    "void": m.FN_VOID,
    "refund": m.FN_REFUND,
    "settle": m.FN_SETTLE,
    "query_last": m.FN_QUERY_LAST,
    "reprint": m.FN_REPRINT,
    "totals": m.FN_TOTALS,
    "status": m.FN_STATUS,
    "relay": m.FN_RELAY,
}
RESULTS: Final = {
    "approved": m.RES_APPROVED,
    "not_printed": m.RES_NOT_PRINTED,
    "sign_in_again": m.RES_SIGN_IN_AGAIN,
    "settle_first": m.RES_SETTLE_FIRST,
    "not_balanced": m.RES_NOT_BALANCED,
    "duplicate": m.RES_DUPLICATE,
    "no_paper": m.RES_NO_PAPER,
    "acquirer_silent": m.RES_ACQUIRER_SILENT,
    "busy": m.RES_BUSY,
    "no_right": m.RES_NO_RIGHT,
    "nothing": m.RES_NOTHING,
}
_FORMS: Final = {
    "digits": m.FORM_DIGITS,
    "bcd": m.FORM_BCD,
    "binary": m.FORM_BINARY,
    "text": m.FORM_TEXT,
    "day_first": m.FORM_DAY_FIRST,
}
_LENGTHS: Final = {"binary": m.LENGTH_BINARY, "bcd": m.LENGTH_BCD, "ber": m.LENGTH_BER}
_TEXTS: Final = ("type", "result", "auth", "card", "card_name", "tid", "echo")
_OWN: Final = ("sign_in", "settle", "query_last", "reprint", "totals", "status")
_PLACE: Final = re.compile(
    r"(?:header (?P<at>\d+)\+(?P<width>\d+)|(?P<tag>\w+?)(?:\+(?P<wide>\d+))?)(?: (?P<form>\w+))?"
)
_SENDS_MAX: Final = 3
_SOLD: Final = ("approved", "not_printed")
CAUSES: Final = {"not_signed_in": 1, "settlement_overdue": 2}
"""Why the gate is closed: bits of profile_fields' `gate`."""


class Unfit(ValueError):
    """A setting does not fit the others. `path` is where, below `dialect`."""

    def __init__(self, path: KeyPath, sentence: str) -> None:
        super().__init__(sentence)
        self.path = path
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field stands: at an offset of the header, or behind a tag."""

    at: int | None
    tag: bytes
    width: int
    form: int


def compile_dialect(dialect: Dialect) -> bytes:
    """Return the dialect's bytes. Raises Unfit with the first setting that does not fit."""
    body = dialect.body
    separator = m.NO_SEPARATOR if body.separator is None else int(body.separator, 16)
    frame = dialect.frame
    ack_ms = frame.ack_wait_ms if frame.acknowledge == "ack_nak" else 0
    rows = [
        2,
        dialect.name,
        [len(body.header), body.tag_bytes, body.length_bytes, _LENGTHS[body.length], separator],
        [frame.byte_gap_ms, ack_ms, frame.reply_wait_s * 1_000, _SENDS_MAX],
        [_field(dialect, name) for name in MEANINGS if getattr(dialect.fields, name)],
        [row for name in FUNCTIONS for row in _functions(dialect, name)],
        [_request(dialect, name) for name in _OWN if getattr(dialect.types, name)],
        [row for name in RESULTS for row in _results(dialect, name)],
        [int.from_bytes(_tag(dialect, tag, ("body", "containers"))) for tag in body.containers],
        _refusal(dialect),
        [row for name in CAUSES for row in _refusals_of_sale(dialect, name)],
    ]
    data = cbor2.dumps(rows)
    try:
        m.check(data)  # the board's own verdict, before it has to say it
    except m.DialectError as error:
        sentence = "does not fit a board: more codes, or longer ones, than it has room for"
        raise Unfit((), sentence) from error
    return data


def unfit(dialect: Dialect) -> Iterator[Unfit]:
    """Yield what does not fit, each by itself."""
    for name in MEANINGS:
        if getattr(dialect.fields, name):
            yield from _tried(lambda name=name: _field(dialect, name))
    for name in FUNCTIONS:
        yield from _tried(lambda name=name: _functions(dialect, name))
    for name in _OWN:
        if getattr(dialect.types, name):
            yield from _tried(lambda name=name: _request(dialect, name))
    yield from _tried(lambda: _refusal(dialect))
    for name in CAUSES:
        yield from _tried(lambda name=name: _refusals_of_sale(dialect, name))


def _tried(make: object) -> Iterator[Unfit]:
    try:
        make()  # type: ignore[operator]
    except Unfit as error:
        yield error


def place_of(dialect: Dialect, name: str) -> Place | None:
    """Return where field `name` stands, None if it is not told. Raises Unfit."""
    text = getattr(dialect.fields, name)
    match = None if text is None else _PLACE.fullmatch(text)
    if match is None:
        return None
    path: KeyPath = ("fields", name)
    default = "text" if name in _TEXTS else "digits"
    form = _FORMS[match["form"] or default]
    if form == m.FORM_DAY_FIRST and name != "date":
        raise Unfit(path, "day_first is a form of dates: take it out")
    if match["at"] is None:
        tag = _tag(dialect, match["tag"], path)
        if name == "echo" and match["wide"] is None:
            raise Unfit(path, f'needs its width, such as "{match["tag"]}+4"')
        return Place(None, tag, int(match["wide"] or 0), form)
    at, width = int(match["at"]), int(match["width"])
    if width == 0 or at + width > len(dialect.body.header):
        raise Unfit(path, f"lies outside the header, which has {len(dialect.body.header)} bytes")
    if name == "echo" and width > 12:
        raise Unfit(path, "is wider than 12 digits")
    return Place(at, b"", width, form)


def code_bytes(dialect: Dialect, name: str, code: str) -> tuple[bytes, bytes]:
    """Return a type's code in a command and in its reply. Raises Unfit."""
    place = place_of(dialect, "type")
    asked, _, answered = code.partition("/")
    both = []
    for each in (asked, answered or asked):
        if place is not None and place.form == m.FORM_BINARY:
            if not each.isdecimal() or int(each) > 255:
                raise Unfit(("types", name), f"must be 0..255, as fields.type is binary: {each}")
            both.append(bytes((int(each),)))
        else:
            both.append(each.encode("ascii"))
        if place is not None and place.at is not None and len(both[-1]) != place.width:
            raise Unfit(("types", name), f"must have {place.width} characters: {each}")
    return both[0], both[1]


def _field(dialect: Dialect, name: str) -> list[int]:
    place = place_of(dialect, name)
    assert place is not None
    if place.at is None:
        tag = int.from_bytes(place.tag)
        return [MEANINGS[name], m.PLACE_TAG, tag, place.width, place.form]
    return [MEANINGS[name], m.PLACE_HEADER, place.at, place.width, place.form]


def _functions(dialect: Dialect, name: str) -> list[list[object]]:
    codes = getattr(dialect.types, name)
    return [[FUNCTIONS[name], *code_bytes(dialect, name, code)] for code in codes]


def _results(dialect: Dialect, name: str) -> list[list[object]]:
    return [[code.encode("ascii"), RESULTS[name]] for code in getattr(dialect.results, name)]


def _request(dialect: Dialect, name: str) -> list[object]:
    code, _ = code_bytes(dialect, name, getattr(dialect.types, name)[0])
    adds = getattr(dialect.adds, name)
    body, echo_at, echo_width = _body(dialect, code, (("sends",), ("adds", name)), adds)
    return [FUNCTIONS[name], body, echo_at, echo_width]


def _refusal(dialect: Dialect) -> bytes:
    if not dialect.refuse_relay:
        return b""
    if not dialect.types.relay:
        raise Unfit(("refuse_relay",), "answers nothing: types.relay has no code")
    code, _ = code_bytes(dialect, "relay", dialect.types.relay[0])
    return _body(dialect, code, (("sends",), ("refuse_relay",)), dialect.refuse_relay)[0]


def _refusals_of_sale(dialect: Dialect, cause: str) -> list[list[object]]:
    """Return the reply to each code of a sale, with the result that refuses it."""
    result = getattr(dialect.refuse_sale, cause)
    if result is None:
        return []
    path: KeyPath = ("refuse_sale", cause)
    if any(result in getattr(dialect.results, name) for name in _SOLD):
        raise Unfit(path, f"says that it was sold: {result}")
    place = place_of(dialect, "result")
    data = result.encode("ascii")
    if place is not None and place.at is not None and len(data) != place.width:
        raise Unfit(path, f"must have {place.width} characters: {result}")
    rows: list[list[object]] = []
    for each in dialect.types.sale:
        asked, answered = code_bytes(dialect, "sale", each)
        body, echo_at, echo_width = _body(dialect, answered, (("sends",), path), (), data)
        rows.append([asked, CAUSES[cause], body, echo_at, echo_width])
    return rows


def _body(
    dialect: Dialect,
    code: bytes,
    paths: tuple[KeyPath, KeyPath],
    adds: tuple[str, ...],
    result: bytes | None = None,
) -> tuple[bytes, int, int]:
    """Return the body of a command, and where its echo stands in it: offset and width, or 0, 0."""
    header = bytearray(dialect.body.header.encode("ascii"))
    kind, echo = place_of(dialect, "type"), place_of(dialect, "echo")
    separator = bytes.fromhex(dialect.body.separator or "")
    fields = b""
    assert kind is not None
    if kind.at is not None:
        header[kind.at : kind.at + kind.width] = code
    for path, constants in zip(paths, (dialect.sends, adds), strict=True):
        for constant in constants:
            tag, _, value = constant.partition(" ")
            data = bytes.fromhex(value[4:]) if value.startswith("hex:") else value.encode("ascii")
            fields += _one(dialect, _tag(dialect, tag, path), data, path)
        if path == ("sends",) and kind.at is None:
            fields += _one(dialect, kind.tag, code, ("fields", "type"))
    told = None if result is None else place_of(dialect, "result")
    if told is not None and result is not None:
        if told.at is not None:
            header[told.at : told.at + told.width] = result
        else:
            fields += _one(dialect, told.tag, result, paths[1])
    start = len(header) + (len(separator) if header else 0)
    echo_at, echo_width = 0, 0
    if echo is not None and echo.at is not None:
        echo_at, echo_width = echo.at, echo.width
        header[echo_at : echo_at + echo_width] = b"0" * echo_width
    elif echo is not None:
        fields += _one(dialect, echo.tag, b"0" * echo.width, ("fields", "echo"))
        echo_at, echo_width = start + len(fields) - echo.width - len(separator), echo.width
    body = bytes(header) + (separator if header else b"") + fields
    if not 0 < len(body) <= m.BODY_BYTES_MAX:
        raise Unfit(paths[1], f"makes a command of {len(body)} bytes: 1..{m.BODY_BYTES_MAX}")
    return body, echo_at, echo_width


def _one(dialect: Dialect, tag: bytes, data: bytes, path: KeyPath) -> bytes:
    """Return one field as it goes on the line."""
    body = dialect.body
    count = len(data)
    try:
        if body.length == "ber":
            length = bytes((count,)) if count < 128 else bytes((0x81, count))
        elif body.length == "bcd":
            length = bytes.fromhex(f"{count:0{2 * body.length_bytes}}")
        else:
            length = count.to_bytes(body.length_bytes)
    except (OverflowError, ValueError) as error:
        raise Unfit(path, "holds a value that is too long for a length field") from error
    return tag + length + data + bytes.fromhex(body.separator or "")


def _tag(dialect: Dialect, text: str, path: KeyPath) -> bytes:
    body = dialect.body
    try:
        tag = bytes.fromhex(text) if body.tags == "hex" else text.encode("ascii")
    except ValueError:
        raise Unfit(path, f"is no hexadecimal tag: {text}") from None
    if len(tag) != body.tag_bytes:
        raise Unfit(
            path, f"{text} is a tag of {len(tag)} bytes; body.tag_bytes is {body.tag_bytes}"
        )
    return tag
