# SPDX-License-Identifier: MIT
"""SMP requests for replies: sequence numbers, time limits, a window, and the same frame once more.

A retry repeats the frame byte for byte, so that the board answers it from memory and nothing
happens twice. Late and unasked replies do not fit the sequence number and are skipped. Replies
are decoded with cbor2, not with the board's codec, so that two readers must agree.
"""

from __future__ import annotations

import io
import random
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Final

import cbor2

from posminder.errors import AtPrompt, NoAnswer, ProtocolError
from posminder.transport.base import Transport
from posminder_formats import commands, smp

TIMEOUT_S: Final = 2.0
RETRIES: Final = 4
WINDOW: Final = 2
"""Requests under way at once: the line is never silent between two replies. More bring nothing."""

DAMAGED_MAX: Final = 20
"""Damaged replies to one request: at 1e-4 byte errors a quarter of the long ones are."""

PROMPT: Final = b">>> "

_REPLY_BYTES_MAX: Final = 4096
_SEQUENCES: Final = 256
_QUIET_S: Final = 0.15  # after damage: what comes of that reply has come
_PROMPT_QUIET_S: Final = 0.4  # after a prompt was told to restart
_PROMPT_READS_MAX: Final = 100
_COBS_TIMEOUT_S: Final = 1.0
_COBS_TRIES: Final = 2
_COBS_DAMAGED_MAX: Final = 8


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: a commands.OP_*, a group, a command, and its fields."""

    operation: int
    group: int
    command: int
    fields: dict[str, Any]


@dataclass(slots=True)
class _Sent:
    """A request under way. `expected` is its reply's header, but for the length."""

    frame: bytes
    expected: bytes
    reply: bytes | None = None
    silences: int = 0
    damaged: int = 0


