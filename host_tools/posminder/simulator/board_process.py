# SPDX-License-Identifier: MIT
"""The board as a child process, and the messages of the hand-over (boards/unix/README.md).

One turn: the world says what time it is, what came in and how far the board may run unasked; the
board runs and says when it wants to wake and what it put out. Knows no lines and no lamps.
"""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Final, NamedTuple

from posminder.simulator import launcher
from posminder.simulator.errors import BoardCrashed
from posminder.simulator.romfs import BOARD, build_loader, in_sources

FOREVER_US: Final = 1 << 60
PAYLOAD_BYTES_MAX: Final = 512  # of one message to the board

_HEAD: Final = struct.Struct("<qqq")  # now, deadline (to the board: horizon), payload bytes
_ENTRY_HEAD: Final = struct.Struct("<BH")  # channel, bytes
_HANG_S: Final = 60  # real time; the busiest turn of a healthy board takes milliseconds
_EXIT_S: Final = 10
_LOG_TAIL_BYTES: Final = 4000


class Channel(IntEnum):
    """Who an entry of a message is from or for."""

    HOST = 0
    TERMINAL = 1
    REGISTER = 2
    LAMP = 3
    BUZZER = 4
    PANEL = 5
    BUTTON = 6
    RTC = 7
    BAUD = 8
    FLASH_FAULT = 9
    END = 10
    POWER_CUT = 11
    HEALTH = 12


class Turn(NamedTuple):
    """The board's side of one exchange; times in us since the board's start."""

    now_us: int
    deadline_us: int
    entries: list[tuple[Channel, bytes]]


def encode_entry(channel: Channel, data: bytes) -> bytes:
    """Return one entry of a message's payload."""
    return _ENTRY_HEAD.pack(channel, len(data)) + data


@dataclass(frozen=True, slots=True)
class Code:
    """What a board is made with, and the file its slots become once they are written."""

    factory: Path  # a bundle, in slot 0
    path: Path
    slot_bytes: int


def command(code: Code, heap_kib: int, launch: Path) -> list[str]:
    """Return what starts a board that has `code` and is told `launch`; a descriptor follows."""
    module = importlib.util.find_spec("micropython_run")
    package_folder = "" if module is None else str(Path(module.origin or "").parent)
    python = [sys.executable, "-I", "-S", launcher.__file__, package_folder]
    files = [str(build_loader()), str(code.factory), str(code.path), str(code.slot_bytes)]
    return [*python, *files, str(heap_kib), str(BOARD), str(launch)]


class BoardProcess:
    """One start of the board, from its first instruction until it ends or is killed."""

    def __init__(self, code: Code, heap_kib: int, launch: Sequence[object], log_path: Path) -> None:
        self._code = code
        self._log_path = log_path
        self._log_start = log_path.stat().st_size if log_path.exists() else 0
        self._greeted = False
        self._socket, theirs = socket.socketpair()
        # A kernel timeout: Python's own would cost a poll for every message.
        self._socket.setsockopt(
            socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", _HANG_S, 0)
        )
        launch_path = log_path.with_name("launch.json")
        launch_path.write_text(json.dumps([theirs.fileno(), *launch]))
        with log_path.open("ab") as log, theirs:
            self._child = subprocess.Popen(
                [*command(code, heap_kib, launch_path), str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(theirs.fileno(),),
            )

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._child.pid

    def turn(self, now_us: int, horizon_us: int, payload: bytes) -> Turn:
        """Let the board run at `now_us`. Raises BoardCrashed if it dies or hangs."""
        if not self._greeted:
            self._greeted = True
            self._receive()
        try:
            self._socket.sendall(_HEAD.pack(now_us, horizon_us, len(payload)) + payload)
        except (BrokenPipeError, ConnectionResetError):
            raise self.crash() from None
        return self._receive()

    def wait(self) -> int:
        """Return the exit status of a board that said it was ending."""
        self._socket.close()
        try:
            return self._child.wait(_EXIT_S)
        except subprocess.TimeoutExpired:
            raise self.crash("with a hang after its own reset") from None

    def kill(self) -> None:
        """Take the power away at once."""
        self._socket.close()
        if self._child.poll() is None:
            os.kill(self._child.pid, signal.SIGKILL)
        self._child.wait()

    def crash(self, how: str = "") -> BoardCrashed:
        """Return the error that says `how` the board ended, and what it printed last."""
        if not how:
            try:
                how = f"with status {self._child.wait(_EXIT_S)}"
            except subprocess.TimeoutExpired:
                how = "the conversation"
        self.kill()
        with self._log_path.open("rb") as log:
            end = log.seek(0, os.SEEK_END)
            log.seek(max(self._log_start, end - _LOG_TAIL_BYTES))
            tail = log.read().decode(errors="replace")
        return BoardCrashed(how, self._log_path, in_sources(self._code.factory, tail.strip()))

    def _receive(self) -> Turn:
        message = self._read_at_least(b"", _HEAD.size)
        now_us, deadline_us, length = _HEAD.unpack_from(message)
        message = self._read_at_least(message, _HEAD.size + length)
        entries = []
        start = _HEAD.size
        while start < len(message):
            channel, count = _ENTRY_HEAD.unpack_from(message, start)
            start += _ENTRY_HEAD.size
            entries.append((Channel(channel), message[start : start + count]))
            start += count
        return Turn(now_us, deadline_us, entries)

    def _read_at_least(self, message: bytes, count: int) -> bytes:
        while len(message) < count:
            try:
                more = self._socket.recv(65536)
            except BlockingIOError:
                raise self.crash(f"with a hang of {_HANG_S} s") from None
            except ConnectionResetError:
                more = b""
            if not more:
                raise self.crash()
            message += more
        return message
