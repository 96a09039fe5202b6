# SPDX-License-Identifier: MIT
"""The watch as a process of its own beside a board with the real firmware: in, out, in again."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.emulator.scene import Scene
from tests.emulator.test_cli import Desk
from tests.support.board_on_pty import served
from tests.support.message_servers import MailServer, running

pytestmark = pytest.mark.xdist_group("cli")


def events(process: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    assert process.stdout is not None
    for line in process.stdout:
        yield json.loads(line)


def until(found: Iterator[dict[str, Any]], event: str) -> dict[str, Any]:
    """Return the next event of that name."""
    return next(each for each in found if each["event"] == event)


def test_a_board_plugged_in_is_pulled_and_its_alert_comes_as_a_mail(tmp_path: Path) -> None:
    desk, mail = Desk(tmp_path), MailServer()
    port = tmp_path / "board"  # as udev names one
    with running(mail), Scene(seed=2711) as scene:
        scene.shop.printer.paper = False
        scene.sell(1250)
        scene.run(60)
        desk.keep_key(scene.status().id, scene.key)
        secret = tmp_path / "owner.url"
        secret.write_text(mail.url())
        secret.chmod(0o600)
        (tmp_path / "watch.yaml").write_text(
            f"zone: Europe/Berlin\nlanguage: zh-CN\nevery: 1h\nports: [{port}]\n"
            "routes: [{name: owner, url: file:owner.url}]\n"
        )
        with desk.start("watch", "--json") as process:
            found = events(process)
            assert until(found, "begins")["routes"] == "owner"
            with served(scene.world) as there:
                port.symlink_to(there)
                assert until(found, "plugged")["port"] == str(port)
                pulled = until(found, "pulled")
                assert pulled["new"] > 3
                until(found, "sent")
                port.unlink()
                until(found, "unplugged")
            with served(scene.world) as there:
                port.symlink_to(there)
                assert until(found, "pulled")["last"] >= pulled["last"]
            process.send_signal(signal.SIGTERM)
            assert until(found, "ends")["count"] == 0
        assert process.returncode == 0
    first = mail.got[0]
    assert "签购单未打印" in first.body  # the receipt that found no paper
    assert "守护盒时钟与本机相差" in first.body  # the world's day is not today
    assert "Posminder 守护盒，消息 " + first.id in first.body
    assert len({each.id for each in mail.got}) == len(mail.got)
