# SPDX-License-Identifier: MIT
"""`posminder swap terminal`: the shop has another terminal; a person says so, and what became of
the old one's open batch (R94)."""

from __future__ import annotations

import sys
from typing import Annotated, Final

import typer

from posminder import home, output
from posminder.board_status import BoardStatus, TerminalPart
from posminder.cli.apply import OtherSite, put
from posminder.cli.connect import connect, unlock
from posminder.cli.diff import is_same
from posminder.cli.profile_file import (
    FileArgument,
    LangOption,
    checked_or_exit,
    compiled,
    language_of,
)
from posminder.errors import NotExchanged, UsageError
from posminder.messages import sentence, word
from posminder.money import amount_text
from posminder.profile.compile import Compiled
from posminder.session import Session
from posminder.store.site import site_of
from posminder.store.store import Store
from posminder.wall_time import local_text
from posminder_formats import commands, record_words

FATES: Final = {
    name: number
    for number, name in record_words.VALUES["fate"].items()
    if commands.FATE_FIRST <= number <= commands.FATE_LAST
}

app = typer.Typer(help="Put one part of a shop in another's place.", no_args_is_help=True)


@app.command("terminal")
def terminal(
    file: FileArgument,
    port: output.PortOption = None,
    fate: Annotated[
        str | None, typer.Option(help=f"What became of the old batch: {', '.join(FATES)}.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; needs --fate.")] = False,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Confirm an exchanged terminal with its new profile, and record the old batch's fate."""
    if fate is not None and fate not in FATES:
        raise UsageError(f"--fate must be one of {', '.join(FATES)}")
    if fate is None and (yes or not sys.stdin.isatty()):
        raise UsageError(f"--fate is missing: one of {', '.join(FATES)}")
    checked, site = checked_or_exit(file)
    language = language_of(site, lang)
    profile = compiled(checked)
    with connect(port) as (session, status):
        if status.site not in (None, site.site.id):
            raise OtherSite(status.id, status.site, site.site.id)
        unlock(session, status)
        new = status.terminal
        if new is None or new.stranded is None or new.epoch is None:
            raise NotExchanged
        if not as_json:
            _show(session, status, new, site.terminal.tid, language)
        chosen = fate or _ask(language)
        if not yes and sys.stdin.isatty() and not typer.confirm(sentence(language, "swap.sure")):
            raise typer.Exit
        _swap(session, status, profile, new.epoch, FATES[chosen], language)
    if as_json:
        stranded = new.stranded.model_dump()
        output.json_line({"id": status.id, "epoch": new.epoch, "fate": chosen, "old": stranded})
    else:
        told = word(language, "fate", chosen)
        output.say(sentence(language, "swap.done", epoch=new.epoch, fate=told), style="bold")


def _show(
    session: Session, status: BoardStatus, new: TerminalPart, tid: str, language: str
) -> None:
    """Say which terminal goes, which comes, and what the old one had not settled."""
    before = site_of(session.download("/profile"), status.profile_hash or "")
    heard = new.tid or sentence(language, "report.not_known")
    output.say(sentence(language, "swap.terminals", old=before.terminal_id, heard=heard, new=tid))
    if new.stranded is not None:
        stranded = new.stranded
        total = amount_text(stranded.total_minor, before.currency, language)
        since = local_text(stranded.since_s, before.utc_offsets)
        name = "swap.stranded" if stranded.count else "swap.nothing"
        output.say(sentence(language, name, count=stranded.count, total=total, since=since))


def _ask(language: str) -> str:
    for number, name in enumerate(FATES, 1):
        output.say(f"  {number}  {word(language, 'fate', name)}")
    answer = int(typer.prompt(sentence(language, "swap.fate"), type=int))
    names: list[str] = [str(each) for each in FATES]
    if not 1 <= answer <= len(names):
        raise UsageError(f"There is no number {answer}: 1 to {len(names)}")
    return names[answer - 1]


def _swap(
    session: Session,
    status: BoardStatus,
    profile: Compiled,
    epoch: int,
    fate: int,
    language: str,
) -> None:
    """Put the profile of the new terminal into force, and confirm that terminal."""
    if not is_same(status, profile):
        put(session, profile, language)
    with Store(home.store_path()) as store:
        store.set_site(status.id, profile.data, profile.sha256.hex())
    session.confirm_terminal(epoch, fate)
