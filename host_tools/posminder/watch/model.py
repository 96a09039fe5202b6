# SPDX-License-Identifier: MIT
"""watch.yaml as a model: whom to tell of what and when, how often to look, where backups go.

No secret stands in it: addresses and passphrases are named by environment variable or file.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, InstanceOf, StringConstraints

from posminder.profile.kinds import Clock, Name, Settings, Zone, between, written
from posminder.profile.values import Range, parse_duration_s, parse_range
from posminder.watch.finding import SEVERITIES, Severity

_DAY_S: Final = 86_400

Language = Literal["en", "zh-CN"]
RouteName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
Secret = Annotated[str, StringConstraints(pattern=r"^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$")]
Every = Annotated[int, between(10, _DAY_S, "10s..24h"), BeforeValidator(parse_duration_s)]
Wait = Annotated[int, between(60, _DAY_S, "1min..24h"), BeforeValidator(parse_duration_s)]
Days = Annotated[int, between(3_600, 30 * _DAY_S, "1h..720h"), BeforeValidator(parse_duration_s)]
_Range = Annotated[InstanceOf[Range], BeforeValidator(parse_range)]
_SECRET = "env:NAME or file:PATH, of a file that nobody else may read"


class Quiet(Settings):
    """When a route is not told."""

    hours: _Range = Field(description='such as "22:00-07:00"; what comes then waits for its end')
    but: tuple[Severity, ...] = Field(
        (), strict=False, description="severities that are told all the same, such as [urgent]"
    )


class Escalation(Settings):
    """Who is told when nobody has seen it."""

    after: Wait = Field(description="from when the route was to be told, such as 30min")
    to: RouteName = Field(description="the name of another route")


class Route(Settings):
    """One recipient."""

    name: RouteName = Field(description="lower case, such as owner")
    url: Secret = Field(description=f"an apprise address, as {_SECRET}")
    language: Language | None = Field(None, description="en or zh-CN; default: the file's")
    severities: tuple[Severity, ...] = Field(
        SEVERITIES, strict=False, description="which; [] for what is passed on to it alone"
    )
    kinds: tuple[str, ...] = Field((), strict=False, description="only these; default: all")
    sites: tuple[Name, ...] = Field((), strict=False, description="only these sites; default: all")
    quiet: Quiet | None = Field(None, description="when it is not told")
    escalate: Escalation | None = Field(None, description="who is told next")
    digest: Clock | None = Field(None, description="when it gets the day's digest, such as 08:30")


class Backup(Settings):
    """Copies of all this computer has, each tried."""

    folder: Name = Field(description="where they go; on another disk or computer")
    every: Days = Field(written("24h"), description="such as 24h")
    keep: int = Field(14, ge=2, le=400, description="how many; older ones are deleted")
    passphrase: Secret | None = Field(
        None, description=f"{_SECRET}; default: locked to company.pem"
    )


class Watch(Settings):
    """One computer's watch."""

    zone: Zone = Field(description="an IANA time zone, such as Asia/Shanghai")
    language: Language = Field("en", description="of routes that name none: en or zh-CN")
    every: Every = Field(written("15min"), description="between two pulls of a board")
    ports: tuple[Name, ...] = Field(
        (), strict=False, description="only these; default: every serial port on USB"
    )
    silent_after: Days = Field(written("26h"), description="a board not pulled for so long")
    routes: tuple[Route, ...] = Field(strict=False, min_length=1, max_length=32)
    backup: Backup | None = Field(None, description="copies of all this computer has")
