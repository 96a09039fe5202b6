# SPDX-License-Identifier: MIT
"""Sentences that exist in English and Chinese (zh-CN), by name. The only place with both.

One table a page (`profile`, `status`, ...); a name begins with what it is about and stands in one
table only.
"""

from __future__ import annotations

from itertools import chain
from typing import Final

from posminder.messages import (
    alerts,
    anomalies,
    attended,
    audit,
    backup,
    bundles,
    cases,
    checklist,
    codes,
    common,
    deposits,
    dialect,
    difference,
    doctor,
    drill,
    drivers,
    evidence,
    evidence_check,
    evidence_labels,
    evidence_limits,
    explain,
    handbook,
    init,
    install,
    learn,
    maintenance,
    money_pages,
    month,
    office,
    packs,
    people,
    pilot,
    practice,
    prepare,
    profile,
    receipts,
    reconcile,
    record,
    report,
    runbook,
    scenarios,
    seals,
    self_test,
    settlements,
    sign_in,
    simulate,
    status,
    swap,
    timeline,
    transaction,
    update,
    visit,
    watch,
    words,
)
from posminder.messages.table import Table

LANGUAGES: Final = ("en", "zh-CN")
_TABLES: Final = (
    common,
    receipts,
    anomalies,
    attended,
    audit,
    backup,
    bundles,
    update,
    codes,
    deposits,
    reconcile,
    profile,
    handbook,
    report,
    settlements,
    sign_in,
    explain,
    evidence,
    evidence_check,
    evidence_labels,
    evidence_limits,
    record,
    money_pages,
    month,
    pilot,
    practice,
    status,
    swap,
    seals,
    self_test,
    alerts,
    runbook,
    timeline,
    words,
    transaction,
    scenarios,
    simulate,
    checklist,
    dialect,
    difference,
    doctor,
    drill,
    drivers,
    init,
    learn,
    maintenance,
    office,
    packs,
    cases,
    visit,
    people,
    prepare,
    watch,
    install,
)

MESSAGES: Final[Table] = dict(chain.from_iterable(each.MESSAGES.items() for each in _TABLES))


def languages_from(first: str) -> tuple[str, ...]:
    """Return LANGUAGES with `first` at their head, for what is said in both."""
    return (first, *(each for each in LANGUAGES if each != first))


def sentence(language: str, name: str, /, **values: object) -> str:
    """Return message `name` in `language`, one of LANGUAGES, with its placeholders filled."""
    return MESSAGES[name][LANGUAGES.index(language)].format(**values)


def word(language: str, group: str, coded: str) -> str:
    """Return what a board's `coded` word is called; a word of a newer board is shown as it is."""
    name = f"word.{group}.{coded}"
    return sentence(language, name) if name in MESSAGES else coded
