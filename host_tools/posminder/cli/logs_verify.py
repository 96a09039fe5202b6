# SPDX-License-Identifier: MIT
"""`posminder logs verify` and `logs prove`: a journal against its board's seals, off line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from posminder import checkpoints, output, seal_keys
from posminder.checkpoints import Checkpoint
from posminder.cli.named import spoken_language
from posminder.cli.profile_file import LangOption
from posminder.cli.shop import BoardOption, choose, lives_of
from posminder.errors import EXIT_HELD, EXIT_INCOMPLETE, EXIT_TAMPERED, PosminderError, UsageError
from posminder.home import is_board_id, store_path
from posminder.journal_file import decode
from posminder.messages import sentence
from posminder.record_view import View
from posminder.seal_keys import Kept
from posminder.store.store import Store
from posminder.verify import proof
from posminder.verify.finding import Finding, Outcome, Verdict
from posminder.verify.stored import Stored, in_export, in_order, seal_of, stored
from posminder.verify.walk import Known, verify
from posminder_formats import frames, seals

_EXIT: Final = {
    Verdict.VERIFIED: 0,
    Verdict.INCOMPLETE: EXIT_INCOMPLETE,
    Verdict.TAMPERED: EXIT_TAMPERED,
}

CompanyOption = Annotated[
    Path | None,
    typer.Option("--company-key", help="The company's private X25519 key, PEM: checks MACs too."),
]
KeysOption = Annotated[
    Path | None,
    typer.Option("--seal-keys", help="The board's seal keys, if they are not this computer's."),
]


class BlindingMissing(PosminderError):
    """Board {}'s blinding secret is not on this computer. Next: posminder logs --port PORT"""

    exit_code = EXIT_HELD


class NotProvable(PosminderError):
    """Record {} cannot be proved: no seal in the store covers it, or too much of its segment is
    missing. Next: posminder logs --port PORT, which has the board seal what is open"""

    exit_code = EXIT_INCOMPLETE


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
        text = _proof_of(store, board_id, seq, kept.blinding)
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
        kept, first = _keys(board_id, company, keys)
        points = store.checkpoints(board_id) if others is None else _points(others, board_id)
        known = _known(board_id, kept, first, points)
        outcome = verify((stored(*row) for row in store.stored(board_id)), known)
    outcome.findings += _misgivings(points)
    _tell(board_id, outcome, lang, as_json=as_json, points=points)


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
    with Store(store_path()) as store:
        board_id = board if board and is_board_id(board) else choose(store, board)
        points = store.checkpoints(board_id)
    if others is not None:
        points = _points(others, board_id)
    else:  # an export may be of a part; whoever names checkpoints means all of them
        reach = range(whole[0].seq, whole[-1].seq + 1) if whole else range(0)
        points = tuple(each for each in points if each.seq in reach)
    kept, first = _keys(board_id, company, keys)
    outcome = verify(whole, _known(board_id, kept, first, points))
    outcome.findings += [Finding("number_twice", None, seq, seq) for seq in twice]
    outcome.findings += [
        Finding("damage", None, each[0], each[0]) for each in found if not isinstance(each, Stored)
    ]
    _tell(board_id, outcome, lang, as_json=as_json, points=points)


def _known(
    board_id: str, kept: Kept | None, first: bytes | None, points: tuple[Checkpoint, ...]
) -> Known:
    return Known(
        bytes.fromhex(board_id),
        None if kept is None else kept.blinding,
        first,
        {each.seq: each.nonce for each in points},
        {each.seq: each.link for each in points},
    )


def _points(file: Path, board_id: str) -> tuple[Checkpoint, ...]:
    """Return the checkpoints of one board that a file holds, by number."""
    text = _read(file).decode("ascii", "replace")
    found = checkpoints.in_file(text, str(file))
    mine = [each for each in found if each.board_id == board_id]
    return tuple(sorted(mine, key=lambda each: each.seq))


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
    _, first = _keys(board_id, company, keys)
    outcome, record = proof.check(text, str(file), first)
    shown = decode(record.seq, record.data[frames.HEAD_BYTES :], str(file))
    if not as_json:
        output.say(f"{shown.seq}  {shown.name}  {_fields(shown.words())}")
    view = View(board_id, None, (), None)
    _tell(board_id, outcome, lang, as_json=as_json, one=True, record=view.to_json(shown))


