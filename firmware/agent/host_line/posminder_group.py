# SPDX-License-Identifier: MIT
"""The vendor group: hello, unlock, lock, commission, commit, refusal (HOST_LINE.md has the table).

What a request may do is checked before it comes here; what it proves is checked here.
"""

from hashlib import sha256

from agent.errors import Busy, ProfileRefused, Waits
from agent.host_line.lease import Ticket, equal
from agent.host_line.people import PeopleDesk
from agent.host_line.refusal import Refusal
from agent.host_line.request import natural, required
from agent.limits import LEASE_IDLE_MS
from posminder_formats import people, tables
from posminder_formats._const import const
from posminder_formats.commands import (
    FATE_FIRST,
    FATE_LAST,
    FILE_BUNDLE,
    FILES,
    GROUP_POSMINDER,
    KEY_BYTES,
    NONCE_BYTES,
    PM_ACKNOWLEDGE,
    PM_CHANGE_KEY,
    PM_COMMISSION,
    PM_COMMIT,
    PM_CREDIT,
    PM_DEED,
    PM_DRILL,
    PM_ENROL,
    PM_HELLO,
    PM_LOCK,
    PM_RC_COMMISSIONED,
    PM_RC_HASH_DIFFERS,
    PM_RC_KEY_HOLDER,
    PM_RC_LOCKED_OUT,
    PM_RC_NO_DEPOSIT,
    PM_RC_NO_NONCE,
    PM_RC_NOT_EXCHANGED,
    PM_RC_NOTHING_STAGED,
    PM_RC_PROFILE_REFUSED,
    PM_RC_TICKET_DAYS,
    PM_RC_UNCOMMISSIONED,
    PM_RC_WRONG_PROOF,
    PM_REFUSAL,
    PM_REKEY,
    PM_RELEASE_KEY,
    PM_REMOVE,
    PM_SEAL,
    PM_SEAL_KEYS,
    PM_SELF_TEST,
    PM_SWAP,
    PM_UNLOCK,
    RC_BUSY,
    RC_CORRUPT,
    RC_INVALID,
    RC_NO_ENTRY,
    RC_NOT_SUPPORTED,
    ROLE_NOBODY,
    WAITS_LEASE,
)
from posminder_formats.macs import hmac_sha256
from posminder_formats.version import FIRMWARE, HOST_LINE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.host_line.bundle import Check
    from agent.host_line.files import FileGroup
    from agent.host_line.lease import Lease
    from agent.host_line.request import Reply, Request
    from agent.host_line.services import Services

# records' states of R_LEASE
LEASE_GRANTED = const(1)
LEASE_REFUSED = const(2)
LEASE_ENDED = const(3)
LEASE_COMMISSIONED = const(4)
LEASE_KEY_CHANGED = const(5)

# records' states and reasons of R_CREDIT
CREDIT_CREDITED = const(1)
CREDIT_RETURNED = const(2)
CREDIT_REASON_MAX = const(4)


