# SPDX-License-Identifier: MIT
"""`posminder logs verify`: a journal against its board's seals, off line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from posminder import checkpoints, output, seal_keys, timestamps
from posminder.checkpoints import Checkpoint
from posminder.cli.profile_file import LangOption
from posminder.cli.shop import BoardOption, choose
from posminder.cli.verdict import Stamps, tell
from posminder.errors import UsageError
from posminder.home import is_board_id, store_path
from posminder.journal_file import decode
from posminder.record_view import View
from posminder.seal_keys import Kept
from posminder.store.store import Store
from posminder.stored_verdict import known_of, outcome_of
from posminder.verify import proof
from posminder.verify.finding import Finding, Outcome
from posminder.verify.stored import Stored, in_export, in_order
from posminder.verify.walk import verify
from posminder_formats import frames

CompanyOption = Annotated[
    Path | None,
    typer.Option("--company-key", help="The company's private X25519 key, PEM: checks MACs too."),
]
KeysOption = Annotated[
    Path | None,
    typer.Option("--seal-keys", help="The board's seal keys, if they are not this computer's."),
]


def check(
    file: Annotated[
        Path | None, typer.Option("--file", "-f", help="A journal export, not the store.")
    ] = None,
    proof_file: Annotated[
        Path | None, typer.Option("--proof", help="One proof, as logs prove writes it.")
    ] = None,
    board: BoardOption = None,
    company: CompanyOption = None,
    keys: KeysOption = None,
    others: Annotated[
        Path | None,
        typer.Option("--checkpoints", help="Checkpoints kept elsewhere, as logs checkpoints says."),
    ] = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Verify stored records, an export or a proof, off line. Exit 7: INCOMPLETE, 8: TAMPERED."""
    if file is not None and proof_file is not None:
        raise UsageError("Name --file or --proof, not both")
    if proof_file is not None:
        _check_proof(proof_file, company, keys, lang, as_json=as_json)
    elif file is not None:
        _check_export(file, board, company, keys, others, lang, as_json=as_json)
    else:
        _check_store(board, company, keys, others, lang, as_json=as_json)


def _check_store(
    board: str | None,
    company: Path | None,
    keys: Path | None,
    others: Path | None,
    lang: str | None,
    *,
    as_json: bool,
) -> None:
    with Store(store_path()) as store:
        board_id = choose(store, board)
        kept = _kept(board_id, keys)
        points = store.checkpoints(board_id) if others is None else _points(others, board_id)
    known = known_of(board_id, kept, company, points)
    with output.progress("seals", counts="parts") as progress:
        outcome = outcome_of(store_path(), board_id, known, progress)
    outcome.findings += _misgivings(points)
    tell(board_id, outcome, lang, as_json=as_json, points=points, stamps=_stamps(points, outcome))


def _check_export(
    file: Path,
    board: str | None,
    company: Path | None,
    keys: Path | None,
    others: Path | None,
    lang: str | None,
    *,
    as_json: bool,
) -> None:
    """Verify an export; of damage in it only the damaged records are lost."""
    data = _read(file)
    found = list(in_export(data))
    whole, twice = in_order(each for each in found if isinstance(each, Stored))
    named = None if keys is None else seal_keys.load(keys)
    if board is None and named is not None:
        board = named.board_id  # whoever was handed both needs nothing else
    with Store(store_path()) as store:
        board_id = board if board and is_board_id(board) else choose(store, board)
        points = store.checkpoints(board_id)
    if others is not None:
        points = _points(others, board_id)
    else:  # an export may be of a part; whoever names checkpoints means all of them
        reach = range(whole[0].seq, whole[-1].seq + 1) if whole else range(0)
        points = tuple(each for each in points if each.seq in reach)
    outcome = verify(whole, known_of(board_id, _kept(board_id, keys), company, points))
    outcome.findings += [Finding("number_twice", None, seq, seq) for seq in twice]
    outcome.findings += [
        Finding("damage", None, each[0], each[0]) for each in found if not isinstance(each, Stored)
    ]
    tell(board_id, outcome, lang, as_json=as_json, points=points, stamps=_stamps(points, outcome))


def _points(file: Path, board_id: str) -> tuple[Checkpoint, ...]:
    """Return the checkpoints of one board that a file holds, by number."""
    text = _read(file).decode("ascii", "replace")
    found = checkpoints.in_file(text, str(file))
    mine = [each for each in found if each.board_id == board_id]
    return tuple(sorted(mine, key=lambda each: each.seq))


def _stamps(points: tuple[Checkpoint, ...], outcome: Outcome) -> Stamps:
    """Hold time-stamp tokens against the certificates that are believed here.

    Adds to the findings. A checkpoint that the journal contradicts is not worth its stamp.
    """
    stamps = Stamps()
    certificates = timestamps.believed()
    bad = {each.first for each in outcome.findings if each.word.startswith("checkpoint")}
    for each in points:
        if each.token is None:
            continue
        if not certificates:
            stamps.unchecked += 1
            continue
        found = timestamps.look(each.token, each.message(), certificates)
        if isinstance(found, str):
            outcome.findings.append(Finding(found, None, each.seq, each.seq))
        elif each.seq not in bad:
            stamps.good.append((each.seq, found))
    return stamps


def _misgivings(points: tuple[Checkpoint, ...]) -> Iterator[Finding]:
    """Yield what is wrong with checkpoints themselves: a signature, or one left out between."""
    before: Checkpoint | None = None
    for each in points:
        if not each.holds():
            yield Finding("checkpoint_forged", None, each.seq, each.seq)
        if each.previous != (checkpoints.NONE_BEFORE if before is None else before.digest()):
            yield Finding("checkpoint_left_out", None, each.seq, each.seq)
        before = each


def _check_proof(
    file: Path, company: Path | None, keys: Path | None, lang: str | None, *, as_json: bool
) -> None:
    text = _read(file).decode("ascii", "replace")
    board_id = proof.board_of(text, str(file))
    known = known_of(board_id, _kept(board_id, keys), company, ())
    outcome, record = proof.check(text, str(file), known.first_key, known.chains)
    shown = decode(record.seq, record.data[frames.HEAD_BYTES :], str(file))
    if not as_json:
        output.say(f"{shown.seq}  {shown.name}  {_fields(shown.words())}")
    view = View(board_id, None, (), None)
    tell(board_id, outcome, lang, as_json=as_json, one=True, record=view.to_json(shown))


def _kept(board_id: str, keys: Path | None) -> Kept | None:
    kept = seal_keys.load(keys or seal_keys.path_of(board_id))
    if kept is not None and kept.board_id != board_id:
        raise UsageError(f"{keys} has the seal keys of board {kept.board_id}, not of {board_id}")
    return kept


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error


def _fields(words: dict[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in words.items() if value is not None)
