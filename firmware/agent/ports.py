# SPDX-License-Identifier: MIT
"""Sleeping on a BytePort or an event, and writing all of something to a port.

Bytes are taken as `readable` and then what is there: a stream's readinto waits for a full buffer
or a gap, so a byte would wait for its whole burst (66 ms per 64 bytes at 9600 baud).
"""

import asyncio

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Generator

    from agent.contracts import Button, BytePort, Case

_RETRY_MS = 2


def _queue_read(port: "BytePort | Button | Case") -> "Generator[None, None, None]":
    # The loop's own poller, the one asyncio.StreamReader waits on; it has no public name.
    yield asyncio.core._io_queue.queue_read(port)  # type: ignore[attr-defined]


def readable(port: "BytePort | Button | Case") -> "Awaitable[None]":
    """Wait until `port` has something to read. On MicroPython a generator can be awaited."""
    return _queue_read(port)  # type: ignore[return-value]


async def wait(wake: asyncio.Event, for_ms: int) -> None:
    """Wait until `wake` is set, for at most `for_ms`."""
    try:
        await asyncio.wait_for_ms(wake.wait(), max(0, for_ms))
    except asyncio.TimeoutError:
        pass


async def write_all(port: "BytePort", data: "bytes | bytearray | memoryview", count: int) -> None:
    """Send the first `count` bytes of `data`, waiting as often as the port is full."""
    sent = port.write(data, count) or 0
    while sent < count:
        await asyncio.sleep_ms(_RETRY_MS)
        rest = memoryview(data)[sent:count]
        sent += port.write(rest, count - sent) or 0
