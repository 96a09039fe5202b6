# SPDX-License-Identifier: MIT
"""`posminder prepare`: a list of shops, and board after board made ready for them at the office."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer

from posminder import output
from posminder.board_status import BoardStatus
from posminder.cli import prepare_board, secrets_typed
from posminder.cli.connect import probe, revived, usb_ports
from posminder.cli.prepare_board import Bench
from posminder.cli.profile_file import LangOption, finding_to_json, language_of, show_findings
from posminder.errors import EXIT_FINDING, EXIT_USAGE, PosminderError
from posminder.messages import sentence
from posminder.preparing.ledger import Board, Ledger
from posminder.preparing.shops import Shop, read
from posminder.profile.check import check
from posminder.profile.findings import errors_in
from posminder.report.labels import Label, label_text, labels_html

LOOK_S: Final = 1.0
LABELS: Final = "labels.html"


@dataclass(slots=True)
class _Call:
    bench: Bench
    ports: list[str]
    wait_s: float
    language: str
    as_json: bool
    # what stands on each port already: seen, and dealt with, until it is pulled out
    seen: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)

    def say(self, name: str, **values: object) -> str:
        """Return a sentence in the language that is spoken."""
        return sentence(self.language, f"prepare.{name}", **values)


def command(
    file: Annotated[Path, typer.Argument(metavar="SHOPS", help="CSV or xlsx, one line a shop.")],
    template: Annotated[
        str, typer.Option("--template", help="Their kind of shop: kiosk-de, or DIR/template/NAME.")
    ],
    sheet: Annotated[
        str | None, typer.Option("--sheet", help="Their acquirer's sheet. Default: none.")
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Where site files and labels lie.")
    ] = Path("prepared"),
    ports: Annotated[
        list[str] | None,
        typer.Option("--port", "-p", help="Look for boards there only; may be repeated."),
    ] = None,
    wait_s: Annotated[
        float, typer.Option("--wait", metavar="SECONDS", help="How long to wait for a board.")
    ] = 600,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Make profiles of a list, and board after board ready. Exit 1: shops are left without one."""
    language_of(None, lang)
    bench = _bench(file, _layers(template, sheet), out, lang, as_json=as_json)
    spoken = bench.language(next(iter(bench.shops)))
    call = _Call(bench, ports or [], wait_s, spoken, as_json)
    output.note(call.say("files", count=len(bench.shops), folder=out))
    try:
        _boards(call)
    finally:
        _write_labels(bench, out)
    left = bench.left()
    if not as_json:
        told = {"done": len(bench.shops) - len(left), "count": len(bench.shops)}
        output.say(call.say("end", **told), style="bold")
        if (out / LABELS).is_file():
            output.note(call.say("labels", file=out / LABELS))
    if left:
        output.note(call.say("left", sites=", ".join(left)), style="yellow")
        raise typer.Exit(EXIT_FINDING)


def _layers(template: str, sheet: str | None) -> tuple[str, ...]:
    named = (("acquirer", sheet), ("template", template))
    return tuple(
        name if "/" in name else f"{folder}/{name}" for folder, name in named if name is not None
    )


def _bench(
    file: Path, layers: tuple[str, ...], out: Path, lang: str | None, *, as_json: bool
) -> Bench:
    """Read the list and write the site files, all or none; exit with 2 where one is wrong."""
    today = date.today()
    shops, findings = read(file, layers, out, os.environ, today)
    if as_json and errors_in(findings):
        told = [finding_to_json(each) for each in findings]
        output.json_line({"file": str(file), "ok": False, "findings": told})
    else:
        show_findings(findings)
    if errors_in(findings):
        raise typer.Exit(EXIT_USAGE)
    ledger = Ledger.open(out)
    wanted = [shop for shop in shops if ledger.to_write(shop)]
    for shop in wanted:
        ledger.write(shop)
    checked = {shop.site: check(out / f"{shop.site}.yaml", os.environ) for shop in shops}
    wrong = [each for found in checked.values() for each in errors_in(found.findings)]
    if wrong:  # of a file that somebody edited
        show_findings(tuple(wrong))
        raise typer.Exit(EXIT_USAGE)
    office = secrets_typed.office_if_any()
    by_site: dict[str, Shop] = {shop.site: shop for shop in shops}
    return Bench(by_site, checked, ledger, office, today, lang)


