# SPDX-License-Identifier: MIT
"""Everything that can be wrong with a profile, found at once: layers, types, and what only shows
when two settings are held side by side. Knows no board and no line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from posminder.profile import (
    calendar_checks,
    dialect_checks,
    driver_checks,
    hours_checks,
    link_rules,
    money_checks,
    office_checks,
    receipt_checks,
)
from posminder.profile.findings import Finding, Severity, errors_in
from posminder.profile.kinds import ENV_PREFIX
from posminder.profile.layer import Layer
from posminder.profile.load import load
from posminder.profile.model import Profile
from posminder.profile.refusals import findings_for
from posminder.profile.subject import Subject


@dataclass(frozen=True, slots=True)
class Checked:
    """A profile with everything found in it. `profile` and `password` are None after an error.

    `password` is None too where its variable may be set later.
    """

    layer: Layer
    findings: tuple[Finding, ...]
    profile: Profile | None
    password: str | None


def check(
    path: Path,
    environment: Mapping[str, str],
    today: date | None = None,
    text: str | None = None,
    *,
    password_later: bool = False,
    newest_sheet: bool = False,
) -> Checked:
    """Read and check the profile at `path`. Never raises for what is in it.

    `path` may name a shipped profile such as example/kiosk; `environment` resolves `env:NAME`;
    sheets and reviews are held against `today`; `text` is read instead of the file's content;
    with `password_later` a variable that is not set yet is a warning; `newest_sheet` as in load.
    """
    layer = load(path, text, newest_sheet=newest_sheet)
    return check_layer(layer, environment, today, password_later=password_later)


def check_layer(
    layer: Layer,
    environment: Mapping[str, str],
    today: date | None = None,
    *,
    password_later: bool = False,
) -> Checked:
    """Check layers that were read and merged already; as `check`."""
    findings = list(layer.findings)
    profile: Profile | None = None
    password: str | None = None
    if not errors_in(findings):
        try:
            profile = Profile.model_validate(layer.values)
        except ValidationError as error:
            findings.extend(findings_for(error, layer))
    if profile is not None:
        subject = Subject(profile, layer, today or date.today())
        password = _password(profile, environment)
        unset = Severity.WARNING if password_later else Severity.ERROR
        findings.extend(_cross_checks(subject, password, unset))
    if errors_in(findings):
        return Checked(layer, tuple(findings), None, None)
    return Checked(layer, tuple(findings), profile, password)


def _cross_checks(subject: Subject, password: str | None, unset: Severity) -> Iterator[Finding]:
    yield from driver_checks.check_driver(subject)
    yield from link_rules.check_link(subject)
    yield from dialect_checks.check_dialect(subject)
    yield from _check_password(subject, password, unset)
    hours = list(hours_checks.check_hours(subject))
    yield from hours
    if not hours:  # a closing time can only be judged against hours that make sense
        yield from hours_checks.check_latest(subject)
        yield from hours_checks.check_cut_over(subject)
        yield from hours_checks.check_starts(subject)
        yield from hours_checks.check_max_defer(subject)
    yield from calendar_checks.check_calendar(subject)
    yield from money_checks.check_money(subject)
    yield from receipt_checks.check_receipts(subject)
    yield from office_checks.check_office(subject)


def _password(profile: Profile, environment: Mapping[str, str]) -> str | None:
    written = profile.terminal.zvt.password
    if written.startswith(ENV_PREFIX):
        return environment.get(written.removeprefix(ENV_PREFIX))
    return written


def _check_password(subject: Subject, password: str | None, unset: Severity) -> Iterator[Finding]:
    path = ("terminal", "zvt", "password")
    if path not in subject.layer.places:
        return
    written = subject.profile.terminal.zvt.password
    variable = written.removeprefix(ENV_PREFIX)
    if not written.startswith(ENV_PREFIX):
        sentence = 'stands in the file for all to read; better: "env:NAME"'
        yield subject.finding(path, sentence, Severity.WARNING)
    elif password is None:
        sentence = f"the environment variable {variable} is not set: set it to the six digits"
        yield subject.finding(path, sentence, unset)
    elif re.fullmatch("[0-9]{6}", password) is None:
        yield subject.finding(path, f"the environment variable {variable} does not hold six digits")
