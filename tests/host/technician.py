# SPDX-License-Identifier: MIT
"""A technician at a desk: commands run in this process, boards plugged into named ports."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from posminder import home
from posminder.cli import connect
from posminder.errors import BoardNotFound
from tests.host.desk_board import DeskBoard
from tests.host.journal_bytes import BOARD

KIOSK = "host_tools/posminder/profiles/example/kiosk.yaml"
KEY = bytes(range(32))


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    def json(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ran]


def plug_in(monkeypatch: pytest.MonkeyPatch, ports: dict[str, DeskBoard]) -> None:
    def open_port(url: str) -> DeskBoard:
        if url not in ports:
            raise BoardNotFound(url, "no such port")
        return ports[url]

    monkeypatch.setattr(connect, "SerialPort", open_port)
    found = [SimpleNamespace(device=name, vid=0x2E8A) for name in ports]
    found.append(SimpleNamespace(device="/dev/ttyS0", vid=None))
    monkeypatch.setattr(connect.list_ports, "comports", lambda: found)


def keep_key(key: bytes = KEY) -> None:
    path = home.key_path(BOARD)
    path.parent.mkdir(parents=True)
    path.write_text(key.hex())
