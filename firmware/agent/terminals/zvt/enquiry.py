# SPDX-License-Identifier: MIT
"""What a status enquiry (05 01) is answered with: the one body that is not BMP fields alone.

A status code, and in newer terminals TLV that may say more than the code: locks, the device state.
(Specification, the chapters on 05 01 and on TLV.)
"""

from agent import events
from agent.terminals.zvt import fields
from agent.terminals.zvt.messages import TlvWalk
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    Buffer = bytes | bytearray

_TLV_DEVICE = const(0xE4)
_TLV_DEVICE_STATE = const(0x1F43)
_TLV_LOCKS = const(0x1F55)
_TLV_CLOCK = const(0x34)
_TLV_DATE = const(0x1F0E)  # YYYYMMDD
_TLV_TIME = const(0x1F0F)  # HHMMSS
_CENTURY = const(20)
# What bars a terminal that calls itself ready, as the status byte would have said it; the first
# counts. (Bits of the tag's first byte, chapter 9; no capture of ours holds one.)
_LOCKS = (
    (0x08, 0xDF),  # out of order
    (0x40, 0x51),  # initialisation
    (0x80, 0xF0),  # reconciliation
    (0x20, 0xC2),  # diagnosis
    (0x04, 0xCC),  # printer
)
# Device states (1F43) that say more than a status code, and the status that stands for each.
_DEVICE_STATES = (
    events.STATUS_READY,
    events.STATUS_INITIALISE,
    events.STATUS_KEYLESS,
    events.STATUS_TAMPERED,
)


def status(buffer: "Buffer", start: int, end: int) -> int | None:
    """Return the status code in the completion of 05 01, None without one.

    A terminal that is ready, but for its device state (1F43) or a lock (1F55) that its TLV tells
    of, has the code that stands for it; that somebody tampered with it comes before any other.
    """
    at = _status_at(buffer, start, end)
    if at is None:
        return None
    device = _device_state(buffer, at + 1, end)
    if device == events.STATUS_TAMPERED:
        return device
    return buffer[at] or device or _lock(buffer, at + 1, end)


def told(buffer: "Buffer", start: int, end: int) -> "list[tuple[int, ...]]":
    """Return the events that the completion of 05 01 is: the terminal's time, then its status."""
    clock, code = told_clock(buffer, start, end), status(buffer, start, end)
    found: list[tuple[int, ...]] = [] if clock is None else [clock]
    return found if code is None else found + [(events.TERMINAL_STATUS, code)]


def told_clock(buffer: "Buffer", start: int, end: int) -> "tuple[int, int, int] | None":
    """Return the event TERMINAL_CLOCK in the completion of 05 01, None where it tells no time."""
    at = _status_at(buffer, start, end)
    found = None if at is None else fields.field(buffer, at + 1, end, fields.TLV_CONTAINER)
    clock = None if found is None else _object(buffer, found, _TLV_CLOCK)
    date = None if clock is None else _object(buffer, clock, _TLV_DATE)
    time = None if clock is None else _object(buffer, clock, _TLV_TIME)
    if date is None or time is None or date[1] - date[0] != 4 or time[1] - time[0] != 3:
        return None
    day = fields.number(buffer, date[0], date[1])
    second = fields.number(buffer, time[0], time[1])
    if day is None or second is None or day // 1000000 != _CENTURY:
        return None
    return events.TERMINAL_CLOCK, day % 1000000, second


def _object(buffer: "Buffer", within: "tuple[int, int]", tag: int) -> "tuple[int, int] | None":
    """Return (start, end) of the data of the first TLV object `tag` within such a pair, or None."""
    walk = TlvWalk(buffer, within[0], within[1])
    while walk.step():
        if walk.tag == tag:
            return walk.start, walk.end
    return None


def _status_at(buffer: "Buffer", start: int, end: int) -> int | None:
    """Return where the status code stands: this one body is positional.

    It is an LLLVAR software version if the first byte is F0..F9, then the code. A code of F0 or
    above stands alone or before TLV, so a version that does not fit the body is a code.
    """
    if start >= end:
        return None
    first = buffer[start]
    if end - start >= 4 and 0xF0 <= first <= 0xF9:
        length = 0
        for i in range(start, start + 3):
            digit = buffer[i] - 0xF0
            if not 0 <= digit <= 9:
                return start
            length = 10 * length + digit
        at = start + 3 + length
        return at if at < end else start
    return start


def _device_state(buffer: "Buffer", start: int, end: int) -> int:
    """Return the status that stands for the device state in the TLV container, if one is told."""
    container = fields.field(buffer, start, end, fields.TLV_CONTAINER)
    device = None if container is None else _object(buffer, container, _TLV_DEVICE)
    if device is None:
        return events.STATUS_READY
    state = fields.tlv_in(buffer, device[0], device[1], _TLV_DEVICE_STATE) or 0
    return _DEVICE_STATES[state] if state < len(_DEVICE_STATES) else events.STATUS_READY


def _lock(buffer: "Buffer", start: int, end: int) -> int:
    """Return the status that stands for the gravest lock told of, ready without one."""
    locks = fields.tlv_coded(buffer, start, end, _TLV_LOCKS) or 0
    for bit, code in _LOCKS:
        if locks & bit:
            return code
    return events.STATUS_READY
