# SPDX-License-Identifier: MIT
"""From a case to a pack and back: its facts, its papers, and which pack was made of it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from posminder import output
from posminder.cli import secrets_typed
from posminder.cli.case_open import signed
from posminder.cli.case_view import counted_text
from posminder.errors import PosminderError, UsageError
from posminder.evidence import case_files, manifest, signature
from posminder.evidence.case import Case, Made
from posminder.evidence.case_facts import CaseFacts
from posminder.evidence.completeness import ATTACHMENTS
from posminder.office_store import is_office


class CaseNotTied(UsageError):
    """Nobody has said which sale case {} is about. Next: posminder case tie {} NUMBER"""


class PaperChanged(PosminderError):
    """Case {}: {} is not the file that was attached, or is gone. Nothing was written"""


class FolderTaken(UsageError):
    """{} holds files that are no pack's ({}): nothing was written. Next: name another with --out"""


def facts_of(case: Case, language: str) -> CaseFacts:
    """Return what a pack states of the request."""
    opened = case.opened
    return CaseFacts(
        number=case.number,
        request=opened.request,
        received=opened.received,
        answer_by=opened.answer_by,
        counted=counted_text(case, language),
        reason_code=opened.reason_code,
        reason_text=opened.reason,
        acquirer="" if opened.request == "complaint" else opened.asked_by,
        contact=opened.contact,
        rrn=opened.rrn,
        attached=tuple(dict.fromkeys(each.paper for each in case.papers)),
        lacking=tuple(case.lacking.items()),
        answer=case.answer,
    )


def papers_of(case: Case) -> dict[str, bytes]:
    """Return the papers as a pack has them, each held against its SHA-256. Raises PaperChanged."""
    found = case_files.papers_of(case)
    papers: dict[str, bytes] = {}
    for each in case.papers:
        data = found[each.file]
        if data is None or hashlib.sha256(data).hexdigest() != each.sha256:
            raise PaperChanged(case.number, each.file)
        papers[f"{ATTACHMENTS}/{each.file}"] = data
    return papers


def number_of(case: Case) -> tuple[str, str]:
    """Return the board of a case's sale, and the number that names it alone. Raises CaseNotTied."""
    sale = case.sale
    if sale is None:
        raise CaseNotTied(case.number, case.number)
    return sale.board, f"#{sale.seq}"


def note_made(case: Case, folder: Path, files: dict[str, bytes]) -> Case:
    """Write down in a case which pack was made of it, and where."""
    digest = hashlib.sha256(files[manifest.NAME]).hexdigest()
    told = {"folder": str(folder.resolve()), "manifest_sha256": digest}
    return case_files.add(case, Made.model_validate(signed(None) | told))


def signing_key(language: str) -> Ed25519PrivateKey | None:
    """Return the office's evidence key, None where this computer has none: then nobody signs."""
    if not is_office() or not signature.known():
        return None
    office = secrets_typed.office(language)
    return office.evidence_key() if office.has_evidence_key else None


def write_pack(folder: Path, files: dict[str, bytes]) -> None:
    """Write a pack's folder, in place of one made before. Raises FolderTaken.

    What a former pack lists and this one lacks is deleted, so that nothing of it stays behind.
    """
    former = _former(folder)
    for name in sorted(former - files.keys()):
        (folder / name).unlink(missing_ok=True)
    for name, data in files.items():
        output.write_file(folder / name, data)


def _former(folder: Path) -> set[str]:
    """Return the names of the files of the pack that is in a folder."""
    listed = folder / manifest.NAME
    known = set(manifest.OUTSIDE)
    if listed.is_file():
        known |= manifest.parsed(listed.read_bytes()).keys()
    there: set[str] = set()
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_dir():
            continue
        if name not in known:
            raise FolderTaken(folder, ascii(name))
        there.add(name)
    return there
