# SPDX-License-Identifier: MIT
"""`posminder account`: another settlement account, step by step, each step somebody's (R41-R46).

The board keeps the stage and refuses every other step; the store keeps what was read.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal

import typer

from posminder import home, output
from posminder.account_number import NumberRefused, mask
from posminder.account_text import Side, handover_text, plan_text
from posminder.board_status import AccountPart, BoardStatus
from posminder.cli import secrets_typed
from posminder.cli.connect import connect
from posminder.cli.named import AsOption, Said, spoken, spoken_language
from posminder.cli.old_account import Before, before
from posminder.cli.profile_file import FileArgument, LangOption, checked_or_exit
from posminder.errors import EXIT_HELD, PosminderError, UsageError
from posminder.messages import sentence, word
from posminder.old_account import to_json
from posminder.profile.amounts import parse_date, parse_money
from posminder.session import Session
from posminder.store.store import Store
from posminder.wall_time import day_text
from posminder_formats import people, records

app = typer.Typer(help="Change the settlement account, step by step.", no_args_is_help=True)

_EPOCH: Final = date(1970, 1, 1)
_AmountArgument = Annotated[
    str, typer.Argument(metavar="AMOUNT", help='As the statement has it, such as "1.00".')
]


class TextMissing(PosminderError):
    """This computer does not have what the others read (SHA-256 {}). Go to the one it was planned
    at, or copy its store."""

    exit_code = EXIT_HELD


@dataclass(frozen=True, slots=True)
class _Desk:
    """One board, and the language spoken at it."""

    session: Session
    status: BoardStatus
    language: str

    def say(self, name: str, /, **values: object) -> None:
        """Print one of the messages account.*."""
        output.say(sentence(self.language, f"account.{name}", **values))

    def sign(self, who: str, deed: int, value: int, text: bytes) -> None:
        """Show what a person puts his name to, ask for his PIN, and let the board judge."""
        output.block(text.decode().rstrip("\n"))
        person = secrets_typed.person(who, self.status.id, self.language)
        with spoken(self.language):
            self.session.deed(person, deed, value, text)
        self.say("taken", id=who)

    def change(self) -> AccountPart:
        """Return the change under way. Raises Said where there is none."""
        if self.status.account is None:
            raise Said(sentence(self.language, "account.none"))
        return self.status.account

    def text(self) -> bytes:
        """Return what stands on the board, as it was read. Raises TextMissing."""
        digest = self.change().text_hash
        with Store(home.store_path()) as store:
            found = store.account_text(self.status.id, digest)
        if found is None:
            raise TextMissing(digest)
        return found

    def keep(self, text: bytes) -> None:
        """Keep a text before anybody puts his name to it."""
        with Store(home.store_path()) as store:
            store.add_account_text(self.status.id, text, int(time.time()))


@contextmanager
def _desk(port: str | None, lang: str | None) -> Iterator[_Desk]:
    with connect(port) as (session, status):
        yield _Desk(session, status, spoken_language(status.id, lang))


@app.command("plan")
def plan(
    file: FileArgument,
    who: AsOption,
    bank: Annotated[str, typer.Option("--bank", help="Bank and branch of the new account.")],
    holder: Annotated[str, typer.Option("--holder", help="In whose name the new account is.")],
    effective: Annotated[
        str, typer.Option("--effective", metavar="DATE", help="When deposits go there: 2027-01-31.")
    ],
    corporate: Annotated[
        bool, typer.Option("--corporate", help="A corporate account: it has no check digit.")
    ] = False,
    scanned: Annotated[
        bool, typer.Option("--scanned", help="The number comes from a scanner: asked for once.")
    ] = False,
    port: output.PortOption = None,
    lang: LangOption = None,
) -> None:
    """Plan another account: its number typed twice, kept as a mask. The old one is FILE's."""
    _, site = checked_or_exit(file)
    if site.account is None:
        raise UsageError(f"{file} names no account: account: {{masked: ..., bank: ..., ...}}")
    try:
        day = parse_date(effective)
    except ValueError as error:
        raise UsageError(f"--effective {error}") from error
    account = site.account
    more = ", ".join(str(each) for each in (account.account_class, account.effective) if each)
    old = Side(account.masked, account.bank, account.holder or site.site.name, more or "-")
    with _desk(port, lang) as desk:
        if desk.status.site != site.site.id:
            raise UsageError(f"The board is at {desk.status.site}, the file is {site.site.id}'s")
        masked = _number(desk.language, corporate=corporate, scanned=scanned)
        if masked == old.masked:
            raise NumberRefused("it is the one in use")
        named = {each.id: each.name for each in site.people.everybody()}
        planner = f"{who} ({named.get(who, '?')})"
        shop = f"{site.site.id} {site.site.name}"
        new = Side(masked, bank, holder)
        text = plan_text(desk.status.id, shop, old, new, day, planner)
        desk.keep(text)
        desk.sign(who, people.PLAN_ACCOUNT, (day - _EPOCH).days, text)


