# SPDX-License-Identifier: MIT
"""A code image is the same bytes wherever, whenever and by whomever it is built of its sources."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from posminder.simulator.romfs import BOARD, FIRMWARE, REPOSITORY, build_image

_BUILD = """
import os, sys
from pathlib import Path
os.umask(0o077)
from posminder.image.build import Sources, build
sys.stdout.buffer.write(build(Sources.of(*map(Path, sys.argv[1:]))).data)
"""


def copied_backwards(folder: Path, to: Path) -> Path:
    """Copy a folder's modules, the last by name first, all of them from another time."""
    for number, path in enumerate(sorted(folder.rglob("*.py"), reverse=True)):
        copy = to / path.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        os.utime(copy, (1_000_000_000 + number,) * 2)
    return to


def test_another_folder_time_order_locale_and_seed_make_the_same_image(tmp_path: Path) -> None:
    firmware = copied_backwards(FIRMWARE, tmp_path / "elsewhere" / "firmware")
    board = copied_backwards(BOARD, tmp_path / "board")
    unlike = {
        "PYTHONHASHSEED": "4711",
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
    }
    unlike |= {"TZ": "Pacific/Apia", "PATH": os.defpath, "HOME": str(tmp_path)}
    folders = os.pathsep.join(str(REPOSITORY / each) for each in ("host_tools", "firmware"))
    made = subprocess.run(
        [sys.executable, "-c", _BUILD, str(firmware), str(board)],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env=unlike | {"PYTHONPATH": folders},
    )
    assert made.stdout == build_image().read_bytes()
