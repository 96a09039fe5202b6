# SPDX-License-Identifier: MIT
"""How long one pack of evidence takes, out of 10,000 and out of 100,000 records. Writes bench.json.

As `evidence make` does it, its PDF too where typst and a font are. In one process and in its
processor's time, so that a busy computer counts little.
"""

from __future__ import annotations

import os
import tempfile
import time
from typing import Final

from posminder import home, output
from posminder.cli.evidence_make import Sources, material_of
from posminder.evidence.case_facts import CaseFacts
from posminder.evidence.pack import make_pack
from posminder.store.store import Store
from tests.bench.soak import keep
from tests.bench.store import imported
from tests.host.journal_bytes import BOARD

SMALL: Final = 10_000
LARGE: Final = 100_000
NUMBER: Final = "4711"


def made(count: int) -> tuple[float, dict[str, bytes]]:
    """Return the seconds that a pack out of `count` records takes, and its files."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["POSMINDER_HOME"] = folder
        with Store(home.store_path()) as store:
            imported(store, count)
        begun = time.process_time()
        files = make_pack(material_of(NUMBER, Sources(None, BOARD, "zh-CN", CaseFacts())))
        return time.process_time() - begun, files


def main() -> None:
    """Measure, print a table, and write the section `evidence`."""
    made(SMALL)  # fonts are looked for once
    small, files = made(SMALL)
    large, _ = made(LARGE)
    found = {
        "pack_ms_10k": round(small * 1_000),
        "pack_ms_100k": round(large * 1_000),
        "per_record_ratio_100k": round(large / LARGE / (small / SMALL), 2),
        "pack_kb": sum(map(len, files.values())) >> 10,
        "files": len(files),
    }
    output.table(("a pack of evidence", ">"), list(found.items()))
    keep("bench.json", "evidence", found)


if __name__ == "__main__":
    main()
