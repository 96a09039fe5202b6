# SPDX-License-Identifier: MIT
"""The code slot that does not run: written and read back, and at last named as the one to run.

Knows flash, the release key's place and the order of steps; what a bundle must be to get so far is
host_line.bundle's. The slot that runs is never written.
"""

from agent.errors import StorageFault
from agent.policy import books, outcome
from agent.update.pointer import Pointer
from posminder_formats import bundles, version
from posminder_formats import records as r
from posminder_formats._const import const

_KEY_SECTOR = const(10)
_CONFIG_SECTORS_MIN = const(12)
_TRIAL = const(1)  # loader.TRIAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.app import App
    from agent.contracts import CodeSlots
    from posminder_formats.bundles import Version


def spare(app: "App") -> "Spare | None":
    """Return the slot that does not run, None on a board that has no slots."""
    code = app.board.code
    if code is None or app.board.config_region.sector_count < _CONFIG_SECTORS_MIN:
        return None
    return Spare(app, code)


class Spare:
    """Offsets count from the slot's begin; `size` is what it holds. Raises StorageFault."""

    def __init__(self, app: "App", code: "CodeSlots") -> None:
        self._app = app
        self._code = code
        self._slot = 1 - code.running
        self._sectors = code.sector_count // 2
        self.size = self._sectors * code.sector_size

    def needed(self) -> bool:
        """Tell whether it may be wanted: by what runs, on trial yet, if that does not get well."""
        return self._code.standing == _TRIAL

    def erase(self, sector: int) -> None:
        """Set every bit of one of its sectors."""
        try:
            self._code.erase(self._slot * self._sectors + sector)
        except OSError:
            raise StorageFault from None

    def program(self, offset: int, data: "bytes | bytearray | memoryview") -> None:
        """Program `data` page by page, and see that it is kept."""
        page_size, view, done = self._code.page_size, memoryview(data), 0
        kept = bytearray(page_size)
        while done < len(data):
            at = offset + done
            part = view[done : done + page_size - at % page_size]
            try:
                self._code.program(self._slot * self.size + at, part)
            except OSError:
                raise StorageFault from None
            self.read(at, memoryview(kept)[: len(part)])
            if kept[: len(part)] != part:
                raise StorageFault
            done += len(part)

    def read(self, offset: int, buffer: "bytearray | memoryview") -> None:
        """Fill `buffer` from `offset`."""
        try:
            self._code.read(self._slot * self.size + offset, buffer)
        except OSError:
            raise StorageFault from None

    def release_key(self) -> bytes:
        """Return the modulus of the key that signs bundles, b"" without one."""
        return self._app.config.load_pair(_KEY_SECTOR, bundles.SIGNATURE_BYTES)

    def save_release_key(self, modulus: bytes) -> None:
        """Keep another one; a power cut leaves the old or the new."""
        self.release_key()
        self._app.config.save_pair(_KEY_SECTOR, modulus)

    def settles(self) -> bool:
        """Tell whether a settlement is under way, or nobody knows what came of one."""
        engine = self._app.conductor.engine
        if engine is None or engine.attended is not None:
            return False
        settlement = engine.settlement
        not_at_rest = settlement.state & ~books.AT_REST != 0
        return not_at_rest or settlement.outcome in (outcome.BEGUN, outcome.UNKNOWN)

    def run(self, new: "Version") -> None:
        """Name it as the slot that runs, written down before, and start anew."""
        app, old = self._app, bundles.version_of(version.FIRMWARE)
        app.conductor.record(r.R_UPDATE, r.UPDATE_TAKEN, version.FIRMWARE, bundles.text_of(new))
        pointer = Pointer(app.config, app.board.config_region)
        crc = bytearray(4)
        self.read(bundles.HEAD_BYTES - len(crc), crc)
        pointer.name(self._slot, old, new, int.from_bytes(crc, "little"))
        app.reset_soon()
