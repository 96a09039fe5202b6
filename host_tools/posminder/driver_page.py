# SPDX-License-Identifier: MIT
"""The drivers' capabilities and the ports as tables: for the README and for `posminder drivers`.

`python -m posminder.driver_page` prints what README.md has between its marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from posminder.links import CAPABILITIES, Known, Link, links, ports
from posminder.messages import LANGUAGES, sentence

_PORT_COLUMNS: Final = ("kind", "port", "driver", "attach", "note")


def columns(language: str, *names: str) -> list[str]:
    """Return what a table's columns are called."""
    return [sentence(language, f"drivers.column.{name}") for name in names]


def link_name(link: Link, language: str) -> str:
    """Return a driver and its place in words."""
    place = sentence(language, f"drivers.place.{link.place}")
    return sentence(language, "drivers.link", driver=link.driver, place=place)


def checked(known: Known, language: str) -> str:
    """Return what a capability was checked against, in words."""
    names = [sentence(language, f"drivers.check.{each}") for each in known.checked]
    return sentence(language, "drivers.and").join(names)


def capability(name: str, language: str) -> str:
    """Return a capability in words."""
    return sentence(language, f"drivers.can.{name}")


def state(known: Known, language: str) -> str:
    """Return a capability's state in words."""
    return sentence(language, f"drivers.state.{known.state}")


def overview(language: str) -> tuple[list[str], list[list[str]]]:
    """Return (columns, rows): a row a capability, a column a link."""
    heads = columns(language, "capability") + [link_name(each, language) for each in links()]
    rows = [
        [capability(name, language), *(state(each.rows[name], language) for each in links())]
        for name in CAPABILITIES
    ]
    return heads, rows


def detail(link: Link, language: str) -> tuple[list[str], list[list[str]]]:
    """Return (columns, rows) of one link: how each capability stands, checked against what."""
    rows = [
        [
            capability(name, language),
            state(each, language),
            checked(each, language),
            each.note(language),
        ]
        for name, each in link.rows.items()
    ]
    return columns(language, "capability", "state", "checked", "note"), rows


def port_table(language: str) -> tuple[list[str], list[list[str]]]:
    """Return (columns, rows): each kind of terminal, its port, and whether a board fits."""
    at = LANGUAGES.index(language)
    rows = [
        [
            each.kinds[at],
            each.ports[at],
            each.driver,
            sentence(language, f"drivers.attach.{each.attach}"),
            each.notes[at],
        ]
        for each in ports()
    ]
    return columns(language, *_PORT_COLUMNS), rows


def readme_capabilities() -> str:
    """Return the README's table of drivers: state, and against what it was checked."""
    heads, rows = overview("en")
    for name, row in zip(CAPABILITIES, rows, strict=True):
        for place, link in enumerate(links(), 1):
            against = ", ".join(link.rows[name].checked)
            row[place] += f" ({against})" if against else ""
    return _markdown(heads, rows)


def readme_ports() -> str:
    """Return the README's table of ports and cables."""
    return _markdown(*port_table("en"))


def _markdown(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    return "\n".join(_lines(list(heads), rows)) + "\n"


def _lines(heads: list[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    for row in rows:
        yield f"| {' | '.join(row)} |"


if __name__ == "__main__":
    print(readme_capabilities())
    print(readme_ports(), end="")
