# SPDX-License-Identifier: MIT
"""From a profile's file to its merged layers: acquirer sheet, template, site.

`extends: template/kiosk-de` names the layer below, or several, the lowest first:
`extends: [acquirer/example-de, template/kiosk-de]`. Each is looked up as <name>.yaml beside the
file, then among what the office has handed to this computer and the shipped profiles, of two
sheets the newer (sheets.py). The file that extends wins over what it extends.
"""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from posminder.profile import sheets, yaml_file
from posminder.profile.findings import Finding, Spot
from posminder.profile.layer import Layer, merge
from posminder.profile.values import did_you_mean

LAYERS_MAX: Final = 8
_LAYER_NAME: Final = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)*")


def load(path: Path, text: str | None = None, *, newest_sheet: bool = False) -> Layer:
    """Return the merged layers of the profile at `path`; problems are in its `findings`.

    A path that is no file may name a shipped profile, such as example/kiosk. `text` is read in
    place of the file's content. `newest_sheet`: one on this computer that is newer than the
    sheet beside the file is taken instead.
    """
    stack = _Stack(path.parent, newest_sheet)
    if text is not None:
        return stack.complete(yaml_file.parse(text.encode(), str(path)), ())
    found: Path | Traversable | None = None if path.is_file() else _shipped(path.as_posix())
    name = str(path) if found is None else f"{path.as_posix()}.yaml"
    file = found or path.resolve()
    return stack.complete(yaml_file.read(found or path, name), (file,))


def shipped_names(folder: str) -> tuple[str, ...]:
    """Return the shipped profiles in `folder`, such as template/kiosk-de, ascending."""
    entries = files("posminder").joinpath("profiles", folder).iterdir()
    return tuple(
        sorted(
            f"{folder}/{entry.name.removesuffix('.yaml')}"
            for entry in entries
            if entry.name.endswith(".yaml")
        )
    )


class _Stack:
    """Layers of one profile, counted; `folder` is where the profile's own layers lie."""

    def __init__(self, folder: Path, newest_sheet: bool) -> None:
        self._folder = folder
        self._newest_sheet = newest_sheet
        self._count = 1

    def complete(self, layer: Layer, above: tuple[Path | Traversable, ...]) -> Layer:
        """Return `layer` laid on all it extends. `above`: the files that led here, itself too."""
        extends = layer.values.pop("extends", None)
        place = layer.places.pop(("extends",), None)
        if place is None:
            return layer
        base: Layer | None = None
        names = extends if isinstance(extends, list) else [extends]
        if not names:
            problem = "is empty: name the layer below, such as template/kiosk-de, or take it out"
            layer.findings.append(Finding(place.value, "extends", problem))
        for index, name in enumerate(names):
            spot = layer.places.pop(("extends", index), place).value
            below = self._below(name, spot, above)
            base = below if base is None else merge(base, below)
        return layer if base is None else merge(base, layer)

    def _below(self, name: object, spot: Spot, above: tuple[Path | Traversable, ...]) -> Layer:
        found = _find(name, self._folder, self._newest_sheet)
        self._count += 1
        if found is None:
            known = [each for folder in ("acquirer", "template") for each in shipped_names(folder)]
            near = did_you_mean(name, known) or f"; shipped are {', '.join(known)}"
            problem = f"no such layer: {name!r} is neither beside the file nor shipped{near}"
        elif found in above or self._count > LAYERS_MAX:
            problem = "layers extend each other in a circle, or too many of them: take this one out"
        else:
            return self.complete(yaml_file.read(found, f"{name}.yaml"), (*above, found))
        return Layer(spot.file, findings=[Finding(spot, "extends", problem)])


def _find(name: object, folder: Path, newest_sheet: bool) -> Path | Traversable | None:
    if not isinstance(name, str) or _LAYER_NAME.fullmatch(name) is None:
        return None
    beside = folder.joinpath(f"{name}.yaml")
    found: list[Path | Traversable] = [beside.resolve()] if beside.is_file() else []
    if not found or newest_sheet:
        found += sheets.here(name)
    return sheets.newest(found, date.today())


def beside(path: Path) -> dict[str, Path]:
    """Return the layers below the profile at `path` that lie beside it, by name."""
    found: dict[str, Path] = {}
    waiting = [path]
    while waiting and len(found) < LAYERS_MAX:
        extends = yaml_file.read(waiting.pop(), path.name).values.get("extends")
        for name in extends if isinstance(extends, list) else [extends]:
            if not isinstance(name, str) or _LAYER_NAME.fullmatch(name) is None:
                continue
            file = path.parent.joinpath(f"{name}.yaml")
            if name not in found and file.is_file():
                found[name] = file
                waiting.append(file)
    return found


def _shipped(name: str) -> Traversable | None:
    if _LAYER_NAME.fullmatch(name) is None:
        return None
    file = files("posminder").joinpath("profiles", f"{name}.yaml")
    return file if file.is_file() else None
