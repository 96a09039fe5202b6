# SPDX-License-Identifier: MIT
"""Unmodified smpclient (library) and smpmgr (command) against the whole firmware over a pseudo
terminal. What the board holds is read from it a second time, with our own client.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar
from zlib import crc32

import pytest
from smp import error as smperror
from smp import file_management as smpfs
from smp import os_management as smpos
from smp import packet as smppacket
from smpclient import SMPClient
from smpclient.exceptions import SMPUploadError
from smpclient.generics import error_v1, error_v2, success
from smpclient.requests import enumeration_management as enums
from smpclient.requests import file_management as files
from smpclient.requests import image_management as images
from smpclient.requests import os_management as osm
from smpclient.requests import settings_management as settings
from smpclient.requests import shell_management as shells
from smpclient.requests import statistics_management as statistics
from smpclient.requests import zephyr_management as zephyr
from smpclient.transport.serial import Cobs, SMPSerialRawTransport, SMPSerialTransport

from posminder.errors import PosminderError, ProfileRefused
from posminder.session import Session
from posminder.transport.serial_port import SerialPort
from posminder_formats import commands, smp
from tests.conformance.conftest import Board, download, smpmgr
from tests.emulator.scene import Scene
from tests.support.board_on_pty import served

pytestmark = pytest.mark.xdist_group("stock clients")  # one board for all

T = TypeVar("T")
PROFILE = bytes(range(256)) * 6


def run(port: str, talk: Callable[[SMPClient], Awaitable[T]]) -> T:
    """Connect a stock client, let `talk` use it, disconnect."""

    async def conversation() -> T:
        async with SMPClient(SMPSerialTransport(), port) as client:
            return await talk(client)

    return asyncio.run(conversation())


def fast(port: str, talk: Callable[[SMPClient], Awaitable[T]]) -> T:
    """Do the same on the fast wire."""

    async def conversation() -> T:
        transport = SMPSerialRawTransport(mtu=2048, framing=Cobs())
        async with SMPClient(transport, port) as client:
            return await talk(client)

    return asyncio.run(conversation())


def ask(port: str, request: Any) -> Any:
    """Return the stock client's typed answer to one request."""
    return run(port, lambda client: client.request(request))


@pytest.fixture
def unlocked(board: Board) -> str:
    """The port of a board whose lease a technician took before, and closed the port again."""
    with Session(SerialPort(board.port)) as session:
        session.unlock(board.key)
    return board.port


def boots(port: str) -> int | None:
    """Return how often the board has started, None if it does so right now."""
    try:
        return int(json.loads(download(port, "/status"))["boots"])
    except PosminderError:
        return None


def restarted(port: str, before: int) -> None:
    """See a board that had started `before` times start once more; its answer leaves first."""
    deadline = time.monotonic() + 30
    while boots(port) in (before, None) and time.monotonic() < deadline:
        pass
    assert boots(port) == before + 1