class Exchange:
    """The host's end of the line. `retries` more times a frame is sent when no answer comes."""

    def __init__(self, transport: Transport, timeout_s: float, retries: int, cobs: bool) -> None:
        self.skipped = 0
        self._transport = transport
        self._timeout_s = timeout_s
        self._retries = retries
        self._assembler = smp.Assembler(_REPLY_BYTES_MAX)
        self._waiting = b""
        self._heard = b""  # the end of what came
        self._in_cobs = None if cobs else False  # None: not tried yet
        # Random, lest a program's first request look like a retry of the last one's.
        self._sequence = random.randrange(_SEQUENCES)

    @property
    def in_cobs(self) -> bool:
        """Whether requests go in COBS."""
        return bool(self._in_cobs)

    def ask(self, ask: Ask, timeout_s: float | None = None) -> dict[Any, Any]:
        """Send a request and return its reply's map. Raises as `ask_each`."""
        (reply,) = self.ask_each([ask], timeout_s)
        return reply

    def ask_each(
        self, asks: Iterable[Ask], timeout_s: float | None = None
    ) -> Iterator[dict[Any, Any]]:
        """Yield the reply's map of each request in turn, WINDOW of them under way at once.

        Raises NoAnswer, AtPrompt (a MicroPython prompt answers, not the agent), ProtocolError,
        BoardGone.
        """
        limit_s = self._timeout_s if timeout_s is None else timeout_s
        waiting: deque[_Sent] = deque()
        source = iter(asks)
        more = True
        while True:
            while more and len(waiting) < WINDOW:
                ask = next(source, None)
                more = ask is not None
                if ask is not None:
                    waiting.append(self._number(ask))
                    self._send(waiting[-1])
            if not waiting:
                return
            while waiting[0].reply is None:
                self._advance(waiting, limit_s)
            yield _decode(waiting.popleft().reply or b"")

    def quicken(self) -> None:
        """Go over to COBS if board and line carry it; asked once. Raises BoardGone."""
        if self._in_cobs is not None:
            return
        self._in_cobs = True
        sent = self._number(Ask(commands.OP_READ, commands.GROUP_OS, commands.OS_PARAMETERS, {}))
        for _ in range(_COBS_TRIES):
            self._send(sent)
            if self._take_reply([sent], _COBS_TIMEOUT_S) is not None:
                return  # in COBS, or _take_reply has seen that it was not
        self._in_cobs = False

    def pause(self, seconds: float) -> None:
        """Let time pass on the line; whatever comes unasked is dropped."""
        self._waiting = b""
        self._transport.read(seconds)

    def revive(self) -> None:
        """Make a prompt start the agent: end what is typed, leave raw mode, restart softly."""
        self._transport.write(b"\r\x03\x02\r\x04")
        for _ in range(_PROMPT_READS_MAX):
            if not self._transport.read(_PROMPT_QUIET_S):
                break
        self._waiting = self._heard = b""

    def close(self) -> None:
        """Close the line."""
        self._transport.close()

    def _number(self, ask: Ask) -> _Sent:
        self._sequence = (self._sequence + 1) % _SEQUENCES
        payload = cbor2.dumps(ask.fields, canonical=True)
        header = bytearray(smp.HEAD + smp.HEADER_BYTES)
        first = smp.first_byte(smp.VERSION_2, ask.operation)
        smp.pack_header(header, first, len(payload), ask.group, self._sequence, ask.command)
        frame = bytes(header[smp.HEAD :]) + payload
        header[smp.HEAD] = smp.first_byte(smp.VERSION_2, ask.operation + 1)
        return _Sent(frame, bytes(header))

    def _send(self, sent: _Sent) -> None:
        """Send a frame; at last as lines, which pass where COBS does not: XON, Ctrl-C."""
        tries_left = sent.silences < _COBS_TRIES and sent.damaged < _COBS_DAMAGED_MAX
        in_cobs = self.in_cobs and tries_left
        self._transport.write(smp.encode(sent.frame, in_cobs))

    def _advance(self, waiting: deque[_Sent], limit_s: float) -> None:
        """Wait for one more reply, and send again what has none by now."""
        damaged = self._assembler.broken
        answered = self._take_reply(waiting, limit_s)
        silent = answered is None and self._assembler.broken == damaged
        # The board answers in turn: what should have been answered before was lost.
        before = takewhile(lambda sent: sent is not answered, waiting)
        again = [sent for sent in before if sent.reply is None]
        for sent in again:
            sent.silences += silent
            sent.damaged += not silent
            if sent.silences > self._retries or sent.damaged > DAMAGED_MAX:
                raise NoAnswer(self._transport.name, 1 + self._retries, limit_s)
            if silent and self._heard.endswith(PROMPT):
                raise AtPrompt(self._transport.name)
            self._send(sent)

    def _take_reply(self, waiting: Iterable[_Sent], timeout_s: float) -> _Sent | None:
        """Return the next of `waiting` that has its reply. None: silence, or damage before it."""
        deadline = time.monotonic() + timeout_s
        damaged = self._assembler.broken
        while True:
            frame = self._next_frame()
            if frame is not None:
                for sent in waiting:
                    if sent.reply is None and _answers(frame, sent.expected):
                        sent.reply = frame[smp.HEAD + smp.HEADER_BYTES :]
                        self._in_cobs = self._in_cobs and self._assembler.in_cobs
                        return sent
                self.skipped += 1
                continue
            left_s = deadline - time.monotonic()
            if self._assembler.broken != damaged:
                left_s = min(left_s, _QUIET_S)
            self._waiting = self._transport.read(left_s) if left_s > 0 else b""
            if not self._waiting:
                return None
            self._heard = (self._heard + self._waiting)[-len(PROMPT) :]

    def _next_frame(self) -> bytes | None:
        """Return the next whole frame, with HEAD bytes before it, from what was received."""
        for index, byte in enumerate(self._waiting):
            length = self._assembler.feed(byte)
            if length:
                self._waiting = self._waiting[index + 1 :]
                return bytes(self._assembler.buffer[: smp.HEAD + length])
        self._waiting = b""
        return None


def _answers(frame: bytes, expected: bytes) -> bool:
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
