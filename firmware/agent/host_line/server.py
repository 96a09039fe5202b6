# SPDX-License-Identifier: MIT
"""The host line's core: bytes in, lines of one reply out, one request at a time; no port, no loop.

Here, and nowhere else, is decided who may do what: commands.ACCESS by command, then
commands.FILES by path. A request that comes again within limits.SMP_REPLAY_MS (same header, same
CRC) is a retry and gets the same reply again, so a lost reply never makes a thing happen twice.
Every request is answered exactly once; nothing is ever sent unasked.
"""

from agent.errors import StorageFault
from agent.host_line.files import FileGroup
from agent.host_line.hashing import Hashing
from agent.host_line.lease import Lease
from agent.host_line.os_group import OsGroup
from agent.host_line.posminder_group import PosminderGroup
from agent.host_line.refusal import NO_GROUP, Refusal
from agent.host_line.request import required
from agent.limits import CBOR_DEPTH_MAX, SMP_NAME_BYTES_MAX, SMP_PAYLOAD_BYTES_MAX, SMP_REPLAY_MS
from posminder_formats import smp, tables
from posminder_formats._const import const
from posminder_formats.cbor import CborError, CborFull, decode, encode_into
from posminder_formats.commands import (
    ACCESS,
    FILES,
    FS_FILE,
    FS_HASH,
    FS_RC_INVALID_NAME,
    FS_RC_NOT_FOUND,
    FS_RC_READ_ONLY,
    FS_STATUS,
    GROUP_FS,
    GROUP_OS,
    OP_READ,
    OP_WRITE,
    RC_ACCESS_DENIED,
    RC_CORRUPT,
    RC_INVALID,
    RC_NO_MEMORY,
    RC_NOT_SUPPORTED,
    RC_TOO_LARGE,
    RC_VERSION_TOO_NEW,
    ROLE_NOBODY,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from agent.host_line.request import Reply, Request
    from agent.host_line.services import Services

_PAYLOAD = const(10)  # where the CBOR begins in a packet: smp.HEAD + smp.HEADER_BYTES

_LOGIN = "login: posminder unlock"
_COMMISSION = "no key yet: posminder apply FILE --commission"


class Server:
    """Feed it bytes; when `feed` says so, call `work` until it is done, then send `lines`."""

    def __init__(self, services: "Services") -> None:
        self._services = services
        self._lease = Lease(services.unique_id)
        self._os = OsGroup(services)
        self._files = FileGroup(services)
        self._posminder = PosminderGroup(services, self._lease, self._files)
        self._assembler = smp.Assembler(SMP_PAYLOAD_BYTES_MAX)
        self._length = 0  # of the request's frame
        self._hashing: Hashing | None = None
        self._reply = bytearray(smp.HEAD + SMP_PAYLOAD_BYTES_MAX + smp.TAIL)
        self._reply_length = 0
        self._answered = b""  # header and CRC of the request that _reply belongs to
        self._answered_ms = 0
        self.requests = 0

    def feed(self, byte: int) -> bool:
        """Take one byte. True: a request is there, and nothing more may be fed before `work`."""
        length = self._assembler.feed(byte)
        if length < smp.HEADER_BYTES:
            return False
        operation = smp.operation_of(self._assembler.buffer)
        if operation != OP_READ and operation != OP_WRITE:
            return False  # a reply: our own, sent back by an echoing line
        self._length = length
        return True

    def work(self) -> bool:
        """Do one slice of the request. True: call again; other tasks may run before."""
        if self._hashing is None and self._is_retry():
            return False
        try:
            reply = self._begin() if self._hashing is None else self._hashing.step()
        except Refusal as refusal:
            reply = refusal.reply(smp.version_of(self._assembler.buffer))
        except CborError:
            reply = {"rc": RC_INVALID}
        except StorageFault:
            reply = {"rc": RC_CORRUPT}
        except MemoryError:
            reply = {"rc": RC_NO_MEMORY}
        if reply is None:
            return True
        self._hashing = None
        self._answer(reply)
        return False

    def lines(self) -> "Iterator[bytes]":
        """Yield the reply's lines, each of at most smp.LINE_BYTES_MAX bytes."""
        return smp.lines(self._reply, self._reply_length)

    def counters(self) -> tuple[int, int, int]:
        """Return requests answered, frames broken, and bytes that belonged to no frame."""
        return self.requests, self._assembler.broken, self._assembler.junk

    def role(self) -> int:
        """Return who holds the lease."""
        return self._lease.role()

    def lease_left_ms(self) -> int | None:
        """Return when `expire_lease` will have something to do, None while nobody holds it."""
        return self._lease.left_ms(self._services.now_ms())

    def expire_lease(self) -> None:
        """End a lease that lay idle. Also done before each request."""
        self._posminder.expire_lease()

    def _begin(self) -> "Reply | None":
        packet = self._assembler.buffer
        self.expire_lease()
        if smp.version_of(packet) > smp.VERSION_2:
            raise Refusal(RC_VERSION_TOO_NEW)
        end = smp.HEAD + self._length
        if _PAYLOAD + smp.length_of(packet) != end:
            raise Refusal(RC_INVALID)
        group = smp.group_of(packet)
        command = smp.command_of(packet)
        operation = smp.operation_of(packet)
        self._demand(_command_role(group, command, operation))
        request = decode(packet, _PAYLOAD, end, CBOR_DEPTH_MAX)
        if not isinstance(request, dict):
            raise Refusal(RC_INVALID)
        if group == GROUP_FS and command in (FS_FILE, FS_STATUS, FS_HASH):
            self._demand(_file_role(required(request, "name", str), operation))
        return self._dispatch(group, command, operation, request)

    def _dispatch(
        self, group: int, command: int, operation: int, request: "Request"
    ) -> "Reply | None":
        if group == GROUP_OS:
            return self._os.handle(command, operation, request)
        if group != GROUP_FS:
            return self._posminder.handle(command, operation, request)
        reply = self._files.handle(command, operation, request)
        if isinstance(reply, Hashing):
            self._hashing = reply
            return reply.step()
        return reply

    def _demand(self, role: int) -> None:
        """Raise Refusal unless the lease's holder may act as `role`; making use of it renews it."""
        if role == ROLE_NOBODY:
            return
        if self._lease.role() < role:
            reason = _COMMISSION if self._services.key() is None else _LOGIN
            raise Refusal(RC_ACCESS_DENIED, NO_GROUP, reason)
        self._lease.renew(self._services.now_ms())

    def _answer(self, reply: "Reply") -> None:
        packet = self._assembler.buffer
        end = self._encode(reply)
        smp.pack_header(
            self._reply,
            smp.first_byte(
                min(smp.version_of(packet), smp.VERSION_2), smp.operation_of(packet) + 1
            ),
            end - _PAYLOAD,
            smp.group_of(packet),
            smp.sequence_of(packet),
            smp.command_of(packet),
        )
        self._reply_length = end - smp.HEAD
        smp.seal(self._reply, self._reply_length)
        self._answered = self._identity()
        self._answered_ms = self._services.now_ms()
        self.requests += 1

    def _encode(self, reply: "Reply") -> int:
        try:
            end = encode_into(self._reply, _PAYLOAD, reply)
            if end <= len(self._reply) - smp.TAIL:
                return end
        except CborFull:
            pass
        return encode_into(self._reply, _PAYLOAD, {"rc": RC_TOO_LARGE})

    def _identity(self) -> bytes:
        packet = memoryview(self._assembler.buffer)
        crc = smp.HEAD + self._length
        return bytes(packet[smp.HEAD : _PAYLOAD]) + bytes(packet[crc : crc + smp.TAIL])

    def _is_retry(self) -> bool:
        return (
            self._identity() == self._answered
            and self._services.now_ms() - self._answered_ms <= SMP_REPLAY_MS
        )


def _command_role(group: int, command: int, operation: int) -> int:
    for row in range(tables.count(ACCESS)):
        if (
            tables.cell(ACCESS, row, 0) == group
            and tables.cell(ACCESS, row, 1) == command
            and tables.cell(ACCESS, row, 2) == operation
        ):
            return tables.cell(ACCESS, row, 3)
    raise Refusal(RC_NOT_SUPPORTED)


def _file_role(name: str, operation: int) -> int:
    if len(name) > SMP_NAME_BYTES_MAX:
        raise Refusal(FS_RC_INVALID_NAME, GROUP_FS)
    for path, read_role, write_role in tables.rows(FILES):
        if name == path or (path.endswith("/") and name.startswith(path)):
            if operation == OP_READ:
                return read_role
            if write_role is None:
                raise Refusal(FS_RC_READ_ONLY, GROUP_FS)
            return write_role
    raise Refusal(FS_RC_NOT_FOUND, GROUP_FS)
