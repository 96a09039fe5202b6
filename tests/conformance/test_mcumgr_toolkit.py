# SPDX-License-Identifier: MIT
"""Unmodified mcumgr-toolkit against the whole firmware: every command that it offers.

It is written in Rust and has no code in common with smpclient, so what both understand is the
protocol's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any
from zlib import crc32

import pytest

from posminder.errors import ProfileRefused
from posminder.session import Session
from posminder.transport.serial_port import SerialPort
from tests.conformance.conftest import Board, download
from tests.conformance.toolkit import Toolkit, ToolkitError

pytestmark = pytest.mark.xdist_group("stock clients")  # one board for all

DENIED = "login: posminder unlock"


@pytest.fixture
def client(board: Board) -> Iterator[Toolkit]:
    with Toolkit(board.port) as toolkit:
        yield toolkit


@pytest.fixture
def unlocked(board: Board) -> Iterator[Toolkit]:
    with Session(SerialPort(board.port)) as session:
        session.unlock(board.key)
    with Toolkit(board.port) as toolkit:
        yield toolkit


def test_echo(client: Toolkit) -> None:
    client.call("check_connection")
    for text in ("hi", "grüß 你好", "x" * 2000):
        assert client.call("os_echo", text) == text


def test_parameters(client: Toolkit) -> None:
    assert client.call("os_mcumgr_parameters") == {"buf_size": 2048, "buf_count": 1}


def test_tasks(client: Toolkit) -> None:
    tasks = client.call("os_task_statistics")
    assert set(tasks) == {"heart", "watchdog", "button", "terminal", "register", "host"}
    assert all(each["cswcnt"] is not None for each in tasks.values())
    later = client.call("os_task_statistics")
    assert later["host"]["cswcnt"] > tasks["host"]["cswcnt"]


def test_memory(client: Toolkit) -> None:
    (heap,) = client.call("os_memory_pool_statistics").values()
    assert heap["blksiz"] == 16
    assert 0 < heap["min"] <= heap["nfree"] < heap["nblks"] <= 320 * 64


def test_clock(client: Toolkit) -> None:
    with pytest.raises(ToolkitError, match=DENIED):
        client.call("os_set_datetime", datetime(2026, 5, 6, 7, 8, 9))


def test_clock_unlocked(unlocked: Toolkit) -> None:
    instant = datetime(2026, 5, 6, 7, 8, 9)
    unlocked.call("os_set_datetime", instant)
    told = unlocked.call("os_get_datetime")
    assert 0 <= (told - instant).total_seconds() < 20


def test_information(client: Toolkit) -> None:
    assert client.call("os_application_info", None) == "Posminder"
    words = client.call("os_application_info", "a").split()
    assert words[0] == "Posminder"
    assert words[1] == json.loads(client.call("fs_file_download", "/status"))["id"]
    with pytest.raises(ToolkitError):
        client.call("os_application_info", "z")


def test_bootloader(client: Toolkit) -> None:
    assert "none" in client.call("os_bootloader_info").values()


def test_reset(client: Toolkit) -> None:
    with pytest.raises(ToolkitError, match=DENIED):
        client.call("os_system_reset", False, 0)


def test_reset_unlocked(unlocked: Toolkit) -> None:
    boots = json.loads(unlocked.call("fs_file_download", "/status"))["boots"]
    with pytest.raises(ToolkitError):
        unlocked.call("os_system_reset", False, 1)  # there is no bootloader to stay in
    unlocked.call("os_system_reset", True, 0)
    for _ in range(20):
        try:
            if json.loads(unlocked.call("fs_file_download", "/status"))["boots"] == boots + 1:
                return
        except ToolkitError:
            pass  # it restarts
    pytest.fail("it did not restart")


@pytest.mark.parametrize("path", ["/index", "/alerts"])
def test_files_are_exact(client: Toolkit, board: Board, path: str) -> None:
    data = client.call("fs_file_download", path)
    assert client.call("fs_file_status", path) == {"length": len(data)}
    assert client.call("fs_file_checksum", path, "sha256")["output"] == sha256(data).digest()
    assert client.call("fs_file_checksum", path, None)["output"] == sha256(data).digest()
    check = client.call("fs_file_checksum", path, "crc32", 1, 9)
    assert int.from_bytes(check["output"], "big") == crc32(data[1:10])
    client.call("fs_file_close")
    client.close()
    ours = download(board.port, path)
    assert path == "/alerts" or data == ours  # an alert grows older


def test_journal_is_exact(unlocked: Toolkit, board: Board) -> None:
    data = unlocked.call("fs_file_download", "/journal/since/0")
    digest = unlocked.call("fs_file_checksum", "/journal/since/0", "sha256")
    assert digest["output"] == sha256(data).digest()
    assert len(data) > 500
    unlocked.close()
    ours = download(board.port, "/journal/since/0")
    assert ours[: len(data)] == data


def test_hash_types(client: Toolkit) -> None:
    types = client.call("fs_supported_checksum_types")
    assert {name: kind["size"] for name, kind in types.items()} == {"crc32": 4, "sha256": 32}


def test_upload(board: Board, unlocked: Toolkit) -> None:
    profile = bytes(range(256)) * 8
    unlocked.call("fs_file_upload", "/profile", profile)
    with pytest.raises(ToolkitError):
        unlocked.call("fs_file_upload", "/status", b"x")
    unlocked.call("fs_file_upload", "/profile", profile)
    unlocked.close()
    with Session(SerialPort(board.port)) as session, pytest.raises(ProfileRefused):
        session.commit("/profile", profile)  # whole, its hash right, and no profile


def test_upload_without_a_lease(client: Toolkit) -> None:
    with pytest.raises(ToolkitError, match=DENIED):
        client.call("fs_file_upload", "/profile", b"x")


def test_no_such_file(client: Toolkit) -> None:
    for method in ("fs_file_download", "fs_file_status", "fs_file_checksum"):
        with pytest.raises(ToolkitError, match=r"(?i)not.?found|no such|does not exist"):
            client.call(method, "/nope")


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("image_get_state", []),
        ("image_set_state", [None, True]),
        ("image_upload", [b"x" * 64]),
        ("image_erase", []),
        ("image_slot_info", []),
        ("stats_list_groups", []),
        ("stats_get_group_data", ["a"]),
        ("settings_read", ["a"]),
        ("settings_write", ["a", b"x"]),
        ("settings_delete", ["a"]),
        ("settings_commit", []),
        ("settings_load", []),
        ("settings_save", []),
        ("shell_execute", [["ls"]]),
        ("enum_get_group_count", []),
        ("enum_get_group_ids", []),
        ("enum_get_group_id", [0]),
        ("enum_iter_group_ids", []),
        ("enum_get_group_details", []),
        ("zephyr_erase_storage", []),
        ("raw_command", [False, 64, 0, {}]),
    ],
)
def test_groups_that_are_not_there_say_so(
    client: Toolkit, method: str, arguments: list[Any]
) -> None:
    with pytest.raises(ToolkitError, match=r"(?i)ENOTSUP|not supported"):
        client.call(method, *arguments)


def test_vendor_group(client: Toolkit, board: Board) -> None:
    hello = client.call("raw_command", False, 0x504D, 0, {})
    assert hello["protocol"] == 1
    assert len(hello["nonce"]) == 16
