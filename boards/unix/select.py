# SPDX-License-Identifier: MIT
"""Shadows the built-in `select`: a poll over objects that say themselves whether they are readable.

Everything is always writable; a port that is full takes less, which its `write` reports.
"""

from world_link import FOREVER, link

# The numbers of the built-in module.
POLLIN = 1
POLLOUT = 4
POLLERR = 8
POLLHUP = 16

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Readable(Protocol):
        """Anything that may be waited on."""

        def readable(self) -> bool:
            """Return whether a read would find something."""


class _Poll:
    """Objects in order of registration, so that two runs wake their tasks in one order."""

    def __init__(self) -> None:
        self._entries: "list[tuple[Readable, int]]" = []

    def register(self, thing: "Readable", mask: int = POLLIN | POLLOUT) -> None:
        """Watch `thing` for the events of `mask`."""
        self._entries.append((thing, mask))

    def modify(self, thing: "Readable", mask: int) -> None:
        """Watch `thing` for other events. Raises OSError if it is not watched."""
        self._entries[self._find(thing)] = (thing, mask)

    def unregister(self, thing: "Readable") -> None:
        """Watch `thing` no longer. Raises OSError if it is not watched."""
        self._entries.pop(self._find(thing))

    def poll(self, timeout_ms: int = -1) -> "list[tuple[Readable, int]]":
        """Return (thing, events) of whatever is ready within `timeout_ms` (-1: for ever)."""
        link.look()
        ready = self._ready()
        if ready or timeout_ms == 0:
            return ready
        # Wake at the beginning of a millisecond, as a tick counter would.
        deadline_us = FOREVER if timeout_ms < 0 else (link.now_us // 1000 + timeout_ms) * 1000
        while not ready and link.now_us < deadline_us:
            link.wait(deadline_us)
            ready = self._ready()
        return ready

    def ipoll(self, timeout_ms: int = -1) -> "list[tuple[Readable, int]]":
        """Return the same as `poll`: a list can be iterated too."""
        return self.poll(timeout_ms)

    def _ready(self) -> "list[tuple[Readable, int]]":
        ready = _NOTHING
        for thing, mask in self._entries:
            events = mask & POLLOUT
            if mask & POLLIN and thing.readable():
                events |= POLLIN
            if events:
                if ready is _NOTHING:
                    ready = []
                ready.append((thing, events))
        return ready

    def _find(self, thing: "Readable") -> int:
        for index in range(len(self._entries)):
            if self._entries[index][0] is thing:
                return index
        raise OSError(2)


_NOTHING: "list[tuple[Readable, int]]" = []  # shared, never filled: most polls find nothing


def poll() -> _Poll:
    """Return a new poll object."""
    return _Poll()
