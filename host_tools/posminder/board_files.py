# SPDX-License-Identifier: MIT
"""Files of a board over an exchange: windowed, resumable at any byte, their SHA-256 checked.

Goes over to COBS before the first file, if the board and the line let it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any, Final

from posminder import errors
from posminder.replies import check, take
from posminder.transport.exchange import Ask, Exchange
from posminder_formats import commands

Progress = Callable[[int, int], None]
"""Called with the bytes moved so far and the bytes in all."""

Busy = Callable[[], None]
"""Called each time that the board says it cannot just now, before the next try."""

BUSY_WAIT_S: Final = 2.0
BUSY_RETRIES: Final = 300  # ten minutes: a customer who looks for his card

HASH_TIMEOUT_S: Final = 20.0  # a full journal is read once from end to end
_UPLOAD_OVERHEAD_BYTES: Final = 128  # header, keys, path and length around an upload's data
_STEPS_BACK_MAX: Final = 20  # that an upload may take without getting on


class Files:
    """The files that a board shows and takes. Raises FileNotFound, AccessDenied, RequestRefused."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def size(self, path: str) -> int:
        """Return the size of a file, bytes."""
        return take(self._ask(commands.FS_STATUS, path), "len", int)

    def digest(self, path: str, offset: int = 0, length: int | None = None) -> bytes:
        """Return the board's SHA-256 of a file or of a part of it."""
        fields: dict[str, Any] = {"type": "sha256", "off": offset}
        if length is not None:
            fields["len"] = length
        reply = self._ask(commands.FS_HASH, path, fields, timeout_s=HASH_TIMEOUT_S)
        return take(reply, "output", bytes)

    def download(
        self, path: str, progress: Progress | None, offset: int, received: bytearray
    ) -> bytes:
        """Fill `received` with a file from byte `offset` on; what it holds is not asked for again.

        The whole of it is checked, however often the line broke. Raises TransferCorrupt.
        """
        self._exchange.quicken()
        at = offset + len(received)
        size = self.size(path) if at else None
        while size is None or at < size:
            reply = self._ask(commands.FS_FILE, path, {"off": at})
            if size is None:
                size = take(reply, "len", int)
            step = self._add(reply, at, size, path, received)
            at += step
            _tell(progress, at, size)
            for following in self._exchange.ask_each(_pieces(path, at, size, step)):
                added = self._add(_checked(following, path), at, size, path, received)
                at += added
                _tell(progress, at, size)
                if added != step:
                    break  # the last one, or one of another size: the others do not join it
        del received[size - offset :]
        if received and self.digest(path, offset, len(received)) != sha256(received).digest():
            raise errors.TransferCorrupt(path)
        return bytes(received)

    def upload(
        self,
        path: str,
        data: bytes,
        progress: Progress | None,
        busy: Busy | None = None,
        resume: bool = False,
    ) -> None:
        """Hand `data` to the board, where it waits for a commit.

        `busy`: wait, and tell, while the board refuses pieces because it is at work. `resume`: go
        on where the board stands; whether what it has is of `data`, the commit says. Raises
        BoardAtWork.
        """
        self._exchange.quicken()
        told = self._exchange.ask(
            Ask(commands.OP_READ, commands.GROUP_OS, commands.OS_PARAMETERS, {})
        )
        step = take(told, "buf_size", int) - _UPLOAD_OVERHEAD_BYTES
        if step <= 0:
            raise errors.ProtocolError("its buffer is too small")
        done = self._uploaded(path, data) if resume else 0
        steps_back = waits = 0
        while done < len(data):
            # The first piece alone: the board refuses others before it.
            last = len(data) if done else step
            ends = iter(range(done + step, len(data) + step, step))
            for reply in self._exchange.ask_each(_parts(path, data, done, last, step)):
                if busy is not None and reply.get("rc") == commands.RC_BUSY:
                    waits += 1
                    if waits > BUSY_RETRIES:
                        raise errors.BoardAtWork
                    busy()
                    self._exchange.pause(BUSY_WAIT_S)
                    break
                wanted = take(_checked(reply, path), "off", int)
                lost = wanted < min(next(ends), len(data))  # a piece; this one came too early
                steps_back += lost
                if steps_back > _STEPS_BACK_MAX or not 0 <= wanted <= len(data):
                    raise errors.ProtocolError(f"it wants {path} from {wanted} after {done}")
                done = wanted if lost else max(done, wanted)
                _tell(progress, done, len(data))
                if lost:
                    break

    def _uploaded(self, path: str, data: bytes) -> int:
        """Return from which byte on the board wants a file, 0 if it has nothing of it."""
        # The last byte comes too early for it, so it says which one it wants.
        (last,) = _parts(path, data, len(data) - 1, len(data), 1)
        reply = self._exchange.ask(last)
        if "rc" in reply or "err" in reply:
            return 0
        wanted = take(reply, "off", int)
        return wanted if 0 <= wanted <= len(data) else 0

    def _add(
        self, reply: dict[Any, Any], at: int, size: int, path: str, received: bytearray
    ) -> int:
        """Add a piece to `received`; return its length."""
        piece = take(reply, "data", bytes)
        if take(reply, "off", int) != at or not (piece or at == size):
            raise errors.ProtocolError(f"no piece of {path} from {at}")
        received += piece
        return len(piece)

    def _ask(
        self,
        command: int,
        path: str,
        fields: dict[str, Any] | None = None,
        timeout_s: float | None = None,
    ) -> dict[Any, Any]:
        request = {"name": path, **(fields or {})}
        ask = Ask(commands.OP_READ, commands.GROUP_FS, command, request)
        return _checked(self._exchange.ask(ask, timeout_s), path, command)


def _tell(progress: Progress | None, done: int, size: int) -> None:
    if progress is not None:
        progress(done, size)


def _pieces(path: str, at: int, size: int, step: int) -> Iterator[Ask]:
    for offset in range(at, size, max(step, 1)):
        fields = {"name": path, "off": offset}
        yield Ask(commands.OP_READ, commands.GROUP_FS, commands.FS_FILE, fields)


def _parts(path: str, data: bytes, begin: int, end: int, step: int) -> Iterator[Ask]:
    for offset in range(begin, end, step):
        fields: dict[str, Any] = {"name": path, "off": offset, "data": data[offset : offset + step]}
        if offset == 0:
            fields["len"] = len(data)
        yield Ask(commands.OP_WRITE, commands.GROUP_FS, commands.FS_FILE, fields)


def _checked(reply: dict[Any, Any], path: str, command: int = commands.FS_FILE) -> dict[Any, Any]:
    if reply.get("err") == {"group": commands.GROUP_FS, "rc": commands.FS_RC_NOT_FOUND}:
        raise errors.FileNotFound(path)
    check(reply, commands.GROUP_FS, command)
    return reply
