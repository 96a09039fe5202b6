# SPDX-License-Identifier: MIT
"""Every byte of every driver's reference dialogues, struck: in one way each in `make soak`.

    python -m tests.bench.line_faults [--driver NAME] [--share 0..1] [--seed N]

Without a share all bytes are struck in all seven ways, which takes hours; with one, so many of
the bytes in one way each, which the seed draws: `make soak` takes the share 1. Prints whatever
went wrong with how to play it again; keeps it in build/line_faults_<driver>.json.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from multiprocessing import Pool

from rich.progress import track

from posminder import output
from posminder.simulator.romfs import BUILD
from tests.model.fault_campaign import DRIVERS, Case, cases, sample


def _run(case: Case) -> tuple[Case, list[str]]:
    try:
        return case, case.replay()
    except Exception as error:  # noqa: BLE001 - whatever leaves the agent is a finding
        return case, [f"{type(error).__name__}: {error}"]


def campaign(driver: str, seed: int, share: float | None) -> dict[str, object]:
    """Play the cases of `driver`; return how many there were and which of them went wrong."""
    chosen = cases(driver) if share is None else sample(driver, seed, share)
    began = time.monotonic()
    failures = []
    with Pool(os.cpu_count()) as pool:
        ran = pool.imap_unordered(_run, chosen, chunksize=8)
        for case, found in track(ran, description=driver, total=len(chosen)):
            if found:
                failures.append({"case": repr(case), "found": found})
    seconds = round(time.monotonic() - began)
    return {"driver": driver, "seed": seed, "runs": len(chosen), "s": seconds, "failed": failures}


def main() -> int:
    """Run from the command line; exit code 1 if anything went wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--driver", choices=DRIVERS)
    parser.add_argument("--share", type=float)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    names = [asked.driver] if asked.driver else list(DRIVERS)
    results = [campaign(name, asked.seed, asked.share) for name in names]
    BUILD.mkdir(exist_ok=True)
    for result in results:
        (BUILD / f"line_faults_{result['driver']}.json").write_text(json.dumps(result, indent=1))
    for result in results:
        failed = result["failed"]
        assert isinstance(failed, list)
        output.say(f"{result['driver']}: {result['runs']} runs, {len(failed)} failed")
        for failure in failed[:20]:
            output.say(f"  {failure['case']}.replay(): {failure['found']}")
    return int(any(result["failed"] for result in results))


if __name__ == "__main__":
    sys.exit(main())
