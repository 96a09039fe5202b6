# SPDX-License-Identifier: MIT
"""The pack of one transaction: the door of this room. Same material, same bytes.

`make_pack` returns the folder's files by name; whoever signs or adds papers works on that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any, Final

from posminder.evidence import html, masking, pdf
from posminder.evidence.deposit_lines import Deposit, deposit_lines, deposit_of
from posminder.evidence.forms import Words
from posminder.evidence.integrity import integrity_lines, limits
from posminder.evidence.material import Material, Teller
from posminder.evidence.model import (
    ON_PAGE_1,
    Asked,
    Both,
    Form,
    Group,
    Line,
    Pack,
    Part,
)
from posminder.evidence.nearby import alike, incidents, like_it, same_card
from posminder.evidence.receipt_lines import (
    no_slip,
    print_lines,
    receipt_file,
    receipt_line,
    slip_texts,
)
from posminder.evidence.settlement_lines import settlement_lines, settlement_story
from posminder.evidence.sign_in_lines import sign_in_lines
from posminder.evidence.timeline import timeline
from posminder.evidence.transaction_lines import (
    merchant_lines,
    request_lines,
    transaction_lines,
)
from posminder.messages import sentence
from posminder.output import json_text
from posminder.transaction_sentences import told

# The first is what page 2 leaves room for.
CHECKLIST: Final = ("slip", "invoice", "delivery", "identity", "video", "authority")
_GLOSSARY: Final = 14
_IDENTITY: Final = (
    *("acquirer", "case_no", "request", "reason", "received", "answer_by"),
    *("merchant", "mid", "tid", "board"),
)
_ANSWERS: Final = ("sale", "receipt", "settlement", "counter")


def make_pack(it: Material) -> dict[str, bytes]:
    """Return the files of the pack by name, all but what is signed and attached later."""
    rows = _rows(it)
    pack = masking.masked(_pack(it, sha256(rows).hexdigest()))
    files = {
        "pack.html": html.page(pack).encode(),
        "pack.json": (json_text(pack.to_json()) + "\n").encode(),
        "rows.jsonl": rows,
        "receipt.txt": receipt_file(pack.slips, Teller(it)).encode(),
    }
    if pdf.lacks() is None:
        files["pack.pdf"] = pdf.render(pack, _newest_s(it))
    if it.proof is not None:
        files["proof.json"] = it.proof.encode()
    return files


def _newest_s(it: Material) -> int:
    """Return the newest time in the journal: what a pack is made of has no later one."""
    dated = (each.record.wall_s for each in reversed(it.whole.placed) if each.exact)
    return next((each for each in dated if each is not None), 0)


def _pack(it: Material, rows_sha256: str) -> Pack:
    tell = Teller(it)
    deposit = deposit_of(it, tell)
    parts = tuple(_parts(it, tell, deposit, rows_sha256))
    slips = slip_texts(it, tell)
    prints = Part("receipt", tell.both("evidence.part.receipt"), tuple(print_lines(it, tell)))
    if not slips:
        prints = replace(prints, small=(no_slip(it, tell),))
    lines = {each.key: each for part in parts for each in reversed(part.lines)}
    lines["receipt"] = receipt_line(it, tell)
    return Pack(
        it.language,
        tell.text("title"),
        _form(it, tell, lines),
        prints,
        slips,
        timeline(it, tell, deposit),
        _claim(it, tell),
        tuple(_asked(it, tell, lines, parts)),
        parts,
        tuple(_tick(it, tell, each) for each in CHECKLIST),
        tuple(tell.both(f"evidence.glossary.{at}") for at in range(1, _GLOSSARY + 1)),
        {each: tell.both(f"evidence.part.{each}") for each in ("checklist", "glossary")},
        rows_sha256,
        _facts(it),
    )


def _parts(it: Material, tell: Teller, deposit: Deposit, rows_sha256: str) -> Iterator[Part]:
    """Yield the annex in its order."""
    cover = (*request_lines(it, tell), *merchant_lines(it, tell))
    yield Part("cover", tell.both("evidence.part.cover"), cover)
    yield _part(tell, "transaction", transaction_lines(it, tell))
    yield _part(tell, "sign_in", sign_in_lines(it, tell))
    settlement = _part(tell, "settlement", settlement_lines(it, tell))
    yield replace(settlement, sentences=tuple(settlement_story(it, tell)))
    yield replace(
        _part(tell, "deposit", deposit_lines(it, tell, deposit)), small=(tell.text("no_account"),)
    )
    yield like_it(it, tell)
    yield incidents(it, tell)
    yield replace(
        _part(tell, "integrity", integrity_lines(it, tell, rows_sha256)),
        small=(tell.text("proof_is"), tell.text("proof_is_not")),
    )


def _part(tell: Teller, name: str, lines: Iterable[Line]) -> Part:
    return Part(name, tell.both(f"evidence.part.{name}"), tuple(lines))


def _form(it: Material, tell: Teller, lines: dict[str, Line]) -> Form:
    """Return page 1: of what is known worse than by the protocol it says only that."""
    sheet = it.form
    groups = [
        Group(
            _words(it, each.title),
            tuple(_on_page_1(it, tell, lines[key], key) for key in each.lines if key in lines),
        )
        for each in sheet.groups
    ]
    notice = tell.text("nothing_seen") if it.announced else ""
    return Form(
        sheet.form.id,
        _words(it, sheet.form.title),
        _words(it, sheet.form.basis)[0],
        tuple(groups),
        tuple(_tick(it, tell, each) for each in sheet.ticks),
        notice,
        limits(it),
    )


def _on_page_1(it: Material, tell: Teller, line: Line, key: str) -> Line:
    words = it.form.labels.get(key)
    label = line.label if words is None else _words(it, words)
    if it.announced and key not in _IDENTITY:
        see = tell.text("not_available", why=tell.text("missing.see_notice"))
        return Line(key, label, see, available=False)
    if line.grade in ON_PAGE_1:
        return replace(line, label=label)
    said = tell.text("not_on_page_1", grade=line.grade)
    return Line(key, label, said, available=False)


def _tick(it: Material, tell: Teller, paper: str) -> tuple[bool, str]:
    """Return whether a paper lies beside the pack; of one that there is none of, why."""
    text, why = tell.text(f"attach.{paper}"), dict(it.case.lacking).get(paper)
    if why is not None:
        text = sentence(it.language, "pack.tick_none", paper=text, why=why)
    return paper in it.case.attached, text


def _words(it: Material, words: Words) -> Both:
    return (words.en, words.zh) if it.language == "en" else (words.zh, words.en)


def _claim(it: Material, tell: Teller) -> str:
    """Return the answer in one paragraph: what was seen, without what people say of it."""
    if it.announced:
        return tell.text("nothing_seen")
    said = told(it.life, it.language, lambda record: tell.when(it.at[record.seq]))
    return tell.text("join").join(each.text for each in said if each.topic in _ANSWERS)


def _asked(
    it: Material, tell: Teller, lines: dict[str, Line], parts: Sequence[Part]
) -> Iterator[Asked]:
    """Yield what the acquirer's form asks for, and where it stands."""
    home = {line.key: part.id for part in parts for line in part.lines}
    home["receipt"] = "receipt"
    for key in it.form.asks:
        if key == "signature":
            yield Asked(tell.both("evidence.label.signature"), tell.text("by_hand"), "receipt")
        elif key in lines:
            yield Asked(lines[key].label, lines[key].value, home.get(key, ""))
        else:
            yield Asked((key, ""), tell.text("by_hand"), "")


def _facts(it: Material) -> dict[str, Any]:
    """Return the transaction for programs."""
    site = it.whole.site
    return {
        "board": site.board_id,
        "site": site.site_id,
        "sale": it.view.to_json(it.life.sale),
        "steps": [each.seq for each in it.life.steps()],
        "proof": it.proof is not None,
    }


def _rows(it: Material) -> bytes:
    """Return the records that the pack rests on, one a line: the sale's life, and its like.

    Of another card only the number of the record is told, so none of it is here.
    """
    records = {each.seq: each for each in it.life.steps()}
    records |= {each.seq: each.record for each in alike(it) if same_card(it, each)}
    for each in (it.last_set(it.life.sale),):
        if each is not None:
            records[each.seq] = each
    shown = (masking.in_json(it.view.to_json(records[seq])) for seq in sorted(records))
    return "".join(json_text(each) + "\n" for each in shown).encode()