class TestSmpclient:
    def test_echo(self, smp_port: str) -> None:
        for text in ("hi", "grüß 你好", "x" * 800):
            reply = ask(smp_port, osm.EchoWrite(d=text))
            assert success(reply)
            assert reply.r == text

    def test_parameters(self, smp_port: str) -> None:
        reply = ask(smp_port, osm.MCUMgrParametersRead())
        assert success(reply)
        assert (reply.buf_size, reply.buf_count) == (2048, 1)

    def test_tasks(self, smp_port: str) -> None:
        reply = ask(smp_port, osm.TaskStatisticsRead())
        assert success(reply)
        names = {"heart", "watchdog", "button", "terminal", "register", "host"}
        assert set(reply.tasks) == names
        assert {task.tid for task in reply.tasks.values()} == set(range(6))
        assert reply.tasks["watchdog"].cswcnt > 0

    def test_memory(self, smp_port: str) -> None:
        reply = ask(smp_port, osm.MemoryPoolStatisticsRead())
        assert success(reply)
        heap = reply.model_dump()["heap"]
        assert heap["blksiz"] == 16
        assert 0 < heap["min"] <= heap["nfree"] < heap["nblks"]

    def test_datetime(self, smp_port: str) -> None:
        denied = ask(smp_port, osm.DateTimeWrite(datetime="2026-05-06T07:08:09"))
        assert error_v1(denied)
        assert denied.rc == smperror.MGMT_ERR.EACCESSDENIED
        assert denied.rsn == "login: posminder unlock"

    def test_datetime_unlocked(self, unlocked: str) -> None:
        assert success(ask(unlocked, osm.DateTimeWrite(datetime="2026-05-06T07:08:09.123456")))
        reply = ask(unlocked, osm.DateTimeRead())
        assert success(reply)
        assert re.fullmatch(r"2026-05-06T07:08:(09|1\d)", reply.datetime)

    def test_information(self, smp_port: str) -> None:
        reply = ask(smp_port, osm.OSApplicationInfoRead())
        assert success(reply)
        assert reply.output == "Posminder"
        everything = ask(smp_port, osm.OSApplicationInfoRead(format="a"))
        assert success(everything)
        assert everything.output.startswith("Posminder ")
        bad = ask(smp_port, osm.OSApplicationInfoRead(format="z"))
        assert error_v2(bad)
        assert bad.err.rc == smpos.OS_MGMT_RET_RC.INVALID_FORMAT

    def test_bootloader(self, smp_port: str) -> None:
        reply = ask(smp_port, osm.BootloaderInformationRead())
        assert success(reply)
        assert reply.bootloader == "none"
        mode = ask(smp_port, osm.BootloaderInformationRead(query="mode"))
        assert error_v2(mode)
        assert mode.err.rc == smpos.OS_MGMT_RET_RC.QUERY_YIELDS_NO_ANSWER

    def test_reset_is_denied(self, smp_port: str) -> None:
        reply = ask(smp_port, osm.ResetWrite())
        assert error_v1(reply)
        assert reply.rc == smperror.MGMT_ERR.EACCESSDENIED

    def test_reset_restarts_the_board_and_ends_the_lease(self, unlocked: str) -> None:
        before = boots(unlocked)
        assert before is not None
        assert success(ask(unlocked, osm.ResetWrite()))
        restarted(unlocked, before)
        assert error_v1(ask(unlocked, osm.ResetWrite()))

    def test_download_and_hash(self, smp_port: str) -> None:
        async def talk(client: SMPClient) -> tuple[bytes, Any, Any, Any]:
            data = await client.download_file("/status")
            # Sent on purpose without a pause: the file stays the one that was downloaded.
            digest = await client.request(files.FileHashChecksum(name="/status"))
            check = await client.request(files.FileHashChecksum(name="/status", type="crc32"))
            return data, digest, check, await client.request(files.FileClose())

        data, digest, check, closed = run(smp_port, talk)
        assert len(data) > 0
        assert success(digest)
        assert digest.output == sha256(data).digest()
        assert (digest.type, digest.len) == ("sha256", len(data))
        assert success(check)
        assert check.output == crc32(data)
        assert success(closed)

    def test_journal(self, unlocked: str) -> None:
        path = "/journal/since/0"
        data = run(unlocked, lambda client: client.download_file(path))
        assert data[:64] == download(unlocked, path)[:64]
        assert len(data) > 64

    def test_status_of_a_file(self, smp_port: str) -> None:
        reply = ask(smp_port, files.FileStatus(name="/index"))
        assert success(reply)
        assert reply.len == len(download(smp_port, "/index"))

    def test_hash_types(self, smp_port: str) -> None:
        reply = ask(smp_port, files.SupportedFileHashChecksumTypes())
        assert success(reply)
        assert {name: kind.size for name, kind in reply.types.items()} == {
            "crc32": 4,
            "sha256": 32,
        }

    @pytest.mark.parametrize(
        ("request_", "expected"),
        [
            (files.FileStatus(name="/nope"), smpfs.FS_MGMT_ERR.FILE_NOT_FOUND),
            (
                files.FileDownload(name="/status", off=10**6),
                smpfs.FS_MGMT_ERR.FILE_OFFSET_LARGER_THAN_FILE,
            ),
        ],
    )
    def test_file_errors(self, smp_port: str, request_: Any, expected: Any) -> None:
        reply = ask(smp_port, request_)
        assert error_v2(reply)
        assert reply.err.rc == expected

    def test_upload_denied_then_accepted(self, board: Board) -> None:
        async def send(client: SMPClient) -> list[int]:
            return [offset async for offset in client.upload_file(PROFILE, "/profile")]

        with pytest.raises(SMPUploadError, match="EACCESSDENIED"):
            run(board.port, send)
        with Session(SerialPort(board.port)) as session:
            session.unlock(board.key)
        assert run(board.port, send)[-1] == len(PROFILE)
        reply = ask(board.port, files.FileUpload(name="/status", off=0, data=b"x", len=1))
        assert error_v2(reply)
        assert reply.err.rc == smpfs.FS_MGMT_ERR.READ_ONLY_FILESYSTEM

    @pytest.mark.parametrize(
        "request_",
        [
            images.ImageStatesRead(),
            images.ImageStatesWrite(hash=bytes(32), confirm=True),
            images.ImageUploadWrite(off=0, data=b"x", len=1, sha=bytes(32)),
            images.ImageErase(slot=1),
            settings.ReadSetting(name="a"),
            settings.WriteSetting(name="a", val=b"x"),
            settings.DeleteSetting(name="a"),
            settings.CommitSettings(),
            settings.LoadSettings(),
            settings.SaveSettings(),
            shells.Execute(argv=["ls"]),
            statistics.ListOfGroups(),
            statistics.GroupData(name="a"),
            enums.CountSupportedGroups(),
            enums.ListSupportedGroups(),
            enums.GroupId(index=0),
            enums.GroupDetails(groups=[0]),
            zephyr.EraseStorage(),
        ],
    )
    def test_unsupported_groups_say_so(self, smp_port: str, request_: Any) -> None:
        reply = ask(smp_port, request_)
        assert reply.rc == smperror.MGMT_ERR.ENOTSUP


