# SPDX-License-Identifier: MIT
"""The host line's task: moves bytes between a port and the server, and never blocks the loop."""

import asyncio

from agent.limits import RECEIVE_CHUNK
from agent.ports import readable, write_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.contracts import BytePort
    from agent.host_line.server import Server


async def serve(port: "BytePort", server: "Server") -> None:
    """Serve `port` for ever."""
    chunk = bytearray(RECEIVE_CHUNK)
    while True:
        await _wait(port, server)
        count = port.readinto(chunk, RECEIVE_CHUNK) or 0
        server.heard()
        for index in range(count):
            if server.feed(chunk[index]):
                await _answer(port, server)


async def _wait(port: "BytePort", server: "Server") -> None:
    """Wait for bytes; meanwhile end a lease whose time is over, so that it is journaled then."""
    left_ms = server.lease_left_ms()
    if left_ms is None:
        await readable(port)
        return
    try:
        await asyncio.wait_for_ms(readable(port), left_ms)
    except asyncio.TimeoutError:
        server.expire_lease()


async def _answer(port: "BytePort", server: "Server") -> None:
    while server.work():
        await asyncio.sleep_ms(0)
    for piece in server.wire():
        await write_all(port, piece, len(piece))
