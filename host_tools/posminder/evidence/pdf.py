# SPDX-License-Identifier: MIT
"""A pack as PDF, where typst and a font with Chinese are. Same pack and fonts, same bytes.

Every text goes in as data, so that nothing in a journal can be markup. Fonts are the computer's;
typst puts only the characters used into the file.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any, Final

from posminder.evidence.model import Pack
from posminder.messages import LANGUAGES, MESSAGES

# The first that is there. The last ones have no bold of their own.
FAMILIES: Final = (
    *("Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Noto Sans SC"),
    *("Microsoft YaHei", "PingFang SC", "Hiragino Sans GB", "WenQuanYi Micro Hei"),
    *("WenQuanYi Zen Hei", "SimHei", "SimSun", "Droid Sans Fallback"),
)
MONOSPACED: Final = ("Noto Sans Mono CJK SC", "Sarasa Mono SC", "NSimSun", "DejaVu Sans Mono")
_WORDS: Final = (
    *("reply", "limits", "beside", "handler", "signed_on", "stamp_here", "grades", "identity"),
    *("form_basis", "slip_is_not", "original", "original_tick", "original_space"),
    *("asked", "answer", "shown_in", "on_page"),
)


def lacks() -> str | None:
    """Return what is missing here to make one: `typst` or `font`; None where nothing is."""
    if _typst() is None:
        return "typst"
    return None if _there(FAMILIES) else "font"


def render(pack: Pack, at_s: int) -> bytes:
    """Return the PDF; `at_s` is the time it bears. Only where `lacks` says nothing."""
    typst = _typst()
    text = files("posminder").joinpath("evidence", "templates", "pack.typ").read_bytes()
    # One that lacks a character falls back to the next.
    fonts = {"text": _there(FAMILIES), "mono": [*_there(MONOSPACED), *_there(FAMILIES)[:1]]}
    first = LANGUAGES.index(pack.language)
    words = {name: _both(f"evidence.{name}", first) for name in _WORDS}
    made: bytes = typst.compile(
        text,
        format="pdf",
        timestamp=at_s,
        sys_inputs={
            "pack": json.dumps(pack.to_json()),
            "words": json.dumps(words),
            "fonts": json.dumps(fonts),
        },
    )
    return made


def _both(name: str, first: int) -> tuple[str, str]:
    both = MESSAGES[name]
    return both[first], both[1 - first]


@cache
def _typst() -> Any:
    """Return the library, None where the extra `evidence` is not installed."""
    try:
        return import_module("typst")
    except ImportError:
        return None


@cache
def _families() -> frozenset[str]:
    return frozenset(_typst().Fonts().families())


def _there(wanted: tuple[str, ...]) -> list[str]:
    return [each for each in wanted if each in _families()]
