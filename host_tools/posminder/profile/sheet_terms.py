# SPDX-License-Identifier: MIT
"""How an acquirer pays, read from its sheet alone: no shop's profile is needed for that."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import ConfigDict, ValidationError

from posminder.profile.bank_days import BankDays
from posminder.profile.findings import Finding, errors_in
from posminder.profile.kinds import Clock, Settings
from posminder.profile.load import load
from posminder.profile.model_sheet import Calendar, Deposit
from posminder.profile.refusals import findings_for


class _Terms(Settings):
    """What of a sheet says when money comes; the rest of it is not looked at."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)
    cut_over: Clock | None = None
    deposit: Deposit | None = None
    calendar: Calendar | None = None


@dataclass(frozen=True, slots=True)
class SheetTerms:
    """`cycle` T+n or D+n, bank days, minute of the cut-over; None: the sheet does not say."""

    cycle: str | None
    bank: BankDays | None
    cut_over: int | None
    findings: tuple[Finding, ...] = ()


def read_terms(path: Path) -> SheetTerms:
    """Return the terms in the sheet at `path`, which may be a shipped one."""
    layer = load(path)
    findings = errors_in(layer.findings)
    if not findings:
        try:
            terms = _Terms.model_validate(layer.values)
        except ValidationError as error:
            findings = findings_for(error, layer, _Terms)
        else:
            bank = None if terms.calendar is None else BankDays.of(terms.calendar)
            cycle = None if terms.deposit is None else terms.deposit.cycle
            return SheetTerms(cycle, bank, terms.cut_over)
    return SheetTerms(None, None, None, tuple(findings))
