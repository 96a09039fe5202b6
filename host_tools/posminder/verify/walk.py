# SPDX-License-Identifier: MIT
"""A whole journal, seal by seal: numbers, links, MACs, roots, and what lies outside all seals.

Pure: records in ascending order in, an outcome out. Every rule is FORMAT.md's ("What a verifier
must insist on").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from posminder.verify.chain import Chain, Secrets
from posminder.verify.finding import Finding, Outcome
from posminder.verify.segment import judge
from posminder.verify.stored import KIND_AT, REKEY_HEAD, SEAL_HEAD, Seal, Stored, seal_of
from posminder_formats import seals


@dataclass(frozen=True, slots=True)
class Known:
    """What a verifier has besides the records.

    `blinding` and `first_key` are the board's secrets, None where one does not have them. `nonces`
    maps the number of a seal to the nonce that this host had asked it over, `links` to the hash of
    its core as it was when it was first seen, `chains` the SHA-256 of a later chain's first key to
    its secrets.
    """

    board_id: bytes
    blinding: bytes | None = None
    first_key: bytes | None = None
    nonces: dict[int, bytes] = field(default_factory=dict)
    links: dict[int, bytes] = field(default_factory=dict)
    chains: dict[bytes, Secrets] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Start:
    """Where a walk begins that is not the first: behind the seal `last`, whose chain it is."""

    last: Seal
    chain: Chain


def verify(records: Iterable[Stored], known: Known) -> Outcome:
    """Walk the records of one board, ascending by number, and say what is proved of them."""
    walk = Walk(known)
    walk.take_all(records)
    walk.end()
    return walk.outcome


class Walk:
    """A walk under way. `seen` are the seals that nonces and checkpoints name."""

    def __init__(self, known: Known, start: Start | None = None) -> None:
        self.outcome = Outcome()
        self.seen: dict[int, Seal] = {}
        self._known = known
        self._open: dict[int, Stored] = {}  # records behind the last seal
        self._rekeys: list[Stored] = []  # of these
        self._whole = False  # all records of the last segment are proved
        self._last = None if start is None else start.last
        secrets = Secrets(known.blinding, known.first_key)
        self.chain = start.chain if start else Chain(known.board_id, secrets, known.chains)

    def take_all(self, records: Iterable[Stored]) -> None:
        """Take the next records, ascending by number."""
        behind, head = self._open, _HEAD
        for record in records:
            seq, data = record
            kind = data[head]
            if kind == SEAL_HEAD:
                self._take_seal(record)
                behind = self._open
                continue
            behind[seq] = record
            if kind == REKEY_HEAD:
                self._rekeys.append(record)

    def join(self, other: Walk) -> None:
        """Add what a walk found that began where this one ended."""
        self.outcome.join(other.outcome)
        self.seen |= other.seen
        self._open, self._last = other._open, other._last

    def _take_seal(self, record: Stored) -> None:
        seal = seal_of(record)
        if seal is None:
            self._find("seal_foreign", None, record.seq)
            return
        self.outcome.records += len(self._open)
        self._judge(seal)
        if seal.seq in self._known.nonces or seal.seq in self._known.links:
            self.seen[seal.seq] = seal
        self._last = seal
        self._open, self._rekeys = {}, []

    def end(self) -> None:
        """Say what the last seal does not reach."""
        known, last = self._known, self._last
        self.outcome.records += len(self._open)
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
            if seq not in self.seen or self.seen[seq].nonce != nonce:
                self._find("nonce", None, seq)
        for seq, link in known.links.items():
            if seq not in self.seen or seals.link(self.seen[seq].core) != link:
                self._find("checkpoint", None, seq)

    def _judge(self, seal: Seal) -> None:
        self.outcome.segments += 1
        self.outcome.last_seal_seq = seal.seq
        if seal.first_seq + seal.count != seal.seq:
            self._find("seal_misplaced", seal.epoch, seal.seq)
        self._judge_place(seal)
        self._enter(seal)
        chain = self.chain
        if chain.secrets.key is not None:
            if chain.made(seal):
                self.outcome.macs += 1
            else:
                self._find("mac", seal.epoch, seal.seq)
        inside = self._open
        if next(iter(inside), seal.first_seq) < seal.first_seq:
            inside = {seq: each for seq, each in inside.items() if seal.first_seq <= seq}
        self._whole = False
        if chain.secrets.blinding is not None:
            proved, findings = judge(seal, inside, chain.secrets.blinding)
            self._whole = proved == seal.count
            self.outcome.proved += proved
            self.outcome.findings += findings

    def _enter(self, seal: Seal) -> None:
        """Take the chain of keys that seals this segment, and say what is amiss if it begins."""
        before = self.chain.key_hash
        if self._last is None and seal.epoch and self._known.chains:
            self.chain.find(seal)
        within = [each for each in self._rekeys if each.seq >= seal.first_seq]
        close = self._last is not None and self._last.seq + 1 == seal.first_seq
        amiss = self.chain.enter(seal, within, whole=close and self._whole)
        if amiss is not None:
            self._find(amiss, seal.epoch, seal.seq)
        secrets = self.chain.secrets
        if self.chain.key_hash != before and secrets.key is None and secrets.blinding is not None:
            self._find("no_key", seal.epoch, seal.seq)

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


_HEAD = slice(KIND_AT, KIND_AT + len(SEAL_HEAD))  # REKEY_HEAD is as long
