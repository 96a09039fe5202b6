# SPDX-License-Identifier: MIT
"""The acquirer's own reply form as YAML: which lines in which order, and what they are called.

Nothing runs in it. `labels` are the acquirer's words for lines that have others here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from posminder.errors import EXIT_USAGE, PosminderError
from posminder.profile.findings import errors_in
from posminder.profile.kinds import LayerId, Settings, Text
from posminder.profile.load import load
from posminder.profile.refusals import findings_for

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]


class FormUnusable(PosminderError):
    """{} is no reply form: {}. Shipped ones: form/retrieval, form/unionpay-retrieval"""

    exit_code = EXIT_USAGE


class Words(Settings):
    """One text in both languages."""

    en: Text = Field(description="in English")
    zh: Text = Field(description="in Chinese")


class FormHead(Settings):
    """Which form this is, and what it was written from."""

    id: LayerId = Field(description="the form's name, such as form/retrieval")
    title: Words
    basis: Words


class FormGroup(Settings):
    """Lines under one heading."""

    title: Words
    lines: tuple[Key, ...] = Field(strict=False, description="keys of a pack's lines, in order")


class FormSheet(Settings):
    """One form."""

    form: FormHead
    groups: tuple[FormGroup, ...] = Field(strict=False, description="from top to bottom")
    asks: tuple[Key, ...] = Field(strict=False, description="lines that a request asks for")
    ticks: tuple[Key, ...] = Field((), strict=False, description="what may lie beside the reply")
    labels: dict[Key, Words] = Field(default_factory=dict)


def read_form(name: str) -> FormSheet:
    """Return the form in the file `name`, or a shipped one. Raises FormUnusable."""
    layer = load(Path(name))
    findings = list(layer.findings)
    if not errors_in(findings):
        try:
            return FormSheet.model_validate(layer.values)
        except ValidationError as error:
            findings += findings_for(error, layer, FormSheet)
    raise FormUnusable(name, "; ".join(each.render().splitlines()[0] for each in findings))