def _keys(
    board_id: str, company: Path | None, keys: Path | None
) -> tuple[Kept | None, bytes | None]:
    kept = seal_keys.load(keys or seal_keys.path_of(board_id))
    if kept is not None and kept.board_id != board_id:
        raise UsageError(f"{keys} has the seal keys of board {kept.board_id}, not of {board_id}")
    return kept, None if kept is None else kept.first_key(company)


def _record_of(store: Store, board_id: str, number: str) -> int:
    """Return the record that is meant: of a transaction the newest sale's result."""
    if number.startswith("#") and number[1:].isdigit():
        return int(number[1:])
    for life in lives_of(store, board_id, number):
        return life.sale.seq
    raise UsageError(number)


def _proof_of(store: Store, board_id: str, seq: int, blinding: bytes) -> str:
    """Return the proof of a record in the store. Raises NotProvable."""
    reach = stored_between(store, board_id, seq - seals.LEAVES_MAX, seq + seals.LEAVES_MAX)
    for each in reach:
        seal = seal_of(each) if each.is_seal and each.seq > seq else None
        if seal is None:
            continue
        inside = {one.seq: one for one in reach if seal.first_seq <= one.seq <= seal.last_seq}
        leaves = proof.leaves_of(seal, inside, blinding)
        if leaves is None or seq not in inside:
            break
        text = proof.make(board_id, inside[seq], each, leaves, blinding)
        if proof.check(text, "", None)[0].proved:
            return text
        break
    raise NotProvable(seq)


def stored_between(store: Store, board_id: str, first: int, last: int) -> list[Stored]:
    """Return the records of these numbers as their board stored them."""
    return [stored(*row) for row in store.stored(board_id, max(1, first), last)]


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error


def _tell(
    board_id: str,
    outcome: Outcome,
    lang: str | None,
    *,
    as_json: bool,
    one: bool = False,
    record: dict[str, Any] | None = None,
    points: tuple[Checkpoint, ...] = (),
) -> None:
    """Say what came of it, and leave with the verdict's exit code."""
    language = spoken_language(board_id, lang)
    told = [(each, _finding_text(each, language)) for each in outcome.findings]
    office = checkpoints.enrolled()
    signed = {"count": len(points), "enrolled": sum(each.signer in office for each in points)}
    if as_json:
        output.json_line(_to_json(board_id, outcome, told, record) | {"checkpoints": signed})
        raise typer.Exit(_EXIT[outcome.verdict])
    for _, text in told:
        output.say(text)
    reach = (outcome.proved, outcome.records, outcome.segments, outcome.macs)
    names = ("proved", "records", "segments", "macs")
    output.say(sentence(language, "seals.reach", **dict(zip(names, reach, strict=True))))
    if points:
        output.say(sentence(language, "seals.checkpoints", **signed))
    name = outcome.verdict.name
    if one and outcome.verdict is Verdict.VERIFIED:
        name += "_one"
    output.say(sentence(language, f"seals.verdict.{name}", board=board_id), style="bold")
    if outcome.verdict is Verdict.VERIFIED:
        output.say(sentence(language, "seals.not_truth"))
    raise typer.Exit(_EXIT[outcome.verdict])


def _finding_text(found: Finding, language: str) -> str:
    text = ""
    if found.segment is not None:
        text = sentence(language, "seals.place", segment=found.segment)
    if found.first is not None and found.word != "damage":
        name = "seals.one" if found.first == found.last else "seals.many"
        text += sentence(language, name, first=found.first, last=found.last)
    text += sentence(language, f"seals.finding.{found.word}", first=found.first)
    return text[:1].upper() + text[1:]


def _to_json(
    board_id: str,
    outcome: Outcome,
    told: list[tuple[Finding, str]],
    record: dict[str, Any] | None,
) -> dict[str, Any]:
    findings = [
        {
            "finding": each.word,
            "verdict": each.verdict.name,
            "segment": each.segment,
            "first": each.first,
            "last": each.last,
            "text": text,
        }
        for each, text in told
    ]
    return {
        "board": board_id,
        "verdict": outcome.verdict.name,
        "records": outcome.records,
        "proved": outcome.proved,
        "segments": outcome.segments,
        "macs": outcome.macs,
        "last_seal": outcome.last_seal_seq or None,
        "findings": findings,
        "record": record,
    }


def _fields(words: dict[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in words.items() if value is not None)
