# SPDX-License-Identifier: MIT
"""Time-stamp tokens (RFC 3161): an authority's word that a checkpoint existed at a time.

Which authority is asked stands in the file authority.url of this computer's folder, whom to believe
in authority.pem beside it, certificates behind one another. Without the first nobody is asked. What
a checkpoint or a store is does not concern this module: bytes in, tokens and findings out.
"""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from http.client import HTTPException
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from rfc3161_client.tsp import PKIStatus

from posminder.errors import EXIT_HELD, PosminderError
from posminder.home import home

TOKEN_BYTES_MAX: Final = 32_768  # of a reply, with all certificates that an authority may put in
WAIT_S: Final = 10.0  # for an authority, from first to last byte
_CHUNK_BYTES: Final = 4096
_SCHEMES: Final = ("http://", "https://")
# What the library raises of damaged replies, found by flipping every bit of one.
_DAMAGED: Final = (ValueError, KeyError, x509.InvalidVersion, UnsupportedAlgorithm)
_QUERY: Final = {"Content-Type": "application/timestamp-query"}


class AuthorityFailed(PosminderError):
    """The time-stamp authority {} gave no token: {}."""


class AuthorityUnusable(PosminderError):
    """{} is not {}."""

    exit_code = EXIT_HELD


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a token says and whoever is believed vouches for."""

    at: datetime
    authority: str


def authority_url() -> str | None:
    """Return whom to ask, None if nobody. Raises AuthorityUnusable."""
    path = home() / "authority.url"
    try:
        url = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise AuthorityUnusable(path, "readable as the URL of an authority") from error
    if not url.startswith(_SCHEMES) or " " in url or "\n" in url:
        raise AuthorityUnusable(path, "the http or https URL of an authority")
    return url


def certificates_path() -> Path:
    """Return where the certificates of authorities lie, PEM behind PEM."""
    return home() / "authority.pem"


def believed() -> tuple[x509.Certificate, ...]:
    """Return the certificates that tokens are held against. Raises AuthorityUnusable."""
    path = certificates_path()
    try:
        return tuple(x509.load_pem_x509_certificates(path.read_bytes()))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise AuthorityUnusable(path, "a list of certificates in PEM") from error


def ask(url: str, message: bytes) -> bytes:
    """Return an authority's reply with its token over `message`. Raises AuthorityFailed.

    Who signed it is not looked at here: a token may be worth something to somebody else.
    """
    request = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256).build()
    reply = _post(url, request.as_bytes())
    try:
        told = decode_timestamp_response(reply)
        granted = PKIStatus(told.status) is PKIStatus.GRANTED
        fits = granted and told.tst_info.nonce == request.nonce and _is_over(told, message)
    except _DAMAGED as error:
        raise AuthorityFailed(url, "its reply is none of RFC 3161") from error
    if not granted:
        raise AuthorityFailed(url, f"it refuses (status {told.status})")
    if not fits:
        raise AuthorityFailed(url, "its token is not over what was asked")
    return reply


def look(token: bytes, message: bytes, certificates: tuple[x509.Certificate, ...]) -> Stamp | str:
    """Return what a token over `message` proves, or the finding that names what is wrong with it.

    A certificate counts as it was at the time of the token. One that names itself as issuer is
    believed for itself, any other only by way of such a one.
    """
    try:
        told = decode_timestamp_response(token)
        at = told.tst_info.gen_time
        over = _is_over(told, message)
        signer = _signer(told)
    except _DAMAGED:
        return "token_unreadable"
    if not over:
        return "token_mismatch"
    roots = [each for each in certificates if each.issuer == each.subject]
    others = [each for each in certificates if each.issuer != each.subject]
    if not roots:
        return "token_untrusted"
    try:
        VerifierBuilder(roots=roots, intermediates=others).build().verify_message(told, message)
    except VerificationError:
        chain = [*certificates, *([] if signer is None else [signer])]
        return "token_expired" if any(_is_past(each, at) for each in chain) else "token_untrusted"
    except _DAMAGED:
        return "token_unreadable"
    return Stamp(at, "" if signer is None else signer.subject.rfc4514_string())


def _is_over(told: TimeStampResponse, message: bytes) -> bool:
    """Tell whether a token is over these bytes, with the hash that is asked for here."""
    return bytes(told.tst_info.message_imprint.message) == sha256(message).digest()


def _signer(told: TimeStampResponse) -> x509.Certificate | None:
    signers = [(each.issuer, each.serial_number) for each in told.signed_data.signer_infos]
    for data in told.signed_data.certificates:
        found = x509.load_der_x509_certificate(data)
        if (found.issuer, found.serial_number) in signers:
            return found
    return None


def _is_past(certificate: x509.Certificate, at: datetime) -> bool:
    return not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def _post(url: str, query: bytes) -> bytes:
    """Return the reply to a query, in WAIT_S however slowly it drips. Raises AuthorityFailed."""
    deadline = time.monotonic() + WAIT_S
    request = urllib.request.Request(url, query, _QUERY)
    reply = b""
    try:
        with urllib.request.urlopen(request, timeout=WAIT_S) as answer:
            while len(reply) <= TOKEN_BYTES_MAX and time.monotonic() < deadline:
                chunk = answer.read1(_CHUNK_BYTES)
                if not chunk:
                    return reply
                reply += chunk
    except urllib.error.URLError as error:
        raise AuthorityFailed(url, error.reason) from error
    except (OSError, HTTPException, ValueError) as error:
        raise AuthorityFailed(url, error) from error
    too_long = len(reply) > TOKEN_BYTES_MAX
    raise AuthorityFailed(url, "its reply is too long" if too_long else "it is too slow")
