# SPDX-License-Identifier: MIT
"""Hash of a file in slices, so that a large journal does not hold up the terminal's line."""

from binascii import crc32
from hashlib import sha256

from agent.host_line.refusal import Refusal
from posminder_formats.commands import FS_RC_HASH_NOT_FOUND, FS_RC_OFFSET_NOT_VALID, GROUP_FS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.host_line.request import Reply
    from agent.host_line.services import File

SHA256 = "sha256"
CRC32 = "crc32"
# format 0 is a number, 1 are bytes
TYPES: "Reply" = {CRC32: {"format": 0, "size": 4}, SHA256: {"format": 1, "size": 32}}


class Hashing:
    """A hash under way over `file[begin:end]`. `buffer` is borrowed until the reply."""

    def __init__(self, kind: str, file: "File", begin: int, end: int, buffer: memoryview) -> None:
        if kind not in TYPES:
            raise Refusal(FS_RC_HASH_NOT_FOUND, GROUP_FS)
        self._kind = kind
        self._file = file
        self._begin = begin
        self._end = end
        self._offset = begin
        self._buffer = buffer
        self._sha256 = sha256()
        self._crc32 = 0

    def step(self) -> "Reply | None":
        """Hash one slice; return the reply after the last one. Raises Refusal, StorageFault."""
        if self._offset < self._end:
            count = min(self._file.read(self._offset, self._buffer), self._end - self._offset)
            if count == 0:  # overwritten meanwhile
                raise Refusal(FS_RC_OFFSET_NOT_VALID, GROUP_FS)
            self._take(self._buffer[:count])
            self._offset += count
        return self._reply() if self._offset == self._end else None

    def _take(self, data: memoryview) -> None:
        if self._kind == SHA256:
            self._sha256.update(data)
        else:
            self._crc32 = crc32(data, self._crc32)

    def _reply(self) -> "Reply":
        reply: Reply = {"type": self._kind, "len": self._end - self._begin}
        reply["output"] = self._sha256.digest() if self._kind == SHA256 else self._crc32
        if self._begin:
            reply["off"] = self._begin
        return reply
