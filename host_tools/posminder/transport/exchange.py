# SPDX-License-Identifier: MIT
"""One SMP request for one reply: sequence numbers, time limits, and the same frame once more.

A retry repeats the frame byte for byte, so that the board answers it from memory and nothing
happens twice. Late and unasked replies do not fit the sequence number and are skipped. Replies
are decoded with cbor2, not with the board's codec, so that two readers must agree.
"""

from __future__ import annotations

import io
import random
import time
from typing import Any, Final

import cbor2

from posminder.errors import NoAnswer, ProtocolError
from posminder.transport.base import Transport
from posminder_formats import smp

TIMEOUT_S: Final = 2.0
RETRIES: Final = 4

_REPLY_BYTES_MAX: Final = 4096
_SEQUENCES: Final = 256


class Exchange:
    """The host's end of the line. `retries` more times a frame is sent when no answer comes."""

    def __init__(
        self, transport: Transport, timeout_s: float = TIMEOUT_S, retries: int = RETRIES
    ) -> None:
        self.skipped = 0
        self._transport = transport
        self._timeout_s = timeout_s
        self._retries = retries
        self._assembler = smp.Assembler(_REPLY_BYTES_MAX)
        self._waiting = b""
        # Random, lest a program's first request look like a retry of the last one's.
        self._sequence = random.randrange(_SEQUENCES)

    def ask(
        self,
        operation: int,
        group: int,
        command: int,
        fields: dict[str, Any],
        timeout_s: float | None = None,
    ) -> dict[Any, Any]:
        """Send a request and return its reply's map. Raises NoAnswer, ProtocolError, BoardGone."""
        self._sequence = (self._sequence + 1) % _SEQUENCES
        payload = cbor2.dumps(fields, canonical=True)
        packet = bytearray(smp.HEAD + smp.HEADER_BYTES)
        first = smp.first_byte(smp.VERSION_2, operation)
        smp.pack_header(packet, first, len(payload), group, self._sequence, command)
        wire = smp.encode(bytes(packet[smp.HEAD :]) + payload)
        packet[smp.HEAD] = smp.first_byte(smp.VERSION_2, operation + 1)
        limit_s = self._timeout_s if timeout_s is None else timeout_s
        for _ in range(1 + self._retries):
            self._transport.write(wire)
            reply = self._await(packet, limit_s)
            if reply is not None:
                return _decode(reply)
        raise NoAnswer(self._transport.name, 1 + self._retries, limit_s)

    def pause(self, seconds: float) -> None:
        """Let time pass on the line; whatever comes unasked is dropped."""
        self._waiting = b""
        self._transport.read(seconds)

    def close(self) -> None:
        """Close the line."""
        self._transport.close()

    def _await(self, expected: bytearray, timeout_s: float) -> bytes | None:
        """Return the payload of the reply that has `expected`'s header, but for the length."""
        deadline = time.monotonic() + timeout_s
        while True:
            frame = self._next_frame()
            if frame is None:
                left_s = deadline - time.monotonic()
                self._waiting = self._transport.read(left_s) if left_s > 0 else b""
                if not self._waiting:
                    return None
            elif _answers(frame, expected):
                return frame[smp.HEAD + smp.HEADER_BYTES :]
            else:
                self.skipped += 1

    def _next_frame(self) -> bytes | None:
        """Return the next whole frame, with HEAD bytes before it, from what was received."""
        for index, byte in enumerate(self._waiting):
            length = self._assembler.feed(byte)
            if length:
                self._waiting = self._waiting[index + 1 :]
                return bytes(self._assembler.buffer[: smp.HEAD + length])
        self._waiting = b""
        return None


def _answers(frame: bytes, expected: bytearray) -> bool:
    payload_length = len(frame) - smp.HEAD - smp.HEADER_BYTES
    return (
        payload_length >= 0
        and smp.length_of(frame) == payload_length
        and frame[smp.HEAD] == expected[smp.HEAD]
        and smp.group_of(frame) == smp.group_of(expected)
        and smp.sequence_of(frame) == smp.sequence_of(expected)
        and smp.command_of(frame) == smp.command_of(expected)
    )


def _decode(payload: bytes) -> dict[Any, Any]:
    stream = io.BytesIO(payload)
    try:
        reply = cbor2.load(stream)
    except (cbor2.CBORDecodeError, ValueError) as error:
        raise ProtocolError(f"no CBOR ({error})") from error
    if not isinstance(reply, dict) or stream.read(1):
        raise ProtocolError("not one map")
    return reply
