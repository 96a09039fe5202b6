# SPDX-License-Identifier: MIT
"""A board for command tests: the real host-line server in this process, behind a Transport.

What the agent would offer it is small and scripted here; the line, the lease, the files and
the commit are the firmware's own.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from agent.host_line.files import BytesFile
from agent.host_line.server import Server
from posminder.errors import BoardGone
from posminder_formats import frames
from tests.host.journal_bytes import BOARD


def status_of(**changes: Any) -> dict[str, Any]:
    """Return /status of a shop where all is well, with `changes` to its keys."""
    counters = {"frames": 120, "checksum_errors": 2, "repeats": 1}
    counters |= {"broken": 0, "oversize": 0, "lost_bytes": 0}
    status: dict[str, Any] = {
        "firmware": "0.1.0",
        "board": "desk",
        "id": BOARD,
        "commissioned": True,
        "site": "kn-0001",
        "profile_hash": None,
        "mode": "enforce",
        "wall_s": 1_795_330_800,
        "clock": "host",
        "boots": 3,
        "boot_reason": "power",
        "starts_today": 1,
        "health": {
            "case": "closed",
            "supply_mv": 4700,
            "chip_c": 31,
            "missing": [],
            "faults": {"clock": 0, "panel": 0, "button": 0, "terminal": 0, "register": 0},
        },
        "uptime_s": 3725,
        "terminal": {"line": "answering", "signed_in": "yes", "status": 0, "tid": "29001234"},
        "batch": {"count": 2, "total_minor": 2505, "currency": 978, "since_s": 1_795_330_000},
        "settlement": {"state": "verified", "business_day": 20_778, "last_s": 1_795_290_000},
        "receipts_open": 0,
        "alerts": [],
        "lines": {"terminal": counters, "register": dict(counters, checksum_errors=0)},
        "journal": {
            "first_seq": 1,
            "last_seq": 345,
            "sectors": 12,
            "records_lost": 0,
            "faults": 0,
            "unsealed": 0,
        },
        "events_dropped": 0,
    }
    return status | changes


class DeskBoard:
    """Services of a board, and the Transport to it. `journal` are the frames it holds."""

    name = "desk"
    board_name = "desk"
    unique_id = bytes.fromhex(BOARD)

    def __init__(self, journal: bytes = b"", key: bytes | None = None) -> None:
        self.journal = journal
        self.changes: dict[str, Any] = {}
        self.stored_key = key
        self.stored_profile: bytes | None = None
        self.wall: int | None = None
        self.asked_since: list[int] = []
        self.acknowledged: list[tuple[int, int]] = []
        self.bytes_until_gone: int | None = None
        self.spoil_hash = False
        self.named: list[tuple[str, int]] = []  # whom the profile names, with which role
        self.enrolled: list[list[Any]] = []
        self.changed: list[tuple[str, int, int, str | None]] = []
        self.deeds: list[tuple[str, int, int, int, bytes, int]] = []
        self.tests: list[bool] = []
        self.awaited: list[dict[str, Any]] = []
        self.test_told: list[dict[str, Any]] = [{"state": "never"}]
        self.verdict = 0  # of whatever is proved right
        self.waits_ms = 0
        self.confirmed: tuple[int, int] | None = None
        self.busy_times = 0
        self._server = Server(self)
        self._nonce = 0
        self._ms = 0
        self._out = b""

    # Transport -----------------------------------------------------------------------------

    def write(self, data: bytes) -> None:
        for byte in data:
            if self._server.feed(byte):
                while self._server.work():
                    pass
                self._out += b"".join(bytes(line) for line in self._server.wire())

    def read(self, timeout_s: float) -> bytes:
        data, self._out = self._out, b""
        if self.bytes_until_gone is not None:
            self.bytes_until_gone -= len(data)
            if self.bytes_until_gone < 0:
                raise BoardGone("unplugged")
        return data

    def close(self) -> None:
        self._out = b""

    # Services ------------------------------------------------------------------------------

    def now_ms(self) -> int:
        self._ms += 1
        return self._ms

    def wall_s(self) -> int | None:
        return self.wall

    def set_wall(self, wall_s: int) -> None:
        self.wall = wall_s

    def status(self) -> BytesFile:
        known: dict[str, Any] = {"commissioned": self.stored_key is not None}
        if self.stored_profile is not None:
            known["profile_hash"] = sha256(self.stored_profile).hexdigest()
        return BytesFile(json.dumps(status_of(**known | self.changes)).encode())

    def index(self) -> BytesFile:
        return BytesFile(b"{}")

    def deposits(self) -> BytesFile:
        return BytesFile(json.dumps(self.awaited).encode())

    def begin_self_test(self, press: bool) -> bool:
        self.tests.append(press)
        return True

    def self_test(self) -> BytesFile:
        text = self.test_told.pop(0) if len(self.test_told) > 1 else self.test_told[0]
        return BytesFile(json.dumps(text).encode())

    def profile(self) -> bytes | None:
        return self.stored_profile

    def commit_profile(self, data: bytes | bytearray) -> bytes:
        self.stored_profile = bytes(data)
        return bytes(32) if self.spoil_hash else sha256(self.stored_profile).digest()

    def journal_export(self, since: int) -> BytesFile:
        self.asked_since.append(since)
        units = frames.scan(self.journal)
        kept = [(offset, size) for _, offset, size in units if self._seq(offset) > since]
        return BytesFile(b"".join(self.journal[offset : offset + size] for offset, size in kept))

    def _seq(self, offset: int) -> int:
        return frames.seq_at(self.journal, offset)

    def key(self) -> bytes | None:
        return self.stored_key

    def save_key(self, key: bytes) -> None:
        self.stored_key = bytes(key)

    def people(self) -> list[list[Any]]:
        return self.enrolled

    def save_people(self, people: list[list[Any]]) -> None:
        self.enrolled = people

    def people_file(self) -> BytesFile:
        known = [row[:2] for row in self.enrolled]
        rows = [
            {"id": id_, "role": role, "enrolled": [id_, role] in known, "wait_s": 0}
            for id_, role in self.named
        ]
        return BytesFile(json.dumps(rows).encode())

    def person_changed(self, person: str, role: int, state: int, by: str | None) -> None:
        self.changed.append((person, role, state, by))

    def role_of(self, person: str) -> int:
        return dict(self.named).get(person, 0)

    def wait_ms(self, person: str) -> int:
        return self.waits_ms

    def busy(self) -> bool:
        self.busy_times -= 1
        return self.busy_times >= 0

    def judge(self, person: str, role: int, deed: int, value: int, sha256: bytes) -> int:
        return self.verdict

    def done(
        self, person: str, role: int, deed: int, value: int, sha256: bytes, outcome: int
    ) -> None:
        self.deeds.append((person, role, deed, value, sha256, outcome))

    def drill(self, on: bool) -> int:
        return 0

    def confirm_terminal(self, epoch: int, fate: int) -> bool:
        self.confirmed = (epoch, fate)
        return epoch == 2

    def seal(self, nonce: bytes) -> int:
        return self.seal_over(nonce)

    def pulled(self, seq: int, damaged: int) -> bool:
        self.acknowledged.append((seq, damaged))
        return True

    def seal_over(self, nonce: bytes) -> int:
        """Seal nothing, unless a test says how."""
        return 0

    def seal_keys(self) -> dict[str, Any]:
        return {"epoch": 0, "blinding": bytes(16), "key": bytes(range(32))}

    def entropy(self, count: int) -> bytes:
        self._nonce += 1
        return bytes([self._nonce]) * count

    def request_reset(self) -> None:
        raise AssertionError("no command resets a board")

    def lease_changed(
        self, role: int, state: int, person: str | None = None, dated: bool = False
    ) -> None:
        self.lease = (role, state)

    def asks(self, about: bytes) -> int:
        return 0

    def unlock_wait_ms(self) -> int:
        return 0

    def day(self) -> int | None:
        return None if self.wall is None else self.wall // 86_400
