# SPDX-License-Identifier: MIT
"""A company's key, to which boards' first sealing keys are locked."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from posminder import seal_keys


def company_key(tmp_path: Path, name: str) -> Path:
    """Make a company key; its public half lies where posminder looks for it."""
    private = X25519PrivateKey.generate()
    path = tmp_path / f"{name}.key"
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    path.write_bytes(private.private_bytes(serialization.Encoding.PEM, form, plain))
    subject = serialization.PublicFormat.SubjectPublicKeyInfo
    public = private.public_key().public_bytes(serialization.Encoding.PEM, subject)
    seal_keys.company_path().parent.mkdir(parents=True, exist_ok=True)
    seal_keys.company_path().write_bytes(public)
    return path