class TestSmpclientInCobs:
    def test_echo(self, smp_port: str) -> None:
        for text in ("hi", "grüß 你好", "\x00" * 300, "x" * 2000):
            reply = fast(smp_port, lambda client, d=text: client.request(osm.EchoWrite(d=d)))
            assert success(reply)
            assert reply.r == text

    def test_files(self, unlocked: str) -> None:
        async def talk(client: SMPClient) -> tuple[bytes, Any]:
            data = await client.download_file("/journal/since/0")
            return data, await client.request(files.FileHashChecksum(name="/journal/since/0"))

        data, digest = fast(unlocked, talk)
        assert success(digest)
        assert digest.output == sha256(data).digest()
        assert data[:64] == download(unlocked, "/journal/since/0")[:64]

    def test_upload(self, unlocked: str) -> None:
        async def send(client: SMPClient) -> list[int]:
            return [offset async for offset in client.upload_file(PROFILE, "/profile")]

        assert fast(unlocked, send)[-1] == len(PROFILE)
        with Session(SerialPort(unlocked)) as session, pytest.raises(ProfileRefused):
            session.commit("/profile", PROFILE)  # whole, its hash right, and no profile

    def test_both_framings_by_turns(self, smp_port: str) -> None:
        for _ in range(2):
            for talk_over in (run, fast):
                data = talk_over(smp_port, lambda client: client.download_file("/alerts"))
                assert data == download(smp_port, "/alerts")

    def test_a_boot_mode_that_is_not_there_is_refused_and_nothing_restarts(
        self, unlocked: str
    ) -> None:
        before = boots(unlocked)
        for mode in (1, 255):
            reply = ask(unlocked, osm.ResetWrite(boot_mode=mode))
            assert error_v1(reply)
            assert reply.rc == smperror.MGMT_ERR.EINVAL
        assert boots(unlocked) == before
        assert before is not None
        assert success(ask(unlocked, osm.ResetWrite(force=1, boot_mode=0)))
        restarted(unlocked, before)

    def test_a_clock_that_is_unset_or_a_time_that_is_none(self, unlocked: str) -> None:
        reply = ask(unlocked, osm.DateTimeWrite(datetime="yesterday"))
        assert error_v1(reply)
        assert reply.rc == smperror.MGMT_ERR.EINVAL
        with Scene(seed=2, fresh=True, rtc=False) as scene, served(scene.world) as port:
            unset = ask(port, osm.DateTimeRead())
            assert error_v2(unset)
            assert unset.err.rc == smpos.OS_MGMT_RET_RC.RTC_NOT_SET


