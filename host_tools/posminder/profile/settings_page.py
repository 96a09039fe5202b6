# SPDX-License-Identifier: MIT
"""The page profiles/SETTINGS.md, from the model and the table of destinations.

`python -m posminder.profile.settings_page` prints it; a test compares the page with this.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pydantic_core import PydanticUndefined

from posminder.profile.destinations import DESTINATIONS
from posminder.profile.model import Profile
from posminder.profile.model_sheet import SHEET_KEYS
from posminder.profile.model_walk import Setting, is_list, literals, settings

_SITE: Final = frozenset({"reviewed_on", "people", "account", "mode"})
_SITE_SETTINGS: Final = frozenset({"site.id", "site.name", "terminal.tid", "terminal.mid"})
_HEAD: Final = """\
# Settings of a profile

Made by `python -m posminder.profile.settings_page`; a test keeps it true. A profile is three
layers: `acquirer/` sheets (what one acquirer rules for all its shops), `template/` (a kind of
shop), and the site's own file, which names the other two:
`extends: [acquirer/example-de, template/kiosk-de]`. A later layer wins; what it takes from a sheet
is warned of. **usual layer** says where a setting belongs. **goes to**: `board:` a field of the
board's profile, `host:` used on this computer, `kept:` checked now and used once that exists.
Settings that are not listed are refused.

Clock times, amounts and ids stand in quotes: `"20:45"`, `"8000.00"`, `"29001234"`. Durations have a
unit: `20s`, `15min`, `48h`. A whole card or account number is refused wherever it stands.

| setting | what it is | default | usual layer | goes to |
|---|---|---|---|---|
"""


def page() -> str:
    """Return the whole page."""
    return _HEAD + "".join(f"{row}\n" for row in _rows())


def _rows() -> Iterator[str]:
    for each in settings(Profile):
        cells = (
            f"`{each.path}`",
            _what(each),
            _default(each),
            _layer(each.path),
            DESTINATIONS[each.path],
        )
        yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _what(setting: Setting) -> str:
    text = setting.field.description or ""
    choices = [str(each) for each in literals(setting.field.annotation)]
    if not choices or setting.path == "schema":
        return text
    listed = ", ".join(f"`{choice}`" for choice in choices)
    return f"{text} ({'list of ' if is_list(setting.field) else ''}{listed})"


def _default(setting: Setting) -> str:
    value = setting.field.default
    if value is PydanticUndefined:
        return "required"
    if value in (None, (), {}):
        return "none"
    return f"`{', '.join(value)}`" if isinstance(value, tuple) else f"`{value}`"


def _layer(path: str) -> str:
    top = path.partition(".")[0]
    if top in SHEET_KEYS:
        return "sheet"
    return "site" if top in _SITE or path in _SITE_SETTINGS else "template"


if __name__ == "__main__":
    print(page(), end="")
