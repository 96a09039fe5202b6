# SPDX-License-Identifier: MIT
"""Which chain of keys seals a segment: the first from epoch 0 on, or one that a re-key began.

A re-key record is taken at its word only as far as the segment around it is proved; what nobody
vouches for is a finding (FORMAT.md, "Another chain of keys").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from posminder.verify.ratchet import Ratchet, mac
from posminder.verify.stored import Rekey, Seal, Stored, rekey_of
from posminder_formats import records


@dataclass(frozen=True, slots=True)
class Secrets:
    """A chain's: the blinding secret of its salts, and its first key, None where it is locked."""

    blinding: bytes | None = None
    key: bytes | None = None


@dataclass(slots=True)
class Chain:
    """The chain in force, and what the segment before ordered. `key_hash` is None of the first.

    `board_id` and `known`, secrets by the hash of the key that they begin with, never change.
    """

    board_id: bytes
    secrets: Secrets
    known: Mapping[bytes, Secrets] = field(default_factory=dict)
    key_hash: bytes | None = None
    ratchet: Ratchet = field(init=False)
    ordered: tuple[Rekey, ...] = ()

    def __post_init__(self) -> None:
        self.ratchet = Ratchet(self.secrets.key)

    def enter(self, seal: Seal, rekeys: Iterable[Stored], *, whole: bool) -> str | None:
        """Go on to the segment of `seal`; return what is amiss if another chain begins with it.

        `rekeys` are the re-key records in it. `whole`: the segment before lies close to it and is
        proved with all its records, so that an order by the old key cannot have been overlooked.
        """
        found = [each for each in map(rekey_of, rekeys) if each is not None]
        begun = [each for each in found if each.state == records.REKEY_BEGUN]
        planned, self.ordered = self.ordered, tuple(found)
        if not begun:
            return None
        one = begun[0]
        if len(begun) > 1 or (one.epoch, one.link) != (seal.epoch, seal.link):
            return "rekey_misplaced"
        self.key_hash = one.key_hash
        self.secrets = self.known.get(one.key_hash, Secrets())
        self.ratchet = Ratchet(self.secrets.key, seal.epoch)
        if one.key_hash not in self.known:
            return "rekey_unknown"
        order = (records.REKEY_PLANNED, one.epoch, one.key_hash)
        if any(each[:3] == order for each in planned):
            return None
        return "rekey_unordered" if whole else "rekey_lost"

    def at(self, seal: Seal) -> Chain:
        """Return the same chain for a walk that begins behind `seal`."""
        found = replace(self)
        found.ratchet = Ratchet(self.ratchet.at(seal.epoch), seal.epoch)
        return found

    def find(self, seal: Seal) -> bool:
        """Take the chain whose key made a seal that nothing is known before; tell if one did.

        Where a later chain began nobody can say then, so each of its keys is tried in turn.
        """
        for key_hash, secrets in ((None, self.secrets), *self.known.items()):
            ratchet = Ratchet(secrets.key)
            for steps in range(0 if secrets.key is None else seal.epoch + 1):
                key = ratchet.at(steps)
                if key is not None and mac(key, self.board_id, seal) == seal.mac:
                    self.key_hash, self.secrets = key_hash, secrets
                    self.ratchet = Ratchet(key, seal.epoch)
                    return True
        return False

    def made(self, seal: Seal) -> bool:
        """Tell whether a seal's MAC is this chain's."""
        key = self.ratchet.at(seal.epoch)
        return key is not None and mac(key, self.board_id, seal) == seal.mac
