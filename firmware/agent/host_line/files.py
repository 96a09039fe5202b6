# SPDX-License-Identifier: MIT
"""SMP's FS group (8) over files that exist only while they are asked for.

A download fixes its file at offset 0: later pieces and a hash of the same name come from that
fixed file until another one is begun, it is closed, or the lease ends. An upload is staged in
memory and does nothing until the vendor group commits it. Who may do what is checked before.
"""

from agent.host_line.hashing import SHA256, TYPES, Hashing
from agent.host_line.refusal import Refusal
from agent.host_line.request import natural, optional, required
from agent.limits import PROFILE_BYTES_MAX, SMP_FILE_CHUNK_BYTES_MAX, SMP_NAME_BYTES_MAX
from posminder_formats import tables
from posminder_formats.commands import (
    FILE_ALERTS,
    FILE_BUNDLE,
    FILE_DEPOSITS,
    FILE_INDEX,
    FILE_JOURNAL,
    FILE_PEOPLE,
    FILE_PROFILE,
    FILE_SELF_TEST,
    FILE_SHEET,
    FILE_STATUS,
    FILES,
    FS_CLOSE,
    FS_FILE,
    FS_HASH,
    FS_HASH_TYPES,
    FS_RC_INVALID_NAME,
    FS_RC_NOT_FOUND,
    FS_RC_OFFSET_LARGER_THAN_FILE,
    FS_RC_OFFSET_NOT_VALID,
    FS_STATUS,
    GROUP_FS,
    OP_READ,
    RC_INVALID,
    RC_NO_MEMORY,
    RC_NOT_SUPPORTED,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    from agent.host_line.bundle import Check, Upload
    from agent.host_line.request import Reply, Request
    from agent.host_line.services import File, Services

    Answer: TypeAlias = "Reply | Piece"

_SEQUENCE_DIGITS_MAX = 10


class BytesFile:
    """A file whose bytes are at hand."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    def read(self, offset: int, buffer: "bytearray | memoryview") -> int:
        """Fill `buffer` from `offset`; return how many bytes there were."""
        count = max(0, min(len(buffer), self.size - offset))
        buffer[:count] = memoryview(self._data)[offset : offset + count]
        return count


class Piece:
    """The reply to a download: `fields`, and `count` bytes of a file from `offset` as "data"."""

    def __init__(self, file: "File", offset: int, fields: "Reply") -> None:
        self.count = min(SMP_FILE_CHUNK_BYTES_MAX, file.size - offset)
        self.fields = fields
        self._file = file
        self._offset = offset

    def read(self, room: memoryview) -> bool:
        """Fill `room`, `count` bytes. False: there were fewer, and `count` says how many.

        Raises Refusal if there were none, StorageFault.
        """
        count = self._file.read(self._offset, room)
        if count == 0 and self.count:
            # Clients ask again for ever when told of a length and given nothing.
            raise Refusal(FS_RC_OFFSET_NOT_VALID, GROUP_FS)
        whole = count == self.count
        self.count = count
        return whole


class FileGroup:
    """Holds one file being downloaded and one being uploaded. `scratch` is free until a reply."""

    def __init__(self, services: "Services", scratch: memoryview) -> None:
        self._services = services
        self._scratch = scratch
        self._name = ""
        self._file: File | None = None
        self._staged_name = ""
        self._staged = bytearray()
        self._staged_count = 0
        self._upload_to: Upload | None = None

    def handle(
        self, command: int, operation: int, request: "Request", again: bool
    ) -> "Answer | Hashing":
        """Return the reply's map, or the hash to be worked out first. Raises Refusal.

        `again`: it is a retry, for which a file is not begun anew.
        """
        if command == FS_FILE:
            if operation != OP_READ:
                return self._upload(request)
            return self._download(request, again)
        if command == FS_STATUS:
            name = required(request, "name", str)
            return {"len": (self._held(name) or self._find(name)).size}
        if command == FS_HASH:
            return self._hash(request)
        if command == FS_HASH_TYPES:
            return {"types": TYPES}
        if command == FS_CLOSE:
            self._close()
            return {}
        raise Refusal(RC_NOT_SUPPORTED)

    def staged(self, name: str) -> bytearray | None:
        """Return the bytes uploaded to `name`, None unless they are all there."""
        if name != self._staged_name or self._staged_count != len(self._staged):
            return None
        return self._staged

    def discard_staged(self) -> None:
        """Forget an upload."""
        self._staged_name = ""
        self._staged = bytearray()
        self._staged_count = 0

    def commit_bundle(self, sha256: bytes) -> "Check":
        """Return the check of the bundle that was sent, at whose end it runs."""
        from agent.host_line.bundle import Check

        return Check(self._services, self._upload_to, sha256, self._scratch)

    def discard(self) -> None:
        """Forget everything: who had access has it no longer."""
        self._close()
        self._upload_to = None
        self.discard_staged()

    def _close(self) -> None:
        self._name = ""
        self._file = None

    def _download(self, request: "Request", again: bool) -> Piece:
        name = required(request, "name", str)
        offset = natural(request, "off")
        file = self._held(name) if offset or again else None
        if file is None:
            file = self._open(name)
        if offset > file.size:
            raise Refusal(FS_RC_OFFSET_LARGER_THAN_FILE, GROUP_FS)
        reply: Reply = {"off": offset}
        if offset == 0:
            reply["len"] = file.size
        return Piece(file, offset, reply)

    def _hash(self, request: "Request") -> Hashing:
        name = required(request, "name", str)
        file = self._held(name) or self._find(name)
        begin = natural(request, "off", 0)
        if begin > file.size:
            raise Refusal(FS_RC_OFFSET_LARGER_THAN_FILE, GROUP_FS)
        end = min(file.size, begin + natural(request, "len", file.size))
        return Hashing(optional(request, "type", str, SHA256), file, begin, end, self._scratch)

    def _held(self, name: str) -> "File | None":
        return self._file if name == self._name else None

    def _open(self, name: str) -> "File":
        self._close()  # first: two exports at once may be more than the heap holds
        file = self._find(name)
        self._name = name
        self._file = file
        return file

    def _find(self, name: str) -> "File":
        number, row = file_row(name)
        services = self._services
        if number == FILE_STATUS:
            return services.status()
        if number == FILE_ALERTS:
            return services.alerts()
        if number == FILE_INDEX:
            return services.index()
        if number == FILE_DEPOSITS:
            return services.deposits()
        if number == FILE_PEOPLE:
            return services.people_file()
        if number == FILE_PROFILE:
            profile = services.profile()
            if profile is not None:
                return BytesFile(profile)
        if number == FILE_SHEET:
            # Imported here: asked for once a visit.
            from agent.host_line.sheet import sheet

            return BytesFile(sheet(services.profile()))
        if number == FILE_SELF_TEST:
            return services.self_test()
        if number == FILE_JOURNAL:
            return services.journal_export(_sequence(name[len(row[0]) :]))
        raise Refusal(FS_RC_NOT_FOUND, GROUP_FS)

    def _upload(self, request: "Request") -> "Reply":
        name = required(request, "name", str)
        offset = natural(request, "off")
        data = required(request, "data", bytes)
        if file_row(name)[0] == FILE_BUNDLE:
            if offset == 0:
                self.discard_staged()
                # Imported here: once a version.
                from agent.host_line.bundle import Upload

                self._upload_to = None
                self._upload_to = Upload(self._services, natural(request, "len"))
            if self._upload_to is None:
                raise Refusal(FS_RC_OFFSET_NOT_VALID, GROUP_FS)
            return self._upload_to.write(offset, data)
        if offset == 0:
            self._stage(name, natural(request, "len"))
        elif name != self._staged_name:
            raise Refusal(FS_RC_OFFSET_NOT_VALID, GROUP_FS)
        if offset == self._staged_count:
            end = offset + len(data)
            if end > len(self._staged):
                raise Refusal(RC_INVALID)
            self._staged[offset:end] = data
            self._staged_count = end
        return {"off": self._staged_count}

    def _stage(self, name: str, length: int) -> None:
        self.discard_staged()
        if length == 0:
            raise Refusal(RC_INVALID)
        if length > PROFILE_BYTES_MAX:
            raise Refusal(RC_NO_MEMORY)
        self._staged = bytearray(length)
        self._staged_name = name


def file_row(name: str) -> "tuple[int, Any]":
    """Return the row of FILES that `name` is by, and which it is. Raises Refusal."""
    if len(name) > SMP_NAME_BYTES_MAX:
        raise Refusal(FS_RC_INVALID_NAME, GROUP_FS)
    for number, row in enumerate(tables.rows(FILES)):
        if name == row[0] or (row[0].endswith("/") and name.startswith(row[0])):
            return number, row
    raise Refusal(FS_RC_NOT_FOUND, GROUP_FS)


def _sequence(digits: str) -> int:
    if not digits.isdigit() or len(digits) > _SEQUENCE_DIGITS_MAX:
        raise Refusal(FS_RC_INVALID_NAME, GROUP_FS)
    return int(digits)
