# SPDX-License-Identifier: MIT
"""What a way to a board must offer: bytes out, bytes in, with a limit to waiting."""

from __future__ import annotations

from typing import Protocol


class Transport(Protocol):
    """An open line to a board. Methods raise errors.BoardGone when it breaks."""

    @property
    def name(self) -> str:
        """What people call this line, e.g. a device path."""

    def write(self, data: bytes) -> None:
        """Send all of `data`."""

    def read(self, timeout_s: float) -> bytes:
        """Return what has arrived; wait for the first byte, b"" after `timeout_s` seconds."""

    def close(self) -> None:
        """Give the line back. Closing twice does nothing."""
