# SPDX-License-Identifier: MIT
"""watch.yaml read and checked: every fault with its place, and secrets fetched from where they are.

A secret's file that others may read is refused, as ssh refuses such a key.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from posminder.profile import yaml_file
from posminder.profile.findings import Finding, dotted, errors_in
from posminder.profile.layer import Layer
from posminder.profile.refusals import findings_for
from posminder.profile.values import did_you_mean
from posminder.watch.finding import KINDS
from posminder.watch.model import Route, Watch

_ENV, _FILE = "env:", "file:"
_SECRET_BYTES_MAX = 4_096


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was read. `watch` None where `findings` hold an error. `urls` by route."""

    watch: Watch | None
    findings: tuple[Finding, ...]
    urls: Mapping[str, str] = field(default_factory=dict, repr=False)
    passphrase: str | None = field(default=None, repr=False)


Judge = Callable[[str], str | None]
"""Returns what is wrong with an address, None for a good one."""


def read(
    path: Path,
    environ: Mapping[str, str],
    *,
    with_secrets: bool = True,
    judge: Judge = lambda url: None,
) -> Read:
    """Return the settings at `path`, with each route's address, judged, if that is wanted."""
    layer = yaml_file.read(path, str(path))
    findings = list(layer.findings)
    if errors_in(findings):
        return Read(None, tuple(findings))
    try:
        watch = Watch.model_validate(layer.values)
    except ValidationError as error:
        return Read(None, (*findings, *findings_for(error, layer, Watch)))
    findings += _crossed(watch, layer)
    if not with_secrets:
        return Read(None if errors_in(findings) else watch, tuple(findings))
    secrets = _Secrets(layer, path.parent, environ, findings)
    urls = {
        route.name: secrets.fetch(route.url, ("routes", index, "url"), judge)
        for index, route in enumerate(watch.routes)
    }
    phrase = None
    if watch.backup is not None and watch.backup.passphrase is not None:
        phrase = secrets.fetch(watch.backup.passphrase, ("backup", "passphrase"))
    return Read(None if errors_in(findings) else watch, tuple(findings), urls, phrase)


class _Secrets:
    """Fetches secrets; what is wrong with one becomes a finding at its place, without it."""

    def __init__(
        self, layer: Layer, folder: Path, environ: Mapping[str, str], findings: list[Finding]
    ) -> None:
        self._layer, self._folder, self._environ = layer, folder, environ
        self._findings = findings

    def fetch(self, named: str, path: tuple[str | int, ...], judge: Judge | None = None) -> str:
        """Return the secret that `named` names, empty where there is none that will do."""
        try:
            if named.startswith(_ENV):
                value = self._of_environment(named.removeprefix(_ENV))
            else:
                value = self._of_file(named.removeprefix(_FILE))
            if judge is not None and (problem := judge(value)) is not None:
                raise ValueError(problem)
            return value
        except ValueError as error:
            spot = self._layer.place(path).value
            self._findings.append(Finding(spot, dotted(path), str(error)))
        return ""

    def _of_environment(self, name: str) -> str:
        value = self._environ.get(name, "").strip()
        if not value:
            raise ValueError(f"the environment variable {name} is not set")
        return value

    def _of_file(self, name: str) -> str:
        path = self._folder / os.path.expandvars(name)  # systemd: $CREDENTIALS_DIRECTORY/owner
        try:
            with path.open("rb") as file:
                told = os.fstat(file.fileno())
                if os.name == "posix" and stat.S_IMODE(told.st_mode) & 0o077:
                    raise ValueError(f"{path} may be read by others. Next: chmod 600 {path}")
                value = file.read(_SECRET_BYTES_MAX).decode().strip()
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is no text"
            raise ValueError(f"{path} cannot be read: {why}") from error
        if not value:
            raise ValueError(f"{path} is empty")
        return value


def _crossed(watch: Watch, layer: Layer) -> Iterator[Finding]:
    """Yield what no single setting shows: names twice, routes that lead nowhere or round."""
    names = [route.name for route in watch.routes]
    for index, route in enumerate(watch.routes):
        here: tuple[str | int, ...] = ("routes", index)

        def finding(path: tuple[str | int, ...], problem: str) -> Finding:
            return Finding(layer.place(path).value, dotted(path), problem)

        if route.name in names[:index]:
            yield finding((*here, "name"), "is the name of another route already")
        for at, kind in enumerate(route.kinds):
            if kind not in KINDS:
                near = did_you_mean(kind, KINDS) or "; posminder runbook lists a board's alerts"
                yield finding((*here, "kinds", at), f"is nothing that is watched{near}")
        if route.escalate is not None:
            place = (*here, "escalate", "to")
            if route.escalate.to not in names:
                yield finding(place, "is no route" + did_you_mean(route.escalate.to, names))
            elif _leads_round(route, watch):
                yield finding(place, "leads back to where it began: somebody must be last")
        if not route.severities and not _is_target(route, watch) and route.digest is None:
            yield finding(here, "is never told anything: no severities, no digest, no escalation")


def _leads_round(route: Route, watch: Watch) -> bool:
    by_name = {each.name: each for each in watch.routes}
    seen: set[str] = set()
    at: Route | None = route
    while at is not None and at.name not in seen:
        seen.add(at.name)
        at = None if at.escalate is None else by_name.get(at.escalate.to)
    return at is not None


def _is_target(route: Route, watch: Watch) -> bool:
    return any(each.escalate and each.escalate.to == route.name for each in watch.routes)
