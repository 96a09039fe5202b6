# SPDX-License-Identifier: MIT
"""The host line's core: bytes in, one reply out, one request at a time; no port, no loop.

Here, and nowhere else, is decided who may do what: commands.ACCESS by command, then
commands.FILES by path. A request that comes again within limits.SMP_REPLAY_MS (same header, same
CRC) is a retry and gets the same reply again, so a lost reply never makes a thing happen twice.
Every request is answered exactly once, in the framing it came in; nothing is ever sent unasked.

Request and reply share one buffer, for two are more than a small heap spares. So only a short reply
is kept for a retry: every write has one, but echo. What has a longer one is read anew, a piece of a
file from the same file.
"""

from agent.errors import StorageFault
from agent.host_line.files import FileGroup, Piece, file_row
from agent.host_line.hashing import Hashing
from agent.host_line.lease import Lease
from agent.host_line.os_group import OsGroup
from agent.host_line.posminder_group import PosminderGroup
from agent.host_line.refusal import NO_GROUP, Refusal
from agent.host_line.request import required
from agent.limits import (
    CBOR_DEPTH_MAX,
    SMP_FILE_CHUNK_BYTES_MAX,
    SMP_KEPT_BYTES_MAX,
    SMP_PAYLOAD_BYTES_MAX,
    SMP_QUIET_MS,
    SMP_REPLAY_MS,
)
from posminder_formats import people, smp, tables
from posminder_formats._const import const
from posminder_formats.cbor import (
    BYTES,
    CborError,
    CborFull,
    decode,
    encode_into,
    write_head,
)
from posminder_formats.commands import (
    ACCESS,
    FS_FILE,
    FS_HASH,
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
    RIGHT_NONE,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from agent.host_line.bundle import Check
    from agent.host_line.files import Answer
    from agent.host_line.request import Request
    from agent.host_line.services import Services

_PAYLOAD = const(10)  # where the CBOR begins in a packet: smp.HEAD + smp.HEADER_BYTES

_LOGIN = "login: posminder unlock"
_COMMISSION = "no key yet: posminder apply FILE --commission"


class Server:
    """Feed it bytes; when `feed` says so, call `work` until it is done, then send `wire`."""

    def __init__(self, services: "Services") -> None:
        self._services = services
        self._lease = Lease(services.unique_id)
        self._os = OsGroup(services)
        self._assembler = smp.Assembler(SMP_PAYLOAD_BYTES_MAX)
        self._buffer = self._assembler.buffer
        scratch = memoryview(self._buffer)[_PAYLOAD : _PAYLOAD + SMP_FILE_CHUNK_BYTES_MAX]
        self._files = FileGroup(services, scratch)
        self._posminder = PosminderGroup(services, self._lease, self._files)
        self._length = 0  # of the frame in the buffer: the request's, then the reply's
        self._hashing: Hashing | Check | None = None
        self._kept = bytearray(SMP_KEPT_BYTES_MAX)
        self._kept_length = 0  # of the reply's frame, 0 if it was too long
        self._answered = b""  # header and CRC of the request answered last
        self._answered_ms = 0
        self._again = False  # the request in the buffer is that one
        self._fed_ms = 0
        self.requests = 0

    def heard(self) -> None:
        """Bytes have arrived, and will be fed now. After a silence they begin something new."""
        self._os.turns += 1
        now_ms = self._services.now_ms()
        if now_ms - self._fed_ms > SMP_QUIET_MS:
            self._assembler.drop()
        self._fed_ms = now_ms

    def feed(self, byte: int) -> bool:
        """Take one byte. True: a request is there, and nothing more may be fed before `work`."""
        length = self._assembler.feed(byte)
        if length < smp.HEADER_BYTES:
            return False
        operation = smp.operation_of(self._buffer)
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
            if reply is None:
                return True
            end = self._encode(reply)
        except Refusal as refusal:
            end = self._encode(refusal.reply(smp.version_of(self._buffer)))
        except CborError:
            end = self._encode({"rc": RC_INVALID})
        except StorageFault:
            end = self._encode({"rc": RC_CORRUPT})
        except MemoryError:
            end = self._encode({"rc": RC_NO_MEMORY})
        self._hashing = None
        self._answer(end)
        return False

    def wire(self) -> "Iterator[bytes | bytearray | memoryview]":
        """Yield what to send, once: the reply's lines, or pieces of its COBS."""
        if self._assembler.in_cobs:
            return smp.cobs(self._buffer, self._length)
        return smp.lines(self._buffer, self._length)

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

    def _begin(self) -> "Answer | None":
        packet = self._buffer
        self.expire_lease()
        if smp.version_of(packet) > smp.VERSION_2:
            raise Refusal(RC_VERSION_TOO_NEW)
        end = smp.HEAD + self._length
        if _PAYLOAD + smp.length_of(packet) != end:
            raise Refusal(RC_INVALID)
        group = smp.group_of(packet)
        command = smp.command_of(packet)
        operation = smp.operation_of(packet)
        self._demand(_command_right(group, command, operation))
        request = decode(memoryview(packet), _PAYLOAD, end, CBOR_DEPTH_MAX)
        if not isinstance(request, dict):
            raise Refusal(RC_INVALID)
        if group == GROUP_FS and command in (FS_FILE, FS_STATUS, FS_HASH):
            self._demand(_file_right(required(request, "name", str), operation))
        return self._dispatch(group, command, operation, request)

    def _dispatch(
        self, group: int, command: int, operation: int, request: "Request"
    ) -> "Answer | None":
        if group == GROUP_OS:
            return self._os.handle(command, operation, request)
        reply: Answer | Hashing | Check
        if group != GROUP_FS:
            reply = self._posminder.handle(command, operation, request)
        else:
            reply = self._files.handle(command, operation, request, self._again)
        if not isinstance(reply, (dict, Piece)):  # it takes longer
            self._hashing = reply
            return reply.step()
        return reply

    def _demand(self, right: int) -> None:
        """Raise Refusal unless the lease's role has `right`; making use of it renews it."""
        if right == RIGHT_NONE:
            return
        if not people.may(self._lease.role(), right):
            reason = _COMMISSION if self._services.key() is None else _LOGIN
            raise Refusal(RC_ACCESS_DENIED, NO_GROUP, reason)
        self._lease.renew(self._services.now_ms())

    def _answer(self, end: int) -> None:
        packet = self._buffer
        smp.pack_header(
            packet,
            smp.first_byte(
                min(smp.version_of(packet), smp.VERSION_2), smp.operation_of(packet) + 1
            ),
            end - _PAYLOAD,
            smp.group_of(packet),
            smp.sequence_of(packet),
            smp.command_of(packet),
        )
        self._length = end - smp.HEAD
        smp.seal(packet, self._length)
        end += smp.TAIL
        self._kept_length = 0
        if end <= SMP_KEPT_BYTES_MAX:
            self._kept[:end] = memoryview(packet)[:end]
            self._kept_length = self._length
        self._answered_ms = self._services.now_ms()
        self.requests += 1

    def _encode(self, reply: "Answer") -> int:
        """Write a reply's map behind the header; return where it ends. Raises as Piece.read."""
        if isinstance(reply, Piece):
            return self._encode_piece(reply)
        try:
            end = encode_into(self._buffer, _PAYLOAD, reply)
            if end <= len(self._buffer) - smp.TAIL:
                return end
        except CborFull:
            pass
        return encode_into(self._buffer, _PAYLOAD, {"rc": RC_TOO_LARGE})

    def _encode_piece(self, piece: Piece) -> int:
        """Do the same; a file's bytes are read to where they belong, and not copied."""
        buffer = self._buffer
        at = encode_into(buffer, _PAYLOAD, piece.fields)
        buffer[_PAYLOAD] += 1  # the map has one pair more
        at = encode_into(buffer, at, "data")
        while True:
            begin = write_head(buffer, at, BYTES, piece.count)
            if piece.read(memoryview(buffer)[begin : begin + piece.count]):
                return begin + piece.count

    def _is_retry(self) -> bool:
        """Tell whether the request has come before, and its reply is in the buffer again."""
        packet = memoryview(self._buffer)
        crc = smp.HEAD + self._length
        request = bytes(packet[smp.HEAD : _PAYLOAD]) + bytes(packet[crc : crc + smp.TAIL])
        self._again = (
            request == self._answered
            and self._services.now_ms() - self._answered_ms <= SMP_REPLAY_MS
        )
        self._answered = request
        if not self._again or not self._kept_length:
            return False
        self._length = self._kept_length
        end = smp.HEAD + self._length + smp.TAIL
        packet[:end] = memoryview(self._kept)[:end]
        return True


def _command_right(group: int, command: int, operation: int) -> int:
    for row in range(tables.count(ACCESS)):
        if (
            tables.cell(ACCESS, row, 0) == group
            and tables.cell(ACCESS, row, 1) == command
            and tables.cell(ACCESS, row, 2) == operation
        ):
            return tables.cell(ACCESS, row, 3)
    raise Refusal(RC_NOT_SUPPORTED)


def _file_right(name: str, operation: int) -> int:
    row = file_row(name)[1]
    right = row[1] if operation == OP_READ else row[2]
    if right is None:
        raise Refusal(FS_RC_READ_ONLY, GROUP_FS)
    return int(right)
