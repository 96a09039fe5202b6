# SPDX-License-Identifier: MIT
"""How far the record can be believed, and by whom it could have been made: said before it is asked.

The limits stand on page 1 in both languages, whatever the pack is printed in.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.evidence.material import Material, Teller
from posminder.evidence.model import INFERRED, SEEN, UNGRADED, Both, Line
from posminder.links import link
from posminder.messages import LANGUAGES, sentence
from posminder.report.day import PROFILE_FIELDS
from posminder.verify.proof import stored_in
from posminder.verify.stored import Seal, seal_of
from posminder_formats import records as r

LIMITS: Final = (
    *("proves", "rewriting", "cable", "clock", "gaps"),
    *("capability", "original", "masked", "boards"),
)
_KEY_SHOWN: Final = 16  # hexadecimal digits


def seal_over(it: Material) -> Seal | None:
    """Return the seal that covers the transaction, None where it is not proved."""
    return None if it.proof is None else seal_of(stored_in(it.proof, "seal"))


def limits(it: Material) -> tuple[Both, ...]:
    """Return every limit in English and in Chinese, with this transaction's own facts in it."""
    told = [tuple(_limit(it, name, language) for language in LANGUAGES) for name in LIMITS]
    return tuple((english, chinese) for english, chinese in told)


def _limit(it: Material, name: str, language: str) -> str:
    return sentence(language, f"evidence.limit.{name}", **_VALUES[name](it, language))


def _text(language: str, name: str, /, **values: object) -> str:
    return sentence(language, f"evidence.{name}", **values)


def _proves(it: Material, language: str) -> dict[str, str]:
    seal = seal_over(it)
    if seal is None:
        return {"sealed": _text(language, "unsealed")}
    return {"sealed": _text(language, "sealed_by", seq=seal.seq, segment=seal.epoch)}


def _rewriting(it: Material, language: str) -> dict[str, str]:
    point, stamp = it.checkpoint, it.stamp
    if point is None:
        seen = _text(language, "no_checkpoint")
    else:
        at = it.view.local(point.at_s)
        seen = _text(language, "checkpoint", time=at, signer=point.signer.hex()[:_KEY_SHOWN])
    if stamp is None:
        return {"seen": seen, "stamp": _text(language, "no_stamp")}
    at = stamp.at.strftime("%Y-%m-%d %H:%M:%SZ")
    return {"seen": seen, "stamp": _text(language, "stamp", time=at, authority=stamp.authority)}


def _clock(it: Material, language: str) -> dict[str, str]:
    source = sentence(language, f"word.clock.{it.view.clock(it.life.sale)}")
    last = it.last_set(it.life.sale)
    wall_s = None if last is None else last.fields.get("new_wall_s")
    set_ = _text(language, "not_set_in_boot") if wall_s is None else it.view.local(wall_s)
    return {"source": source, "set": set_, "error": _error(it, language)}


def _error(it: Material, language: str) -> str:
    """Return how far the board's and the terminal's clocks were apart when last compared."""
    seen = [
        each
        for each in it.whole.placed
        if each.kind == r.R_CLOCK_SEEN
        and each.seq <= it.day.last_seq
        and each.record.fields.get("difference_s") is not None
    ]
    if not seen:
        return _text(language, "clock_not_compared")
    nearest = min(seen, key=lambda each: abs(each.seq - it.sale.seq))
    seconds = nearest.record.fields["difference_s"]
    return _text(language, "clock_compared", seconds=seconds, seq=nearest.seq)


def _gaps(it: Material, language: str) -> dict[str, str]:
    missing = it.missing
    if not missing:
        return {"gaps": _text(language, "no_gap")}
    runs = ", ".join(f"#{a}" if a == b else f"#{a}–#{b}" for a, b in missing)
    return {"gaps": _text(language, "gap", runs=runs)}


def _capability(it: Material, language: str) -> dict[str, str]:
    held = it.held
    if held is None:
        return {"link": _text(language, "no_link"), "sees": ""}
    found = link(held.terminal.driver, held.terminal.wiring)
    place = sentence(language, f"drivers.place.{found.place}")
    name = sentence(language, "drivers.link", driver=found.driver, place=place)
    lacks = [
        sentence(language, f"drivers.can.{each}")
        for each in ("sales", "receipts", "slip_text", "batch", "totals")
        if found.rows[each].state in ("no", "unbuilt", "people")
    ]
    joined = sentence(language, "drivers.and").join(lacks)
    sees = _text(language, "sees_not", what=joined) if lacks else _text(language, "sees_all")
    return {"link": name, "sees": sees}


def _boards(it: Material, language: str) -> dict[str, str]:
    if not it.others:
        return {"boards": _text(language, "no_other_board")}
    return {"boards": _text(language, "other_boards", boards=", ".join(it.others))}


def _nothing(it: Material, language: str) -> dict[str, str]:
    return {}


_VALUES: Final = {
    "proves": _proves,
    "rewriting": _rewriting,
    "cable": _nothing,
    "clock": _clock,
    "gaps": _gaps,
    "capability": _capability,
    "original": _nothing,
    "masked": _nothing,
    "boards": _boards,
}


def integrity_lines(it: Material, tell: Teller, rows_sha256: str) -> Iterator[Line]:
    """Yield what anybody needs who verifies the record, and the versions that made it."""
    placed, seal = it.whole.placed, seal_over(it)
    shown = tell.text("chain", first=placed[0].seq, last=placed[-1].seq, own=it.sale.seq)
    yield tell.line("chain", shown, INFERRED, (it.sale,))
    if seal is None:
        yield tell.missing("seal", "unproved", why=it.unproved)
        yield tell.missing("verify", "unproved", why=it.unproved)
    else:
        covers = tell.text("seal", seq=seal.seq, segment=seal.epoch, root=seal.root.hex())
        yield Line("seal", tell.both("evidence.label.seal"), covers, SEEN, (seal.seq,))
        command = "posminder logs verify --proof proof.json"
        yield tell.line("verify", command, UNGRADED, (), "proof.json")
    boots = [each for each in placed if each.kind == r.R_BOOT and each.seq <= it.sale.seq]
    if boots:
        firmware = str(boots[-1].record.fields.get("firmware"))
        yield tell.line("firmware", firmware, SEEN, boots[-1:])
    else:
        yield tell.missing("firmware", "no_boot")
    profile = it.newest(PROFILE_FIELDS) or it.whole.site.profile_hash
    yield tell.named("profile_hash", profile or "", "journal", "no_site")
    yield tell.named("program", it.program, "program", "not_told")
    yield tell.named("rows", rows_sha256, "rows", "not_told")
