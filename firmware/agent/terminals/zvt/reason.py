# SPDX-License-Identifier: MIT
"""Why a terminal did not carry an order out, where it says more than one byte (tags 1F16, 1F17).

It may say so with the abort (06 1E) or with the status information of what failed. Its words are
for people and for its maker: nothing is decided by them. (Specification, the chapter on TLV.)
"""

from agent import events
from agent.terminals.zvt import fields
from agent.terminals.zvt.messages import TlvWalk
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TLV_CODE = const(0x1F16)
_TLV_WORDS = const(0x1F17)
_CODE_BYTES_MAX = const(4)  # how long it may be no public source says


def told(
    buffer: "bytes | bytearray", start: int, end: int, about: int | None, code: int
) -> "tuple[Any, ...] | None":
    """Return the event TERMINAL_ERROR of the fields in buffer[start:end], None without a reason.

    `about` and `code` are the event's. A code longer than four bytes is not told. Words are cut and
    cleaned as every text of a terminal.
    """
    container = fields.field(buffer, start, end, fields.TLV_CONTAINER) if code else None
    extended = words = None
    if container is not None:
        walk = TlvWalk(buffer, container[0], container[1])
        while walk.step():
            if walk.tag == _TLV_CODE and 0 < walk.end - walk.start <= _CODE_BYTES_MAX:
                extended = int.from_bytes(bytes(buffer[walk.start : walk.end]), "big")
            elif walk.tag == _TLV_WORDS:
                words = fields.short_text(buffer, walk.start, walk.end) or None
    if extended is None and words is None:
        return None
    return events.TERMINAL_ERROR, about, code, extended, words
