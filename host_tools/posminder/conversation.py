# SPDX-License-Identifier: MIT
"""How a board is asked: replies looked at, a dialog with the terminal waited for, a press too.

Knows no command but those that ask for it; session.Session has them.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from types import TracebackType
from typing import Any, Final, Self

from posminder import errors
from posminder.board_files import BUSY_RETRIES, BUSY_WAIT_S, Busy, Files
from posminder.replies import check, take
from posminder.ticket import Ticket
from posminder.transport.base import Transport
from posminder.transport.exchange import RETRIES, TIMEOUT_S, Ask, Exchange
from posminder_formats import commands, people

Waiting = Callable[[int, int], None]
"""Called once if somebody at the board must press first: what for, and for how many seconds."""

WAITS_MAX: Final = 300  # whatever a board says
_SHORT_RETRIES: Final = 15  # half a minute: a question of ours to the terminal


class Conversation:
    """Talks over `transport` and closes it at the end. Use as a context manager.

    `timeout_s` is waited for each answer; a request is sent again up to `retries` times. `cobs`:
    whether to go over to the fast wire with the first file, if board and line carry it.
    """

    def __init__(
        self,
        transport: Transport,
        timeout_s: float = TIMEOUT_S,
        retries: int = RETRIES,
        cobs: bool = True,
    ) -> None:
        self._exchange = Exchange(transport, timeout_s, retries, cobs)
        self._files = Files(self._exchange)
        self._ticket: Ticket | None = None  # that the lease was taken with

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def in_cobs(self) -> bool:
        """Whether board and line have taken to the fast wire: known with the first file."""
        return self._exchange.in_cobs

    def revive(self) -> None:
        """Start the agent of a board that stands at its prompt (errors.AtPrompt).

        Sends CR, Ctrl-C, Ctrl-B, CR, Ctrl-D: what is typed there is lost. Not tried on a board.
        """
        self._exchange.revive()

    def close(self) -> None:
        """Close the line. A lease goes on: it is the board's, not the line's."""
        self._exchange.close()

    def _pressed(
        self, ask: Callable[[], dict[Any, Any]], waiting: Waiting | None
    ) -> dict[Any, Any]:
        """Ask until the board need not wait for a press any more. Raises NobodyPressed."""
        reply = ask()
        if "waits" not in reply:
            return reply
        what, left_s = take(reply, "waits", int), take(reply, "wait_s", int)
        if waiting is not None:
            waiting(what, left_s)
        for _ in range(WAITS_MAX):
            if left_s <= 1:
                break  # asked once more, it would begin anew
            self._exchange.pause(1.0)
            reply = ask()
            if "waits" not in reply:
                return reply
            left_s = take(reply, "wait_s", int)
        raise errors.NobodyPressed

    def _hidden(self, key: bytes, message: bytes) -> bytes:
        """Return a key as it goes over the cable, masked by the ticket of this session's lease."""
        if self._ticket is None:
            raise errors.AccessDenied("login: posminder unlock")
        return people.masked(key, hmac.digest(self._ticket.secret, message, "sha256"))

    def _patiently(
        self, command: int, fields: dict[str, Any], busy: Busy | None = None
    ) -> dict[Any, Any]:
        """Ask until no dialog with the terminal is in the way, for half a minute at most.

        With `busy`, which is told each time, for ten minutes.
        """
        group = commands.GROUP_POSMINDER
        reply = self._raw(commands.OP_WRITE, group, command, fields)
        for _ in range(_SHORT_RETRIES if busy is None else BUSY_RETRIES):
            if reply.get("rc") != commands.RC_BUSY:
                break
            if busy is not None:
                busy()
            self._exchange.pause(BUSY_WAIT_S)
            reply = self._raw(commands.OP_WRITE, group, command, fields)
        return reply

    def pause(self, seconds: float) -> None:
        """Let time pass on the line."""
        self._exchange.pause(seconds)

    def _read(self, group: int, command: int, **fields: Any) -> dict[Any, Any]:
        reply = self._raw(commands.OP_READ, group, command, fields)
        check(reply, group, command)
        return reply

    def _write(self, group: int, command: int, **fields: Any) -> dict[Any, Any]:
        reply = self._raw(commands.OP_WRITE, group, command, fields)
        check(reply, group, command)
        return reply

    def _raw(
        self,
        operation: int,
        group: int,
        command: int,
        fields: dict[str, Any],
        timeout_s: float | None = None,
    ) -> dict[Any, Any]:
        return self._exchange.ask(Ask(operation, group, command, fields), timeout_s)
