# SPDX-License-Identifier: MIT
"""A company's release key and another's, made once in a session: it takes a second."""

from __future__ import annotations

import functools

from cryptography.hazmat.primitives.asymmetric import rsa

from posminder import bundle
from posminder_formats import bundles


@functools.cache
def release_key() -> rsa.RSAPrivateKey:
    """Return the key that signs what boards are to take."""
    return _make()


@functools.cache
def other_release_key() -> rsa.RSAPrivateKey:
    """Return a key that no board was given."""
    return _make()


def _make() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(bundles.EXPONENT, bundle.KEY_BITS)
