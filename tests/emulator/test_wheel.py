# SPDX-License-Identifier: MIT
"""The wheel brings every board's bundle, the bytes that anybody builds of the same sources."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

from posminder import bundle
from posminder.image import build, release
from posminder.simulator.romfs import BOARD, FIRMWARE, REPOSITORY, build_bundle
from tests.support.board_on_pty import require_board


def clean_copy(to: Path) -> Path:
    """Copy what is in the repository, without what was built in the checkout."""
    listed = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    done = subprocess.run(listed, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    for name in filter(None, done.stdout.split("\0")):
        if name.startswith("tests/") or not (REPOSITORY / name).is_file():
            continue
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REPOSITORY / name, to / name)
    return to


def test_a_wheel_built_elsewhere_has_the_same_bundles_and_lists_them(tmp_path: Path) -> None:
    require_board()
    source = clean_copy(tmp_path / "somewhere" / "else")
    for board in release.boards(source / "boards"):  # one is enough: the others cost seconds each
        if board.name != BOARD.name:
            (board / "board.py").unlink()
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    # The build's own requirements are those of this environment: see the test below.
    make = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path)]
    subprocess.run([*make, str(source)], check=True, env=os.environ | {"PYTHONHASHSEED": "17"})
    (wheel,) = tmp_path.glob("*.whl")

    venv.create(tmp_path / "venv", symlinks=True)
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([*pip, "--python", str(python), "install", "--no-deps", str(wheel)], check=True)
    libraries = next(path for path in sys.path if path.endswith("site-packages"))
    listed = subprocess.run(
        [python, "-m", "posminder", "bundles", "list", "--json"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={"PYTHONPATH": libraries, "POSMINDER_HOME": str(tmp_path / "home"), "LANG": "C.UTF-8"},
    )
    (row,) = map(json.loads, listed.stdout.splitlines())
    assert Path(row["file"]).is_relative_to(tmp_path / "venv")
    assert (row["board"], row["signature"]) == (BOARD.name, "unsigned")
    data = Path(row["file"]).read_bytes()
    assert data == build_bundle()
    assert bundle.read(data).version == release.version_of(FIRMWARE)


def test_a_board_is_a_folder_with_a_board_py(tmp_path: Path) -> None:
    for name, file in (("two", "board.py"), ("one", "board.py"), ("notes", "README.md")):
        (tmp_path / name).mkdir()
        (tmp_path / name / file).touch()
    assert [path.name for path in release.boards(tmp_path)] == ["one", "two"]
    assert BOARD in release.boards(REPOSITORY / "boards")


def test_a_build_of_its_own_has_the_versions_of_the_lock() -> None:
    wanted = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["build-system"]["requires"]
    lock = (REPOSITORY / "requirements.lock").read_text()
    pinned = dict(re.findall(r"^([\w.-]+)==([^\s;]+)", lock, re.MULTILINE))
    for each in wanted:
        name, version = each.partition(";")[0].split("==")
        assert pinned[name] == version.strip()
    named = {each.split("==")[0] for each in wanted}
    assert set(build.TOOLS.values()) <= named
