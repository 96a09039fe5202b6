# SPDX-License-Identifier: MIT
"""What a verifier found, said: as sentences or JSON, and as the exit code of the verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

import typer

from posminder import checkpoints, output, timestamps
from posminder.checkpoints import Checkpoint
from posminder.cli.named import spoken_language
from posminder.errors import EXIT_INCOMPLETE, EXIT_TAMPERED
from posminder.messages import sentence
from posminder.timestamps import Stamp
from posminder.verify.finding import Finding, Outcome, Verdict

EXIT: Final = {
    Verdict.VERIFIED: 0,
    Verdict.INCOMPLETE: EXIT_INCOMPLETE,
    Verdict.TAMPERED: EXIT_TAMPERED,
}


@dataclass(slots=True)
class Stamps:
    """What came of time-stamp tokens: those that hold, by their seals, and how many nobody held."""

    good: list[tuple[int, Stamp]] = field(default_factory=list)
    unchecked: int = 0


def tell(
    board_id: str,
    outcome: Outcome,
    lang: str | None,
    *,
    as_json: bool,
    one: bool = False,
    record: dict[str, Any] | None = None,
    points: tuple[Checkpoint, ...] = (),
    stamps: Stamps | None = None,
) -> NoReturn:
    """Say what came of it, and leave with the verdict's exit code."""
    language = spoken_language(board_id, lang)
    told = [(each, _finding_text(each, language)) for each in outcome.findings]
    office = checkpoints.enrolled()
    signed = {"count": len(points), "enrolled": sum(each.signer in office for each in points)}
    if as_json:
        stamped = {"checkpoints": signed, "timestamps": _stamps_json(stamps or Stamps())}
        output.json_line(_to_json(board_id, outcome, told, record) | stamped)
        raise typer.Exit(EXIT[outcome.verdict])
    for _, text in told:
        output.say(text)
    reach = (outcome.proved, outcome.records, outcome.segments, outcome.macs)
    names = ("proved", "records", "segments", "macs")
    output.say(sentence(language, "seals.reach", **dict(zip(names, reach, strict=True))))
    if points:
        output.say(sentence(language, "seals.checkpoints", **signed))
    if stamps is not None:
        _say_stamps(stamps, language)
    name = outcome.verdict.name
    if one and outcome.verdict is Verdict.VERIFIED:
        name += "_one"
    output.say(sentence(language, f"seals.verdict.{name}", board=board_id), style="bold")
    if outcome.verdict is Verdict.VERIFIED:
        output.say(sentence(language, "seals.not_truth"))
    raise typer.Exit(EXIT[outcome.verdict])


def _say_stamps(stamps: Stamps, language: str) -> None:
    """Say what the newest token proves: it covers all before it."""
    if stamps.good:
        seq, newest = stamps.good[-1]
        at = f"{newest.at:%Y-%m-%d %H:%M:%S} UTC"
        said = {"seq": seq, "at": at, "authority": newest.authority}
        output.say(sentence(language, "seals.stamped", **said))
    if stamps.unchecked:
        path = timestamps.certificates_path()
        output.say(sentence(language, "seals.not_stamped", count=stamps.unchecked, path=path))


def _stamps_json(stamps: Stamps) -> dict[str, Any]:
    good = [
        {"seq": seq, "at": each.at.isoformat(), "authority": each.authority}
        for seq, each in stamps.good
    ]
    return {"good": good, "unchecked": stamps.unchecked}


def _finding_text(found: Finding, language: str) -> str:
    text = ""
    if found.segment is not None:
        text = sentence(language, "seals.place", segment=found.segment)
    if found.first is not None and found.word != "damage":
        name = "seals.one" if found.first == found.last else "seals.many"
        text += sentence(language, name, first=found.first, last=found.last)
    text += sentence(language, f"seals.finding.{found.word}", first=found.first)
    return text[:1].upper() + text[1:]


def _to_json(
    board_id: str,
    outcome: Outcome,
    told: list[tuple[Finding, str]],
    record: dict[str, Any] | None,
) -> dict[str, Any]:
    findings = [
        {
            "finding": each.word,
            "verdict": each.verdict.name,
            "segment": each.segment,
            "first": each.first,
            "last": each.last,
            "text": text,
        }
        for each, text in told
    ]
    return {
        "board": board_id,
        "verdict": outcome.verdict.name,
        "records": outcome.records,
        "proved": outcome.proved,
        "segments": outcome.segments,
        "macs": outcome.macs,
        "last_seal": outcome.last_seal_seq or None,
        "findings": findings,
        "record": record,
    }
