# SPDX-License-Identifier: MIT
"""Wireshark's ZVT dissector as a reader of ZVT messages that shares no line with us.

Takes bare APDUs and whole serial frames; each becomes a packet of a capture whose link type
is told to be ZVT, so that no TCP stands between.
"""

from __future__ import annotations

import struct
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_LINKTYPE_USER0: Final = 147
_USER0_IS_ZVT: Final = 'uat:user_dlts:"User 0 (DLT=147)","zvt","0","","0",""'
_MAGIC: Final = 0xA1B2C3D4
_SNAP_BYTES: Final = 65_535


@dataclass(frozen=True)
class Dissected:
    """What the dissector said of one packet."""

    known: bool  # whether it took the packet for ZVT at all
    fields: dict[str, list[tuple[str, str]]]  # name: (value, as people read it), in order
    complaints: list[str]  # malformed packet, expert information

    def value(self, name: str) -> str:
        """Return the value of the only field `name`."""
        ((value, _),) = self.fields[name]
        return value

    def words(self, name: str) -> str:
        """Return the only field `name` as people read it."""
        ((_, words),) = self.fields[name]
        return words


def capture(packets: Sequence[bytes]) -> bytes:
    """Return a pcap file of `packets`, a second apart."""
    head = struct.pack("<IHHiIII", _MAGIC, 2, 4, 0, 0, _SNAP_BYTES, _LINKTYPE_USER0)
    return head + b"".join(
        struct.pack("<IIII", second, 0, len(packet), len(packet)) + packet
        for second, packet in enumerate(packets)
    )


def dissect(tshark: str, packets: Sequence[bytes], folder: Path) -> list[Dissected]:
    """Return what `tshark` says of each packet. PDML, because JSON has no names of values."""
    file = folder / "zvt.pcap"
    file.write_bytes(capture(packets))
    done = subprocess.run(
        [tshark, "-o", _USER0_IS_ZVT, "-r", file, "-T", "pdml"],
        capture_output=True,
        check=True,
        timeout=60,
    )
    return [_read(packet) for packet in ET.fromstring(done.stdout).iter("packet")]


def _read(packet: ET.Element) -> Dissected:
    fields: dict[str, list[tuple[str, str]]] = {}
    for field in packet.iter("field"):
        words = field.get("showname") or field.get("show") or ""
        fields.setdefault(field.get("name") or "", []).append((field.get("show") or "", words))
    names = {proto.get("name") or "" for proto in packet.iter("proto")} | set(fields)
    complaints = [name for name in names if name.startswith(("_ws.malformed", "_ws.expert"))]
    return Dissected(bool(packet.findall("proto[@name='zvt']")), fields, sorted(complaints))
