# SPDX-License-Identifier: MIT
"""`posminder evidence verify`: a pack by itself, without board, store or network."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from posminder import output, seal_keys
from posminder.cli.logs_verify import CompanyOption
from posminder.cli.profile_file import LangOption, language_of
from posminder.cli.verdict import EXIT
from posminder.errors import PosminderError
from posminder.evidence import contents, signature
from posminder.evidence.verification import PackFinding, Proved, Verified, verify
from posminder.journal_file import Record, decode
from posminder.messages import sentence
from posminder.record_view import View
from posminder.verify.chain import Secrets
from posminder.verify.finding import Verdict
from posminder_formats import frames


def command(
    pack: Annotated[Path, typer.Argument(metavar="PACK", help="A pack's folder, or its zip.")],
    signer: Annotated[
        Path | None,
        typer.Option("--signer", metavar="PEM", help="Who must have signed it: his public key."),
    ] = None,
    company: CompanyOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Verify a pack off line: files, signature, proofs. Exit 7: INCOMPLETE, 8: TAMPERED."""
    language = language_of(None, lang)
    named = None if signer is None else signature.read(signer)
    files = contents.read(pack)
    found = verify(files, named, frozenset(signature.known()), partial(seal_keys_of, company))
    if as_json:
        output.json_line(_to_json(found, language))
    else:
        _tell(found, language)
    raise typer.Exit(EXIT[found.verdict])


def seal_keys_of(
    company: Path | None, board_id: str
) -> tuple[bytes | None, Mapping[bytes, Secrets]]:
    """Return what this computer can say of who sealed: nothing, if it is anybody's computer."""
    kept = seal_keys.load(seal_keys.path_of(board_id))
    if kept is None or kept.board_id != board_id:
        return None, {}
    return kept.first_key(company), kept.chains(company)


def _tell(found: Verified, language: str) -> None:
    for finding in found.findings:
        output.say(_finding_text(finding, language))
    if found.trust is not None and found.signer is not None:
        short = found.signer[: signature.FINGERPRINT_SHOWN]
        output.say(sentence(language, f"pack.signed.{found.trust}", fingerprint=short))
    for each in found.proved:
        record = _record(each)
        words = {} if record is None else record.words()
        told = " ".join(f"{name}={it}" for name, it in words.items() if it is not None)
        mac = sentence(language, "pack.mac" if each.mac else "pack.no_mac")
        seq, board = each.record.seq, each.board_id
        output.say(sentence(language, "pack.proved", file=each.file, seq=seq, board=board, mac=mac))
        output.say(f"  {told}")
    verdict = sentence(language, f"pack.verdict.{found.verdict.name}", files=found.files)
    output.say(verdict, style="bold")
    if found.verdict is Verdict.VERIFIED:
        output.say(sentence(language, "pack.not_truth"))


def _record(proved: Proved) -> Record | None:
    """Return the record as this version reads it, None for one of a kind it cannot."""
    data = proved.record.data[frames.HEAD_BYTES :]
    try:
        return decode(proved.record.seq, data, proved.file)
    except PosminderError:
        return None


def _finding_text(found: PackFinding, language: str) -> str:
    return sentence(language, f"pack.finding.{found.word}", file=found.file)


def _to_json(found: Verified, language: str) -> dict[str, Any]:
    findings = [
        {
            "finding": each.word,
            "verdict": each.verdict.name,
            "file": each.file,
            "text": _finding_text(each, language),
        }
        for each in found.findings
    ]
    proofs = []
    for one in found.proved:
        record = _record(one)
        view = View(one.board_id, None, (), None)
        told = None if record is None else view.to_json(record)
        proofs.append({"file": one.file, "board": one.board_id, "mac": one.mac, "record": told})
    return {
        "verdict": found.verdict.name,
        "files": found.files,
        "signer": found.signer,
        "trust": found.trust,
        "findings": findings,
        "proofs": proofs,
    }
