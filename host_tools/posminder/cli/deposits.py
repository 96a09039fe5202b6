# SPDX-License-Identifier: MIT
"""`posminder deposits`: whose money is awaited, and what came of it (R26, R93)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Final, Literal

import typer

from posminder import home, output
from posminder.cli import deposits_expected
from posminder.cli.connect import connect, unlock
from posminder.cli.dates import date_of, today_at
from posminder.cli.named import spoken_language
from posminder.cli.profile_file import LangOption
from posminder.cli.shop import BoardOption, choose
from posminder.deposits import CREDITED, REASONS, RETURNED, Awaited, from_file, from_records
from posminder.errors import EXIT_FINDING, PosminderError, UsageError
from posminder.messages import sentence, word
from posminder.money import amount_text
from posminder.profile.amounts import parse_money
from posminder.session import Session
from posminder.store.site import Site
from posminder.store.store import Store
from posminder_formats import records as r

app = typer.Typer(help="Whose money is awaited, and what came of it.", no_args_is_help=True)
DayArgument = Annotated[str, typer.Argument(metavar="DAY", help="Business day, as 2026-09-30.")]
NumberOption = Annotated[
    int | None, typer.Option("--number", min=1, help="Which one, where a day has several.")
]
Reason = Literal["account_wrong", "account_frozen", "account_class", "other"]
_COLUMNS: Final = (">number", "day", ">count", ">total", "due", "state")


class NotAwaited(PosminderError):
    """No deposit of {} is awaited. Next: posminder deposits list"""

    exit_code = EXIT_FINDING


@app.command("list")
def list_(
    port: output.PortOption = None,
    board: BoardOption = None,
    stored: Annotated[
        bool, typer.Option("--stored", help="From the records in the store, without a board.")
    ] = False,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """List the settled batches whose money is not confirmed yet. Exit 1: one is late, or back."""
    with Store(home.store_path()) as store:
        if stored or board is not None:
            board_id = choose(store, board)
            kinds = (r.R_EXPECTED, r.R_CREDIT)
            found = from_records(store.records(board_id, kinds=kinds))
        else:
            with connect(port) as (session, status):
                unlock(session, status)
                board_id, found = status.id, _awaited(session)
        site = store.site(board_id)
    language = lang or (site.language if site else "en")
    today = today_at(site)
    if as_json:
        for each in found:
            output.json_line(_to_json(each, today))
    elif found:
        heads = [_head(name, language) for name in _COLUMNS]
        output.table(heads, [_cells(each, site, today, language) for each in found])
        output.note(sentence(language, "deposits.grade"))
    else:
        output.note(sentence(language, "deposits.none"))
    if any(_state(each, today) in ("late", "returned") for each in found):
        raise typer.Exit(EXIT_FINDING)


app.command("expected")(deposits_expected.command)


@app.command("credited")
def credited(
    day: DayArgument,
    amount: Annotated[
        str | None, typer.Option("--amount", help='What the statement shows, as "446.30".')
    ] = None,
    number: NumberOption = None,
    port: output.PortOption = None,
    lang: LangOption = None,
) -> None:
    """Say that a batch's money is on the account. The board records it as somebody's word."""
    _tell(day, number, port, lang, CREDITED, **_minor(amount))


@app.command("returned")
def returned(
    day: DayArgument,
    reason: Annotated[Reason, typer.Option("--reason", help="Why the payout was sent back.")],
    number: NumberOption = None,
    port: output.PortOption = None,
    lang: LangOption = None,
) -> None:
    """Say that a payout was sent back: an alert stands until it is credited after all."""
    code = next(code for code, name in REASONS.items() if name == reason)
    _tell(day, number, port, lang, RETURNED, reason=code)


def _tell(
    text: str, number: int | None, port: str | None, lang: str | None, state: int, **told: int
) -> None:
    day = date_of(text, "DAY")
    with connect(port) as (session, status):
        language = spoken_language(status.id, lang)
        unlock(session, status)
        meant = _pick(_awaited(session), day, number)
        session.credit(meant.number, state, **told)
    name = "deposits.told_credited" if state == CREDITED else "deposits.told_returned"
    output.say(sentence(language, name, number=meant.number, day=meant.business_day))


def _pick(found: Sequence[Awaited], day: date | None, number: int | None) -> Awaited:
    """Return the one that is meant. Raises NotAwaited, UsageError where a day has several."""
    of_day = [each for each in found if each.business_day == day]
    meant = [each for each in of_day if number in (None, each.number)]
    if not meant:
        raise NotAwaited(day)
    if len(meant) > 1:
        numbers = ", ".join(str(each.number) for each in meant)
        raise UsageError(f"{day} has several batches: name one with --number: {numbers}")
    return meant[0]


def _awaited(session: Session) -> tuple[Awaited, ...]:
    return from_file(session.download("/deposits"))


def _minor(amount: str | None) -> dict[str, int]:
    try:
        return {} if amount is None else {"amount_minor": parse_money(amount)}
    except ValueError as error:
        raise UsageError(f"--amount: {error}") from None


def _state(each: Awaited, today: date) -> str:
    if each.returned is not None:
        return "returned"
    if each.due is None:
        return "unknown"
    return "late" if each.due < today else "today" if each.due == today else "waits"


def _cells(each: Awaited, site: Site | None, today: date, language: str) -> tuple[object, ...]:
    state = sentence(language, f"deposits.{_state(each, today)}")
    if each.returned is not None:
        state = f"{state}: {word(language, 'returned', each.returned)}"
    total = amount_text(each.total_minor, None if site is None else site.currency, language)
    unknown = sentence(language, "deposits.not_known")
    count = unknown if each.count is None else each.count
    return each.number, each.business_day or unknown, count, total, each.due or unknown, state


def _head(name: str, language: str) -> str:
    mark = ">" if name.startswith(">") else ""
    return mark + sentence(language, f"deposits.column.{name.removeprefix('>')}")


def _to_json(each: Awaited, today: date) -> dict[str, object]:
    return {
        "deposit": each.number,
        "business_day": None if each.business_day is None else str(each.business_day),
        "count": each.count,
        "total_minor": each.total_minor,
        "due": None if each.due is None else str(each.due),
        "state": _state(each, today),
        "reason": each.returned,
    }
