# SPDX-License-Identifier: MIT
"""The list of a pack's files with their SHA-256, in the very form of `sha256sum`. Pure.

So that whoever gets a pack can check it without this program: `sha256sum -c manifest.sha256`.
What is not in the list: the list itself, its signature, and the key that made it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Final

from posminder.errors import PosminderError

NAME: Final = "manifest.sha256"
SIGNATURE: Final = "manifest.sig"
SIGNER: Final = "signer.pem"
OUTSIDE: Final = frozenset((NAME, SIGNATURE, SIGNER))

_LINE: Final = re.compile(r"([0-9a-f]{64})  (.+)")
# sha256sum escapes a line's end and a backslash; Windows has no file of the others.
_PART: Final = re.compile(r'[^\x00-\x1f\x7f-\x9f\\/:*?"<>|\u2028\u2029]{1,120}')
_DEPTH_MAX: Final = 3


class ManifestUnreadable(PosminderError):
    """The manifest is none that sha256sum writes: line {}."""


def is_name(name: str) -> bool:
    """Tell whether `name` is a path below a folder, with `/`, that every system can hold."""
    parts = name.split("/")
    good = (_PART.fullmatch(part) and part not in (".", "..") for part in parts)
    return len(parts) <= _DEPTH_MAX and all(good) and name.isprintable()


def of(files: Mapping[str, bytes]) -> bytes:
    """Return the manifest of these files; the same files give the same bytes."""
    listed = sorted(name for name in files if name not in OUTSIDE)
    for name in listed:
        if not is_name(name):
            raise ValueError(name)
    lines = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in listed)
    return "".join(lines).encode()


def parsed(data: bytes) -> dict[str, str]:
    """Return the SHA-256 of each file named, in hexadecimal. Raises ManifestUnreadable."""
    found: dict[str, str] = {}
    text = data.decode("utf-8", "replace")
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        match = _LINE.fullmatch(line)
        if match is None or not is_name(match[2]) or match[2] in found.keys() | OUTSIDE:
            raise ManifestUnreadable(number)
        found[match[2]] = match[1]
    return found


def changed(listed: Mapping[str, str], files: Mapping[str, bytes]) -> list[str]:
    """Return the files, there and listed, that are not the ones listed."""
    both = sorted(listed.keys() & files.keys())
    return [name for name in both if hashlib.sha256(files[name]).hexdigest() != listed[name]]
