# SPDX-License-Identifier: MIT
"""`posminder logs prove` and `logs checkpoints`: what is handed to somebody who verifies."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from posminder import output, proving
from posminder.cli.logs_verify import KeysOption
from posminder.cli.named import spoken_language
from posminder.cli.profile_file import LangOption
from posminder.cli.shop import BoardOption, choose, lives_of
from posminder.errors import UsageError
from posminder.home import store_path
from posminder.messages import sentence
from posminder.store.store import Store


def prove(
    number: Annotated[
        str, typer.Argument(metavar="NUMBER", help="As for tx, or #N for record number N.")
    ],
    board: BoardOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Default: proof-BOARD-N.json here.")
    ] = None,
    keys: KeysOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Write a proof of one transaction's result that shows no other record."""
    with Store(store_path()) as store:
        board_id = choose(store, board)
        seq = _record_of(store, board_id, number)
        text = proving.prove(store, board_id, seq, keys)
    path = out or Path(f"proof-{board_id}-{seq}.json")
    try:
        path.write_text(text, encoding="ascii")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
    if as_json:
        output.json_line({"board": board_id, "seq": seq, "file": str(path)})
    else:
        language = spoken_language(board_id, lang)
        output.say(sentence(language, "seals.proof_written", file=path, seq=seq))


def list_checkpoints(
    board: BoardOption = None,
) -> None:
    """Print the signed checkpoints of a board, one a line, to be kept where the store is not."""
    with Store(store_path()) as store:
        for each in store.checkpoints(choose(store, board)):
            output.json_line(each.to_json())


def _record_of(store: Store, board_id: str, number: str) -> int:
    """Return the record that is meant: of a transaction the newest sale's result."""
    if number.startswith("#") and number[1:].isdigit():
        return int(number[1:])
    for life in lives_of(store, board_id, number):
        return life.sale.seq
    raise UsageError(number)
