# SPDX-License-Identifier: MIT
"""The commissioning checklist of one profile: numbered steps with who does what (R15)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from posminder.messages import sentence
from posminder.profile.amounts import money_text
from posminder.profile.kinds import ENV_PREFIX
from posminder.profile.link_rules import known
from posminder.profile.model import Profile

_YEAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Step:
    """`who` and `what` in the language asked for."""

    who: str
    what: str


def checklist(profile: Profile, file: str, today: date, language: str) -> tuple[Step, ...]:
    """Return the steps that put `profile`, written in `file`, into use from `today` on."""
    names = {"owner": profile.people.owner}

    def step(who: str, *whats: str) -> Step:
        name = names.get(who)
        role = sentence(language, f"checklist.{who}")
        return Step(f"{role} {name}" if name else role, " ".join(whats))

    def say(name: str, /, **values: object) -> str:
        return sentence(language, f"checklist.{name}", **values)

    def steps() -> Iterator[Step]:
        if profile.terminal.driver == "attended":
            for who, what in _attended(profile, file, language):
                yield step(who, what)
        else:
            yield from with_a_line()
        if profile.change_of_account is not None:
            yield step("owner", say("deposits", count=profile.change_of_account.watch_deposits))
        if profile.account is not None and profile.account.account_class == "II":
            limit = profile.account.daily_limit
            told = say("not_written") if limit is None else money_text(limit)
            yield step("owner", say("class_limit", limit=told))
        yield step("office", say("review", day=(profile.reviewed_on or today) + _YEAR))

    def with_a_line() -> Iterator[Step]:
        in_line, enforce = profile.terminal.wiring == "in_line", profile.mode == "enforce"
        yield step("technician", say("wire_in_line" if in_line else "wire_beside"))
        if profile.terminal.driver == "zvt":
            yield step("technician", _password(profile, language))
        yield step("technician", *_terminal(profile, language))
        yield step("technician", say("apply", file=file))
        yield step("office", say("key"))
        yield from _people(profile, language)
        yield step("cashier", say("test_sale"))
        if "receipts" in known(profile):
            receipt = "test_receipt" if enforce else "test_receipt_observe"
            yield step("cashier", say(receipt, seconds=profile.receipts.missing_after_s))
        else:
            yield step("technician", say("no_receipts"))
        yield step("cashier", say("test_settle" if enforce else "test_settle_observe"))
        if enforce:
            yield step("technician", say("enforcing"))
        else:
            yield step("owner", say("observe"))
            yield step("technician", say("enforce", file=file))

    return tuple(steps())


def _attended(profile: Profile, file: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield who does what where the terminal speaks nothing: there is nothing to wire or test."""

    def say(name: str, /, **values: object) -> str:
        return sentence(language, f"checklist.{name}", **values)

    yield "technician", say("attended_place", tid=profile.terminal.tid)
    yield "technician", say("apply", file=file)
    yield "office", say("key")
    yield "cashier", say("attended_sign_in")
    yield "cashier", say("attended_closing")
    if profile.receipts.announce_by_button:
        yield "cashier", say("attended_receipt", seconds=profile.receipts.missing_after_s)
    yield "office", say("attended_totals")


def _people(profile: Profile, language: str) -> Iterator[Step]:
    """Yield who takes a PIN, an owner first: who lets the others in must be there before them."""
    everybody = profile.people.everybody()
    owner = next((each for each in everybody if each.role == "owner"), None)
    if owner is None:
        return
    for person in (owner, *(each for each in everybody if each != owner)):
        by = "" if person == owner else f" --by {owner.id}"
        role = sentence(language, f"checklist.{person.role}")
        what = sentence(language, "checklist.enrol", id=person.id, by=by)
        yield Step(f"{role} {person.name}", what)


def _password(profile: Profile, language: str) -> str:
    written = profile.terminal.zvt.password
    if written.startswith(ENV_PREFIX):
        variable = written.removeprefix(ENV_PREFIX)
        return sentence(language, "checklist.password_variable", variable=variable)
    return sentence(language, "checklist.password_plain")


def _terminal(profile: Profile, language: str) -> Iterator[str]:
    """Yield what is set at the terminal by hand, because no command of ours can."""
    terminal = profile.terminal
    if terminal.driver in ("transbank", "mis"):
        told = {"baud": terminal.baud, "tid": terminal.tid}
        yield sentence(language, f"checklist.terminal_{terminal.driver}", **told)
    else:
        yield sentence(language, "checklist.terminal", baud=terminal.baud, tid=terminal.tid)
        yield sentence(language, f"checklist.{terminal.zvt.config}")
    if profile.batch is not None:
        count = profile.batch.max_transactions
        yield sentence(language, "checklist.max_transactions", count=count)
    if profile.auto_sign_off:
        yield sentence(language, "checklist.signs_off")
