# SPDX-License-Identifier: MIT
"""A paper from anybody's hand, read within bounds: images and PDF, or text without card numbers.

In an image nobody but a person sees a card number: who attaches one says that he has looked.
"""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from posminder.errors import EXIT_HELD, PosminderError, UsageError
from posminder.evidence.case_text import must_hold_no_card

BYTES_MAX: Final = 5 << 20
_NAME_MAX: Final = 200  # characters
# What a file begins with, by its ending; nothing: it is text.
_BEGINNINGS: Final[dict[str, tuple[bytes, ...]]] = {
    "jpg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "pdf": (b"%PDF-",),
    "tif": (b"II*\0", b"MM\0*"),
    "txt": (),
    "csv": (),
    "eml": (),
}
_SAME: Final = {"jpeg": "jpg", "tiff": "tif", "text": "txt"}


class PaperRefused(UsageError):
    """{} was not attached: {}."""


class NotLookedAt(PosminderError):
    """{} is an image or PDF, in which no program finds a card number. Look at it: at most the first
    six and last four digits, no expiry date, no signature-strip code may be legible. Next: the same
    command with --masked, which is written down with your name"""

    exit_code = EXIT_HELD


@dataclass(frozen=True, slots=True)
class Read:
    """A paper's bytes, what it was called, and its ending as it is kept."""

    data: bytes
    name: str
    ending: str


def read(path: Path, *, masked: bool) -> Read:
    """Return a paper as it may be kept. Raises PaperRefused, NotLookedAt, HoldsCardNumber."""
    name = path.name[-_NAME_MAX:].encode("utf-8", "replace").decode()  # it may be no text
    must_hold_no_card(name, "The file's name")
    shown = ascii(name)
    ending = path.suffix.lower().removeprefix(".")
    ending = _SAME.get(ending, ending)
    if ending not in _BEGINNINGS:
        raise PaperRefused(shown, f"it is none of {', '.join(_BEGINNINGS)}")
    data = _bytes(path, shown)
    beginnings = _BEGINNINGS[ending]
    if not beginnings:
        must_hold_no_card(_text(data, shown), shown)
    elif not data.startswith(beginnings):
        raise PaperRefused(shown, f"what is in it is no {ending}")
    elif not masked:
        raise NotLookedAt(shown)
    return Read(data, name, ending)


def _bytes(path: Path, shown: str) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise PaperRefused(shown, "it is no file")
        with path.open("rb") as file:
            data = file.read(BYTES_MAX + 1)
    except OSError as error:
        raise PaperRefused(shown, f"it cannot be read ({error.strerror})") from error
    if not data or len(data) > BYTES_MAX:
        raise PaperRefused(shown, f"it has no byte, or more than {BYTES_MAX >> 20} MiB")
    return data


def _text(data: bytes, shown: str) -> str:
    for coding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise PaperRefused(shown, "it is no text in UTF-8 or GB18030")
