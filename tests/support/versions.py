# SPDX-License-Identifier: MIT
"""Versions to update a board to: good ones, and such as die in every way."""

from __future__ import annotations

import hmac
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from posminder import bundle
from posminder.image.build import romfs
from posminder.session import Session
from posminder.simulator.romfs import BOARD, FIRMWARE, build_bundle, build_factory
from posminder_formats import bundles, commands
from tests.support.release_key import release_key

_IS = 'FIRMWARE = "0.1.0"'

CRASHES_AT_IMPORT = "import nothing_of_that_name\n"
CRASHES_IN_START = "import board\n\nboard.reset()\n"
HANGS = "import time\n\nimport board\n\nwhile True:\n    time.sleep_ms(1000)\n"


@cache
def agent(version: str, changes: tuple[tuple[str, str, str], ...] = ()) -> bytes:
    """Return the signed bundle of the agent as `version`, with (file, from, to) changed in it."""
    with tempfile.TemporaryDirectory(prefix="posminder-version-") as folder:
        firmware = Path(folder, "firmware")
        shutil.copytree(FIRMWARE, firmware, ignore=shutil.ignore_patterns("__pycache__"))
        named = ("posminder_formats/version.py", _IS, _IS.replace("0.1.0", version))
        for name, old, new in (named, *changes):
            text = (firmware / name).read_text()
            assert text.count(old) == 1, (name, old)
            (firmware / name).write_text(text.replace(old, new))
        return bundle.sign(release_key(), build_bundle(firmware))


@cache
def renamed(version: str, board: str = "unix", abi: int = bundle.MPY_ABI) -> bytes:
    """Return the agent of these sources in a signed bundle that calls it something else."""
    image = build_factory().read_bytes()[bundles.IMAGE_AT :]
    return bundle.sign(release_key(), bundle.pack(image, version, board, abi))


@cache
def only_main(text: str, version: str = "0.2.0") -> bytes:
    """Return the signed bundle of a main.py that has nothing but its board."""
    skipped = ("boot.py", "load.py")
    parts: Mapping[str, str] = {
        path.name: path.read_text() for path in BOARD.glob("*.py") if path.name not in skipped
    }
    image = romfs({**parts, "main.py": text})
    return bundle.sign(release_key(), bundle.pack(image, version, "unix"))


def ask_key(session: Session, modulus: bytes, flip: int = 0) -> dict[object, object]:
    """Ask once with the lease at hand. `flip`: bits of the proof that are wrong."""
    hello = session.hello()
    ticket = session._ticket
    assert ticket is not None
    message = bundles.release_key_message(hello.id, hello.nonce, modulus)
    proof = bytearray(hmac.digest(ticket.secret, message, "sha256"))
    proof[0] ^= flip
    fields = {"modulus": modulus, "proof": bytes(proof)}
    return session._raw(
        commands.OP_WRITE, commands.GROUP_POSMINDER, commands.PM_RELEASE_KEY, fields
    )
