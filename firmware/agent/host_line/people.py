# SPDX-License-Identifier: MIT
"""People on the host line: who is let in, who is let go, and what one puts his name to.

Every proof is an HMAC with the person's key over a nonce that serves once, right or wrong. The
first person let in is an owner and nobody vouches for him; every later one an owner lets in. A key
comes masked by the lease's ticket, so that the cable does not show it. What a deed leads to is the
agent's: services.py.
"""

from hashlib import sha256

from agent.host_line.lease import equal
from agent.host_line.refusal import Refusal
from agent.host_line.request import required
from posminder_formats import people
from posminder_formats._const import const
from posminder_formats.commands import (
    GROUP_POSMINDER,
    PM_RC_LAST_OWNER,
    PM_RC_NO_NONCE,
    PM_RC_NO_RIGHT,
    PM_RC_OWNER_FIRST,
    PM_RC_PEOPLE_FULL,
    PM_RC_PERSON_UNKNOWN,
    PM_RC_PERSON_WAITS,
    PM_RC_WRONG_PIN,
    RC_ACCESS_DENIED,
    RC_BUSY,
    RC_INVALID,
)
from posminder_formats.macs import hmac_sha256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.host_line.lease import Lease
    from agent.host_line.request import Reply, Request
    from agent.host_line.services import Services

_HASH_BYTES = const(32)
_VALUE_MAX = const(1 << 62)  # of a deed, either way

# records' states of R_PERSON
_ENROLLED = const(1)
_REMOVED = const(2)


class PeopleDesk:
    """Answers one request at a time; what only a technician may ask for was checked before."""

    def __init__(self, services: "Services", lease: "Lease") -> None:
        self._services = services
        self._lease = lease

    def enrol(self, request: "Request") -> "Reply":
        """Let a person in with his key, or give one who is in another key. Raises Refusal."""
        person, role = required(request, "person", str), required(request, "role", int)
        covered, nonce = required(request, "key", bytes), self.begin()
        secret = self._lease.secret
        if secret is None:
            raise Refusal(RC_ACCESS_DENIED)
        if len(covered) != people.KEY_BYTES or not people.is_id(person):
            raise Refusal(RC_INVALID)
        if not role or self._services.role_of(person) != role:
            raise _no(PM_RC_PERSON_UNKNOWN)
        message = people.mask_message(self._services.unique_id, nonce, person)
        key = people.masked(covered, hmac_sha256(secret, message))
        known, by = self._services.people(), None
        others = [row for row in known if row[0] != person]
        if len(others) >= people.PEOPLE_MAX:
            raise _no(PM_RC_PEOPLE_FULL)
        if known:
            by = required(request, "by", str)
            # Another PIN of one's own needs the old one and nobody else.
            own = by == person and [person, role] in [row[:2] for row in known]
            text = people.person_text(person, role, key)
            self.prove(request, by, people.ENROL, role, sha256(text).digest(), nonce, own)
        elif role != people.OWNER:
            raise _no(PM_RC_OWNER_FIRST)
        self._services.save_people(others + [[person, role, key]])
        self._services.person_changed(person, role, _ENROLLED, by)
        return {}

    def remove(self, request: "Request") -> "Reply":
        """Let a person go. Raises Refusal."""
        person, by = required(request, "person", str), required(request, "by", str)
        nonce, known = self.begin(), self._services.people()
        role = _entry(known, person)[1]
        left = [row for row in known if row[0] != person]
        if not any(row[1] == people.OWNER for row in left):
            raise _no(PM_RC_LAST_OWNER)
        text = people.person_text(person, role, b"")
        self.prove(request, by, people.REMOVE, role, sha256(text).digest(), nonce, False)
        self._services.save_people(left)
        self._services.person_changed(person, role, _REMOVED, by)
        return {}

    def deed(self, request: "Request") -> "Reply":
        """Take what a person puts his name to. Raises Refusal."""
        person, deed = required(request, "person", str), required(request, "deed", int)
        value, digest = required(request, "value", int), required(request, "hash", bytes)
        if not _is_deed(deed) or not -_VALUE_MAX < value < _VALUE_MAX:
            raise Refusal(RC_INVALID)
        if len(digest) != _HASH_BYTES:
            raise Refusal(RC_INVALID)
        nonce = self._lease.take_nonce()
        self.prove(request, person, deed, value, digest, nonce, False)
        return {}

    def begin(self) -> bytes:
        """Return the nonce of a change of the people: not in the middle of a dialog."""
        if self._services.busy():
            raise Refusal(RC_BUSY)
        nonce = self._lease.take_nonce()
        if nonce is None:
            raise _no(PM_RC_NO_NONCE)
        return nonce

    def prove(
        self,
        request: "Request",
        person: str,
        deed: int,
        value: int,
        digest: bytes,
        nonce: "bytes | None",
        own: bool,
    ) -> None:
        """Check proof and right of a person, and let the agent carry his deed out.

        Raises Refusal; what was looked at is journaled, what waits or is unknown is not.
        """
        services, proof = self._services, required(request, "proof", bytes)
        if nonce is None:
            raise _no(PM_RC_NO_NONCE)
        _id, role, key = _entry(services.people(), person)
        if services.role_of(person) != role:
            raise _no(PM_RC_PERSON_UNKNOWN)
        if services.wait_ms(person):
            raise _no(PM_RC_PERSON_WAITS)
        message = people.deed_message(services.unique_id, nonce, person, deed, value, digest)
        if not equal(hmac_sha256(key, message), proof):
            code = PM_RC_WRONG_PIN
        elif not (own or people.may(role, deed)):
            code = PM_RC_NO_RIGHT
        else:
            code = services.judge(person, role, deed, value, digest)
        services.done(person, role, deed, value, digest, code)
        if code:
            raise _no(code)


def _entry(known: "list[list[Any]]", person: str) -> "tuple[str, int, bytes]":
    for row in known:
        if row[0] == person:
            return row[0], row[1], row[2]
    raise _no(PM_RC_PERSON_UNKNOWN)


def _is_deed(deed: int) -> bool:
    """Tell whether a deed comes by itself: letting people in or go has its own command."""
    return (
        deed == people.ACKNOWLEDGE
        or deed == people.SETTLE_ABOVE_MAX
        or deed == people.OPERATOR
        or deed == people.OVERRIDE_GATE
        or deed == people.CHANGE
        or people.PLAN_ACCOUNT <= deed <= people.CANCEL_ACCOUNT
    )


def _no(code: int) -> Refusal:
    return Refusal(code, GROUP_POSMINDER)
