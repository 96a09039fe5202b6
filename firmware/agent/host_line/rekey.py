# SPDX-License-Identifier: MIT
"""The host line's re-key: other keys for the journal's seals, by an owner where people are.

Loaded only when it is asked for, which is once or never in a board's life.
"""

from hashlib import sha256

from agent.host_line.refusal import Refusal
from agent.host_line.request import required
from posminder_formats import people
from posminder_formats.commands import (
    GROUP_POSMINDER,
    PM_RC_NO_CHAIN,
    RC_ACCESS_DENIED,
    RC_INVALID,
)
from posminder_formats.macs import hmac_sha256
from posminder_formats.seals import BLINDING_BYTES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.host_line.lease import Lease
    from agent.host_line.people import PeopleDesk
    from agent.host_line.request import Reply, Request
    from agent.host_line.services import Services


def rekey(request: "Request", desk: "PeopleDesk", lease: "Lease", services: "Services") -> "Reply":
    """Take the key that a host made and keeps, masked by the lease's ticket. Raises Refusal."""
    covered, blinding = required(request, "key", bytes), required(request, "blinding", bytes)
    nonce, secret = desk.begin(), lease.secret
    if secret is None:
        raise Refusal(RC_ACCESS_DENIED)
    if len(covered) != people.KEY_BYTES or len(blinding) != BLINDING_BYTES:
        raise Refusal(RC_INVALID)
    message = people.mask_message(services.unique_id, nonce, "")  # no person's id is empty
    key = people.masked(covered, hmac_sha256(secret, message))
    if services.people():
        digest = sha256(people.rekey_text(sha256(key).digest())).digest()
        desk.prove(request, required(request, "by", str), people.REKEY, 0, digest, nonce, False)
    epoch = services.rekey(key, blinding)
    if epoch is None:
        raise Refusal(PM_RC_NO_CHAIN, GROUP_POSMINDER)
    return {"epoch": epoch}
