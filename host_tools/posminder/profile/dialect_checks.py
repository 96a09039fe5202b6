# SPDX-License-Identifier: MIT
"""What is wrong or doubtful in a dialect, each at the place where it was written, with its cure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.profile.dialect_compile import (
    CAUSES,
    FUNCTIONS,
    RESULTS,
    Unfit,
    compile_dialect,
    unfit,
)
from posminder.profile.findings import Finding, KeyPath
from posminder.profile.model_dialect import Dialect
from posminder.profile.subject import Subject

_DIALECT: Final[KeyPath] = ("dialect",)
_DRIVER: Final[KeyPath] = ("terminal", "driver")
_BYTES_MAX: Final = 900  # posminder_formats.profile_fields


def check_dialect(subject: Subject) -> Iterator[Finding]:
    """Yield what does not go with the driver, and what does not fit within the dialect."""
    dialect = subject.profile.dialect
    if subject.profile.terminal.driver != "mis":
        if dialect is not None:
            sentence = "does nothing without driver mis: take the dialect's layer out"
            yield subject.finding(_DIALECT, sentence, against=_DRIVER)
        return
    if dialect is None:
        sentence = "needs a dialect: extends: [dialect/allinpay-experimental, ...], or your own"
        yield subject.finding(_DRIVER, sentence)
        return
    faults = [*_clashes(subject, dialect), *_fits(subject, dialect)]
    if subject.profile.receipts.auto_duplicate == "once" and not dialect.types.reprint:
        sentence = "does nothing: the dialect has no types.reprint; take it out"
        faults.append(subject.finding(("receipts", "auto_duplicate"), sentence))
    faults += _gate(subject, dialect)
    yield from faults
    if not faults:
        yield from _doubts(subject, dialect)


def _gate(subject: Subject, dialect: Dialect) -> Iterator[Finding]:
    """Yield each cause for which the gate has no answer to a sale."""
    for cause in subject.profile.gate.refuse_while:
        if cause in CAUSES and getattr(dialect.refuse_sale, cause) is None:
            sentence = (
                f"cannot refuse a sale for {cause}: write the dialect's refuse_sale.{cause}, a "
                "result that its registers show as a refusal"
            )
            yield subject.finding(("gate", "refuse_while"), sentence, against=_DIALECT)


def _fits(subject: Subject, dialect: Dialect) -> Iterator[Finding]:
    said: set[tuple[KeyPath, str]] = set()
    for error in unfit(dialect):
        if (error.path, error.sentence) not in said:
            said.add((error.path, error.sentence))
            yield subject.finding(_DIALECT + error.path, error.sentence)
    if not said:
        try:
            size = len(compile_dialect(dialect))
        except Unfit as error:
            yield subject.finding(_DIALECT + error.path, error.sentence)
            return
        if size > _BYTES_MAX:
            sentence = f"is too large for a board: {size} bytes compiled, at most {_BYTES_MAX}"
            yield subject.finding(_DIALECT, sentence)


def _clashes(subject: Subject, dialect: Dialect) -> Iterator[Finding]:
    """Yield codes that mean two things."""
    for group, names in (("types", FUNCTIONS), ("results", RESULTS)):
        seen: dict[str, KeyPath] = {}
        for name in names:
            path: KeyPath = (*_DIALECT, group, name)
            for code in getattr(getattr(dialect, group), name):
                for part in set(code.split("/")) if group == "types" else {code}:
                    if part in seen:
                        sentence = f'"{part}" has two meanings: keep one of them'
                        yield subject.finding(path, sentence, against=seen[part])
                    seen[part] = path


def _doubts(subject: Subject, dialect: Dialect) -> Iterator[Finding]:
    if dialect.tried_on is None:
        sentence = (
            "EXPERIMENTAL: nobody has tried it on a terminal; once somebody has, write "
            "tried_on with terminal and day"
        )
        yield subject.warning((*_DIALECT, "name"), sentence)
    if not dialect.types.totals:
        sentence = (
            "no question for totals: settlements cannot be proved; write totals: [code] if the "
            "acquirer's document has one"
        )
        yield subject.warning((*_DIALECT, "types"), sentence)
    if dialect.types.relay and not dialect.refuse_relay:
        sentence = (
            "nothing answers a relay request while the board talks with the terminal: write "
            "refuse_relay, such as a result that says that there is no network"
        )
        yield subject.warning((*_DIALECT, "types", "relay"), sentence)
