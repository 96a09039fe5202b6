# SPDX-License-Identifier: MIT
"""Everything that can be wrong with a profile, found at once: layers, types, and what only shows
when two settings are held side by side. Knows no board and no line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from posminder.profile.findings import Finding, Severity, dotted, errors_in
from posminder.profile.load import Layer, load
from posminder.profile.model import ENV_PREFIX, Profile
from posminder.profile.refusals import findings_for
from posminder.profile.values import DAY_NAMES, MIDNIGHT, Range, clock_text
from posminder_formats import profile_fields


def _default(key: int) -> int:
    for row in profile_fields.FIELDS:
        if row[0] == key and isinstance(row[5], int):
            return row[5]
    raise KeyError(key)


DAY_STARTS_MIN: Final = _default(profile_fields.P_DAY_STARTS_MIN)


@dataclass(frozen=True, slots=True)
class Checked:
    """A profile with everything found in it. `profile` and `password` are None after an error."""

    layer: Layer
    findings: tuple[Finding, ...]
    profile: Profile | None
    password: str | None


def check(path: Path, environment: Mapping[str, str]) -> Checked:
    """Read and check the profile at `path`; `environment` resolves `env:NAME`. Never raises."""
    layer = load(path)
    findings = list(layer.findings)
    profile: Profile | None = None
    password: str | None = None
    if not errors_in(findings):
        try:
            profile = Profile.model_validate(layer.values)
        except ValidationError as error:
            findings.extend(findings_for(error, layer))
    if profile is not None:
        password = _password(profile, environment)
        findings.extend(_cross_checks(profile, layer, password))
    if errors_in(findings):
        return Checked(layer, tuple(findings), None, None)
    return Checked(layer, tuple(findings), profile, password)


def _cross_checks(profile: Profile, layer: Layer, password: str | None) -> Iterator[Finding]:
    yield from _check_password(profile, layer, password)
    hours = list(_check_hours(profile, layer))
    yield from hours
    if not hours:  # a closing time can only be judged against hours that make sense
        yield from _check_latest(profile, layer)


def _password(profile: Profile, environment: Mapping[str, str]) -> str | None:
    written = profile.terminal.zvt.password
    if written.startswith(ENV_PREFIX):
        return environment.get(written.removeprefix(ENV_PREFIX))
    return written


def _check_password(profile: Profile, layer: Layer, password: str | None) -> Iterator[Finding]:
    path = ("terminal", "zvt", "password")
    if path not in layer.places:
        return
    spot, name = layer.place(path).value, dotted(path)
    variable = profile.terminal.zvt.password.removeprefix(ENV_PREFIX)
    if not profile.terminal.zvt.password.startswith(ENV_PREFIX):
        sentence = 'stands in the file for all to read; better: "env:NAME"'
        yield Finding(spot, name, sentence, Severity.WARNING)
    elif password is None:
        yield Finding(spot, name, f"the environment variable {variable} is not set")
    elif re.fullmatch("[0-9]{6}", password) is None:
        yield Finding(spot, name, f"the environment variable {variable} does not hold six digits")


def business_minute(minute: int) -> int:
    """Return `minute` on the business day's own scale, where small hours come after midnight."""
    return minute if minute >= DAY_STARTS_MIN else minute + MIDNIGHT


def _check_hours(profile: Profile, layer: Layer) -> Iterator[Finding]:
    taken: dict[int, str] = {}
    for key, ranges in profile.hours.items():
        place = layer.place(("hours", key.text))
        name = f"hours.{key.text}"
        for day in key.days:
            if day in taken:
                sentence = f'{DAY_NAMES[day]} is named twice, here and in "{taken[day]}"'
                yield Finding(place.key, name, sentence)
            taken[day] = key.text
        if (sentence_or_none := _range_fault(ranges)) is not None:
            yield Finding(place.value, name, sentence_or_none)
    if not any(profile.hours.values()):
        yield Finding(layer.place(("hours",)).value, "hours", "no day is ever open")


def _range_fault(ranges: tuple[Range, ...]) -> str | None:
    """Return what is wrong with one day's ranges, None for nothing."""
    before = DAY_STARTS_MIN
    for each in ranges:
        opens, closes = business_minute(each.open_min), business_minute(each.close_min)
        if closes <= opens:
            return (
                f"{each} ends before it begins; a shop open past midnight must close by "
                f"{clock_text(DAY_STARTS_MIN)}, when the board's business day begins"
            )
        if opens < before:
            return f"{each} overlaps the range before it, or stands before it"
        before = closes
    return None


def _check_latest(profile: Profile, layer: Layer) -> Iterator[Finding]:
    latest = business_minute(profile.settle.latest)
    for day, ranges in enumerate(profile.week()):
        if not ranges or latest >= business_minute(ranges[-1].close_min):
            continue
        text = clock_text(profile.settle.latest)
        last = clock_text(ranges[-1].close_min % MIDNIGHT)
        hours = ", ".join(str(each) for each in ranges)
        inside = any(
            business_minute(each.open_min) <= latest < business_minute(each.close_min)
            for each in ranges
        )
        if inside:
            why = f"is inside the hours of {DAY_NAMES[day]} ({hours}): later sales would wait a day"
        elif latest < business_minute(ranges[0].open_min):
            why = (
                f"comes after the night, before {DAY_NAMES[day]} opens: the day's sales would wait"
            )
        else:
            why = (
                f"is between the hours of {DAY_NAMES[day]} ({hours}): later sales would wait a day"
            )
        cure = f"choose a time from {last} on and before {clock_text(DAY_STARTS_MIN)}"
        spot = layer.place(("settle", "latest")).value
        yield Finding(spot, "settle.latest", f"{text} {why}; {cure}")
        return
