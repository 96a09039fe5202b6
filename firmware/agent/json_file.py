# SPDX-License-Identifier: MIT
"""A JSON text as a file of the host line, written from front to back and then read.

/status of a busy day has 4 KB. Made at once it would lie in the heap twice, in one piece, beside
all that it is made of: no other moment of a day needs as much. So it is made value by value, into
blocks that fit anywhere.
"""

import json

from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

_BLOCK_BYTES = const(256)


class JsonFile:
    """One object or one list; what `size` says is right once it is complete."""

    def __init__(self) -> None:
        self.size = 0
        self._blocks: list[bytearray] = []
        self._between = "{"

    def __setitem__(self, name: str, value: "Any") -> None:
        """Write a member of the object."""
        self._name(name)
        self._put(json.dumps(value))

    def write_list(self, items: "Iterable[Any]", name: str = "") -> None:
        """Write a list, item by item: as a member of the object, or without a name all there is."""
        if name:
            self._name(name)
        between = "["
        for item in items:
            self._put(between + json.dumps(item))
            between = ", "
        self._put("[]" if between == "[" else "]")

    def end(self) -> "JsonFile":
        """Complete the object, and return it."""
        self._put("}")
        return self

    def read(self, offset: int, buffer: "bytearray | memoryview") -> int:
        """Fill `buffer` from `offset`; return how many bytes there were."""
        view = memoryview(buffer)
        count = max(0, min(len(buffer), self.size - offset))
        done = 0
        while done < count:
            block, start = divmod(offset + done, _BLOCK_BYTES)
            part = min(count - done, _BLOCK_BYTES - start)
            view[done : done + part] = memoryview(self._blocks[block])[start : start + part]
            done += part
        return count

    def _name(self, name: str) -> None:
        self._put(self._between + json.dumps(name) + ": ")
        self._between = ", "

    def _put(self, text: str) -> None:
        data = text.encode()
        done = 0
        while done < len(data):
            start = self.size % _BLOCK_BYTES
            if start == 0:
                self._blocks.append(bytearray(_BLOCK_BYTES))
            part = min(len(data) - done, _BLOCK_BYTES - start)
            self._blocks[-1][start : start + part] = memoryview(data)[done : done + part]
            self.size += part
            done += part
