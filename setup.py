# SPDX-License-Identifier: MIT
"""Builds every board's unsigned bundle into the wheel. All else is in pyproject.toml.

An office signs a bundle and hands it to laptops, so nothing is ever compiled in the field. Where
there is no MicroPython to build with (Windows, Linux arm64), the wheel has no bundles and says so.
"""

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

_ROOT = Path(__file__).resolve().parent


class BuildPy(build_py):
    """Adds posminder/bundles/ to what is built; not to a checkout that is installed editable."""

    def run(self) -> None:
        """Build the packages, then the bundles."""
        super().run()
        if self.editable_mode:
            return
        sys.path[:0] = [str(_ROOT / name) for name in ("host_tools", "firmware")]
        from posminder.image import build, release

        if lacking := build.missing_tools():
            self.warn(f"NO BUNDLES in this wheel: {', '.join(lacking)} not to be had here")
            return
        target = Path(self.build_lib, "posminder", "bundles")
        for path in release.write_all(_ROOT / "firmware", _ROOT / "boards", target):
            self.announce(f"built {path}", level=2)


setup(cmdclass={"build_py": BuildPy})