class PosminderGroup:
    """Answers one request at a time."""

    def __init__(self, services: "Services", lease: "Lease", files: "FileGroup") -> None:
        self._services = services
        self._lease = lease
        self._files = files
        self._people = PeopleDesk(services, lease)
        self._refused_field: str | None = None

    def handle(self, command: int, operation: int, request: "Request") -> "Reply | Check":
        """Return the reply's map, or the check that comes before it. Raises Refusal."""
        if command == PM_HELLO:
            return self._hello()
        if command == PM_UNLOCK:
            return self._unlock(request)
        if command == PM_LOCK:
            self.end_lease()
            return {}
        if command == PM_COMMISSION:
            return self._commission(request)
        if command == PM_CHANGE_KEY:
            return self._change_key(request)
        if command == PM_COMMIT:
            return self._commit(request)
        if command == PM_REFUSAL:
            return self._refusal()
        if command == PM_ENROL:
            return self._people.enrol(request)
        if command == PM_REMOVE:
            return self._people.remove(request)
        if command == PM_DEED:
            return self._people.deed(request)
        if command == PM_REKEY:
            # Imported here: once or never in a board's life.
            from agent.host_line.rekey import rekey

            return rekey(request, self._people, self._lease, self._services)
        if command == PM_RELEASE_KEY:
            # Imported here: the same.
            from agent.host_line.release_key import release_key

            return release_key(request, self._lease, self._services)
        if command == PM_CREDIT:
            return self._credit(request)
        if command == PM_DRILL:
            return {"since": self._services.drill(required(request, "on", bool))}
        if command == PM_SWAP:
            return self._swap(request)
        if command == PM_SEAL:
            return self._seal(request)
        if command == PM_ACKNOWLEDGE:
            return self._acknowledge(request)
        if command == PM_SELF_TEST:
            if not self._services.begin_self_test(required(request, "press", bool)):
                raise Refusal(RC_BUSY)
            return {}
        if command == PM_SEAL_KEYS:
            return self._services.seal_keys()
        raise Refusal(RC_NOT_SUPPORTED)

    def _swap(self, request: "Request") -> "Reply":
        epoch, fate = required(request, "epoch", int), required(request, "fate", int)
        if not FATE_FIRST <= fate <= FATE_LAST:
            raise Refusal(RC_INVALID)
        if not self._services.confirm_terminal(epoch, fate):
            raise Refusal(PM_RC_NOT_EXCHANGED, GROUP_POSMINDER)
        return {"epoch": epoch}

    def _seal(self, request: "Request") -> "Reply":
        nonce = required(request, "nonce", bytes)
        if len(nonce) != NONCE_BYTES:
            raise Refusal(RC_INVALID)
        seq = self._services.seal(nonce)
        if not seq:
            raise Refusal(RC_CORRUPT)  # keys or flash: the journal is not sealed
        return {"seq": seq}

    def _acknowledge(self, request: "Request") -> "Reply":
        if not self._services.pulled(natural(request, "seq"), natural(request, "damaged", 0)):
            raise Refusal(RC_INVALID)
        return {}

    def end_lease(self) -> None:
        """Take the lease back, and with it everything that was in the middle of being done."""
        role = self._lease.end()
        if role != ROLE_NOBODY:
            self._forget(role)

    def expire_lease(self) -> None:
        """Do the same if the lease lay idle for too long."""
        role = self._lease.expire(self._services.now_ms())
        if role != ROLE_NOBODY:
            self._forget(role)

    def _forget(self, role: int) -> None:
        self._files.discard()
        self._services.lease_changed(role, LEASE_ENDED)

    def _hello(self) -> "Reply":
        services = self._services
        return {
            "id": services.unique_id,
            "board": services.board_name,
            "firmware": FIRMWARE,
            "protocol": HOST_LINE,
            "commissioned": services.key() is not None,
            "nonce": self._lease.challenge(services.entropy(NONCE_BYTES)),
            "role": self._lease.role(),
        }

    def _unlock(self, request: "Request") -> "Reply":
        services, key = self._services, self._services.key()
        try:
            ticket = Ticket(
                required(request, "role", int),
                required(request, "person", str),
                natural(request, "first_day"),
                natural(request, "last_day"),
            )
        except ValueError:
            raise Refusal(RC_INVALID) from None
        host_nonce, proof = required(request, "nonce", bytes), required(request, "proof", bytes)
        if len(host_nonce) != NONCE_BYTES:
            raise Refusal(RC_INVALID)
        if key is None:
            raise Refusal(PM_RC_UNCOMMISSIONED, GROUP_POSMINDER)
        if services.unlock_wait_ms():  # not journaled: noise must not fill the journal
            raise Refusal(PM_RC_LOCKED_OUT, GROUP_POSMINDER)
        secret = ticket.secret(key, services.unique_id)
        own_proof = self._lease.answer(secret, host_nonce, proof)
        day = services.day()
        if own_proof is None or not (day is None or ticket.is_of(day)):
            services.lease_changed(ROLE_NOBODY, LEASE_REFUSED)
            code = PM_RC_WRONG_PROOF if own_proof is None else PM_RC_TICKET_DAYS
            raise Refusal(code, GROUP_POSMINDER)
        left_ms = services.asks(secret) if day is None and ticket.last_day else 0
        if left_ms:  # no clock says that the ticket is of today: somebody at the board does
            return {"waits": WAITS_LEASE, "wait_s": (left_ms + 999) // 1000}
        self._lease.grant(ticket, secret, services.now_ms())
        services.lease_changed(ticket.role, LEASE_GRANTED, ticket.person, ticket.last_day > 0)
        return {"lease_s": LEASE_IDLE_MS // 1000, "proof": own_proof}

    def _commission(self, request: "Request") -> "Reply":
        key = required(request, "key", bytes)
        if self._services.key() is not None:
            raise Refusal(PM_RC_COMMISSIONED, GROUP_POSMINDER)
        if len(key) != KEY_BYTES:
            raise Refusal(RC_INVALID)
        self._services.save_key(key)
        self._services.lease_changed(ROLE_NOBODY, LEASE_COMMISSIONED)
        return {}

    def _change_key(self, request: "Request") -> "Reply":
        """Take another key from whoever has this one. With the old key go all its tickets."""
        covered, proof = required(request, "key", bytes), required(request, "proof", bytes)
        services = self._services
        if services.busy():  # before the nonce is used up: the same request may come again
            raise Refusal(RC_BUSY)
        secret, nonce = self._lease.secret, self._lease.take_nonce()
        if secret is None or self._lease.last_day:
            raise Refusal(PM_RC_KEY_HOLDER, GROUP_POSMINDER)
        if len(covered) != KEY_BYTES:
            raise Refusal(RC_INVALID)
        if nonce is None:
            raise Refusal(PM_RC_NO_NONCE, GROUP_POSMINDER)
        mask = hmac_sha256(secret, people.key_mask_message(services.unique_id, nonce))
        key = people.masked(covered, mask)
        message = people.new_key_message(services.unique_id, nonce, key)
        if not equal(hmac_sha256(secret, message), proof):  # somebody else on the wire
            services.lease_changed(ROLE_NOBODY, LEASE_REFUSED)
            raise Refusal(PM_RC_WRONG_PROOF, GROUP_POSMINDER)
        services.save_key(key)
        services.lease_changed(self._lease.role(), LEASE_KEY_CHANGED)
        self.end_lease()
        return {}

    def _commit(self, request: "Request") -> "Reply | Check":
        path = required(request, "path", str)
        if path == tables.row(FILES, FILE_BUNDLE)[0]:
            return self._files.commit_bundle(required(request, "hash", bytes))
        data = self._files.staged(path)
        if data is None:
            raise Refusal(PM_RC_NOTHING_STAGED, GROUP_POSMINDER)
        if sha256(data).digest() != required(request, "hash", bytes):
            self._files.discard_staged()
            raise Refusal(PM_RC_HASH_DIFFERS, GROUP_POSMINDER)
        try:
            new_hash = self._services.commit_profile(data)
        except Waits as waits:  # it stays staged too
            return {"waits": waits.args[0], "wait_s": (waits.args[1] + 999) // 1000}
        except Busy:  # it stays staged: the same commit may come again
            raise Refusal(RC_BUSY) from None
        except ProfileRefused as refused:
            self._files.discard_staged()
            self._refused_field = refused.args[0]
            # "from None": MicroPython prints a warning on any other cause.
            raise Refusal(PM_RC_PROFILE_REFUSED, GROUP_POSMINDER) from None
        self._files.discard_staged()
        return {"hash": new_hash}

    def _credit(self, request: "Request") -> "Reply":
        number, state = natural(request, "deposit"), natural(request, "state")
        reason = natural(request, "reason", 0)
        amount_minor = natural(request, "amount_minor") if "amount_minor" in request else None
        credited = state == CREDIT_CREDITED and reason == 0
        returned = state == CREDIT_RETURNED and 1 <= reason <= CREDIT_REASON_MAX
        if not (credited or (returned and amount_minor is None)):
            raise Refusal(RC_INVALID)
        if not self._services.credit(number, state, amount_minor, reason):
            raise Refusal(PM_RC_NO_DEPOSIT, GROUP_POSMINDER)
        return {}

    def _refusal(self) -> "Reply":
        if self._refused_field is None:
            raise Refusal(RC_NO_ENTRY)
        return {"field": self._refused_field}
