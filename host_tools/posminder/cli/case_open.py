# SPDX-License-Identifier: MIT
"""`posminder case open`; and who writes an event, and of which sale, for all of `case`."""

from __future__ import annotations

import getpass
import time
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from posminder import output
from posminder.cli.case_view import tell
from posminder.cli.dates import date_of
from posminder.cli.disputed import disputed
from posminder.cli.profile_file import LangOption, checked_or_exit, language_of
from posminder.cli.shop import BoardOption, choose, view_of
from posminder.errors import UsageError
from posminder.evidence import case_files, deadline
from posminder.evidence.case import REQUESTS, Opened, Tied
from posminder.evidence.case_text import kept
from posminder.evidence.deadline import Deadline
from posminder.home import store_path
from posminder.profile.model import Profile
from posminder.store.store import Store

ByOption = Annotated[str | None, typer.Option("--by", help="Who does it. Default: your user name.")]
RequestArgument = Annotated[
    str, typer.Argument(metavar="REQUEST", help="retrieval, inquiry, chargeback or complaint.")
]
TxOption = Annotated[
    str | None, typer.Option("--tx", help="The sale, as for evidence make, if it is known already.")
]
NumberOption = Annotated[
    str | None, typer.Option("--no", help="Our number of it. Default: the year's next.")
]
ReceivedOption = Annotated[
    str | None, typer.Option("--received", metavar="DATE", help="Default: today.")
]
AnswerByOption = Annotated[
    str | None,
    typer.Option("--answer-by", metavar="DATE", help="The last day, if the request says it."),
]
DaysOption = Annotated[
    int | None,
    typer.Option("--days", min=1, max=366, help="Bank days to answer. Default: the sheet's, or 3."),
]
ProfileOption = Annotated[
    Path | None,
    typer.Option("--profile", metavar="FILE", help="The site's profile: its sheet counts."),
]
FromOption = Annotated[
    str | None, typer.Option("--from", help="Who asks. Default: the sheet's acquirer.")
]


def command(
    request: RequestArgument,
    tx: TxOption = None,
    number: NumberOption = None,
    received: ReceivedOption = None,
    answer_by: AnswerByOption = None,
    days: DaysOption = None,
    profile: ProfileOption = None,
    asked_by: FromOption = None,
    reference: Annotated[str | None, typer.Option("--reference", help="His number of it.")] = None,
    rrn: Annotated[str | None, typer.Option("--rrn", help="The RRN that he names.")] = None,
    code: Annotated[str | None, typer.Option("--code", help="The reason's code.")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="The reason, as received.")] = None,
    by: ByOption = None,
    board: BoardOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Open a case: what was asked, when it came, and by when it is answered."""
    language = language_of(None, lang)
    one_of(request, REQUESTS, "REQUEST")
    site = None if profile is None else checked_or_exit(profile)[1]
    sale, currency = (None, None) if tx is None else sale_of(tx, board, by)
    came = date_of(received, "--received") or date.today()
    last = _last_day(came, date_of(answer_by, "--answer-by"), days, site, currency)
    words = {
        "asked_by": kept(asked_by, "--from"),
        "reference": kept(reference, "--reference"),
        "rrn": kept(rrn, "--rrn"),
        "reason_code": kept(code, "--code"),
        "reason": kept(reason, "--reason"),
    }
    told = _of_sheet(site) | {name: text for name, text in words.items() if text}
    told |= {"request": request, "received": came, "answer_by": last.day, "rule": last.rule}
    told |= {"days": last.days, "calendar": last.calendar}
    told["number"] = kept(number, "--no") or case_files.next_number(date.today())
    case = case_files.open_case(Opened.model_validate(signed(by) | told))
    if sale is not None:
        case = case_files.add(case, sale)
    tell(case, language, as_json=as_json)


def signed(by: str | None) -> dict[str, object]:
    """Return what every event says of itself: when, and by whom."""
    return {"at_s": int(time.time()), "by": needed(by or getpass.getuser(), "--by")}


def needed(text: str, where: str) -> str:
    """Return text as it may be kept, and that it is some. Raises UsageError."""
    found = kept(text, where)
    if not found:
        raise UsageError(f"{where} is empty")
    return found


def one_of(wanted: str, known: tuple[str, ...], where: str) -> None:
    """Return for a word that is known. Raises UsageError."""
    if wanted not in known:
        raise UsageError(f'{where}: "{wanted}" is none of {", ".join(known)}')


def sale_of(number: str, board: str | None, by: str | None) -> tuple[Tied, int | None]:
    """Return the sale that is meant, by its record; and its currency, if known."""
    with Store(store_path()) as store:
        board_id = choose(store, board)
        records = tuple(store.records(board_id))
        record = disputed(number, records, view_of(store, board_id)).sale
    told = {"board": board_id, "seq": record.seq, "named": kept(number, "--tx")}
    currency = record.fields.get("currency")
    return Tied.model_validate(signed(by) | told), currency if isinstance(currency, int) else None


def _of_sheet(site: Profile | None) -> dict[str, object]:
    """Return what the acquirer's sheet says of who asks and where the answer goes."""
    sheet = None if site is None else site.evidence
    if sheet is None:
        return {}
    return {"asked_by": sheet.acquirer or "", "contact": sheet.contact or ""}


def _last_day(
    came: date, told: date | None, days: int | None, site: Profile | None, currency: int | None
) -> Deadline:
    if told is not None:
        return Deadline(told, deadline.TOLD)
    sheet = None if site is None else site.evidence
    count = days or (deadline.DAYS if sheet is None else sheet.respond_within_bank_days)
    calendar = None if site is None else site.calendar
    return deadline.counted(came, count, calendar or deadline.of_currency(currency))
