# SPDX-License-Identifier: MIT
"""The host line's command 14: the key by which a board tells its owner's versions from others.

Loaded only when it is asked for, which is once or never in a board's life.
"""

from hashlib import sha256

from agent.host_line.lease import equal
from agent.host_line.refusal import Refusal
from agent.host_line.request import required
from posminder_formats import bundles
from posminder_formats._const import const
from posminder_formats.commands import (
    GROUP_POSMINDER,
    PM_RC_KEY_HOLDER,
    PM_RC_NO_NONCE,
    PM_RC_NO_ROOM,
    PM_RC_WRONG_PROOF,
    RC_BUSY,
    RC_INVALID,
    ROLE_NOBODY,
    WAITS_RELEASE_KEY,
)
from posminder_formats.macs import hmac_sha256

# records' states of R_LEASE
_REFUSED = const(2)
_RELEASE_KEY = const(6)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.host_line.lease import Lease
    from agent.host_line.request import Reply, Request
    from agent.host_line.services import Services


def release_key(request: "Request", lease: "Lease", services: "Services") -> "Reply":
    """Take the modulus from whoever has the board's key. Raises Refusal, StorageFault.

    In place of another one it takes a second person's yes, as what moves money does: who signs
    what a board runs, says what it does.
    """
    modulus, proof = required(request, "modulus", bytes), required(request, "proof", bytes)
    if services.busy():  # before the nonce is used up: the same request may come again
        raise Refusal(RC_BUSY)
    secret, nonce = lease.secret, lease.take_nonce()
    if secret is None or lease.last_day:
        raise Refusal(PM_RC_KEY_HOLDER, GROUP_POSMINDER)
    if len(modulus) != bundles.SIGNATURE_BYTES or modulus[0] < 0x80 or not modulus[-1] & 1:
        raise Refusal(RC_INVALID)
    slot = services.spare_slot()
    if slot is None:
        raise Refusal(PM_RC_NO_ROOM, GROUP_POSMINDER)
    if nonce is None:
        raise Refusal(PM_RC_NO_NONCE, GROUP_POSMINDER)
    message = bundles.release_key_message(services.unique_id, nonce, modulus)
    if not equal(hmac_sha256(secret, message), proof):
        services.lease_changed(ROLE_NOBODY, _REFUSED)
        raise Refusal(PM_RC_WRONG_PROOF, GROUP_POSMINDER)
    kept = slot.release_key()
    if kept == modulus:
        return {}
    left_ms = services.asks(sha256(modulus).digest(), WAITS_RELEASE_KEY) if kept else 0
    if left_ms:
        return {"waits": WAITS_RELEASE_KEY, "wait_s": (left_ms + 999) // 1000}
    slot.save_release_key(modulus)
    services.lease_changed(lease.role(), _RELEASE_KEY)
    return {}
