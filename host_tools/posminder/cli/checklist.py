# SPDX-License-Identifier: MIT
"""`posminder checklist`: the steps that put one profile into use, to print and tick (R15)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from posminder import output
from posminder.cli.profile_file import FileArgument, LangOption, checked_or_exit, language_of
from posminder.messages import sentence
from posminder.profile.checklist import checklist
from posminder.profile.model import Profile


def command(
    file: FileArgument,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Print the commissioning checklist of a profile: who does what, in order."""
    _, profile = checked_or_exit(file)
    show(profile, file, language_of(profile, lang), as_json=as_json)


def show(profile: Profile, file: Path, language: str, *, as_json: bool = False) -> None:
    """Print the steps of `profile`, written in `file`; as JSON one object a step."""
    steps = checklist(profile, str(file), date.today(), language)
    if not as_json:
        site = profile.site
        title = sentence(language, "checklist.title", name=site.name, id=site.id)
        output.say(title, style="bold")
    for number, step in enumerate(steps, 1):
        if as_json:
            output.json_line({"step": number, "who": step.who, "what": step.what})
        else:
            output.say(f"{number:>2}. [ ] {step.who}: {step.what}")
