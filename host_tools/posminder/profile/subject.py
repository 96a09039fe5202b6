# SPDX-License-Identifier: MIT
"""What the cross-checks look at: a profile that is right by itself, and where it was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from posminder.profile.findings import Finding, KeyPath, Severity, Spot, dotted
from posminder.profile.layer import Layer
from posminder.profile.model import Profile


@dataclass(frozen=True, slots=True)
class Subject:
    """`today` is the day a sheet's age and the last review are counted to."""

    profile: Profile
    layer: Layer
    today: date

    def finding(
        self,
        path: KeyPath,
        sentence: str,
        severity: Severity = Severity.ERROR,
        against: KeyPath | None = None,
    ) -> Finding:
        """Return a finding at the value of `path`; `against`: the setting it does not fit."""
        other = None if against is None else self._written(against)
        return Finding(self.layer.place(path).value, dotted(path), sentence, severity, other)

    def warning(self, path: KeyPath, sentence: str, against: KeyPath | None = None) -> Finding:
        """Return the same as a warning."""
        return self.finding(path, sentence, Severity.WARNING, against)

    def _written(self, path: KeyPath) -> Spot | None:
        """Return where `path` was written, None where it is a default."""
        place = self.layer.places.get(path)
        return None if place is None else place.value
