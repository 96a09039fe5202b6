# SPDX-License-Identifier: MIT
"""Mutated frames: 100,000 for each driver, 1,000,000 for the host line: `make soak`.

    python -m tests.bench.mutated_frames [--frames N] [--requests N] [--seed N]

Each on CPython and on MicroPython. A run is 100 frames at a new driver (tests/dual/mutated.py) or a
new server of the host line (tests/dual/mutated_requests.py). Prints the seeds; what raised, what
was stuck, what lost a request's end, with how to play it again; and whether both Pythons saw the
same. Keeps it in build/mutated_frames.json.
"""

from __future__ import annotations

import argparse
import importlib
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
_PATH: Final = os.pathsep.join(
    [
        ".frozen",
        str(_ROOT / "firmware"),
        str(_ROOT / "tests" / "dual"),
        str(_ROOT / "tests" / "support" / "micropython"),
    ]
)
# name: module and arguments of what plays a run of one seed, and says how much it saw
_PLAYS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    **{protocol: ("mutated", (protocol,)) for protocol in mutated.PROTOCOLS},
    "host line": ("mutated_requests", ()),
}
_GROWN_MAX: Final = 512  # bytes of heap: the most of all runs beside that of the first tenth
_ON_MICROPYTHON: Final = """
import gc, {module}
told = most = early = 0
for seed in range({first}, {last}):
    told += {module}.play(*{arguments}, seed)
    if (seed - {first}) % 50 == 0:
        gc.collect()
        most = max(most, gc.mem_alloc())
        if seed - {first} <= ({last} - {first}) // 10:
            early = most
print(told, early, most)
"""


def on_cpython(name: str, first: int, last: int) -> tuple[int, list[str]]:
    """Return how much the runs of these seeds reported, and what went wrong in which."""
    told, failures = 0, []
    module, arguments = _PLAYS[name]
    play = importlib.import_module(module).play
    for seed in range(first, last):
        try:
            told += play(*arguments, seed)
        except Exception as error:  # noqa: BLE001 - whatever leaves a driver is a finding
            run = f"{module}.play{(*arguments, seed)}"
            failures.append(f"{run}: {type(error).__name__}: {error}")
    return told, failures


def on_micropython(name: str, first: int, last: int) -> tuple[int, int, int]:
    """Return how much the same runs reported there, and the most bytes of heap: early, and in all.

    Raises CalledProcessError if one of them raised.
    """
    module, arguments = _PLAYS[name]
    program = _ON_MICROPYTHON.format(module=module, arguments=arguments, first=first, last=last)
    done = subprocess.run(
        [Path(sys.executable).with_name("micropython"), "-X", "heapsize=640k", "-c", program],
        env={"MICROPYPATH": _PATH},
        capture_output=True,
        text=True,
        check=True,
    )
    told, early, most = done.stdout.split()
    return int(told), int(early), int(most)


def main() -> int:
    """Run from the command line; exit code 1 if anything went wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--frames", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    results, wrong = {}, False
    for name in _PLAYS:
        frames = asked.requests if name == "host line" else asked.frames
        last = asked.seed + -(-frames // mutated.FRAMES)
        output.say(f"{name}: seeds {asked.seed}..{last - 1}, {mutated.FRAMES} frames each")
        told, failures = on_cpython(name, asked.seed, last)
        there, early, most = (told, 0, 0) if failures else on_micropython(name, asked.seed, last)
        if there != told:
            failures.append(f"{name}: {told} events on CPython, {there} on MicroPython")
        if most - early > _GROWN_MAX:
            failures.append(f"{name}: the heap grew from {early} bytes to {most}")
        for failure in failures[:20]:
            output.say(f"  {failure}")
        output.say(f"{name}: {told} events, {len(failures)} failures, {most} bytes at most")
        results[name] = {"frames": frames, "events": told, "failures": failures}
        results[name]["heap_bytes_max"] = most
        wrong |= bool(failures)
    BUILD.mkdir(exist_ok=True)
    measured = {"seed": asked.seed, **results}
    (BUILD / "mutated_frames.json").write_text(json.dumps(measured, indent=1))
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
