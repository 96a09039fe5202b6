# SPDX-License-Identifier: MIT
"""A world whose board runs the toy agent, which does as it is told."""

from __future__ import annotations

from pathlib import Path

from posminder.simulator.host_pipe import HostPipe
from posminder.simulator.world import World

TOY = Path(__file__).parent / "toy"
EPOCH_S = 1_780_272_000  # 2026-06-01 00:00:00 UTC
SEED = 20260601


class ToyWorld(World):
    """A world whose board runs the toy agent."""

    def __init__(self, seed: int = SEED, **options: object) -> None:
        super().__init__(EPOCH_S, seed, **{"firmware": TOY, **options})  # type: ignore[arg-type] # handed on
        self.pipe = HostPipe(self)

    def answer(self, timeout_s: float = 5) -> str:
        """Return the next line the toy says, "" if it is silent for `timeout_s`."""
        line = b""
        while not line.endswith(b"\n"):
            data = self.pipe.read(timeout_s)
            if not data:
                break
            line += data
        return line.decode().rstrip()

    def order(self, text: str) -> str:
        """Give the toy an order and return its answer."""
        self.pipe.write(text.encode() + b"\n")
        return self.answer()

    def start_up(self) -> None:
        """Wait until the toy is there."""
        assert self.answer() == "ready with 3 tasks"
