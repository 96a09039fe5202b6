# SPDX-License-Identifier: MIT
"""A conversation with one board: each command of the host line as a typed method.

Knows the commands and what a refusal means to people; knows nothing of ports and frames. Every
method raises errors.PosminderError's kinds and nothing else.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from posminder import errors
from posminder.board_files import Busy, Progress
from posminder.conversation import Conversation, Waiting
from posminder.person import Person
from posminder.replies import Hello, Parameters, SealKeys, check, take
from posminder.ticket import Ticket
from posminder_formats import bundles, commands, people

_CLOCK_FORMAT: Final = "%Y-%m-%dT%H:%M:%S"


class Session(Conversation):
    """Each command of the host line as a method. Use as a context manager, as Conversation is."""

    def echo(self, text: str) -> str:
        """Return what the board makes of `text`: the same."""
        reply = self._write(commands.GROUP_OS, commands.OS_ECHO, d=text)
        return take(reply, "r", str)

    def parameters(self) -> Parameters:
        """Return the sizes of the board's buffers."""
        reply = self._read(commands.GROUP_OS, commands.OS_PARAMETERS)
        return Parameters(take(reply, "buf_size", int), take(reply, "buf_count", int))

    def info(self, letters: str = "a") -> str:
        """Return the standard application information, `letters` as SMP defines them."""
        reply = self._read(commands.GROUP_OS, commands.OS_INFO, format=letters)
        return take(reply, "output", str)

    def clock(self) -> datetime | None:
        """Return the board's wall time in UTC, None while it is unset."""
        reply = self._raw(commands.OP_READ, commands.GROUP_OS, commands.OS_DATETIME, {})
        if reply.get("err") == {"group": commands.GROUP_OS, "rc": commands.OS_RC_CLOCK_NOT_SET}:
            return None
        check(reply, commands.GROUP_OS, commands.OS_DATETIME)
        text = take(reply, "datetime", str)
        try:
            return datetime.strptime(text, _CLOCK_FORMAT).replace(tzinfo=UTC)
        except ValueError as error:
            raise errors.ProtocolError(f"the time {text!r}") from error

    def set_clock(self, instant: datetime) -> None:
        """Set the board's wall time. Needs a lease."""
        text = instant.astimezone(UTC).strftime(_CLOCK_FORMAT)
        self._write(commands.GROUP_OS, commands.OS_DATETIME, datetime=text)

    def reset(self) -> None:
        """Restart the board. Needs a lease, and ends it."""
        self._write(commands.GROUP_OS, commands.OS_RESET)

    def hello(self) -> Hello:
        """Return who the board is. Its nonce serves for one proof, until the next hello."""
        reply = self._read(commands.GROUP_POSMINDER, commands.PM_HELLO)
        return Hello(
            id=take(reply, "id", bytes),
            board=take(reply, "board", str),
            firmware=take(reply, "firmware", str),
            protocol=take(reply, "protocol", int),
            commissioned=take(reply, "commissioned", bool),
            nonce=take(reply, "nonce", bytes),
            role=take(reply, "role", int),
        )

    def unlock(self, by: Ticket | bytes, waiting: Waiting | None = None) -> int:
        """Take the lease with a ticket, or with the board's key; return how many idle seconds.

        The board shows that it knows the ticket too. Without a clock that it trusts it wants its
        button pressed: `waiting` is told, and a press waited for. Raises Uncommissioned, WrongKey,
        LockedOut, OtherBoard, TicketDays, StrangeBoard, NobodyPressed.
        """
        return take(self._pressed(lambda: self._prove(by), waiting), "lease_s", int)

    def _prove(self, by: Ticket | bytes) -> dict[Any, Any]:
        """Show once that we have the ticket; return the board's reply, which may be to wait."""
        hello = self.hello()
        ticket = by if isinstance(by, Ticket) else Ticket.of_key(by, hello.id)
        if ticket.board_id != hello.id:
            raise errors.OtherBoard(ticket.board_id.hex(), hello.id.hex())
        nonce = secrets.token_bytes(commands.NONCE_BYTES)
        reply = self._write(
            commands.GROUP_POSMINDER,
            commands.PM_UNLOCK,
            role=ticket.role,
            person=ticket.person,
            first_day=ticket.first_day,
            last_day=ticket.last_day,
            nonce=nonce,
            proof=ticket.host_proof(hello.nonce, nonce),
        )
        if "waits" in reply:
            return reply
        if not ticket.is_board(hello.nonce, nonce, take(reply, "proof", bytes)):
            raise errors.StrangeBoard(hello.id.hex())
        self._ticket = ticket
        return reply

    def lock(self) -> None:
        """Give the lease back."""
        self._write(commands.GROUP_POSMINDER, commands.PM_LOCK)

    def commission(self, key: bytes) -> None:
        """Give the board its key, once in its life. Raises AlreadyCommissioned."""
        self._write(commands.GROUP_POSMINDER, commands.PM_COMMISSION, key=key)

    def change_key(self, key: bytes) -> None:
        """Give the board another key; the lease, and every ticket of the old key, ends with it.

        Needs a lease that this session took with the old key itself. Raises KeyHolderOnly.
        """
        if self._ticket is None:
            raise errors.KeyHolderOnly
        hello, secret = self.hello(), self._ticket.secret
        covered = self._hidden(key, people.key_mask_message(hello.id, hello.nonce))
        message = people.new_key_message(hello.id, hello.nonce, key)
        fields = {"key": covered, "proof": hmac.digest(secret, message, "sha256")}
        reply = self._patiently(commands.PM_CHANGE_KEY, fields)
        check(reply, commands.GROUP_POSMINDER, commands.PM_CHANGE_KEY)

    def give_release_key(self, modulus: bytes, waiting: Waiting | None = None) -> None:
        """Give the board the public half of the key that signs what it runs, 384 bytes.

        Needs a lease that this session took with the board's key itself. In place of another it
        takes a second person's press. Raises KeyHolderOnly, NobodyPressed, CommandNotSupported.
        """
        self._pressed(lambda: self._give_release_key(modulus), waiting)

    def _give_release_key(self, modulus: bytes) -> dict[Any, Any]:
        if self._ticket is None:
            raise errors.KeyHolderOnly
        hello = self.hello()
        message = bundles.release_key_message(hello.id, hello.nonce, modulus)
        proof = hmac.digest(self._ticket.secret, message, "sha256")
        reply = self._patiently(commands.PM_RELEASE_KEY, {"modulus": modulus, "proof": proof})
        check(reply, commands.GROUP_POSMINDER, commands.PM_RELEASE_KEY)
        return reply

    def commit(
        self, path: str, data: bytes, waiting: Waiting | None = None, busy: Busy | None = None
    ) -> bytes:
        """Put the uploaded `data` into force; return the SHA-256 the board now reports.

        All or nothing. Needs a lease. Waits up to half a minute for a dialog with the terminal to
        end: a profile never changes in the middle of one; with `busy`, which is told, ten minutes.
        What takes a second person's yes on the board: `waiting` is told what
        (profile_fields.CHANGES_*) and for how many seconds. Raises ProfileRefused with the field,
        HashDiffers, NobodyPressed, and with `busy` BoardAtWork.
        """
        fields = {"path": path, "hash": sha256(data).digest()}
        return take(self._pressed(lambda: self._commit(fields, busy), waiting), "hash", bytes)

    def _commit(self, fields: dict[str, Any], busy: Busy | None) -> dict[Any, Any]:
        group, command = commands.GROUP_POSMINDER, commands.PM_COMMIT
        reply = self._patiently(command, fields, busy)
        if busy is not None and reply.get("rc") == commands.RC_BUSY:
            raise errors.BoardAtWork
        if reply.get("err") == {"group": group, "rc": commands.PM_RC_PROFILE_REFUSED}:
            refusal = self._read(group, commands.PM_REFUSAL)
            raise errors.ProfileRefused(take(refusal, "field", str))
        check(reply, group, command)
        return reply

    def enrol(self, person: Person, role: int, by: Person | None = None) -> None:
        """Let a person in with his key; `by` is who vouches, None for the first.

        Needs a lease that this session took: its ticket hides the key on the cable.

        Raises OwnerFirst, PeopleFull, PersonUnknown, and what `deed` raises for `by`.
        """
        hello = self.hello()
        covered = self._hidden(person.key, people.mask_message(hello.id, hello.nonce, person.id))
        fields: dict[str, Any] = {"person": person.id, "role": role, "key": covered}
        if by is not None:
            text = people.person_text(person.id, role, person.key)
            proof = by.proof(hello.id, hello.nonce, people.ENROL, role, text)
            fields |= {"by": by.id, "proof": proof}
        reply = self._patiently(commands.PM_ENROL, fields)
        check(reply, commands.GROUP_POSMINDER, commands.PM_ENROL)

    def remove(self, person: str, role: int, by: Person) -> None:
        """Let the person go who is enrolled with `role`. Needs a lease.

        Raises LastOwner, PersonUnknown, and what `deed` raises for `by`.
        """
        hello, text = self.hello(), people.person_text(person, role, b"")
        proof = by.proof(hello.id, hello.nonce, people.REMOVE, role, text)
        fields = {"person": person, "by": by.id, "proof": proof}
        reply = self._patiently(commands.PM_REMOVE, fields)
        check(reply, commands.GROUP_POSMINDER, commands.PM_REMOVE)

    def deed(self, person: Person, deed: int, value: int, text: bytes) -> None:
        """Let a person put his name to `deed`: posminder_formats.people has them, and `value`.

        `text` is what he has read. Raises PersonUnknown, WrongPin, PersonWaits, NoRight, and of
        the deed ApprovedTwice, OutOfOrder, OtherText, NothingToApprove, TooEarly.
        """
        hello = self.hello()
        proof = person.proof(hello.id, hello.nonce, deed, value, text)
        fields = {"person": person.id, "deed": deed, "value": value, "proof": proof}
        fields["hash"] = sha256(text).digest()
        self._write(commands.GROUP_POSMINDER, commands.PM_DEED, **fields)

    def credit(self, deposit: int, state: int, **told: int) -> None:
        """Say what came of a deposit: record credit's fields. Needs a lease. Raises NoDeposit."""
        fields = {"deposit": deposit, "state": state, **told}
        self._write(commands.GROUP_POSMINDER, commands.PM_CREDIT, **fields)

    def drill(self, on: bool) -> int:
        """Begin or end a drill; return the number of the last record before that. Needs a lease."""
        reply = self._write(commands.GROUP_POSMINDER, commands.PM_DRILL, on=on)
        return take(reply, "since", int)

    def begin_self_test(self, press: bool) -> None:
        """Have the board try its parts; `press`: its button is to be pressed meanwhile.

        The file /self-test tells how far it is. Needs a lease. Raises RequestRefused during a
        dialog with the terminal, CommandNotSupported of an older board.
        """
        reply = self._patiently(commands.PM_SELF_TEST, {"press": press})
        check(reply, commands.GROUP_POSMINDER, commands.PM_SELF_TEST)

    def confirm_terminal(self, epoch: int, fate: int) -> None:
        """Confirm terminal number `epoch` and the old batch's fate. Raises NotExchanged."""
        self._write(commands.GROUP_POSMINDER, commands.PM_SWAP, epoch=epoch, fate=fate)

    def seal(self, nonce: bytes) -> int:
        """Have the board seal its journal over `nonce`, 16 bytes; return the seal's number.

        Needs a lease. Raises CommandNotSupported of an older board, RequestRefused of one that
        has no key to seal with.
        """
        reply = self._write(commands.GROUP_POSMINDER, commands.PM_SEAL, nonce=nonce)
        return take(reply, "seq", int)

    def acknowledge(self, seq: int, damaged: int) -> None:
        """Say that this computer keeps all records up to `seq`; so many of them came damaged.

        The board may overwrite them from then on. Needs a lease. Raises CommandNotSupported.
        """
        fields = {"seq": seq, "damaged": damaged}
        self._write(commands.GROUP_POSMINDER, commands.PM_ACKNOWLEDGE, **fields)

    def seal_keys(self) -> SealKeys:
        """Return what seals are checked with. Needs a lease. Raises CommandNotSupported."""
        reply = self._read(commands.GROUP_POSMINDER, commands.PM_SEAL_KEYS)
        first = take(reply, "key", bytes) if "key" in reply else None
        return SealKeys(take(reply, "epoch", int), take(reply, "blinding", bytes), first)

    def rekey(self, key: bytes, blinding: bytes, by: Person | None = None) -> int:
        """Have the board seal with another key; return the first segment of the new chain.

        `by` is the owner who decides so, None where nobody is enrolled. Needs a lease that this
        session took: its ticket hides the key on the cable. Raises NoChain, and what `deed` raises.
        """
        hello = self.hello()
        covered = self._hidden(key, people.mask_message(hello.id, hello.nonce, ""))
        fields: dict[str, Any] = {"key": covered, "blinding": blinding}
        if by is not None:
            text = people.rekey_text(sha256(key).digest())
            proof = by.proof(hello.id, hello.nonce, people.REKEY, 0, text)
            fields |= {"by": by.id, "proof": proof}
        reply = self._patiently(commands.PM_REKEY, fields)
        check(reply, commands.GROUP_POSMINDER, commands.PM_REKEY)
        return take(reply, "epoch", int)

    def size(self, path: str) -> int:
        """Return the size of a file, bytes. Raises FileNotFound."""
        return self._files.size(path)

    def digest(self, path: str, offset: int = 0, length: int | None = None) -> bytes:
        """Return the board's SHA-256 of a file or of a part of it."""
        return self._files.digest(path, offset, length)

    def download(
        self,
        path: str,
        progress: Progress | None = None,
        offset: int = 0,
        received: bytearray | None = None,
    ) -> bytes:
        """Return a file from byte `offset` on, checked against the board's SHA-256.

        The board fixes a file at offset 0, so a growing journal is downloaded as it was at the
        first request. `received` is filled on the way: after a break it holds what came,
        unchecked, and given to another call, of this or a later session, it is gone on with from
        there. Raises FileNotFound, TransferCorrupt.
        """
        return self._files.download(
            path, progress, offset, bytearray() if received is None else received
        )

    def upload(
        self,
        path: str,
        data: bytes,
        progress: Progress | None = None,
        *,
        busy: Busy | None = None,
        resume: bool = False,
    ) -> None:
        """Hand `data` to the board, where it waits for `commit`. Needs a lease.

        `busy`: wait ten minutes at most, and tell, while the board takes no piece because it is in
        a dialog with the terminal. `resume`: go on where the board stands, of a session before
        perhaps; whether that was of the same data, `commit` says. Raises BoardAtWork.
        """
        self._files.upload(path, data, progress, busy, resume)
