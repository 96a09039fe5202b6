# SPDX-License-Identifier: MIT
"""A MIS dialect as a board takes it: how one acquirer's terminals speak, as rows.

    [2, name, [header bytes, tag bytes, length bytes, LENGTH_*, separator | NO_SEPARATOR],
     [pause within a frame ms, acknowledgement ms | 0: none, reply ms, sends],
     fields [F_*, PLACE_*, offset | tag, width, FORM_*],
     functions [FN_*, code of the command, code of its reply],
     requests [FN_*, body, offset of the echo, its width | 0: none],
     results [text, RES_*], container tags, answer to a relay request | empty,
     replies to a sale that is refused [code of its command, cause, body, offset of echo, width]]

Written by posminder.profile.dialect_compile from the dialect's YAML, read by agent.terminals.mis.
`check` is the same verdict on board and host: after it nothing in here can lead a reader astray.
"""

from posminder_formats import cbor
from posminder_formats._const import const

# Places in the whole
NAME = const(1)
BODY = const(2)
TIMES = const(3)
FIELDS = const(4)
FUNCTIONS = const(5)
REQUESTS = const(6)
RESULTS = const(7)
CONTAINERS = const(8)
REFUSAL = const(9)
SALE_REFUSALS = const(10)

LENGTH_BINARY = const(0)
LENGTH_BCD = const(1)
LENGTH_BER = const(2)
NO_SEPARATOR = const(256)

F_TYPE = const(1)
F_RESULT = const(2)
F_AMOUNT = const(3)
F_TOTAL = const(4)
F_COUNT = const(5)
F_TRACE = const(6)
F_RECEIPT = const(7)
F_AUTH = const(8)
F_DATE = const(9)
F_TIME = const(10)
F_CARD = const(11)
F_CARD_NAME = const(12)
F_TERMINAL = const(13)
F_ECHO = const(14)
F_OLD_TRACE = const(15)  # of the transaction that is taken back
F_BATCH = const(16)

PLACE_HEADER = const(0)
PLACE_TAG = const(1)

FORM_DIGITS = const(0)  # ASCII
FORM_BCD = const(1)
FORM_BINARY = const(2)
FORM_TEXT = const(3)
FORM_DAY_FIRST = const(4)  # a date of digits that begins with its day

FN_SIGN_IN = const(1)
FN_SALE = const(2)
FN_VOID = const(3)
FN_REFUND = const(4)
FN_SETTLE = const(5)
FN_QUERY_LAST = const(6)
FN_REPRINT = const(7)
FN_TOTALS = const(8)
FN_STATUS = const(9)
FN_RELAY = const(10)  # the terminal asks its register to pass its acquirer's traffic on

RES_APPROVED = const(0)
RES_NOT_PRINTED = const(1)  # approved, and the receipt is not printed
RES_SIGN_IN_AGAIN = const(2)
RES_SETTLE_FIRST = const(3)
RES_NOT_BALANCED = const(4)  # settled, and the acquirer's totals are others
RES_DUPLICATE = const(5)  # the acquirer has had this one already
RES_NO_PAPER = const(6)
RES_ACQUIRER_SILENT = const(7)
RES_BUSY = const(8)
RES_NO_RIGHT = const(9)
RES_NOTHING = const(10)  # there is nothing to settle, or no payment to tell of

BODY_BYTES_MAX = const(128)  # of a request of ours
CODE_BYTES_MAX = const(8)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_CODE = ("bytes", 1, CODE_BYTES_MAX)
_MS = ("int", 1, 600_000)
_FUNCTION = ("int", FN_SIGN_IN, FN_RELAY)
_SPEC = (
    "list",
    ("int", 2, 2),
    ("text", 1, 32),
    (
        "list",
        ("int", 0, 64),
        ("int", 1, 2),
        ("int", 1, 3),
        ("int", LENGTH_BINARY, LENGTH_BER),
        ("int", 0, NO_SEPARATOR),
    ),
    ("list", _MS, ("int", 0, 60_000), _MS, ("int", 1, 5)),
    (
        "rows",
        1,
        16,
        (
            "list",
            ("int", F_TYPE, F_BATCH),
            ("int", PLACE_HEADER, PLACE_TAG),
            ("int", 0, 0xFFFF),
            ("int", 0, 64),
            ("int", FORM_DIGITS, FORM_DAY_FIRST),
        ),
    ),
    ("rows", 1, 32, ("list", _FUNCTION, _CODE, _CODE)),
    (
        "rows",
        1,
        10,
        (
            "list",
            _FUNCTION,
            ("bytes", 1, BODY_BYTES_MAX),
            ("int", 0, BODY_BYTES_MAX),
            ("int", 0, 12),
        ),
    ),
    ("rows", 1, 64, ("list", _CODE, ("int", RES_APPROVED, RES_NOTHING))),
    ("rows", 0, 4, ("int", 0, 0xFFFF)),
    ("bytes", 0, BODY_BYTES_MAX),
    (
        "rows",
        0,
        16,
        (
            "list",
            _CODE,
            ("int", 1, 2),
            ("bytes", 1, BODY_BYTES_MAX),
            ("int", 0, BODY_BYTES_MAX),
            ("int", 0, 12),
        ),
    ),
)


class DialectError(ValueError):
    """Bytes that are no dialect of this version."""


def check(data: "bytes | bytearray") -> "list[Any]":
    """Return the dialect in `data`. Raises DialectError."""
    dialect = None
    try:
        dialect = cbor.decode(data)
    except cbor.CborError:
        pass
    if not _fits(_SPEC, dialect) or not _points_inside(dialect):
        raise DialectError
    return dialect  # type: ignore[return-value]


def _fits(spec: "Any", value: "Any") -> bool:
    """Tell whether `value` has the shape that `spec` says: a kind, and what the kind needs."""
    kind = spec[0]
    if kind == "int":
        plain = isinstance(value, int) and value is not True and value is not False
        return plain and spec[1] <= value <= spec[2]
    if kind == "text":
        return isinstance(value, str) and spec[1] <= len(value.encode()) <= spec[2]
    if kind == "bytes":
        return isinstance(value, bytes) and spec[1] <= len(value) <= spec[2]
    if not isinstance(value, list):
        return False
    if kind == "rows":
        return spec[1] <= len(value) <= spec[2] and all(_fits(spec[3], row) for row in value)
    return len(value) == len(spec) - 1 and all(
        _fits(spec[at + 1], value[at]) for at in range(len(value))
    )


def _points_inside(dialect: "Any") -> bool:
    """Tell whether every offset lies in what it is an offset of."""
    header_bytes = dialect[BODY][0]
    for _meaning, place, at, width, _form in dialect[FIELDS]:
        if place == PLACE_HEADER and not 0 < width <= header_bytes - at:
            return False
    if any(at + width > len(body) for _code, _cause, body, at, width in dialect[SALE_REFUSALS]):
        return False
    return all(at + width <= len(body) for _function, body, at, width in dialect[REQUESTS])