def _number(language: str, *, corporate: bool, scanned: bool) -> str:
    """Return the mask of a number typed twice, or scanned; the number ends here."""
    first = secrets_typed.typed(sentence(language, "account.number"))
    if not scanned and first != secrets_typed.typed(sentence(language, "account.number_again")):
        raise NumberRefused("the two are not the same")
    return mask(first, corporate=corporate)


@app.command("handover")
def handover(
    who: AsOption,
    giver: Annotated[str, typer.Option("--from", metavar="NAME", help="Who hands it over.")],
    taker: Annotated[str, typer.Option("--to", metavar="NAME", help="Who takes it over.")],
    paper: Annotated[
        list[str], typer.Option("--paper", help="A paper both have checked; may be repeated.")
    ],
    port: output.PortOption = None,
    lang: LangOption = None,
) -> None:
    """Record who handed the change to whom, and which papers were checked."""
    with _desk(port, lang) as desk:
        text = handover_text(desk.text(), giver, taker, paper)
        desk.keep(text)
        desk.sign(who, people.HAND_OVER_ACCOUNT, 0, text)


@app.command("approve")
def approve(who: AsOption, port: output.PortOption = None, lang: LangOption = None) -> None:
    """Approve what stands there, after reading it: it takes two different people."""
    _step(people.APPROVE_ACCOUNT, who, port, lang)


@app.command("effective")
def effective(who: AsOption, port: output.PortOption = None, lang: LangOption = None) -> None:
    """Say that the acquirer pays to the new account from now on; not before the planned day."""
    _step(people.EFFECT_ACCOUNT, who, port, lang)


@app.command("probe")
def probe(
    amount: _AmountArgument,
    who: AsOption,
    port: output.PortOption = None,
    lang: LangOption = None,
) -> None:
    """Say that the first small credit was seen on the new account."""
    _step(people.PROBE_ACCOUNT, who, port, lang, _minor(amount))


@app.command("deposit")
def deposit(
    amount: _AmountArgument,
    who: AsOption,
    on: Annotated[
        Literal["new", "old"], typer.Option("--on", help="The account it was seen on.")
    ] = "new",
    port: output.PortOption = None,
    lang: LangOption = None,
) -> None:
    """Say that a deposit was seen on the new account, or that one still came to the old."""
    deed = people.DEPOSIT_ACCOUNT if on == "new" else people.STRAY_ACCOUNT
    _step(deed, who, port, lang, _minor(amount))


@app.command("close")
def close(
    who: AsOption,
    early: Annotated[
        bool, typer.Option("--early", help="Before the old account was held open long enough.")
    ] = False,
    port: output.PortOption = None,
    lang: LangOption = None,
) -> None:
    """End the change: the old account may be closed. Then write the new one into the profile."""
    deed = people.CLOSE_ACCOUNT_EARLY if early else people.CLOSE_ACCOUNT
    with _desk(port, lang) as desk:
        text = desk.text()
        known = before(desk.session, desk.status)
        for line in known.sentences(desk.language, held=early):
            output.note(line, style="bold yellow")
        desk.sign(who, deed, 0, text)


@app.command("cancel")
def cancel(who: AsOption, port: output.PortOption = None, lang: LangOption = None) -> None:
    """Give the change up, before it takes effect."""
    _step(people.CANCEL_ACCOUNT, who, port, lang)


def _step(
    deed: int,
    who: str,
    port: str | None,
    lang: str | None,
    value: int = 0,
) -> None:
    with _desk(port, lang) as desk:
        desk.sign(who, deed, value, desk.text())


@app.command("status")
def status(
    port: output.PortOption = None, lang: LangOption = None, as_json: output.JsonOption = False
) -> None:
    """Show the change under way: what was read, its stage, what comes next."""
    with _desk(port, lang) as desk:
        found, known = desk.status.account, before(desk.session, desk.status)
        if as_json:
            shown = None if found is None else found.model_dump()
            text = None if found is None else desk.text().decode()
            told = {"id": desk.status.id, "account": shown, "text": text}
            output.json_line({**told, "old_account": to_json(known.account)})
        elif found is None:
            desk.say("none")
            _show_before(desk, known)
        else:
            output.block(desk.text().decode().rstrip("\n"))
            _show(desk, found, known)


def _show_before(desk: _Desk, known: Before) -> None:
    for line in known.sentences(desk.language):
        output.say(line, style="bold yellow")


def _show(desk: _Desk, found: AccountPart, known: Before) -> None:
    stage = word(desk.language, "stage", found.stage)
    desk.say("stage", stage=stage, approvals=found.approvals, wanted=found.approvals_wanted)
    if found.hold_until_day is not None:
        desk.say("credits", count=found.deposits, wanted=found.deposits_wanted)
    if found.strays:
        output.say(
            sentence(desk.language, "account.strays", count=found.strays), style="bold yellow"
        )
    _show_before(desk, known)
    if found.stage in records.ACCOUNT_WORDS:
        desk.say(f"next.{found.stage}", day=day_text(found.effective_day))


def _minor(amount: str) -> int:
    try:
        return parse_money(amount)
    except ValueError:
        raise UsageError(f'"{amount}" is no amount; write it as 1.00') from None
