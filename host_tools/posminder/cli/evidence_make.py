# SPDX-License-Identifier: MIT
"""`posminder evidence make`: one transaction as a folder to be sent, printed and verified."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from posminder import __version__, output, proving, timestamps
from posminder.checkpoints import Checkpoint
from posminder.cli.disputed import disputed
from posminder.cli.evidence_case import (
    facts_of,
    note_made,
    number_of,
    papers_of,
    signing_key,
    write_pack,
)
from posminder.cli.named import spoken_language
from posminder.cli.profile_file import LangOption, checked_or_exit, language_of
from posminder.cli.reconcile import reconciled
from posminder.cli.shop import BoardOption, StoredShop, choose, shop_of, view_of
from posminder.errors import PosminderError, ProtocolError, UsageError
from posminder.evidence import case_files, pdf
from posminder.evidence.case_facts import CaseFacts
from posminder.evidence.forms import FormSheet, read_form
from posminder.evidence.material import Material
from posminder.evidence.pack import make_pack
from posminder.evidence.sealed import sealed
from posminder.home import store_path
from posminder.messages import sentence
from posminder.profile.layer import Layer
from posminder.profile.model import Profile
from posminder.profile.read_back import read_back
from posminder.reconcile.expected import Terms
from posminder.reconcile.reconciliation import NothingToHoldAgainst, Reconciliation
from posminder.store.store import Store
from posminder.timestamps import Stamp
from posminder.transaction import Life
from posminder.verify.proof import stored_in

_CNY: Final = 156


NumberArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="NUMBER",
        help="Trace, receipt or authorisation number, BATCH/STAN, RRN, or #N for record N.",
    ),
]
ProfileOption = Annotated[
    Path | None,
    typer.Option("--profile", help="The site's profile: merchant number, fees, reply form."),
]


def command(
    number: NumberArgument = None,
    case_number: Annotated[
        str | None, typer.Option("--case", metavar="CASE", help="Of this case's sale, with it.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="The folder. Default: pack-CASE, or pack-N of record N."),
    ] = None,
    profile: ProfileOption = None,
    board: BoardOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Write the evidence of one transaction: the reply, slip, annex, records and proof."""
    case, facts = None, CaseFacts()
    if case_number is not None and number is None:
        case = case_files.load(case_number)
        board, number = number_of(case)
        facts = facts_of(case, spoken_language(board, lang))
    elif number is None or case_number is not None:
        raise UsageError("Name a transaction, or a case with --case")
    material = material_of(number, Sources(profile, board, lang, facts))
    papers = {} if case is None else papers_of(case)
    key = signing_key(material.language)
    files = sealed(make_pack(material) | papers, key)
    seq = material.life.sale.seq
    out = out or Path(f"pack-{seq if case is None else case.number}")
    write_pack(out, files)
    if case is not None:
        note_made(case, out, files)
    if as_json:
        told = {"folder": str(out), "seq": seq, "files": sorted(files), "signed": key is not None}
        output.json_line(told)
        return
    output.say(sentence(material.language, "evidence.written", folder=out, count=len(files)))
    if key is None:
        output.note(sentence(material.language, "pack.unsigned"))
    if material.proof is None:
        output.note(material.unproved)
    lacking = pdf.lacks()
    if lacking is not None:
        output.note(sentence(material.language, f"evidence.lacks.{lacking}"))


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a pack's material is taken from, beside the store."""

    profile: Path | None
    board: str | None
    lang: str | None
    case: CaseFacts


def material_of(number: str, sources: Sources) -> Material:
    """Return what a pack of transaction `number` is made of.

    Raises UsageError, TransactionUnknown, SeveralOfThem and FormUnusable.
    """
    language_of(None, sources.lang)  # before anything is read
    layer, profile = _profile(sources.profile)
    with Store(store_path()) as store:
        wanted = sources.board or (None if profile is None else profile.site.id)
        board_id = choose(store, wanted)
        shop = shop_of(store, board_id, sources.lang)
        view = view_of(store, board_id)
        life = disputed(number, shop.records, view)
        terms = None
        if profile is not None and layer is not None and profile.deposit is not None:
            terms = Terms.of(profile, layer)
        proof, unproved = _proof(store, board_id, life)
        points = store.checkpoints(board_id)
        checkpoint, stamp = _anchors(points, proof)
        return Material(
            life,
            shop.whole(),
            view,
            shop.language,
            _form(profile, shop),
            sources.case,
            profile,
            _held(shop),
            terms,
            None if terms is None else _reconciled(store, shop, terms),
            proof,
            unproved,
            checkpoint,
            stamp,
            _others(store, shop),
            f"posminder {__version__}",
        )


def _profile(file: Path | None) -> tuple[Layer | None, Profile | None]:
    if file is None:
        return None, None
    checked, profile = checked_or_exit(file)
    return checked.layer, profile


def _form(profile: Profile | None, shop: StoredShop) -> FormSheet:
    """Return the acquirer's form: the one that its sheet names, else the usual one of the land."""
    named = None if profile is None or profile.evidence is None else profile.evidence.reply_form
    usual = "form/unionpay-retrieval" if shop.site.currency == _CNY else "form/retrieval"
    return read_form(named or usual)


def _held(shop: StoredShop) -> Profile | None:
    """Return the settings that the board holds, None where they were never seen here."""
    try:
        return None if shop.profile is None else read_back(shop.profile[0])
    except ProtocolError:
        return None


def _reconciled(store: Store, shop: StoredShop, terms: Terms) -> Reconciliation | None:
    try:
        return reconciled(store, shop, terms)
    except NothingToHoldAgainst:
        return None


def _proof(store: Store, board_id: str, life: Life) -> tuple[str | None, str]:
    """Return the proof of the transaction's record, or why there is none."""
    try:
        return proving.prove(store, board_id, life.sale.seq), ""
    except PosminderError as error:
        return None, str(error)


def _anchors(
    points: tuple[Checkpoint, ...], proof: str | None
) -> tuple[Checkpoint | None, Stamp | None]:
    """Return who first saw the seal or a later one, and the first time stamp that holds."""
    if proof is None:
        return None, None
    seal = stored_in(proof, "seal").seq
    later = [each for each in points if each.seq >= seal and each.holds()]
    certificates = timestamps.believed()
    for each in later:
        found = timestamps.look(each.token, each.message(), certificates) if each.token else ""
        if isinstance(found, Stamp):
            return later[0], found
    return (later[0] if later else None), None


def _others(store: Store, shop: StoredShop) -> tuple[str, ...]:
    """Return the other boards of the store whose profile names the same terminal."""
    tid = shop.site.terminal_id
    sites = {each: store.site(each) for each in store.boards() if each != shop.board_id}
    return tuple(
        each for each, site in sites.items() if tid and site is not None and site.terminal_id == tid
    )
