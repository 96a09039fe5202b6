# SPDX-License-Identifier: MIT
"""Every setting is in the table of destinations, on the page, and in the editors' schemas."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from posminder.profile.amounts import parse_rate_ppm
from posminder.profile.destinations import BOARD, DESTINATIONS, destination, setting_of
from posminder.profile.model import Profile
from posminder.profile.model_walk import settings
from posminder.profile.schema import LAYER_KINDS, LayerKind, schema
from posminder.profile.settings_page import page
from posminder_formats import profile_fields as f

PROFILES = Path("host_tools/posminder/profiles")
FIXED_ON_THE_BOARD = {"day_starts_min", "sheet_sha256"}  # the host's own, no setting


def test_the_table_has_every_setting_and_no_other() -> None:
    assert list(DESTINATIONS) == [each.path for each in settings(Profile)]


def test_every_field_of_the_board_has_its_setting_and_the_other_way_round() -> None:
    named = {each.removeprefix(BOARD) for each in DESTINATIONS.values() if each.startswith(BOARD)}
    assert named == {row[1] for row in f.FIELDS} - FIXED_ON_THE_BOARD
    assert setting_of("settle_latest_min") == "settle.latest"
    assert setting_of("day_starts_min") == "day_starts_min"


def test_a_destination_says_of_what_kind_it_is() -> None:
    for where in DESTINATIONS.values():
        assert re.match("board: [a-z_0-9]+$|host: .|kept: used once .", where), where


def test_destinations_of_places_in_lists_and_of_days() -> None:
    assert destination(("fees", "rates", 3, "cap")) == DESTINATIONS["fees.rates[].cap"]
    assert destination(("hours", "mon-sat")) == "board: hours"
    assert destination(("calendar", "maintenance", 0)) == DESTINATIONS["calendar.maintenance"]
    assert destination(("fees", "promos")) == DESTINATIONS["fees.promos[].card"]
    assert destination(("nothing",)) == "?"


def test_the_settings_page_is_what_the_program_makes() -> None:
    assert (PROFILES / "SETTINGS.md").read_text(encoding="utf-8") == page()


def test_every_setting_says_what_it_is() -> None:
    assert [each.path for each in settings(Profile) if not each.field.description] == []


# Schemas


def fits(value: Any, rule: dict[str, Any], definitions: dict[str, Any]) -> bool:
    """Judge as an editor does: the part of JSON Schema that ours use, anything else is an error."""
    known = {"$ref", "anyOf", "type", "properties", "patternProperties", "additionalProperties"}
    known |= {"required", "enum", "const", "pattern", "items", "minItems", "maxItems", "minimum"}
    known |= {"maximum", "minLength", "maxLength", "format"}
    known |= {"title", "description", "default", "examples", "$schema", "$defs"}
    assert set(rule) <= known, set(rule) - known
    if "$ref" in rule:
        return fits(value, definitions[rule["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in rule:
        return any(fits(value, each, definitions) for each in rule["anyOf"])
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}
    kinds["boolean"] = bool
    if "type" in rule and type(value) is not kinds[rule["type"]]:
        return False
    if value not in rule.get("enum", [value]) or rule.get("const", value) != value:
        return False
    if isinstance(value, str):
        return re.search(rule.get("pattern", ""), value) is not None
    if isinstance(value, list):
        return all(fits(each, rule.get("items", {}), definitions) for each in value)
    if isinstance(value, int):
        return rule.get("minimum", value) <= value <= rule.get("maximum", value)
    return not isinstance(value, dict) or _map_fits(value, rule, definitions)


def _map_fits(value: dict[str, Any], rule: dict[str, Any], definitions: dict[str, Any]) -> bool:
    patterns = rule.get("patternProperties", {})
    for key, each in value.items():
        fitting = [rule["properties"][key]] if key in rule.get("properties", {}) else []
        fitting += [patterns[pattern] for pattern in patterns if re.search(pattern, key)]
        if not fitting and rule.get("additionalProperties") is False:
            return False
        if not all(fits(each, inner, definitions) for inner in fitting):
            return False
    return set(rule.get("required", [])) <= set(value)


def plain(path: Path) -> Any:
    """Return a YAML file as an editor sees it: dates are text."""
    yaml = YAML(typ="safe", pure=True)
    yaml.constructor.yaml_constructors["tag:yaml.org,2002:timestamp"] = lambda _, node: node.value
    return yaml.load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("kind", "folder"), [("site", "example"), ("template", "template"), ("sheet", "acquirer")]
)
def test_shipped_layers_fit_the_schema_of_their_kind(kind: LayerKind, folder: str) -> None:
    rule = schema(kind)
    files = sorted((PROFILES / folder).glob("*.yaml"))
    assert files
    for path in files:
        assert fits(plain(path), rule, rule["$defs"]), path


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("site", {"colour": "red"}),
        ("site", {"settle": {"latest": "25:00"}}),
        ("site", {"settle": {"max": 8000}}),
        ("site", {"hours": {"mon-fry": "08:00-20:00"}}),
        ("site", {"mode": "inforce"}),
        ("sheet", {"sheet": {"id": "acquirer/x"}}),
        ("sheet", {"mode": "observe"}),
        ("template", {"terminal": {"tid": 29001234}}),
    ],
)
def test_schemas_refuse_what_check_refuses(kind: LayerKind, change: dict[str, Any]) -> None:
    folder = {"site": "example/kiosk", "sheet": "acquirer/example-de"}
    good = plain(PROFILES / f"{folder.get(kind, 'template/kiosk-de')}.yaml")
    rule = schema(kind)
    assert fits(good, rule, rule["$defs"])
    assert not fits(good | change, rule, rule["$defs"])


@pytest.mark.parametrize(
    "change",
    [
        {"batch": {"force_at": 200}},
        {"deposit": {"grace": "4h"}},
        {"evidence": {"contact": "x"}},
        {"hours": {"mon": "08:00 - 20:00"}},
        {"settle": {"min": None}},
    ],
)
def test_a_site_may_say_part_of_what_its_layers_say(change: dict[str, Any]) -> None:
    rule = schema("site")
    good = plain(PROFILES / "example/kiosk.yaml")
    assert fits(good | change, rule, rule["$defs"])


@pytest.mark.parametrize(
    ("rate", "good"),
    [
        ("0.60%", True),
        ("3%", True),
        ("3.0 %", True),
        ("3.5%", False),
        ("0\t%", False),
        ("00%", False),
    ],
)
def test_a_rate_is_spelled_alike_for_editor_and_check(rate: str, good: bool) -> None:
    rule = schema("sheet")
    found = plain(PROFILES / "acquirer/example-de.yaml")
    found["fees"]["rates"][0]["rate"] = rate
    assert fits(found, rule, rule["$defs"]) is good
    if good:
        parse_rate_ppm(rate)
        return
    with pytest.raises(ValueError, match=r"must be a rate|outside"):
        parse_rate_ppm(rate)


def test_schemas_hold_no_definition_that_they_do_not_use() -> None:
    for kind in LAYER_KINDS:
        found = schema(kind)
        text = str(found)
        assert all(f"#/$defs/{name}'" in text for name in found["$defs"])
