# SPDX-License-Identifier: MIT
"""One record, proved by itself: record, salt, the path to the root, and the seal that names it.

Holds nothing of any other record: a neighbour's leaf says nothing without its salt.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from posminder.errors import PosminderError
from posminder.verify.chain import Chain, Secrets
from posminder.verify.finding import Finding, Outcome
from posminder.verify.segment import leaf_of, leaves_of, node_of, root_of, salt_of, xor_of
from posminder.verify.stored import Seal, Stored, seal_of
from posminder_formats import frames

FORMAT: Final = "posminder proof 1"
_BYTES_MAX: Final = 16_384


class ProofUnreadable(PosminderError):
    """{} is no proof of this program: {}."""


def make(board_id: str, record: Stored, seal: Stored, leaves: list[bytes], blinding: bytes) -> str:
    """Return the proof as text. `leaves` are all of the segment that `seal` names."""
    says = seal_of(seal)
    if says is None:
        raise ValueError
    path = _path(leaves, record.seq - says.first_seq)
    whole = {
        "format": FORMAT,
        "board": board_id,
        "record": record.data.hex(),
        "salt": salt_of(blinding, record).hex(),
        "path": [each.hex() for each in path],
        "seal": seal.data.hex(),
    }
    return json.dumps(whole, indent=1) + "\n"


def mended_leaves(seal: Seal, present: Mapping[int, Stored], blinding: bytes) -> list[bytes] | None:
    """Return the segment's leaves, one from the XOR if need be; None if more are unknown."""
    leaves = leaves_of(seal, present, blinding)
    if root_of(leaves) == seal.root:
        return leaves
    total = xor_of((*leaves, seal.xor))
    for index in range(len(leaves)):
        mended = [*leaves[:index], xor_of((leaves[index], total)), *leaves[index + 1 :]]
        if root_of(mended) == seal.root:
            return mended
    return None


def board_of(text: str, name: str) -> str:
    """Return the id of the board that a proof is of. Raises ProofUnreadable."""
    return str(_parsed(text, name)["board"])


def stored_in(text: str, part: str) -> Stored:
    """Return the `record` or the `seal` that a proof holds. Raises ProofUnreadable."""
    return _stored(_parsed(text, "proof")[part], "proof")


def check(
    text: str, name: str, first_key: bytes | None, chains: Mapping[bytes, Secrets] | None = None
) -> tuple[Outcome, Stored]:
    """Verify a proof from nothing but itself, and with the first key also who sealed it.

    `chains` are the secrets of later chains of keys, as walk.Known has them.
    Returns the outcome and the record. Raises ProofUnreadable.
    """
    value = _parsed(text, name)
    record, sealed = (_stored(value[key], name) for key in ("record", "seal"))
    seal = seal_of(sealed)
    outcome = Outcome(records=1)
    if seal is None:
        outcome.findings.append(Finding("seal_foreign", None, sealed.seq, sealed.seq))
        return outcome, record
    outcome.segments, outcome.last_seal_seq = 1, seal.seq
    if seal.first_seq + seal.count != seal.seq:
        outcome.findings.append(Finding("seal_misplaced", seal.epoch, seal.seq, seal.seq))
    leaf = leaf_of(_hex(value["salt"], name), record)
    path = [_hex(each, name) for each in value["path"]]
    if _root(leaf, record.seq - seal.first_seq, seal.count, path) == seal.root:
        outcome.proved = 1
    else:
        outcome.findings.append(Finding("record_changed", seal.epoch, record.seq, record.seq))
    chain = Chain(bytes.fromhex(value["board"]), Secrets(None, first_key), chains or {})
    if first_key is None and all(each.key is None for each in chain.known.values()):
        outcome.findings.append(Finding("no_key"))
        return outcome, record
    if chain.find(seal):
        outcome.macs = 1
    else:
        outcome.findings.append(Finding("mac", seal.epoch, seal.seq, seal.seq))
    return outcome, record


def _path(leaves: list[bytes], index: int) -> list[bytes]:
    """Return RFC 6962's audit path (2.1.1): from the leaf's neighbour up."""
    if len(leaves) <= 1:
        return []
    half = _half(len(leaves))
    if index < half:
        return [*_path(leaves[:half], index), root_of(leaves[half:])]
    return [*_path(leaves[half:], index - half), root_of(leaves[:half])]


def _root(leaf: bytes, index: int, count: int, path: list[bytes]) -> bytes | None:
    """Return the root that a path leads to, None if it has not the length that it must have."""
    if not 0 <= index < count:
        return None
    if count == 1:
        return leaf if not path else None
    if not path:
        return None
    half = _half(count)
    if index < half:
        below = _root(leaf, index, half, path[:-1])
        return None if below is None else node_of(below, path[-1])
    below = _root(leaf, index - half, count - half, path[:-1])
    return None if below is None else node_of(path[-1], below)


def _half(count: int) -> int:
    """Return the greatest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        value = json.loads(text) if len(text) <= _BYTES_MAX else None
    except (ValueError, RecursionError) as error:
        raise ProofUnreadable(name, "it is no JSON") from error
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise ProofUnreadable(name, f'"format" is not "{FORMAT}"')
    if not all(isinstance(value.get(key), str) for key in ("board", "record", "salt", "seal")):
        raise ProofUnreadable(name, "a part is missing")
    path = value.get("path")
    if not isinstance(path, list) or not all(isinstance(each, str) for each in path):
        raise ProofUnreadable(name, "its path is no list")
    if len(_hex(value["board"], name)) != 8:
        raise ProofUnreadable(name, "it names no board")
    return value


def _hex(text: str, name: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise ProofUnreadable(name, "a part is not hexadecimal") from error


def _stored(text: str, name: str) -> Stored:
    data = _hex(text, name)
    size = len(data) - frames.HEAD_BYTES
    if (
        not 0 < size <= frames.BODY_BYTES_MAX
        or frames.body_size(data, 0) != size
        or data[0] != 0xA5
    ):
        raise ProofUnreadable(name, "a record in it is not whole")
    return Stored(frames.seq_at(data, 0), data)
