# SPDX-License-Identifier: MIT
"""`posminder tx`: one screen with the whole life of one transaction, from the store (R69)."""

from __future__ import annotations

from typing import Annotated

import typer

from posminder import output
from posminder.cli.shop import BoardOption, choose, view_of
from posminder.errors import PosminderError
from posminder.home import store_path
from posminder.money import amount_text
from posminder.record_view import View
from posminder.store.store import Store
from posminder.transaction import APPROVED, KINDS, Life, find


class TransactionUnknown(PosminderError):
    """No transaction with number {} is in the store. Next: posminder logs --port PORT"""

    exit_code = 1


def command(
    number: Annotated[int, typer.Argument(min=0, help="Trace or receipt number on the slip.")],
    board: BoardOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Show the whole life of one transaction: start, result, receipt, reminders, settlement."""
    with Store(store_path()) as store:
        board_id = choose(store, board)
        rows = sorted(
            (record for kind in KINDS for record in store.records(board_id, kind=kind)),
            key=lambda record: record.seq,
        )
        view = view_of(store, board_id)
    lives = find(rows, number)
    if not lives:
        raise TransactionUnknown(number)
    if as_json:
        for life in lives:
            output.json_line(_to_json(life, view))
        return
    _show(lives[0], view)
    for older in lives[1:]:
        output.note(f"The number was used before: record {older.sale.seq}, {view.time(older.sale)}")


def _show(life: Life, view: View) -> None:
    fields = life.sale.words()
    amount = amount_text(fields["amount_minor"], fields["currency"])
    output.say(f"{_title(life)}: {amount}, {view.time(life.sale)}", style="bold")
    output.say(
        f"trace {_or_dash(fields['trace'])}, receipt {_or_dash(fields['receipt_no'])}, "
        f"card {_or_dash(fields['card_masked'])} {fields['card_name'] or ''}"
    )
    output.say(f"Receipt: {_receipt(life)}. Settlement: {_settlement(life)}.")
    columns = (">seq", "time", "clock", "kind", "details")
    output.table(columns, [view.row(record) for record in life.steps()])


def _title(life: Life) -> str:
    fields = life.sale.words()
    result = fields["result"]
    if result == APPROVED:
        return f"{fields['transaction']} approved"
    return f"{fields['transaction']} not approved (code {_or_dash(result)})"


def _receipt(life: Life) -> str:
    states = [str(record.words()["state"]) for record in life.after if record.name == "receipt"]
    return ", then ".join(states) or "nothing seen"


def _settlement(life: Life) -> str:
    if life.sale.fields.get("result") != APPROVED:
        return "not part of a batch"
    states = [record.words()["state"] for record in life.settlement if record.name == "settlement"]
    return str(states[-1]) if states else "not settled yet"


def _or_dash(value: object) -> object:
    return "-" if value is None else value


def _to_json(life: Life, view: View) -> dict[str, object]:
    return {
        "sale": view.to_json(life.sale),
        "receipt": _receipt(life),
        "settlement": _settlement(life),
        "steps": [view.to_json(record) for record in life.steps()],
    }
