# SPDX-License-Identifier: MIT
"""`posminder logs prove` and `logs checkpoints`: what is handed to somebody who verifies."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from posminder import output, seal_keys
from posminder.cli.logs_verify import KeysOption
from posminder.cli.named import spoken_language
from posminder.cli.profile_file import LangOption
from posminder.cli.shop import BoardOption, choose, lives_of
from posminder.errors import EXIT_HELD, EXIT_INCOMPLETE, PosminderError, UsageError
from posminder.home import store_path
from posminder.messages import sentence
from posminder.store.store import Store
from posminder.verify import proof
from posminder.verify.stored import seal_of, stored
from posminder_formats import seals


class BlindingMissing(PosminderError):
    """Board {}'s blinding secret is not on this computer. Next: posminder logs --port PORT"""

    exit_code = EXIT_HELD


class NotProvable(PosminderError):
    """Record {} cannot be proved: no seal in the store covers it, or too much of its segment is
    missing. Next: posminder logs --port PORT, which has the board seal what is open"""

    exit_code = EXIT_INCOMPLETE


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
        kept = seal_keys.load(keys or seal_keys.path_of(board_id))
        if kept is None:
            raise BlindingMissing(board_id)
        blindings = [kept.blinding, *(each.blinding for each in kept.later)]
        text = _proof_of(store, board_id, seq, list(dict.fromkeys(blindings)))
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


def _proof_of(store: Store, board_id: str, seq: int, blindings: list[bytes]) -> str:
    """Return the proof of a record in the store, by the blinding secret that fits its seal.

    Raises NotProvable.
    """
    first, last = max(1, seq - seals.LEAVES_MAX), seq + seals.LEAVES_MAX
    reach = list(stored(store.stored(board_id, first, last)))
    for each in reach:
        seal = seal_of(each) if each.is_seal and each.seq > seq else None
        if seal is None:
            continue
        inside = {one.seq: one for one in reach if seal.first_seq <= one.seq <= seal.last_seq}
        for blinding in blindings:
            leaves = proof.mended_leaves(seal, inside, blinding)
            if leaves is None or seq not in inside:
                continue
            text = proof.make(board_id, inside[seq], each, leaves, blinding)
            if proof.check(text, "", None)[0].proved:
                return text
        break
    raise NotProvable(seq)
