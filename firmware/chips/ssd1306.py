# SPDX-License-Identifier: MIT
"""A panel of 128x64 pixels with an SSD1306 or an SH1106 on I2C, and one that comes and goes.

Pages are sent one in each turn of the event loop (3 ms at 400 kHz), only those that changed, in
page addressing, which both chips have. An unplugged panel costs an unanswered address now and
then, and nobody waits for it; once it answers it is set up anew and shown everything.
"""

import asyncio

from chips.panel_frame import FRAME_BYTES, WIDTH, PanelFrame
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from machine import I2C

    from chips.panel_frame import Font

ADDRESS = const(0x3C)
SSD1306_COLUMN = const(0)
SH1106_COLUMN = const(2)  # its memory is 132 wide, the panel sits in the middle

_PAGES = const(8)
_RETRY_MS = const(5000)
_RETRY_MS_MAX = const(300000)

_COMMAND = const(0x00)  # the byte that says what the others are
_DATA = const(0x40)
_PAGE = const(0xB0)
_COLUMN_LOW = const(0x00)
_COLUMN_HIGH = const(0x10)

# Off; clock; 64 rows; no offset; first row 0; turned so that the plug is on top; rows interleaved;
# contrast; precharge; level; memory, not all pixels; not inverted. Between: what differs. On.
_SETUP = b"\x00\xae\xd5\x80\xa8\x3f\xd3\x00\x40\xa1\xc8\xda\x12\x81\x7f\xd9\xf1\xdb\x40\xa4\xa6"
_SSD1306 = b"\x20\x02\x8d\x14\xaf"  # page addressing, its charge pump
_SH1106 = b"\xad\x8b\xaf"  # its converter; it knows no other addressing


class Ssd1306:
    """A Panel (agent.contracts). `font` is the module that posminder.image.font makes."""

    def __init__(self, i2c: "I2C", font: "Font", column: int = SSD1306_COLUMN) -> None:
        self.faults = 0  # times that the panel did not answer
        self._i2c = i2c
        self._column = column
        self._picture = PanelFrame(font)
        self._sent = bytearray(FRAME_BYTES)
        self._ready = False
        self._task: "asyncio.Task[None] | None" = None
        self._select = bytearray(4)
        self._page = bytearray(1 + WIDTH)
        self._page[0] = _DATA

    def show(self, lines: "tuple[str, ...]") -> None:
        """Replace everything shown by `lines`, as soon as the loop comes to it."""
        self._picture.draw(lines)
        if self._task is None:
            self._task = asyncio.create_task(self._keep())

    async def _keep(self) -> None:
        """Send until the panel shows the picture; then end."""
        wait_ms = _RETRY_MS
        while True:
            try:
                page = self._changed()
                if page < 0:
                    self._task = None
                    return
                self._send(page)
                wait_ms = _RETRY_MS
                await asyncio.sleep_ms(0)
            except OSError:
                self.faults += 1
                self._ready = False
                await asyncio.sleep_ms(wait_ms)
                wait_ms = min(2 * wait_ms, _RETRY_MS_MAX)

    def _changed(self) -> int:
        """Return the next page to be sent, -1 if there is none. Raises OSError."""
        if not self._ready:
            self._i2c.writeto(ADDRESS, _SETUP + (_SH1106 if self._column else _SSD1306))
            self._ready = True
            for index in range(FRAME_BYTES):  # what it shows after power-up is anything
                self._sent[index] = ~self._picture.frame[index] & 0xFF
        wanted, sent = memoryview(self._picture.frame), memoryview(self._sent)
        for page in range(_PAGES):
            start = page * WIDTH
            if wanted[start : start + WIDTH] != sent[start : start + WIDTH]:
                return page
        return -1

    def _send(self, page: int) -> None:
        select, data, start = self._select, self._page, page * WIDTH
        select[0], select[1] = _COMMAND, _PAGE | page
        select[2] = _COLUMN_LOW | (self._column & 0x0F)
        select[3] = _COLUMN_HIGH | self._column >> 4
        data[1:] = self._picture.frame[start : start + WIDTH]
        self._i2c.writeto(ADDRESS, select)
        self._i2c.writeto(ADDRESS, data)
        self._sent[start : start + WIDTH] = data[1:]
