# SPDX-License-Identifier: MIT
"""The last step of a pack: how to verify it, the manifest, and the office's signature over it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from posminder.evidence import manifest, signature
from posminder.messages import LANGUAGES, sentence

HOW_TO_VERIFY: Final = "VERIFY.txt"


def sealed(files: Mapping[str, bytes], key: Ed25519PrivateKey | None) -> dict[str, bytes]:
    """Return a pack's files with what makes them one; without a key it is not signed.

    The same files and the same key give the same bytes.
    """
    whole = {name: data for name, data in files.items() if name not in manifest.OUTSIDE}
    texts = (sentence(language, "pack.how_to_verify") for language in LANGUAGES)
    whole[HOW_TO_VERIFY] = "\n".join(texts).encode()
    listed = manifest.of(whole)
    whole[manifest.NAME] = listed
    if key is not None:
        whole[manifest.SIGNATURE] = key.sign(listed)
        whole[manifest.SIGNER] = signature.public_pem(key.public_key())
    return whole
