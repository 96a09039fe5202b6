# SPDX-License-Identifier: MIT
"""A whole journal, seal by seal: numbers, links, MACs, roots, and what lies outside all seals.

Pure: records in ascending order in, an outcome out. Every rule is FORMAT.md's ("What a verifier
must insist on").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from posminder.verify.finding import Finding, Outcome
from posminder.verify.segment import judge
from posminder.verify.stored import Seal, Stored, seal_of
from posminder_formats import seals


@dataclass(frozen=True, slots=True)
class Known:
    """What a verifier has besides the records.

    `blinding` and `first_key` are the board's secrets, None where one does not have them. `nonces`
    maps the number of a seal to the nonce that this host had asked it over, `links` to the hash of
    its core as it was when it was first seen.
    """

    board_id: bytes
    blinding: bytes | None = None
    first_key: bytes | None = None
    nonces: dict[int, bytes] = field(default_factory=dict)
    links: dict[int, bytes] = field(default_factory=dict)


def verify(records: Iterable[Stored], known: Known) -> Outcome:
    """Walk the records of one board, ascending by number, and say what is proved of them."""
    walk = _Walk(known)
    for record in records:
        walk.take(record)
    walk.end()
    return walk.outcome


class _Walk:
    def __init__(self, known: Known) -> None:
        self.outcome = Outcome()
        self._known = known
        self._open: dict[int, Stored] = {}  # records behind the last seal
        self._last: Seal | None = None
        self._keys = _Ratchet(known.first_key)
        self._seen: dict[int, Seal] = {}

    def take(self, record: Stored) -> None:
        """Take the next record."""
        if not record.is_seal:
            self.outcome.records += 1
            self._open[record.seq] = record
            return
        seal = seal_of(record)
        if seal is None:
            self._find("seal_foreign", None, record.seq)
            return
        self._judge(seal)
        if seal.seq in self._known.nonces or seal.seq in self._known.links:
            self._seen[seal.seq] = seal
        self._last = seal
        self._open = {}

    def end(self) -> None:
        """Say what the last seal does not reach."""
        known, last = self._known, self._last
        if not self.outcome.records and last is None:
            self._find("empty", None)
            return
        if last is None:
            self._find("no_seal", None, min(self._open), max(self._open))
        elif self._open:
            self._find("tail", None, min(self._open), max(self._open))
        if last is not None:
            if known.blinding is None:
                self._find("no_blinding", None)
            if known.first_key is None:
                self._find("no_key", None)
            if last.seq not in known.nonces:
                self._find("no_nonce", last.epoch, last.seq)
        for seq, nonce in known.nonces.items():
            if seq not in self._seen or self._seen[seq].nonce != nonce:
                self._find("nonce", None, seq)
        for seq, link in known.links.items():
            if seq not in self._seen or seals.link(self._seen[seq].core) != link:
                self._find("checkpoint", None, seq)

    def _judge(self, seal: Seal) -> None:
        self.outcome.segments += 1
        self.outcome.last_seal_seq = seal.seq
        if seal.first_seq + seal.count != seal.seq:
            self._find("seal_misplaced", seal.epoch, seal.seq)
        self._judge_place(seal)
        if self._known.first_key is not None:
            key = self._keys.at(seal.epoch)
            if key is None or seals.mac(key, self._known.board_id, seal.core) != seal.mac:
                self._find("mac", seal.epoch, seal.seq)
            else:
                self.outcome.macs += 1
        inside = {seq: each for seq, each in self._open.items() if seal.first_seq <= seq < seal.seq}
        if self._known.blinding is not None:
            proved, findings = judge(seal, inside, self._known.blinding)
            self.outcome.proved += proved
            self.outcome.findings += findings

    def _judge_place(self, seal: Seal) -> None:
        """Compare with the seal before: one epoch on, its link, no gap and no overlap."""
        last = self._last
        first, end = (1 if last is None else last.seq + 1), seal.first_seq - 1
        between = seal.epoch if last is None else seal.epoch - last.epoch - 1
        if between < 0:
            self._find("seal_repeated", seal.epoch, seal.seq)
        elif first > end + 1:
            self._find("seal_misplaced", seal.epoch, seal.seq)
        elif between > end + 1 - first:  # each has a seal at least
            self._find("seal_crowded", seal.epoch, seal.seq)
        elif between:
            self._find("segments_missing", seal.epoch, first, end)
        else:
            if first <= end:
                self._find("before_first" if last is None else "unsealed", seal.epoch, first, end)
            id_ = self._known.board_id
            if seal.link != (seals.first_link(id_) if last is None else seals.link(last.core)):
                self._find("first_link" if last is None else "link", seal.epoch, seal.seq)

    def _find(
        self, word: str, segment: int | None, first: int | None = None, last: int | None = None
    ) -> None:
        found = Finding(word, segment, first, first if last is None else last)
        self.outcome.findings.append(found)


class _Ratchet:
    """The key of each epoch, going forward only."""

    def __init__(self, first: bytes | None) -> None:
        self._first = first
        self._steps = self._walk()
        self._at = -1
        self._key: bytes | None = None

    def at(self, epoch: int) -> bytes | None:
        """Return the key of `epoch`, None of one that lies behind: it is not worth going back."""
        if epoch < self._at or epoch - self._at > _STEPS_MAX:
            return None
        while self._at < epoch:
            self._key = next(self._steps)
            self._at += 1
        return self._key

    def _walk(self) -> Iterator[bytes]:
        key = self._first or b""
        while True:
            yield key
            key = seals.next_key(key)


_STEPS_MAX = 10_000_000  # more seals than a board's flash lives to make