class TestSmpmgr:
    def test_echo(self, smp_port: str) -> None:
        done = smpmgr(smp_port, "os", "echo", "hello")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "r='hello'" in done.stdout

    def test_download_is_exact(self, smp_port: str, tmp_path: Path) -> None:
        target = tmp_path / "alerts"  # /index grows with every record
        done = smpmgr(smp_port, "file", "download", "/alerts", str(target))
        assert done.returncode == 0, done.stdout + done.stderr
        assert target.read_bytes() == download(smp_port, "/alerts")

    def test_size_and_hash(self, smp_port: str) -> None:
        index = download(smp_port, "/index")
        size = smpmgr(smp_port, "file", "read-size", "/index")
        assert str(len(index)) in size.stdout.split()
        digest = smpmgr(smp_port, "file", "get-hash", "/index")
        assert repr(sha256(index).digest())[2:12] in digest.stdout

    def test_upload_denied_then_accepted(self, board: Board, tmp_path: Path) -> None:
        source = tmp_path / "profile"
        source.write_bytes(PROFILE)
        denied = smpmgr(board.port, "file", "upload", str(source), "/profile")
        assert denied.returncode != 0
        assert "EACCESSDENIED" in denied.stdout + denied.stderr
        with Session(SerialPort(board.port)) as session:
            session.unlock(board.key)
        done = smpmgr(board.port, "file", "upload", str(source), "/profile")
        assert done.returncode == 0, done.stdout + done.stderr

    def test_hash_types(self, smp_port: str) -> None:
        done = smpmgr(smp_port, "file", "get-supported-hash-types")
        assert done.returncode == 0, done.stdout + done.stderr
        assert "sha256" in done.stdout
        assert "crc32" in done.stdout

    def test_reset_denied_then_done(self, board: Board) -> None:
        denied = smpmgr(board.port, "os", "reset")
        assert "EACCESSDENIED" in denied.stdout + denied.stderr
        with Session(SerialPort(board.port)) as session:
            session.unlock(board.key)
        before = boots(board.port)
        done = smpmgr(board.port, "os", "reset")
        assert done.returncode == 0, done.stdout + done.stderr
        assert before is not None
        restarted(board.port, before)

    @pytest.mark.parametrize(
        "arguments",
        [
            ["image", "state-read"],
            ["image", "state-write", "00" * 32],
            ["image", "erase", "1"],
            ["image", "upload", "--format", "any", "IMAGE"],
            ["upgrade", "--format", "any", "IMAGE"],
            ["statistics", "list"],
            ["statistics", "get", "a"],
            ["statistics", "fetch-all"],
            ["statistics", "smp_svr_stats"],
            ["enum", "get-supported-groups"],
            ["enum", "get-group-details", "0"],
            ["shell", "ls"],
        ],
    )
    def test_groups_that_are_not_there_say_so(
        self, smp_port: str, arguments: list[str], tmp_path: Path
    ) -> None:
        image = tmp_path / "image"
        image.write_bytes(bytes(64))
        done = smpmgr(smp_port, *[str(image) if each == "IMAGE" else each for each in arguments])
        # of a list it says that there is nothing on it, of an upload the number
        answers = "ENOTSUP|rc=8|No statistics groups"
        assert re.search(answers, done.stdout + done.stderr)


def test_our_codes_are_the_standards() -> None:
    assert commands.RC_VERSION_TOO_NEW == smperror.MGMT_ERR.UNSUPPORTED_TOO_NEW
    assert commands.RC_ACCESS_DENIED == smperror.MGMT_ERR.EACCESSDENIED
    assert commands.RC_NOT_SUPPORTED == smperror.MGMT_ERR.ENOTSUP
    assert commands.FS_RC_INVALID_NAME == smpfs.FS_MGMT_ERR.FILE_INVALID_NAME
    assert commands.FS_RC_OFFSET_NOT_VALID == smpfs.FS_MGMT_ERR.FILE_OFFSET_NOT_VALID
    assert commands.FS_RC_HASH_NOT_FOUND == smpfs.FS_MGMT_ERR.CHECKSUM_HASH_NOT_FOUND
    assert commands.OS_RC_CLOCK_NOT_SET == smpos.OS_MGMT_RET_RC.RTC_NOT_SET


def test_lines_are_what_the_stock_library_writes() -> None:
    for length in (8, 89, 90, 91, 500, 1024):
        frame = bytes(index * 7 & 0xFF for index in range(length))
        assert smp.encode(frame) == b"".join(smppacket.encode(frame, line_length=128))
