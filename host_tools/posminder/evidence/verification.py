# SPDX-License-Identifier: MIT
"""A pack against its own manifest, signature and journal proofs. Pure: no disk, no store, no net.

Whoever has a folder can make a key and sign anything with it. So a signature by the key inside
is no proof of who signed, and is never called one: it takes a key that came another way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from posminder.evidence import manifest, signature
from posminder.evidence.manifest import ManifestUnreadable
from posminder.evidence.signature import NoSigner
from posminder.verify import proof
from posminder.verify.chain import Secrets
from posminder.verify.finding import Verdict
from posminder.verify.proof import ProofUnreadable
from posminder.verify.stored import Stored

# What each finding makes of the whole. A word's sentence is messages' "pack.finding.<word>".
VERDICTS: Final[dict[str, Verdict]] = {
    # not there, or could not be looked at
    "no_manifest": Verdict.INCOMPLETE,
    "no_signature": Verdict.INCOMPLETE,
    "no_signer": Verdict.INCOMPLETE,
    "signer_unknown": Verdict.INCOMPLETE,
    "no_proof": Verdict.INCOMPLETE,
    "extra": Verdict.INCOMPLETE,
    # contradicts
    "manifest_unreadable": Verdict.TAMPERED,
    "changed": Verdict.TAMPERED,
    "missing": Verdict.TAMPERED,
    "signature_wrong": Verdict.TAMPERED,
    "signer_other": Verdict.TAMPERED,
    "proof_unreadable": Verdict.TAMPERED,
    "proof_wrong": Verdict.TAMPERED,
    "mac_wrong": Verdict.TAMPERED,
}
SealKeys = Callable[[str], tuple[bytes | None, Mapping[bytes, Secrets]]]
"""What is here of a board's sealing keys: its first key, and its later chains (verify.proof)."""

PROOFS: Final = "proof"  # how the name of a journal proof begins


@dataclass(frozen=True, slots=True)
class PackFinding:
    """One thing that is not as it should be, and the file that it is about."""

    word: str
    file: str | None = None

    @property
    def verdict(self) -> Verdict:
        """What this finding alone makes of the whole."""
        return VERDICTS[self.word]


@dataclass(frozen=True, slots=True)
class Proved:
    """A record that a proof in the pack leads to, of which board; `mac`: who sealed it is known."""

    file: str
    board_id: str
    record: Stored
    mac: bool


@dataclass(slots=True)
class Verified:
    """What came of it. `signer`: fingerprint of the key whose signature holds.

    `trust`: how that key is known (named, known, inside the pack only), None: nobody's holds.
    """

    findings: list[PackFinding] = field(default_factory=list)
    files: int = 0
    signer: str | None = None
    trust: str | None = None
    proved: list[Proved] = field(default_factory=list)

    @property
    def verdict(self) -> Verdict:
        """The worst of all findings."""
        return max((each.verdict for each in self.findings), default=Verdict.VERIFIED)

    def finds(self, word: str, file: str | None = None) -> None:
        """Add a finding."""
        self.findings.append(PackFinding(word, file))


def verify(
    files: Mapping[str, bytes],
    named: Ed25519PublicKey | None,
    known: frozenset[str],
    keys: SealKeys,
) -> Verified:
    """Verify the files of a pack.

    `named`: the key that must have signed; `known`: fingerprints of keys that are believed where
    none is named.
    """
    found = Verified()
    _look_at_files(files, found)
    _look_at_signature(files, named, known, found)
    _look_at_proofs(files, keys, found)
    return found


def _look_at_files(files: Mapping[str, bytes], found: Verified) -> None:
    if manifest.NAME not in files:
        found.finds("no_manifest", manifest.NAME)
        return
    try:
        listed = manifest.parsed(files[manifest.NAME])
    except ManifestUnreadable:
        found.finds("manifest_unreadable", manifest.NAME)
        return
    found.files = len(listed)
    for name in manifest.changed(listed, files):
        found.finds("changed", name)
    for name in sorted(listed.keys() - files.keys()):
        found.finds("missing", name)
    for name in sorted(files.keys() - listed.keys() - manifest.OUTSIDE):
        found.finds("extra", name)


def _look_at_signature(
    files: Mapping[str, bytes],
    named: Ed25519PublicKey | None,
    known: frozenset[str],
    found: Verified,
) -> None:
    if manifest.NAME not in files:
        return
    if manifest.SIGNATURE not in files:
        found.finds("no_signature", manifest.SIGNATURE)
        return
    inside = _inside(files)
    if inside is None and named is None:
        found.finds("no_signer", manifest.SIGNER)
    elif named is not None and _holds(named, files):
        found.signer, found.trust = signature.fingerprint(named), "named"
    elif inside is not None and _holds(inside, files):
        found.signer = signature.fingerprint(inside)
        found.trust = "known" if found.signer in known and named is None else "inside"
        if named is not None:
            found.finds("signer_other", manifest.SIGNER)
        elif found.trust == "inside":
            found.finds("signer_unknown", manifest.SIGNER)
    else:
        found.finds("signature_wrong", manifest.SIGNATURE)


def _inside(files: Mapping[str, bytes]) -> Ed25519PublicKey | None:
    try:
        return signature.of_public_pem(files.get(manifest.SIGNER, b""), manifest.SIGNER)
    except NoSigner:
        return None


def _holds(key: Ed25519PublicKey, files: Mapping[str, bytes]) -> bool:
    return signature.holds(key, files[manifest.SIGNATURE], files[manifest.NAME])


def _look_at_proofs(files: Mapping[str, bytes], keys: SealKeys, found: Verified) -> None:
    proofs = sorted(name for name in files if name.startswith(PROOFS) and name.endswith(".json"))
    if not proofs:
        found.finds("no_proof")
    for name in proofs:
        text = files[name].decode("ascii", "replace")
        try:
            board_id = proof.board_of(text, name)
            outcome, record = proof.check(text, name, *keys(board_id))
        except ProofUnreadable:
            found.finds("proof_unreadable", name)
            continue
        words = {each.word for each in outcome.findings}
        if not outcome.proved:
            found.finds("proof_wrong", name)
        elif "mac" in words:
            found.finds("mac_wrong", name)
        elif words - {"no_key"}:
            found.finds("proof_wrong", name)
        else:
            found.proved.append(Proved(name, board_id, record, mac=bool(outcome.macs)))
