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
    if container is not None:
        walk = TlvWalk(buffer, container[0], container[1])
        while walk.step():
            if walk.tag == _TLV_DEVICE:
                state = fields.tlv_in(buffer, walk.start, walk.end, _TLV_DEVICE_STATE) or 0
                return _DEVICE_STATES[state] if state < len(_DEVICE_STATES) else 0
    return events.STATUS_READY


def _lock(buffer: "Buffer", start: int, end: int) -> int:
    """Return the status that stands for the gravest lock told of, ready without one."""
    locks = fields.tlv_coded(buffer, start, end, _TLV_LOCKS) or 0
    for bit, code in _LOCKS:
        if locks & bit:
            return code
    return events.STATUS_READY
