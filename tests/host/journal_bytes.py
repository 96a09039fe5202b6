# SPDX-License-Identifier: MIT
"""Journal exports for tests, packed here by struct: a third reading of FORMAT.md."""

from __future__ import annotations

import struct
from binascii import crc32
from typing import Any

import cbor2

from posminder_formats import records as r

BOARD = "e6614103e7452d2f"
OPENING_S = 1_795_330_800  # 2026-11-22 07:00:00 UTC


def frame(seq: int, body: bytes) -> bytes:
    """Return one frame: mark, version, body size, seq, body, CRC, padding of 0xFF."""
    raw = struct.pack("<BBHI", 0xA5, 1, len(body), seq) + body
    raw += struct.pack("<I", crc32(raw))
    return raw + b"\xff" * (-len(raw) % 4)


def record(kind: int, *fields: Any, boot: int = 1, mono_ms: int = 0, wall_s: Any = None) -> bytes:
    """Return one record's CBOR body."""
    return cbor2.dumps([kind, boot, mono_ms, wall_s, *fields])


def export(*bodies: bytes, first_seq: int = 1) -> bytes:
    """Return an export whose frames are numbered from `first_seq`."""
    return b"".join(frame(first_seq + index, body) for index, body in enumerate(bodies))


def sale(trace: int, result: int = 0, amount_minor: int = 1250) -> tuple[int, Any]:
    """Return the arguments of a SALE record; the card is the well-known test PAN, masked."""
    fields = (1, result, amount_minor, 978, trace, trace + 100, 6, "VISA", "476173******0119")
    return r.R_SALE, *fields, 1122, 80_001, 1


def short_day() -> bytes:
    """Return a day of twelve records: sign-in, two sales, a missed receipt, a settlement."""
    at = OPENING_S
    return export(
        record(r.R_BOOT, 0, "0.1.0", None, 0),
        record(r.R_CLOCK, None, at, 2, mono_ms=900, wall_s=at),
        record(r.R_SIGN_IN, 1, 0, mono_ms=1000, wall_s=at + 1),
        record(r.R_SALE_STARTED, 1, 1250, 978, wall_s=at + 60),
        record(*sale(17), wall_s=at + 70),
        record(r.R_RECEIPT, 17, 117, 2, 5, wall_s=at + 71),
        record(r.R_ALERT, 1, 1, 17, wall_s=at + 91),
        record(r.R_RECEIPT, 17, 117, 4, 20, wall_s=at + 120),
        record(*sale(18, result=0x6C), wall_s=at + 200),
        record(r.R_SETTLEMENT, 1, 20_779, 1, 1250, 0, wall_s=at + 300),
        record(r.R_TOTALS, 1, 1250, 1, wall_s=at + 301),
        record(r.R_SETTLEMENT, 2, 20_779, 1, 1250, 0, wall_s=at + 310),
    )
