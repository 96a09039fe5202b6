# SPDX-License-Identifier: MIT
"""What an alert is called, and what it is about, as every list, page and sentence says it."""

from __future__ import annotations

from posminder.messages import MESSAGES, sentence, word
from posminder.messages.alerts import dated_subject
from posminder.terminal_code import status_text
from posminder_formats.record_words import VALUES, words_of
from posminder_formats.records import ACCOUNT_WORDS, ALERT_WORDS, R_GATE

_OF_AN_ALERT = "sounds_too_often"
_A_COUNT = "receipts_unprinted"
_A_STAGE = "account_change"
_A_REFUSAL = "sale_refused"
_A_QUESTION = "press_wanted"
_QUESTIONS = VALUES["change"]
_CAUSES = words_of(R_GATE, "cause")
_A_STATUS = "terminal_not_ready"


def alert_name(language: str, alert: str) -> str:
    """Return what an alert is called; its word, where a newer board raises one unknown here."""
    name = f"alert.{alert}"
    return sentence(language, name) if name in MESSAGES else alert


def subject_text(language: str, alert: str, subject: object) -> str | None:
    """Return what an alert is about in words, None where its subject is a plain number or none.

    A terminal's status for what says that it is not ready, dates for what is about days, the
    alert's name for what is about another alert, how many for what is a count, and how far a
    change has come.
    """
    if alert == _A_STAGE and isinstance(subject, int) and 0 <= subject < len(ACCOUNT_WORDS):
        return word(language, "stage", ACCOUNT_WORDS[subject])
    if alert == _A_REFUSAL and subject in _CAUSES:
        return word(language, "gate", _CAUSES[subject])
    if alert == _A_QUESTION and subject in _QUESTIONS:
        return word(language, "consent", _QUESTIONS[subject])
    if alert == _A_COUNT and isinstance(subject, int):
        return sentence(language, "alert.count", count=subject)
    if alert == _OF_AN_ALERT and isinstance(subject, int) and 0 < subject < len(ALERT_WORDS):
        return alert_name(language, ALERT_WORDS[subject])
    if alert == _A_STATUS and isinstance(subject, int):
        return status_text(language, subject)
    return dated_subject(alert, subject)
