# SPDX-License-Identifier: MIT
"""A toy agent that uses every part of the board contract, ordered about by lines of text.

Each line on the host line is a verb and its arguments; each answer is a line. Beside that it
passes bytes between terminal and register, reports the button and feeds the watchdog.
"""

import asyncio
import select
import sys
import time

import board

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from agent.contracts import Button, BytePort

print("toy agent on", board.name)


def _readable(port: "BytePort | Button") -> "Generator[None, None, None]":
    yield asyncio.core._io_queue.queue_read(port)


def _say(*words: object) -> None:
    line = (" ".join(str(word) for word in words) + "\n").encode()
    board.host_line.write(line, len(line))


async def _pass_on(source: "BytePort", target: "BytePort") -> None:
    buffer = bytearray(64)
    while True:
        await _readable(source)
        count = source.readinto(buffer, len(buffer))
        target.write(buffer, count)


async def _report_button() -> None:
    while True:
        await _readable(board.button)
        _say("button", board.button.pressed_ms())


async def _feed() -> None:
    while True:
        board.watchdog.feed()
        await asyncio.sleep_ms(4000)


class Orders:
    """The verbs: one method each, arguments as text."""

    def __init__(self, feeder: "asyncio.Task[None]") -> None:
        self._feeder = feeder

    async def echo(self, *words: str) -> None:
        _say(*words)

    async def state(self) -> None:
        _say(board.boot_reason(), board.unique_id.hex(), board.entropy(4).hex())

    async def sleep(self, duration_ms: str) -> None:
        start_ms = time.ticks_ms()
        await asyncio.sleep_ms(int(duration_ms))
        _say("slept", time.ticks_diff(time.ticks_ms(), start_ms))

    async def busy(self, duration_ms: str) -> None:
        time.sleep_ms(int(duration_ms))
        _say("lost", board.terminal_line.lost(), "waiting", board.terminal_line.any())

    async def impatient(self) -> None:
        try:
            await asyncio.wait_for(asyncio.Event().wait(), 2)
        except asyncio.TimeoutError:  # noqa: UP041 - no builtin on MicroPython
            _say("timeout", select.POLLIN)

    async def show(self, lamp: str, sound: str, *lines: str) -> None:
        board.lamp.show(int(lamp))
        board.buzzer.play(int(sound))
        board.panel.show(lines)

    async def flood(self, count: str) -> None:
        _say("took", board.terminal_line.write(bytes(int(count)), int(count)))

    async def baud(self, baud: str) -> None:
        board.set_baud(int(baud))
        board.terminal_line.write(b"fast", 4)

    async def clock(self, *wall_s: str) -> None:
        if wall_s:
            board.rtc.set(int(wall_s[0]))
        _say("rtc", None if board.rtc is None else board.rtc.read())

    async def program(self, offset: str, data: str) -> None:
        start_us = time.ticks_us()
        try:
            board.journal_region.program(int(offset), bytes.fromhex(data))
            _say("programmed", time.ticks_diff(time.ticks_us(), start_us))
        except OSError as error:
            _say("failed", error.errno)

    async def erase(self, sector: str) -> None:
        start_us = time.ticks_us()
        board.journal_region.erase(int(sector))
        _say("erased", time.ticks_diff(time.ticks_us(), start_us))

    async def read(self, offset: str, count: str) -> None:
        buffer = bytearray(int(count))
        board.journal_region.read(int(offset), buffer)
        _say(buffer.hex())

    async def reset(self) -> None:
        try:
            board.reset()
        finally:
            board.journal_region.program(0, b"\x00")  # a real reset never comes here

    async def starve(self) -> None:
        self._feeder.cancel()

    async def spin(self) -> None:
        while True:
            await asyncio.sleep_ms(0)

    async def crash(self) -> None:
        raise ValueError("as ordered")


async def _main() -> None:
    orders = Orders(asyncio.create_task(_feed()))
    # Spelled out: the image may call members by other names.
    by_word: dict[str, Any] = {
        "echo": orders.echo,
        "state": orders.state,
        "sleep": orders.sleep,
        "busy": orders.busy,
        "impatient": orders.impatient,
        "show": orders.show,
        "flood": orders.flood,
        "baud": orders.baud,
        "clock": orders.clock,
        "program": orders.program,
        "erase": orders.erase,
        "read": orders.read,
        "reset": orders.reset,
        "starve": orders.starve,
        "spin": orders.spin,
        "crash": orders.crash,
    }
    tasks = (
        asyncio.create_task(_pass_on(board.terminal_line, board.register_line)),
        asyncio.create_task(_pass_on(board.register_line, board.terminal_line)),
        asyncio.create_task(_report_button()),
    )
    _say("ready with", len(tasks), "tasks")
    line = b""
    byte = bytearray(1)
    while True:
        await _readable(board.host_line)
        while board.host_line.readinto(byte, 1):
            if byte != b"\n":
                line += byte
                continue
            words = line.decode().split(" ")
            line = b""
            await by_word[words[0]](*words[1:])


asyncio.run(_main())
sys.exit(0)
