# SPDX-License-Identifier: MIT
"""One line as a driver sees it: what comes from it, and what its port did not take."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.terminals.link import Counts, Sink

    Bytes = bytes | bytearray | memoryview


class Side:
    """`framer` reads what comes, as its protocol frames it; a pause over `gap_ms` breaks it off."""

    def __init__(self, sink: "Sink", framer: "Any", gap_ms: int) -> None:
        self.framer = framer
        self.last_ms = 0  # its last byte
        self._gap_ms = gap_ms
        self._sink = sink
        self._dropped = 0

    def send(self, data: "Bytes", count: int) -> None:
        """Hand bytes to the line. What its port cannot hold is counted: waiting is worse."""
        taken = self._sink(data, count) or 0
        if taken < count:
            self._dropped += count - taken

    def broke_off(self, now_ms: int) -> bool:
        """Note how long the line is silent; tell whether that broke a frame off."""
        return bool(self.framer.gap(now_ms - self.last_ms))

    def deadline_ms(self) -> int | None:
        """Return when the frame under way breaks off, or None if there is none."""
        return self.last_ms + self._gap_ms + 1 if self.framer.mid_frame else None

    def counts(self) -> "Counts":
        """Return the line's counters, by agent.terminals.link COUNT_*."""
        framer = self.framer
        read = (framer.good, framer.bad, framer.repeats, framer.lost, framer.oversize)
        return read + (self._dropped,)
