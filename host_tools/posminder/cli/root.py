# SPDX-License-Identifier: MIT
"""The command `posminder`: its sub-commands in the order a technician meets them."""

from __future__ import annotations

from typing import Annotated

import typer

from posminder import __version__
from posminder.cli import (
    account,
    apply,
    approve,
    attended,
    audit,
    backup,
    boards,
    bundles,
    case,
    check,
    checklist,
    deposits,
    dialect,
    diff,
    docs,
    doctor,
    drill,
    drivers,
    evidence,
    explain,
    export,
    init,
    install,
    keys,
    learn,
    logs,
    maintenance,
    note,
    office,
    office_evidence,
    office_release,
    people,
    practice,
    prepare,
    reconcile,
    report,
    runbook,
    schema,
    self_test,
    simulate,
    slips,
    statements,
    status,
    swap,
    swap_board,
    tickets,
    tx,
    update,
    visit,
    watch,
)

EXIT_CODES = """Exit codes:

0 done.

1 a finding: an alert stands, records are missing, no such transaction.

2 usage or profile error; nothing reached the board.

3 board not found, or busy.

4 protocol or integrity error: damaged or foreign journal, wrong hash.

5 the terminal refused (no command asks it for anything yet).

6 held: no key, wrong key, needs approval.

7 logs verify, evidence verify: INCOMPLETE, nothing contradicts, but not all is proved.

8 logs verify, evidence verify: TAMPERED, not what the board sealed, or what was signed.

130 interrupted.

141 whoever read the output has left, as `head` does."""

app = typer.Typer(
    help="Mind a card payment terminal: configure its board, read what it saw.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command("boards")(boards.command)
app.command("init")(init.command)
app.command("check")(check.command)
app.add_typer(dialect.app, name="dialect")
app.command("schema")(schema.command)
app.command("checklist")(checklist.command)
app.command("prepare")(prepare.command)
app.command("install")(install.command)
app.command("diff")(diff.command)
app.command("apply")(apply.command)
office.app.command("release-key")(office_release.key)
office.app.command("sign")(office_release.sign)
office.app.command("install-key")(office_release.install)
office.app.command("evidence-key")(office_evidence.key)
app.add_typer(office.app, name="office")
app.add_typer(tickets.app, name="tickets")
app.add_typer(bundles.app, name="bundles")
app.command("unlock")(tickets.unlock)
app.command("lock")(tickets.lock)
app.command("status")(status.command)
app.command("update")(update.command)
app.command("doctor")(doctor.command)
app.command("visit")(visit.command)
app.command("self-test")(self_test.command)
app.command("ack")(approve.acknowledge)
app.command("operator")(approve.operator)
app.add_typer(approve.app, name="approve")
app.add_typer(people.app, name="people")
app.add_typer(account.app, name="account")
app.add_typer(logs.app, name="logs")
app.add_typer(keys.app, name="keys")
app.command("tx")(tx.command)
app.command("slips")(slips.command)
app.command("explain")(explain.command)
app.add_typer(note.app, name="note")
app.add_typer(maintenance.app, name="maintenance")
app.add_typer(report.app, name="report")
app.add_typer(attended.app, name="attended")
app.add_typer(statements.app, name="statements")
app.add_typer(deposits.app, name="deposits")
app.command("reconcile")(reconcile.command)
app.command("audit")(audit.command)
app.command("export")(export.command)
app.add_typer(case.app, name="case")
app.add_typer(evidence.app, name="evidence")
app.add_typer(backup.app, name="backup")
app.add_typer(watch.app, name="watch")
app.command("docs")(docs.command)
app.command("runbook")(runbook.command)
app.command("drivers")(drivers.command)
app.command("drill")(drill.command)
app.command("practice")(practice.command)
app.command("learn")(learn.command)
swap.app.command("board")(swap_board.command)
app.add_typer(swap.app, name="swap")
app.add_typer(simulate.app, name="simulate")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"posminder {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Mind a card payment terminal: configure its board, read what it saw."""
