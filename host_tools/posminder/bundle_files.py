# SPDX-License-Identifier: MIT
"""The bundles on this computer: those that the program came with, and those that were taken here.

What it came with is unsigned, one for each kind of board, and for an office to sign. What was taken
is signed and lies in POSMINDER_HOME, under a name made of what its head says. A bundle is read
only if it is whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import posminder
from posminder import bundle
from posminder.bundle import SUFFIX, Bundle
from posminder.errors import EXIT_USAGE, BundleDamaged, BundleUnsigned, PosminderError
from posminder.home import home
from posminder_formats import bundles

BYTES_MAX: Final = 16 << 20  # of a file that may be a bundle: no board's flash has more


class NoBundleFile(PosminderError):
    """{} cannot be read as a bundle: {}. Next: posminder bundles list"""

    exit_code = EXIT_USAGE


@dataclass(frozen=True, slots=True)
class Found:
    """A bundle and where it lies."""

    path: Path
    bundle: Bundle

    @property
    def order(self) -> bundles.Version:
        """What versions are compared by."""
        return bundles.version_of(self.bundle.version)


def read(path: Path) -> Found:
    """Return the bundle in a file. Raises NoBundleFile, BundleDamaged."""
    try:
        with path.open("rb") as file:
            data = file.read(BYTES_MAX + 1)
    except OSError as error:
        raise NoBundleFile(path, error.strerror or error) from error
    if len(data) > BYTES_MAX:
        raise NoBundleFile(path, f"more than {BYTES_MAX} bytes")
    try:
        return Found(path, bundle.read(data))
    except BundleDamaged as error:
        raise BundleDamaged(f"{path}: {error.args[0]}") from error


def shipped() -> tuple[Found, ...]:
    """Return the unsigned bundles that this program was built with, by board."""
    return tuple(_in(Path(posminder.__file__).parent / "bundles"))


def kept() -> tuple[Found, ...]:
    """Return the signed bundles on this computer, by board and version, the newest first."""
    found = sorted(_in(folder()), key=lambda each: each.order, reverse=True)
    return tuple(sorted(found, key=lambda each: each.bundle.board))


def folder() -> Path:
    """Return where signed bundles are kept; it need not exist yet."""
    return home() / "bundles"


def take(data: bytes) -> Found:
    """Keep a signed bundle, in place of one of the same board and version."""
    whole = bundle.read(data)
    path = folder() / f"{whole.board}-{whole.version}{SUFFIX}"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = path.with_suffix(".new")
    new.write_bytes(data)
    new.replace(path)
    return Found(path, whole)


def newest(board: str) -> Found | None:
    """Return the newest signed bundle here for a kind of board, None if there is none."""
    return next((each for each in kept() if each.bundle.board == board), None)


def signature_of(found: Found, modulus: bytes | None) -> str:
    """Return whose signature it is: unsigned, good, other, or unchecked without a key."""
    if not found.bundle.signed:
        return "unsigned"
    if modulus is None:
        return "unchecked"
    try:
        bundle.verify(found.bundle.data, modulus)
    except BundleUnsigned:
        return "other"
    return "good"


def _in(where: Path) -> Iterator[Found]:
    for path in sorted(where.glob(f"*{SUFFIX}")):
        yield read(path)
