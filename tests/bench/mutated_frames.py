# SPDX-License-Identifier: MIT
"""100,000 mutated frames for each parser, on CPython and on MicroPython: `make soak`.

    python -m tests.bench.mutated_frames [--frames N] [--seed N]

A run is 100 frames at a new driver (tests/dual/mutated.py). Prints the seeds; what raised, what was
stuck, what lost a request's end, with how to play it again; and whether both Pythons saw the same.
Keeps it in build/mutated_frames.json.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import mutated

from posminder import output
from posminder.simulator.romfs import BUILD

_ROOT: Final = Path(__file__).resolve().parents[2]
_PATH: Final = os.pathsep.join([".frozen", str(_ROOT / "firmware"), str(_ROOT / "tests" / "dual")])
_ON_MICROPYTHON: Final = """
import gc, mutated
told = 0
most = 0
for seed in range({first}, {last}):
    told += mutated.play({protocol!r}, seed)
    if seed % 50 == 0:
        gc.collect()
        most = max(most, gc.mem_alloc())
print(told, most)
"""


def on_cpython(protocol: str, first: int, last: int) -> tuple[int, list[str]]:
    """Return how many events the runs of these seeds reported, and what went wrong in which."""
    told, failures = 0, []
    for seed in range(first, last):
        try:
            told += mutated.play(protocol, seed)
        except Exception as error:  # noqa: BLE001 - whatever leaves a driver is a finding
            failures.append(f"mutated.play({protocol!r}, {seed}): {type(error).__name__}: {error}")
    return told, failures


def on_micropython(protocol: str, first: int, last: int) -> tuple[int, int]:
    """Return how many events the same runs reported there, and the most bytes of heap in use.

    Raises CalledProcessError if one of them raised.
    """
    done = subprocess.run(
        [
            Path(sys.executable).with_name("micropython"),
            "-X",
            "heapsize=416k",
            "-c",
            _ON_MICROPYTHON.format(protocol=protocol, first=first, last=last),
        ],
        env={"MICROPYPATH": _PATH},
        capture_output=True,
        text=True,
        check=True,
    )
    told, most = done.stdout.split()
    return int(told), int(most)


def main() -> int:
    """Run from the command line; exit code 1 if anything went wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--frames", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    last = asked.seed + -(-asked.frames // mutated.FRAMES)
    output.say(f"seeds {asked.seed}..{last - 1}, {mutated.FRAMES} frames each")
    results, wrong = {}, False
    for protocol in mutated.PROTOCOLS:
        told, failures = on_cpython(protocol, asked.seed, last)
        told_there, most = (told, 0) if failures else on_micropython(protocol, asked.seed, last)
        if told_there != told:
            failures.append(f"{protocol}: {told} events on CPython, {told_there} on MicroPython")
        for failure in failures[:20]:
            output.say(f"  {failure}")
        output.say(f"{protocol}: {told} events, {len(failures)} failures, {most} bytes at most")
        results[protocol] = {"events": told, "failures": failures, "heap_bytes_max": most}
        wrong |= bool(failures)
    BUILD.mkdir(exist_ok=True)
    measured = {"seed": asked.seed, "frames": asked.frames, **results}
    (BUILD / "mutated_frames.json").write_text(json.dumps(measured, indent=1))
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
