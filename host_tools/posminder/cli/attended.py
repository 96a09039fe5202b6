# SPDX-License-Identifier: MIT
"""`posminder attended`: totals for terminals that speak nothing, from the acquirer's file."""

from __future__ import annotations

import getpass
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from posminder import output
from posminder.acquirer_file import HEADER, AcquirerFile, read
from posminder.attended import LEAVE_OUT, Matched, Remark, Shop, match
from posminder.cli.named import spoken_language
from posminder.cli.profile_file import LangOption, finding_to_json, language_of, show_findings
from posminder.cli.shop import shop_of
from posminder.errors import EXIT_FINDING, EXIT_USAGE
from posminder.home import store_path
from posminder.messages import sentence
from posminder.profile.findings import Finding
from posminder.report.speech import Speech
from posminder.report.whole import NoBusinessDay, Whole
from posminder.store.store import Store
from posminder.store.totals import Kept, Total
from posminder_formats import records as r

app = typer.Typer(help="Fill in what a terminal that speaks nothing cannot tell.")


@app.callback()
def root() -> None:
    """Fill in what a terminal that speaks nothing cannot tell."""


@app.command("totals")
def totals(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help=f"CSV in UTF-8 with a first line such as {HEADER}."),
    ],
    by: Annotated[
        str | None, typer.Option("--by", help="Who read it. Default: your user name.")
    ] = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Read the acquirer's totals beside what people attested. Exit 1: they do not fit."""
    language = language_of(None, lang)
    found = read(file)
    with Store(store_path()) as store:
        shops = [] if found.findings else list(_shops(store, found))
        matched = match(found, shops)
        errors = [*found.findings, *matched.errors]
        kept = store.add_totals({} if errors else _totals(found, matched, by or getpass.getuser()))
    if len(shops) == 1:
        language = spoken_language(shops[0].whole.site.board_id, lang)
    if as_json:
        output.json_line(_to_json(found, matched, errors, kept))
    elif errors:
        show_findings(tuple(errors))
    else:
        _show(found, matched, kept, shops, language)
    if errors:
        raise typer.Exit(EXIT_USAGE)
    if matched.remarks:
        raise typer.Exit(EXIT_FINDING)


def _shops(store: Store, file: AcquirerFile) -> Iterator[Shop]:
    """Yield the shops in the store that the file names, by site or by any TID they had."""
    named = {row.name for row in file.rows}
    for board_id in store.boards():
        site = store.site(board_id)
        if site is None:
            continue
        changes = store.records(board_id, kind=r.R_TERMINAL_CHANGED)
        tids = frozenset({site.terminal_id, *(str(each.fields["old_tid"]) for each in changes)})
        if named.isdisjoint({site.site_id, *tids}):
            continue
        shop = shop_of(store, board_id)
        try:
            whole = shop.whole()
        except NoBusinessDay:
            whole = Whole(shop.site, ())
        yield Shop(whole, tids, shop.totals)


def _totals(file: AcquirerFile, matched: Matched, by: str) -> dict[str, list[Total]]:
    name, at_s = Path(file.name).name, int(time.time())
    reader = by.encode(errors="replace").decode()
    return {
        board_id: [
            Total(
                each.day, each.batch, each.count, each.total_minor, name, file.sha256, at_s, reader
            )
            for each in rows
        ]
        for board_id, rows in matched.kept.items()
    }


def _show(
    file: AcquirerFile, matched: Matched, kept: Kept, shops: Sequence[Shop], language: str
) -> None:
    sites = {each.whole.site.board_id: each.whole.site for each in shops}
    for remark in matched.remarks:
        output.say(_remark(remark, language))
    for board_id, was, now in kept.corrected:
        say = Speech(language, sites[board_id])
        values = {"books": say.books(*now.books), "was": say.books(*was.books)}
        told = {"shop": say.site.name, "day": now.day, "source": was.source, **values}
        output.say(say("attended.corrected", **told))
    counts = _counts(file, matched, kept)
    findings = len(matched.remarks)
    summed = sentence(language, "attended.sum", findings=findings, **counts)
    output.say(summed, style="bold")
    output.note(sentence(language, "attended.grade"))


def _counts(file: AcquirerFile, matched: Matched, kept: Kept) -> dict[str, int]:
    return {
        "rows": len(file.rows),
        "new": kept.new,
        "corrected": len(kept.corrected),
        "known": kept.known,
        "left": sum(each.about in LEAVE_OUT for each in matched.remarks),
    }


def _remark(remark: Remark, language: str) -> str:
    values: dict[str, object] = {"name": remark.name, "line": remark.line, "day": remark.day}
    if remark.shop is not None:
        say = Speech(language, remark.shop.whole.site)
        values |= {"shop": say.site.name, "board": say.site.board_id}
        values |= {} if remark.books is None else {"books": say.books(*remark.books)}
    return sentence(language, f"attended.{remark.about}", **values)


def _to_json(
    file: AcquirerFile, matched: Matched, errors: Sequence[Finding], kept: Kept
) -> dict[str, Any]:
    return {
        "file": file.name,
        "ok": not errors,
        "sha256": file.sha256,
        **_counts(file, matched, kept),
        "errors": [finding_to_json(each) for each in errors],
        "findings": [_remark_json(each) for each in matched.remarks],
    }


def _remark_json(remark: Remark) -> dict[str, Any]:
    site = None if remark.shop is None else remark.shop.whole.site
    count, total_minor = remark.books or (None, None)
    return {
        "finding": remark.about,
        "line": remark.line,
        "name": remark.name,
        "board": None if site is None else site.board_id,
        "site": None if site is None else site.site_id,
        "day": remark.day.isoformat(),
        "count": count,
        "total_minor": total_minor,
    }
