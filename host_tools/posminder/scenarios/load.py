# SPDX-License-Identifier: MIT
"""A scenario from its YAML file, or everything that is wrong with the file, each at its place.

The example to read is files/settlement-answer-lost.yaml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from posminder.errors import UsageError
from posminder.profile import yaml_file
from posminder.profile.amounts import parse_date
from posminder.profile.findings import Finding, KeyPath, dotted
from posminder.profile.layer import Layer
from posminder.profile.values import did_you_mean
from posminder.scenarios.actions import ACTIONS
from posminder.scenarios.compare import MAIN_WORD
from posminder.scenarios.moments import parse_when
from posminder.scenarios.profiles import errors_of, profile_of
from posminder.scenarios.record_values import why_not
from posminder.scenarios.scenario import Cashier, Expected, Scenario, Step
from posminder.scenarios.values import parse_clock_s, parse_ms
from posminder_formats import record_words

_KEYS: Final = (
    "scenario",
    "title",
    "profile",
    "settings",
    "date",
    "begins",
    "ends",
    "seed",
    "cashier",
    "clock_chip",
    "sets_clock",
    "steps",
    "journal",
)
_REQUIRED: Final = ("scenario", "title", "begins", "ends", "steps")
_TITLES: Final = ("en", "zh-CN")
_CASHIER: Final = ("sees_after", "mutes", "reprints_after")
_TIMES: Final = ("at", "when", "after")
_KINDS: Final = {str(name): tuple(words) for name, words in record_words.KINDS.values()}


class ScenarioWrong(UsageError):
    """{}"""


def shipped() -> dict[str, Traversable]:
    """Return the shipped scenarios by name, ascending."""
    entries = files("posminder").joinpath("scenarios", "files").iterdir()
    found = {each.name.removesuffix(".yaml"): each for each in entries if each.name[-5:] == ".yaml"}
    return dict(sorted(found.items()))


def load(name_or_path: str) -> Scenario:
    """Return the shipped scenario of this name, or the one in this file.

    Raises ScenarioWrong with every error, each as file:line:column.
    """
    known = shipped()
    path: Path | Traversable = known.get(name_or_path) or Path(name_or_path)
    if not path.is_file():
        hint = did_you_mean(name_or_path, list(known)) or "; see: posminder simulate list"
        raise ScenarioWrong(f"No scenario {name_or_path}{hint}")
    layer = yaml_file.read(path, path.name if name_or_path in known else name_or_path)
    reader = _Reader(layer)
    scenario = reader.scenario() if not layer.findings else None
    if scenario is None:
        raise ScenarioWrong("\n".join(finding.render() for finding in layer.findings))
    return scenario


class _Reader:
    """Reads one layer; what is wrong goes to its findings."""

    def __init__(self, layer: Layer) -> None:
        self._layer = layer

    def scenario(self) -> Scenario | None:
        """Return the scenario, None if there are findings."""
        values = self._layer.values
        self._only((), values, _KEYS)
        for key in _REQUIRED:
            if key not in values:
                self._wrong((), f'has no "{key}"')
        name = self._kind(("scenario",), str, "")
        titles = self._titles()
        cashier = self._cashier()
        begins_s = self._take(("begins",), parse_clock_s, 0)
        ends_s = self._take(("ends",), parse_clock_s, 0)
        options = {
            "profile": self._kind(("profile",), str, None),
            "settings": self._kind(("settings",), dict, None),
            "date": self._take(("date",), parse_date, None),
            "seed": self._kind(("seed",), int, None),
            "clock_chip": self._kind(("clock_chip",), bool, None),
            "sets_clock": self._kind(("sets_clock",), bool, None),
        }
        steps = tuple(self._steps(ends_s))
        expected = tuple(self._journal()) if "journal" in values else None
        if not ends_s > begins_s and not self._layer.findings:
            self._wrong(("ends",), "is not after it begins")
        if self._layer.findings:
            return None
        scenario = Scenario(
            name,
            *titles,
            steps,
            begins_s=begins_s,
            ends_s=ends_s,
            cashier=cashier,
            expected=expected,
            **{name: value for name, value in options.items() if value is not None},
        )
        self._profiles(scenario)
        if self._layer.findings:
            return None
        scenario = replace(scenario, steps=tuple(self._in_minor_units(scenario)))
        return None if self._layer.findings else scenario

    def _in_minor_units(self, scenario: Scenario) -> Iterator[Step]:
        """Yield the steps with amounts in the currency's minor units, written in hundredths."""
        hundredths = profile_of(scenario).hundredths
        for index, step in enumerate(scenario.steps):
            if not ACTIONS[step.action].kind.money:
                yield step
                continue
            if step.value % hundredths:
                self._wrong(("steps", index, step.action), "has cents, and the currency has none")
            yield replace(step, value=step.value // hundredths)

    def _profiles(self, scenario: Scenario) -> None:
        """Check the profile the shop begins with, and those that are applied later."""
        for error in errors_of(scenario):
            self._no_profile(("settings",), error)
        if self._layer.findings:
            return
        for index, step in enumerate(scenario.steps):
            if step.action == "apply_profile":
                for error in errors_of(scenario, step.value):
                    self._no_profile(("steps", index, step.action), error)

    def _no_profile(self, settings: KeyPath, error: Finding) -> None:
        inside = (*settings, *error.path.split("."))
        known = inside in self._layer.places or settings[0] == "steps"
        path: KeyPath = inside if known else ("profile",)
        self._wrong(path, f"{error.path}: {error.sentence}" if not known else error.sentence)

    def _titles(self) -> tuple[str, str]:
        titles = self._kind(("title",), dict, {})
        self._only(("title",), titles, _TITLES)
        for language in _TITLES:
            if not isinstance(titles.get(language), str):
                self._wrong(("title",), f'has no "{language}"')
        return str(titles.get("en")), str(titles.get("zh-CN"))

    def _cashier(self) -> Cashier:
        habits = self._kind(("cashier",), dict, {})
        self._only(("cashier",), habits, _CASHIER)
        values: dict[str, Any] = {}
        for name in ("sees_after", "reprints_after"):
            if name in habits:
                path = ("cashier", name)
                values[f"{name}_s"] = (
                    None if habits[name] is None else self._take(path, _seconds, 0)
                )
        return Cashier(mutes=self._kind(("cashier", "mutes"), bool, False), **values)

    def _steps(self, ends_s: int) -> Iterator[Step]:
        latest_s = 0
        for index, written in enumerate(self._kind(("steps",), list, [])):
            step = self._step(("steps", index), written)
            if step is None:
                continue
            if step.at_s is not None and not latest_s <= step.at_s <= ends_s:
                before = "the step before it" if step.at_s < latest_s else "the end"
                order = "before" if step.at_s < latest_s else "after"
                self._wrong(("steps", index, "at"), f"is {order} {before}")
            latest_s = max(latest_s, step.at_s or 0)
            yield step

    def _step(self, path: KeyPath, written: Any) -> Step | None:
        if not isinstance(written, dict):
            self._wrong(path, 'must be a step such as {at: "20:05", hold_button: }')
            return None
        names = [key for key in written if key not in _TIMES]
        if len(names) != 1:
            self._wrong(path, "must name one action beside at or when")
            return None
        (name,) = names
        action = ACTIONS.get(name)
        if action is None:
            sentence = f'"{name}" is no action{did_you_mean(name, [*ACTIONS, *_TIMES])}'
            self._wrong((*path, name), sentence, at_key=True)
            return None
        if ("at" in written) == ("when" in written):
            self._wrong(path, "needs either at, a time, or when, a moment")
            return None
        if "after" in written and "when" not in written:
            self._wrong((*path, "after"), "goes with when only", at_key=True)
        return Step(
            name,
            self._take((*path, name), action.kind.parse, None),
            at_s=self._take((*path, "at"), parse_clock_s, None),
            when=self._take((*path, "when"), _moment, None),
            after_ms=self._take((*path, "after"), parse_ms, 0),
            spot=self._layer.place(path).value,
        )

    def _journal(self) -> Iterator[Expected]:
        listed = self._kind(("journal",), list, [])
        if not listed:
            self._wrong(
                ("journal",), "expects no record: leave it out, or write what must be there"
            )
        for index, written in enumerate(listed):
            path: KeyPath = ("journal", index)
            name: Any = written
            words: Any = {}
            if isinstance(written, dict) and len(written) == 1:
                ((name, words),) = written.items()
                path = (*path, name)
            if not isinstance(name, str):
                self._wrong(path, "must be one record, such as button: held")
                continue
            if name not in _KINDS:
                sentence = f'"{name}" is no record{did_you_mean(name, list(_KINDS))}'
                self._wrong(path, sentence, at_key=True)
                continue
            if not isinstance(words, dict):
                if name not in MAIN_WORD:
                    self._wrong(
                        path, f"write its words as a map, such as {{{_KINDS[name][0]}: ...}}"
                    )
                    continue
                words = {MAIN_WORD[name]: words}
            self._only(path, words, _KINDS[name])
            for field in (each for each in _KINDS[name] if each in words):
                reason = why_not(name, field, words[field])
                if reason is not None:
                    self._wrong((*path, field), reason)
            yield Expected(name, words, self._layer.place(path).key)

    # Findings

    def _take(self, path: KeyPath, parse: Callable[[Any], Any], default: Any) -> Any:
        """Return what stands at `path`, parsed; `default` where nothing does, or it is wrong."""
        found, value = self._at(path)
        if not found:
            return default
        try:
            return parse(value)
        except (TypeError, ValueError) as error:
            self._wrong(path, str(error))
            return default

    def _kind(self, path: KeyPath, kind: type, default: Any) -> Any:
        found, value = self._at(path)
        if not found or type(value) is kind:
            return value if found else default
        words = {str: "a text", int: "a whole number", bool: "true or false", list: "a list"}
        self._wrong(path, f"must be {words.get(kind, 'a map')}")
        return default

    def _at(self, path: KeyPath) -> tuple[bool, Any]:
        value: Any = self._layer.values
        for step in path:
            try:
                value = value[step]
            except (KeyError, TypeError):
                return False, None
        return True, value

    def _only(self, path: KeyPath, values: dict[str, Any], known: tuple[str, ...]) -> None:
        for key in values:
            if key not in known:
                sentence = f'"{key}" is unknown{did_you_mean(key, known)}'
                self._wrong((*path, key), sentence, at_key=True)

    def _wrong(self, path: KeyPath, sentence: str, *, at_key: bool = False) -> None:
        place = self._layer.place(path)
        spot = place.key if at_key else place.value
        self._layer.findings.append(Finding(spot, dotted(path), sentence))


def _seconds(value: object) -> int:
    milliseconds = parse_ms(value)
    if milliseconds % 1_000:
        raise ValueError("must be whole seconds")
    return milliseconds // 1_000


def _moment(value: object) -> str:
    parse_when(value)
    return str(value)
