# SPDX-License-Identifier: MIT
"""What each driver can know and do in each place, and how far that was checked (links.toml).

The bits are posminder_formats.capabilities', the board's own; this says of each one how it stands,
against what it was checked, and where no bit is set whether the protocol or this program lacks it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from posminder.messages import LANGUAGES
from posminder_formats import capabilities as c
from posminder_formats import profile_fields as f

# name, its bit on the board; 0: no link has it yet
CAPABILITIES: Final[dict[str, int]] = {
    "sales": c.SALES,
    "newest_sale": c.NEWEST_SALE,
    "taken_back": c.TAKEN_BACK,
    "amount": c.AMOUNT,
    "trace": c.TRACE,
    "terminal_clock": c.TERMINAL_CLOCK,
    "authorisation": c.AUTHORISATION,
    "batch": c.BATCH,
    "terminal_id": c.TERMINAL_ID,
    "offline": c.OFFLINE,
    "send_offline": c.SEND_OFFLINE,
    "receipts": c.RECEIPTS,
    "copies": c.COPIES,
    "slip_text": c.SLIP_TEXT,
    "duplicate": c.DUPLICATE,
    "printer": c.PRINTER,
    "paper_low": 0,
    "status": c.STATUS,
    "signed_in": c.SIGNED_IN,
    "sign_in": c.SIGN_IN,
    "operator": 0,
    "totals": c.TOTALS,
    "settle": c.SETTLE,
    "others_settle": c.OTHERS_SETTLE,
    "diagnose": c.DIAGNOSE,
    "acquirer_clock": c.ACQUIRER_CLOCK,
    "set_clock": c.SET_CLOCK,
    "settings": c.SETTINGS,
    "display": c.DISPLAY,
    "gate": c.GATE,
}
DRIVERS: Final[dict[str, int]] = {
    "zvt": f.DRIVER_ZVT,
    "transbank": f.DRIVER_TRANSBANK,
    "mis": f.DRIVER_MIS,
    "attended": f.DRIVER_ATTENDED,
}
PLACES: Final[dict[str, int]] = {
    "in_line": f.WIRING_IN_LINE,
    "beside": f.WIRING_BESIDE,
    "no_line": f.WIRING_NONE,
}
# yes: implemented. some: implemented, but some terminals, registers or set-ups lack it. people: a
# person says so (grade C). unbuilt: the protocol has it, this program has not. no: it lacks it.
STATES: Final = ("yes", "some", "people", "unbuilt", "no")
# vectors: byte strings from public sources. tshark: Wireshark's dissector. sdk: the vendor's own.
# simulator: this program's own simulated terminal, which shares no code with the driver.
CHECKS: Final = ("vectors", "tshark", "sdk", "simulator")


@dataclass(frozen=True, slots=True)
class Known:
    """How one capability stands on one link. `notes`: (English, Chinese), empty where none."""

    state: str
    checked: tuple[str, ...]
    notes: tuple[str, str]

    def note(self, language: str) -> str:
        """Return what else there is to say, in `language`."""
        return self.notes[LANGUAGES.index(language)]


@dataclass(frozen=True, slots=True)
class Link:
    """One driver in one place. `rows`: by the names of CAPABILITIES, in their order."""

    driver: str
    place: str
    rows: dict[str, Known]

    @property
    def can(self) -> int:
        """The bits that the board goes by."""
        return c.of(DRIVERS[self.driver], PLACES[self.place])[0]


@dataclass(frozen=True, slots=True)
class Port:
    """One kind of terminal, and whether a board can be attached: yes, unverified or no.

    Texts are (English, Chinese); `driver` is empty where there is none.
    """

    kinds: tuple[str, str]
    ports: tuple[str, str]
    driver: str
    attach: str
    notes: tuple[str, str]


@cache
def links() -> tuple[Link, ...]:
    """Return every link there is, in the table's order."""
    return tuple(
        Link(driver, place, {name: _known(rows[name]) for name in CAPABILITIES})
        for driver, places in _table()["links"].items()
        for place, rows in places.items()
    )


@cache
def ports() -> tuple[Port, ...]:
    """Return every kind of terminal that something is known of, in the table's order."""
    return tuple(
        Port(
            _both(row["kind"]),
            _both(row["port"]),
            row.get("driver", ""),
            row["attach"],
            _both(row.get("note")),
        )
        for row in _table()["ports"]
    )


def link(driver: str, wiring: str | None) -> Link:
    """Return the link of a profile's `driver` and `wiring`. Raises KeyError."""
    for each in links():
        if (each.driver, each.place) == (driver, wiring or "no_line"):
            return each
    raise KeyError((driver, wiring))


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _known(row: str | dict[str, Any]) -> Known:
    if isinstance(row, str):
        return Known(row, (), ("", ""))
    return Known(row["state"], tuple(row.get("checked", ())), _both(row.get("note")))


def _both(text: list[str] | None) -> tuple[str, str]:
    return (text[0], text[1]) if text else ("", "")
