# SPDX-License-Identifier: MIT
"""What invariants read: a pulled journal and the terminal's and acquirer's own books."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from posminder.journal_file import Record
from posminder.simulator.acquirer import Ledger
from posminder.simulator.scheduler import US_PER_MS
from posminder.simulator.terminal_truth import Batch, Sale, SaleKind, SaleState, TerminalTruth
from posminder.simulator.world import Boot
from posminder_formats import capabilities, profile_fields

_MS_PER_S: Final = 1_000


@dataclass(frozen=True, slots=True)
class Violation:
    """One invariant that does not hold. `seq` is the record that shows it, if one does."""

    name: str
    sentence: str
    seq: int | None = None


@dataclass(frozen=True)
class Evidence:
    """`profile`: its values by profile_fields key. `epoch_s`: wall time at the world's start.

    `standing`: the alerts (name, subject) that the board says stand in the end; None: not asked.
    """

    records: Sequence[Record]
    truth: TerminalTruth = field(default_factory=TerminalTruth)
    ledger: Ledger = field(default_factory=Ledger)
    boots: Sequence[Boot] = (Boot(0, 0),)
    profile: Mapping[int, Any] = field(default_factory=dict)
    epoch_s: int = 0
    standing: frozenset[tuple[str, Any]] | None = None

    def of(self, name: str, **words: Any) -> list[Record]:
        """Return the records called `name` whose fields have these words."""
        called = self._by_name.get(name, [])
        return [r for r in called if words.items() <= r.words().items()]

    @cached_property
    def _by_name(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = {}
        for record in self.records:
            found.setdefault(record.name, []).append(record)
        return found

    def at_ms(self, record: Record) -> int:
        """Return the true instant of `record`, ms since the world's start, whatever its clock said.

        A boot that the world knows nothing of counts from the world's start.
        """
        known = record.boot <= len(self.boots)
        boot_us = self.boots[record.boot - 1].at_us if known else 0
        return boot_us // US_PER_MS + record.mono_ms

    def sold_ms(self, sale: Sale) -> int:
        """Return when the terminal decided `sale`, on the same scale, to the second."""
        return (sale.at_s - self.epoch_s) * _MS_PER_S

    def counted_ms(self, batch: Batch) -> int:
        """Return when the terminal handed `batch` over or was taken away, on the same scale."""
        return (batch.at_s - self.epoch_s) * _MS_PER_S

    @cached_property
    def ended_ms(self) -> int:
        """The instant of the last record: later things, nobody can have written down."""
        return self.at_ms(self.records[-1]) if self.records else 0

    @cached_property
    def began_ms(self) -> int:
        """The instant at which the board got its first profile."""
        profiles = self.of("profile")
        return self.at_ms(profiles[0]) if profiles else 0

    @property
    def in_line(self) -> bool:
        """Whether the board stands between register and terminal."""
        wiring = self.profile.get(profile_fields.P_WIRING, profile_fields.WIRING_IN_LINE)
        return bool(wiring == profile_fields.WIRING_IN_LINE)

    @property
    def sees_receipts(self) -> bool:
        """Whether its link shows the board what was printed."""
        names = (profile_fields.P_DRIVER, profile_fields.P_WIRING)
        driver, wiring = (self.profile[name] for name in names)
        return bool(capabilities.of(driver, wiring)[0] & capabilities.RECEIPTS)

    @property
    def attended(self) -> bool:
        """Whether the terminal speaks nothing."""
        driver = self.profile.get(profile_fields.P_DRIVER, profile_fields.DRIVER_ZVT)
        return bool(driver == profile_fields.DRIVER_ATTENDED)

    @cached_property
    def dark(self) -> list[tuple[int, int]]:
        """Spans (ms) from the last record of each boot to the next boot's first.

        What fell into one, at the end of a boot, may have gone with the power.
        """
        spans = []
        for before, record in zip(self.records, self.records[1:], strict=False):
            if record.boot > before.boot:
                spans.append((self.at_ms(before), self.at_ms(record)))
        return spans

    def approved(self) -> Iterator[Sale]:
        """Yield what is in the terminal's books as approved: sales and refunds."""
        for sale in self.truth.sales:
            if sale.state is SaleState.APPROVED and sale.kind is not SaleKind.REVERSAL:
                yield sale


def is_exchange(record: Record) -> bool:
    """Return whether another terminal begins with `record`: its numbers are not the old one's."""
    return record.name == "terminal_changed" and record.words()["state"] == "noticed"
