# SPDX-License-Identifier: MIT
"""The file /bundle: another version, streamed into the slot that does not run, checked, and run.

Nothing of it needs a heap for a whole bundle: bytes are programmed as they come. Only what stands
in the first sector waits in memory, and is programmed last, when all else has been read back and
found signed. Loaded when somebody sends a bundle.
"""

import sys
from hashlib import sha256

from agent.host_line.refusal import Refusal
from posminder_formats import bundles, version
from posminder_formats._const import const
from posminder_formats.commands import (
    GROUP_POSMINDER,
    PM_RC_BAD_SIGNATURE,
    PM_RC_HASH_DIFFERS,
    PM_RC_IMAGE_DAMAGED,
    PM_RC_NO_RELEASE_KEY,
    PM_RC_NO_ROOM,
    PM_RC_NOTHING_STAGED,
    PM_RC_OTHER_ABI,
    PM_RC_OTHER_BOARD,
    RC_BUSY,
    RC_INVALID,
    WAITS_DOWNGRADE,
)

_KEPT_BYTES = const(640)  # of the first sector: head and signature; the rest is FF
_SQUARES = const(16)  # 65537 is 2 ** 16 + 1
# RFC 8017, 9.2: what stands before a SHA-256 in the encoded message.
_DIGEST_INFO = b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.host_line.request import Reply
    from agent.host_line.services import Services, Spare


class Upload:
    """One bundle of `length` bytes on its way. Raises Refusal, StorageFault."""

    def __init__(self, services: "Services", length: int) -> None:
        slot = services.spare_slot()
        if slot is None or not bundles.IMAGE_AT < length <= slot.size:
            raise _no(PM_RC_NO_ROOM)
        if services.busy() or slot.needed():
            raise Refusal(RC_BUSY)
        self.slot: Spare = slot
        self.length = length
        self.head = bytearray(b"\xff" * _KEPT_BYTES)
        self.count = 0
        self._services = services
        self._erased = 0
        slot.erase(0)  # from now on it holds no version

    def write(self, offset: int, data: bytes) -> "Reply":
        """Take what comes next, or say where that is."""
        if offset == self.count:
            if offset + len(data) > self.length:
                raise Refusal(RC_INVALID)
            if self._services.busy():
                raise Refusal(RC_BUSY)
            self._take(memoryview(data))
        return {"off": self.count}

    def _take(self, data: memoryview) -> None:
        """Keep or program it, sector by sector, each erased just before."""
        while len(data):
            at = self.count
            part = data[: bundles.SECTOR_BYTES - at % bundles.SECTOR_BYTES]
            sector = at // bundles.SECTOR_BYTES
            if sector == 0:
                for index in range(len(part)):
                    if at + index < _KEPT_BYTES:
                        self.head[at + index] = part[index]
                    elif part[index] != 0xFF:
                        raise _no(PM_RC_IMAGE_DAMAGED)
            else:
                if sector > self._erased:
                    self.slot.erase(sector)
                    self._erased = sector
                self.slot.program(at, part)
            self.count += len(part)
            data = data[len(part) :]


class Check:
    """A commit under way: reads back, hashes, proves, and has the version run. Raises Refusal.

    In slices, as Hashing: 17 multiplications of 3072 bits are 0.3 s on an RP2040, and a whole
    image's hash is 0.3 s.
    """

    def __init__(
        self, services: "Services", upload: "Upload | None", wanted: bytes, buffer: memoryview
    ) -> None:
        if upload is None or upload.count != upload.length:
            raise _no(PM_RC_NOTHING_STAGED)
        self._services = services
        self._upload = upload
        self._wanted = wanted
        self._buffer = buffer
        _may(services, upload.slot)
        modulus = upload.slot.release_key()
        if not modulus:
            raise _no(PM_RC_NO_RELEASE_KEY)
        self._file, self._image = sha256(upload.head), sha256()
        blank = b"\xff" * 128
        for _ in range((bundles.IMAGE_AT - _KEPT_BYTES) // len(blank)):
            self._file.update(blank)
        self._at = bundles.IMAGE_AT
        self._n = int.from_bytes(modulus, "big")
        self._signature = int.from_bytes(bytes(upload.head[bundles.SIGNATURE_AT :]), "big")
        self._power = self._signature
        self._squares = 0

    def step(self) -> "Reply | None":
        """Do one slice; return the reply after the last one."""
        if self._at < self._upload.length:
            part = self._buffer[: self._upload.length - self._at]
            self._upload.slot.read(self._at, part)
            self._file.update(part)
            self._image.update(part)
            self._at += len(part)
            if self._at == self._upload.length:
                self._compare()
            return None
        if self._squares < _SQUARES:
            self._power = self._power * self._power % self._n
            self._squares += 1
            return None
        power = self._power * self._signature % self._n
        if self._signature >= self._n or power != int.from_bytes(self._encoded(), "big"):
            raise _no(PM_RC_BAD_SIGNATURE)
        return self._run()

    def _compare(self) -> None:
        if self._file.digest() != self._wanted:
            raise _no(PM_RC_HASH_DIFFERS)
        # Only then what it says of itself: bytes of another bundle may have been gone on from.
        upload = self._upload
        head = bundles.decode(upload.head)
        gap = bytes(upload.head[bundles.HEAD_BYTES : bundles.SIGNATURE_AT])
        if head is None or head[3] + bundles.IMAGE_AT != upload.length or gap.strip(b"\xff"):
            raise _no(PM_RC_IMAGE_DAMAGED)
        if self._image.digest() != head[4]:
            raise _no(PM_RC_IMAGE_DAMAGED)
        if head[2] != self._services.board_name.encode():
            raise _no(PM_RC_OTHER_BOARD)
        if head[1] != sys.implementation._mpy & 0xFF:
            raise _no(PM_RC_OTHER_ABI)
        self._version = head[0]

    def _encoded(self) -> bytes:
        """Return the whole message that a signature of this head must hold."""
        hashed = sha256(self._upload.head[: bundles.HEAD_BYTES]).digest()
        tail = b"\x00" + _DIGEST_INFO + hashed
        return b"\x00\x01" + b"\xff" * (bundles.SIGNATURE_BYTES - 2 - len(tail)) + tail

    def _run(self) -> "Reply":
        services, upload = self._services, self._upload
        _may(services, upload.slot)
        if self._version <= bundles.version_of(version.FIRMWARE):
            left_ms = services.asks(self._wanted, WAITS_DOWNGRADE)
            if left_ms:
                return {"waits": WAITS_DOWNGRADE, "wait_s": (left_ms + 999) // 1000}
        # The head last: without it the slot holds no version.
        upload.slot.program(bundles.SIGNATURE_AT, upload.head[bundles.SIGNATURE_AT :])
        upload.slot.program(0, upload.head[: bundles.HEAD_BYTES])
        upload.slot.run(self._version)
        return {"hash": self._wanted}


def _may(services: "Services", slot: "Spare") -> None:
    """Raise Refusal while money is on its way: the same request may come again."""
    if services.busy() or slot.settles() or slot.needed():
        raise Refusal(RC_BUSY)


def _no(code: int) -> Refusal:
    return Refusal(code, GROUP_POSMINDER)