def _boards(call: _Call) -> None:
    """Deal with boards as they are plugged in, until no shop is left or none comes any more."""
    waited_s, told = 0.0, False
    while call.bench.left():
        found = _plugged_in(call)
        if found is not None:
            _deal(call, *found)
            waited_s, told = 0.0, False
            continue
        if waited_s >= call.wait_s:
            return
        if not told:
            told, left = True, call.bench.left()
            output.note(call.say("plug", site=left[0], left=len(left)), style="bold")
        time.sleep(LOOK_S)
        waited_s += LOOK_S


def _plugged_in(call: _Call) -> tuple[str, BoardStatus] | None:
    """Return a board that is on a port and was not dealt with since it was plugged in."""
    ports = call.ports or usb_ports()
    for known in (call.seen, call.said):
        for gone in known.keys() - set(ports):
            del known[gone]
    for port in ports:
        answer = probe(port)
        status, is_new = answer.status, call.said.get(port) != answer.problem
        if answer.at_prompt and is_new:  # one that stays there is not started every second
            status = revived(port)
        if status is None:
            call.seen.pop(port, None)
            if is_new:
                call.said[port] = answer.problem
                output.note(f"{port}: {answer.problem}")
        elif call.seen.get(port) != status.id:
            call.said.pop(port, None)
            return port, status
    return None


def _deal(call: _Call, port: str, status: BoardStatus) -> None:
    """Prepare the board, or say why not; a cable that came out is waited for like any board."""
    bench = call.bench
    call.seen[port] = status.id
    done = bench.done(status)
    if done is not None:
        _tell(call, port, status, done, "skipped")
        return
    site = None
    try:
        site = prepare_board.shop_for(bench, status)
        number = list(bench.shops).index(site) + 1
        told = {"number": number, "count": len(bench.shops), "site": site, "board": status.id}
        output.note(call.say("begin", **told, port=port), style="bold")
        board = prepare_board.prepare(bench, port, status, site)
    except prepare_board.BROKE as error:
        call.seen.pop(port, None)
        _tell(call, port, status, site, "broken", error)
    except PosminderError as error:
        _tell(call, port, status, site, "refused", error)
    else:
        label = _label(bench, site, board)
        output.write_file(bench.ledger.file(site).with_suffix(".txt"), label_text(label))
        _tell(call, port, status, site, "prepared")


def _tell(
    call: _Call,
    port: str,
    status: BoardStatus,
    site: str | None,
    state: str,
    error: PosminderError | None = None,
) -> None:
    """Say what came of a board."""
    entry = None if site is None else call.bench.ledger.shops[site].board
    if call.as_json:
        told = {"site": site, "board": status.id, "port": port, "kind": status.board}
        told |= {"from": status.firmware, "version": entry.version if entry else status.firmware}
        told |= {"sha256": entry.profile if entry else None, "state": state}
        output.json_line(told | {"error": None if error is None else str(error)})
        output.flush()
    elif error is not None:
        said = call.say(state, board=status.id, error=str(error).rstrip("."))
        output.note(said, style="yellow" if state == "broken" else "red")
    elif site is not None and entry is not None:
        output.say(call.say(state, site=site, board=status.id), style="bold")
        if state == "prepared":
            output.block(label_text(_label(call.bench, site, entry)).rstrip("\n"))


def _label(bench: Bench, site: str, board: Board) -> Label:
    profile = bench.checked[site].profile
    name = "" if profile is None else profile.site.name
    return Label(site, name, board.id, board.terminal, board.version, board.day, bench.locale(site))


def _write_labels(bench: Bench, out: Path) -> None:
    done = ((site, bench.ledger.done(site)) for site in bench.shops)
    labels = [_label(bench, site, board) for site, board in done if board is not None]
    if labels:
        output.write_file(out / LABELS, labels_html(labels))
