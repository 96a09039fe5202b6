# SPDX-License-Identifier: MIT
"""What a terminal's driver makes of the settings: one that would do nothing is refused where it
stands, with what to do about it. Which rules a link cannot keep is link_rules.py's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.profile.findings import Finding, KeyPath, dotted
from posminder.profile.model import Terminal
from posminder.profile.subject import Subject

# Where settings of a driver stand, and the ones that mean something beside a terminal that speaks
# nothing. Whatever else is written there, now or later, would be taken and ignored.
_SECTIONS: Final = (
    *("terminal", "settle", "sign_in", "clock", "receipts", "idle_before_s", "gate"),
)
_ATTENDED: Final = (
    "terminal.driver",
    "terminal.tid",
    "terminal.mid",
    "settle.latest",
    "sign_in.before_opening",
    "receipts.announce_by_button",
    "receipts.missing_after_s",
)
_ZVT: Final[KeyPath] = ("terminal", "zvt")
_ANNOUNCES: Final[KeyPath] = ("receipts", "announce_by_button")
_DRIVER: Final[KeyPath] = ("terminal", "driver")


def check_driver(subject: Subject) -> Iterator[Finding]:
    """Yield what the driver needs and has not, and what it cannot use."""
    if subject.profile.terminal.driver == "attended":
        yield from _attended(subject)
        return
    if subject.profile.terminal.driver == "transbank":
        yield from _transbank(subject)
    elif subject.profile.terminal.driver == "mis":
        for path in (_ZVT, ("terminal", "transbank")):
            if path in subject.layer.places:
                yield _useless(subject, path, "the terminal speaks a MIS dialect")
    if subject.profile.terminal.wiring is None:
        about = Terminal.model_fields["wiring"].description
        place = subject.layer.place(("terminal",)).key
        yield Finding(place, "terminal.wiring", f"is missing: {about}")
    if _ANNOUNCES in subject.layer.places:
        yield _useless(subject, _ANNOUNCES, "the line itself tells of sales")


def _transbank(subject: Subject) -> Iterator[Finding]:
    """Yield what does not go with a terminal that a register works and that prints itself."""
    terminal = subject.profile.terminal
    if terminal.wiring == "beside":
        sentence = (
            "a terminal in this mode waits for its register: the board stands in line with it, "
            "write in_line"
        )
        yield subject.finding(("terminal", "wiring"), sentence, against=_DRIVER)
    if subject.profile.site.currency != "CLP":
        yield subject.finding(
            ("site", "currency"), "must be CLP with driver transbank", against=_DRIVER
        )
    if _ZVT in subject.layer.places:
        yield _useless(subject, _ZVT, "the terminal does not speak ZVT")


def _attended(subject: Subject) -> Iterator[Finding]:
    refused: list[KeyPath] = []
    for path in sorted(subject.layer.places, key=len):
        name = dotted(path)
        used = any(each == name or each.startswith(f"{name}.") for each in _ATTENDED)
        inside = any(path[: len(each)] == each for each in refused)
        if path[0] in _SECTIONS and not used and not inside:
            refused.append(path)
            yield _useless(subject, path, "no line to the terminal: nothing is read, nothing sent")
    waits: KeyPath = ("receipts", "missing_after_s")
    if waits in subject.layer.places and not subject.profile.receipts.announce_by_button:
        yield _useless(subject, waits, "or write announce_by_button: true", _ANNOUNCES)


def _useless(subject: Subject, path: KeyPath, why: str, against: KeyPath = _DRIVER) -> Finding:
    """Return a finding at the key, wherever it was written: the line is to go."""
    driver = subject.profile.terminal.driver
    sentence = f"does nothing with driver {driver}, take it out: {why}"
    other = subject.layer.places.get(against)
    return Finding(
        subject.layer.place(path).key,
        dotted(path),
        sentence,
        against=None if other is None else other.value,
    )
