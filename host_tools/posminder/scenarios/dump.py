# SPDX-License-Identifier: MIT
"""A scenario as the YAML that load.py reads back equal, so that a drawn day can be cut by hand."""

from __future__ import annotations

import io
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from posminder.scenarios.actions import ACTIONS
from posminder.scenarios.profiles import profile_of
from posminder.scenarios.scenario import DAY_S, Cashier, Expected, Scenario, Step
from posminder.scenarios.values import show_ms


def dump(scenario: Scenario) -> str:
    """Return `scenario` as YAML."""
    stream = io.StringIO()
    yaml = YAML()
    yaml.allow_unicode = True
    yaml.width = 100
    yaml.dump(_document(scenario), stream)
    return stream.getvalue()


def _document(scenario: Scenario) -> dict[str, Any]:
    """Return everything that is not as a scenario without it would have it."""
    written = {
        "profile": scenario.profile,
        "settings": scenario.settings,
        "date": scenario.date,
        "seed": scenario.seed,
        "cashier": scenario.cashier,
        "clock_chip": scenario.clock_chip,
        "sets_clock": scenario.sets_clock,
    }
    plain = Scenario("", "", "", ())
    own = {name: value for name, value in written.items() if value != getattr(plain, name)}
    forms = {"date": lambda day: day.isoformat(), "cashier": _cashier}
    journal = scenario.expected
    hundredths = profile_of(scenario).hundredths
    return {
        "scenario": scenario.name,
        "title": {"en": scenario.title, "zh-CN": scenario.title_zh},
        **{name: forms.get(name, lambda value: value)(value) for name, value in own.items()},
        "begins": _clock(scenario.begins_s),
        "ends": _clock(scenario.ends_s),
        "steps": [_step(step, hundredths) for step in scenario.steps],
        **({} if journal is None else {"journal": [_expected(each) for each in journal]}),
    }


def _cashier(cashier: Cashier) -> dict[str, Any]:
    def seconds(value: int | None) -> str | None:
        return None if value is None else show_ms(value * 1_000)

    return {
        "sees_after": seconds(cashier.sees_after_s),
        "mutes": cashier.mutes,
        "reprints_after": seconds(cashier.reprints_after_s),
    }


def _step(step: Step, hundredths: int) -> CommentedMap:
    line = CommentedMap()
    if step.at_s is not None:
        line["at"] = _clock(step.at_s)
    else:
        line["when"] = step.when
        if step.after_ms:
            line["after"] = show_ms(step.after_ms)
    line[step.action] = _value(step, hundredths)
    line.fa.set_flow_style()
    return line


def _value(step: Step, hundredths: int) -> Any:
    kind = ACTIONS[step.action].kind
    written = kind.write(step.value * hundredths if kind.money else step.value)
    return _quoted(written) if isinstance(written, str) else written


def _expected(each: Expected) -> Any:
    return {each.name: each.words} if each.words else each.name


def _clock(at_s: int) -> str:
    """Return `20:05`, `20:05:30` or `+1 07:30` (a day later)."""
    day, second = divmod(at_s, DAY_S)
    minutes, seconds = divmod(second, 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    return _quoted(f"+{day} {text}" if day else text)


def _quoted(text: str) -> str:
    """Return `text` so that it is written in quotes: `"20:05"` must not be read as a number."""
    quoted: str = DoubleQuotedScalarString(text)
    return quoted
