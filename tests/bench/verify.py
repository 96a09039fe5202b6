# SPDX-License-Identifier: MIT
"""How fast an archive is verified, against what its hashes alone take. Writes build/bench.json.

The archive is a store of SQLite as pulls leave it, sealed in full segments, every eighth record a
sale. `hash_bound` makes the same number of hashlib calls over the same bytes and does nothing
else. In one process and in its processor's time, so that the two can be compared on a busy
computer too; then with all processors, by the wall's clock.
"""

from __future__ import annotations

import hmac
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final

from posminder import output
from posminder.journal_file import Record, decode
from posminder.store.store import Store
from posminder.stored_verdict import stored_between
from posminder.verify.finding import Verdict
from posminder.verify.parallel import verify_all
from posminder.verify.walk import Known
from posminder_formats import records
from tests.bench.soak import keep
from tests.support import sealed_journal as made

SMALL: Final = 10_000
LARGE: Final = 1_000_000
SEGMENT: Final = 64
SALE_EVERY: Final = 8
BOUND_RECORDS: Final = 100_000  # whose hashes alone are made
BOARD: Final = made.BOARD.hex()


@dataclass(frozen=True, slots=True)
class Speed:
    """Records a second: of one processor's time, but for `parallel_records_per_s`."""

    records_per_s: int
    hash_bound_records_per_s: int
    ratio: float
    records_per_s_10k: int
    records_per_s_1m: int
    growth_ratio_1m: float
    parallel_records_per_s: int
    processes: int
    records: int


def archive(count: int) -> Iterator[Record]:
    """Yield `count` records of a sealed journal, seals among them, and one that they end with."""
    link, key, first, epoch = sha256(b"posminder seal 1" + made.BOARD).digest(), made.FIRST, 1, 0
    while first <= count:
        size = min(SEGMENT, count - first)
        bodies = [_body(first + at) for at in range(size)]
        nonce = made.NONCE if first + size >= count else None
        segment = made.Segment(epoch, first, list(bodies), link, nonce, key=key)
        for seq, body in segment.numbered().items():
            yield decode(seq, body)
        first += size + 1
        link, key, epoch = segment.next_link(), hmac.digest(key, b"next", "sha256"), epoch + 1


def _body(seq: int) -> bytes:
    return made.press(seq) if seq % SALE_EVERY else made.sale(seq % 9999 + 1, 100 + seq)


def bound_s(count: int) -> float:
    """Return the seconds that the hashes of `count` records take, and nothing else."""
    messages: list[bytes] = []
    for at, record in zip(range(count), archive(count), strict=False):
        stored = made.stored(record.seq, record.body)
        if record.kind == records.R_SEAL:  # link, and two HMACs of two hashes each
            messages += [b"\2" + stored[:-34], *[bytes(64 + 8) + stored[:-34], bytes(96)] * 2]
        else:  # salt, leaf, and a node for each leaf but one
            salted = [made.BLINDING + stored[4:8], bytes(17) + stored]
            messages += [*salted, bytes(65)] if at % (SEGMENT + 1) else salted
    return _least(partial(_hash_all, messages), 5)


def _hash_all(messages: list[bytes]) -> None:
    for each in messages:
        sha256(each).digest()


def _least(
    work: Callable[[], object], times: int, clock: Callable[[], float] = time.process_time
) -> float:
    """Return the least of several times, seconds: what else the computer did counts the least."""
    found = []
    for _ in range(times):
        begun = clock()
        work()
        found.append(clock() - begun)
    return min(found)


def measured(folder: Path, count: int, times: int, processes: int) -> float:
    """Return the seconds to verify an archive of `count` records, made if it is not there yet."""
    path = folder / f"{count}.sqlite3"
    with Store(path) as store:
        if not store.last_seq(BOARD):
            store.insert(BOARD, archive(count))
        seals = store.numbers(BOARD, records.R_SEAL)
    known = Known(made.BOARD, made.BLINDING, made.FIRST, {seals[-1]: made.NONCE})
    read = partial(stored_between, path, BOARD)

    def once() -> None:
        outcome = verify_all(read, seals, known, processes=processes)
        if outcome.verdict is not Verdict.VERIFIED or outcome.proved + len(seals) != count:
            raise SystemExit(f"an honest archive is not verified: {outcome.findings[:3]}")

    return _least(once, times, time.process_time if processes == 1 else time.perf_counter)


def main(small: int = SMALL, large: int = LARGE) -> None:
    """Measure, print a table, and write the section `verify`."""
    processes = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        few = measured(folder, small, 5, 1) / small
        many = measured(folder, large, 2, 1) / large
        bound = bound_s(min(BOUND_RECORDS, large)) / min(BOUND_RECORDS, large)
        few = min(few, measured(folder, small, 5, 1) / small)
        parallel = measured(folder, large, 2, processes) / large
    speed = Speed(
        records_per_s=round(1 / many),
        hash_bound_records_per_s=round(1 / bound),
        ratio=round(bound / many, 2),
        records_per_s_10k=round(1 / few),
        records_per_s_1m=round(1 / many),
        growth_ratio_1m=round(many / few, 2),
        parallel_records_per_s=round(1 / parallel),
        processes=processes,
        records=large,
    )
    output.table(("verifying an archive", ">"), list(asdict(speed).items()))
    keep("bench.json", "verify", asdict(speed))


if __name__ == "__main__":
    main()
