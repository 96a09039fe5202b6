# SPDX-License-Identifier: MIT
"""The checks of `posminder doctor` that are about the version a board runs."""

from __future__ import annotations

from posminder.doctor.facts import Facts
from posminder.doctor.verdict import GOOD, Verdict
from posminder_formats import bundles


def older_than_here(facts: Facts) -> Verdict | None:
    """Judge whether a signed bundle on this computer is newer than what the board runs."""
    newest = facts.computer.newest_bundle
    if facts.status is None or newest is None:
        return None
    old = facts.status.firmware
    if bundles.version_of(newest) <= bundles.version_of(old):
        return GOOD
    return Verdict("look", {"old": old, "new": newest})


def release_key(facts: Facts) -> Verdict | None:
    """Judge by its records here whether the board was told who may sign what it runs."""
    if facts.status is None or not facts.status.commissioned:
        return None
    given = facts.computer.release_key
    return None if given is None else GOOD if given else Verdict("info")


def fell_back(facts: Facts) -> Verdict | None:
    """Judge whether the last update stayed."""
    if facts.status is None:
        return None
    if facts.status.update is None or facts.status.update.state != "failed":
        return GOOD
    return Verdict("wrong", {"old": facts.status.firmware, "new": facts.status.update.to_version})
