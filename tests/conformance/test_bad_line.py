# SPDX-License-Identifier: MIT
"""Stock clients on a line that loses, doubles, flips and delays bytes: never a wrong byte.

mcumgr-toolkit repeats a request and gets its file. smpclient and smpmgr do not repeat: they may say
that they have failed, and then a new connection has to work.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from smp.exceptions import SMPException
from smpclient import SMPClient
from smpclient.exceptions import SMPClientException
from smpclient.transport import SMPTransport
from smpclient.transport.serial import Cobs, SMPSerialRawTransport, SMPSerialTransport

from posminder.simulator.wire import Faults, NextBytes
from tests.conformance.conftest import Board, download, smpmgr
from tests.conformance.toolkit import Toolkit

pytestmark = pytest.mark.xdist_group("stock clients")  # one board for all

# What befalls the next bytes of one direction. A frame's beginning is where they strike.
FAULTS = {
    "lost": {"lose": 1},
    "three lost": {"lose": 3},
    "doubled": {"double": 1},
    "corrupted": {"flip": 1},
    "split": {"split_us": 120_000},
    "late": {"split_us": 700_000},
}
HARMLESS = ("split", "late")  # nobody's patience ends so soon
FAILURES = (SMPClientException, SMPException, TimeoutError)


@pytest.fixture(params=["to board", "from board"])
def direction(request: pytest.FixtureRequest, board: Board) -> Iterator[NextBytes]:
    """What strikes the next bytes one way; nothing is left of it afterwards."""
    wire = board.line.to_board if request.param == "to board" else board.line.from_board
    yield wire.next_bytes
    wire.next_bytes = NextBytes()
    board.line.faults = Faults()


def strike(direction: NextBytes, fault: str) -> None:
    for name, value in FAULTS[fault].items():
        setattr(direction, name, value)


@pytest.mark.parametrize("fault", FAULTS)
def test_mcumgr_toolkit_gets_its_file(board: Board, direction: NextBytes, fault: str) -> None:
    with Toolkit(board.port) as client:
        client.call("check_connection")
        strike(direction, fault)
        data = client.call("fs_file_download", "/alerts")
    assert data == download(board.port, "/alerts")


@pytest.mark.parametrize("framing", ["console", "COBS"])
@pytest.mark.parametrize("fault", FAULTS)
def test_smpclient_gets_its_file_or_says_so(
    board: Board, direction: NextBytes, fault: str, framing: str
) -> None:
    patience_s = 2.5 if fault in HARMLESS else 1.0

    async def attempt() -> bytes:
        transport: SMPTransport = SMPSerialTransport()
        if framing == "COBS":
            transport = SMPSerialRawTransport(mtu=2048, framing=Cobs())
        async with SMPClient(transport, board.port) as client:
            strike(direction, fault)
            return await client.download_file("/alerts", timeout_s=patience_s)

    expected = download(board.port, "/alerts")
    try:
        assert asyncio.run(attempt()) == expected
    except FAILURES:
        assert fault not in HARMLESS
    direction.lose = direction.double = direction.flip = direction.split_us = 0
    fault = "split"
    assert asyncio.run(attempt()) == expected


@pytest.mark.parametrize("fault", ["lost", "corrupted", "late"])
def test_smpmgr_gets_its_file_or_says_so(
    board: Board, direction: NextBytes, fault: str, tmp_path: Path
) -> None:
    expected = download(board.port, "/alerts")
    strike(direction, fault)
    done = smpmgr(
        board.port, "--timeout", "1", "file", "download", "/alerts", str(tmp_path / "bad")
    )
    if done.returncode == 0:
        assert (tmp_path / "bad").read_bytes() == expected
    else:
        assert fault not in HARMLESS
    direction.lose = direction.flip = direction.split_us = 0
    done = smpmgr(board.port, "file", "download", "/alerts", str(tmp_path / "good"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "good").read_bytes() == expected


def test_a_noisy_line_costs_the_toolkit_time_only(board: Board, direction: NextBytes) -> None:
    with Toolkit(board.port) as client:
        client.call("check_connection")
        board.line.faults = Faults(lose=1e-3, flip=1e-3, double=1e-3)
        got = [client.call("fs_file_download", "/alerts") for _ in range(5)]
        board.line.faults = Faults()
    assert set(got) == {download(board.port, "/alerts")}
