# SPDX-License-Identifier: MIT
"""What a profile's link can know and do, and which of the profile's rules it cannot keep.

What each driver can in each place is links.toml's, who prints is the profile's; here stands which
setting needs what. A rule that nobody can keep is refused where the site wrote it, and is a warning
where a template or a sheet did, which may be right for other shops.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.links import Link, link, links
from posminder.profile.findings import Finding, KeyPath, Severity, dotted
from posminder.profile.model import Profile, Terminal
from posminder.profile.subject import Subject

_KNOWN: Final = ("yes", "some")
# setting, the capabilities of which it needs one, the values that ask for nothing
_NEEDS: Final[tuple[tuple[KeyPath, tuple[str, ...], tuple[object, ...]], ...]] = (
    (("receipts", "missing_after_s"), ("receipts",), ()),
    (("receipts", "require"), ("copies",), ()),
    (("receipts", "need"), ("receipts", "duplicate"), ("always", "electronic", "none")),
    (("receipts", "cvm_limit"), ("receipts", "duplicate"), ()),
    (("receipts", "keep_slip"), ("slip_text",), ("none",)),
    (("receipts", "auto_duplicate"), ("duplicate",), ("off",)),
    (("settle", "warn", "offline"), ("offline",), ()),
    (("clock", "from_terminal"), ("acquirer_clock",), (False,)),
    (("clock", "set_terminal"), ("set_clock",), (False,)),
    (("alerts", "on_terminal"), ("display",), (False,)),
    (("gate", "refuse_while"), ("gate",), ((),)),
)
_WHY: Final = {
    "receipts": "nobody sees here whether a receipt was printed",
    "copies": "nobody sees here which copies were printed",
    "slip_text": "no slip passes the board here",
    "duplicate": "nobody here can have a receipt repeated",
    "offline": "nobody hears here that a sale was approved off-line",
    "gate": "the driver for this terminal holds no sale back",
    "acquirer_clock": "the terminal tells its time with a sale only",
    "display": "the driver for this terminal shows no words on it",
    "set_clock": "the driver for this terminal has no command that sets its clock",
}
# What a set-up takes from a link, and why: who prints decides about slips.
_PRINTS_ITSELF: Final = ("receipts", "copies", "slip_text")
_ITSELF: Final = "the terminal prints itself, and its slips stay in it"
_LINES_TO_US: Final = (
    "where the register prints, lines that the board asks for come to the board, and no register "
    "takes lines it did not ask for"
)
_CONFIG: Final[KeyPath] = ("terminal", "zvt", "config")
_WIRING: Final[KeyPath] = ("terminal", "wiring")
_DRIVER: Final[KeyPath] = ("terminal", "driver")


def link_of(terminal: Terminal) -> Link | None:
    """Return the link of a terminal, None where its driver has no such place."""
    try:
        return link(terminal.driver, terminal.wiring)
    except KeyError:
        return None


def known(profile: Profile) -> frozenset[str]:
    """Return the names of what this profile's link can know or do, as it is set up."""
    found = link_of(profile.terminal)
    rows = {} if found is None else found.rows
    names = {name for name, row in rows.items() if row.state in _KNOWN}
    return frozenset(name for name in names if _taken(profile.terminal, name) is None)


def check_link(subject: Subject) -> Iterator[Finding]:
    """Yield every rule that this link cannot keep, at its place, with why and what would help."""
    terminal = subject.profile.terminal
    if terminal.driver == "attended" or link_of(terminal) is None:
        return  # said by driver_checks
    names = known(subject.profile)
    for path, needs, idle in _NEEDS:
        if path not in subject.layer.places or _value(subject.profile, path) in idle:
            continue
        if not names.intersection(needs):
            yield _broken(subject, path, needs[0])


def _broken(subject: Subject, path: KeyPath, need: str) -> Finding:
    """Return a finding at the key, wherever it was written."""
    terminal = subject.profile.terminal
    taken = _taken(terminal, need)
    why, against, instead = taken or (_why(terminal, need), *_elsewhere(terminal, need))
    place = subject.layer.place(path).key
    if place.file == subject.layer.name:
        sentence = f"does nothing with driver {terminal.driver}, take it out{instead}: {why}"
        severity = Severity.ERROR
    else:
        sentence = f"cannot be kept in this shop, another template{instead} would: {why}"
        severity = Severity.WARNING
    other = subject.layer.places.get(against)
    spot = None if other is None else other.value
    return Finding(place, dotted(path), sentence, severity, spot)


def _taken(terminal: Terminal, name: str) -> tuple[str, KeyPath, str] | None:
    """Return (why, the setting that takes it, what to write instead) of what the set-up takes."""
    if terminal.driver != "zvt" or terminal.wiring != "in_line":
        return None
    if terminal.zvt.config == "receipts_on_terminal":
        if name in _PRINTS_ITSELF:
            return _ITSELF, _CONFIG, " or write config: receipts_to_register"
    elif name == "duplicate":
        return _LINES_TO_US, _CONFIG, " or write config: receipts_on_terminal"
    return None


def _why(terminal: Terminal, name: str) -> str:
    found = link_of(terminal)
    note = "" if found is None else found.rows[name].note("en")
    return note or _WHY[name]


def _elsewhere(terminal: Terminal, name: str) -> tuple[KeyPath, str]:
    """Return (the setting to blame, what to write instead) of what the link lacks."""
    for each in links():
        if each.driver == terminal.driver and each.rows[name].state in _KNOWN:
            return _WIRING, f" or write wiring: {each.place}"
    return _DRIVER, ""


def _value(profile: Profile, path: KeyPath) -> object:
    value: object = profile
    for step in path:
        value = getattr(value, str(step))
    return value
