# SPDX-License-Identifier: MIT
"""The runbook as people read it, in one language: whose an alert is, until when, its steps.

An alert that only a newer board knows has no entry; then nothing is said of it.
"""

from __future__ import annotations

from posminder.messages import sentence
from posminder.messages.runbook import RUNBOOK, step_names


def whose(alert: str, language: str) -> str:
    """Return such as `cashier, before you switch off`. Raises KeyError."""
    entry = RUNBOOK[alert]
    role = sentence(language, f"runbook.role.{entry.role}")
    until = sentence(language, f"runbook.until.{entry.until}")
    return sentence(language, "runbook.whose", role=role, until=until)


def does(alert: str, language: str) -> str:
    """Return what the board does about it, such as `signs the terminal in`. Raises KeyError."""
    words = RUNBOOK[alert].does or ("tells",)
    between = sentence(language, "runbook.does.and")
    return between.join(sentence(language, f"runbook.does.{word}") for word in words)


def steps(alert: str, language: str) -> list[str]:
    """Return the steps in order. Raises KeyError."""
    return [sentence(language, name) for name in step_names(alert)]


def next_step(alert: str, language: str) -> str | None:
    """Return the first step with whose it is, None for an alert that is not in the runbook."""
    if alert not in RUNBOOK:
        return None
    step = steps(alert, language)[0]
    whose_ = whose(alert, language)
    return sentence(language, "runbook.next", whose=whose_, step=step, alert=alert)
