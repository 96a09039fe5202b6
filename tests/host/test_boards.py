# SPDX-License-Identifier: MIT
"""The boards with a Pico: their modules run on real MicroPython, the processor under them modelled.

No silicon was near: what is shown is that the parts are joined as the contract wants it, that the
whole agent starts and answers on them, and what a board without a part does.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from posminder.session import Session
from tests.support.pipe_board import ROOT, PipeBoard, run

PICOS = ("rpi_pico", "posminder_pico")
BOARDS = ("unix", *PICOS)

_START = """
import fake_pico, machine, rp2
from fake_pico import Sectors
chip = fake_pico.wired({parts})
rp2.Flash.storage = Sectors(352)
"""


def script(text: str, parts: str = "") -> str:
    """Return a script that begins with a wired processor."""
    return _START.format(parts=parts) + text


def done(board: str, text: str, parts: str = "", *more: Path) -> str:
    """Return what the script prints; it must end well."""
    ended = run(board, script(text, parts), *more)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def offered(path: Path) -> set[str]:
    """Return the names that a module binds."""
    names = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


@pytest.mark.parametrize("board", BOARDS)
def test_a_board_offers_all_that_the_contract_wants(board: str) -> None:
    tree = ast.parse((ROOT / "firmware/agent/contracts.py").read_text("utf-8"))
    (contract,) = [
        node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == "Board"
    ]
    wanted = {node.name for node in contract.body if isinstance(node, ast.FunctionDef)}
    wanted |= {
        node.target.id
        for node in contract.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    assert wanted <= offered(ROOT / "boards" / board / "board.py") | {"code"}


@pytest.mark.parametrize("board", PICOS)
def test_the_host_reaches_the_agent_on_it_and_the_journal_has_its_start(board: str) -> None:
    with PipeBoard(board, script("import main")) as line, Session(line, timeout_s=20) as session:
        hello = session.hello()
        status = json.loads(session.download("/status"))
    assert (hello.board, hello.id.hex()) == (board, "e6613852834a2b31")
    sectors = 256 - 16
    assert (status["journal"]["last_seq"] > 0, status["journal"]["sectors"]) == (True, sectors)
    assert status["lines"] == {}


@pytest.mark.parametrize("board", PICOS)
def test_without_a_chip_it_says_both_cures_and_is_red(board: str) -> None:
    told = done(
        board,
        """
try:
    import board
except Exception as error:
    print(type(error).__name__, error)
print(machine.Pin(18)())
""",
        "nor=0",
    )
    assert told.startswith("NoPlaceForAJournal no flash chip of the 25 series answers (id 000000)")
    cure = "posminder_pico" if board == "rpi_pico" else "fitted.py"
    assert told.count("WIRING.md") == 2
    assert told.count(cure) == 2
    assert "日志无处存放" in told
    assert told.endswith("\n1\n")


_LIES = """
import board
board.config_region.program(4096, b"\\x12\\x34")
board.journal_region.program(8, b"\\x56")
found = bytearray(3)
"""


def test_configuration_and_journal_share_the_chip() -> None:
    told = done(
        "rpi_pico",
        _LIES
        + """
chip.nor.mounts[0][1].read(4096, found)
print(found)
chip.nor.mounts[0][1].read(16 * 4096 + 7, found)
print(found, board.config_region.sector_count + board.journal_region.sector_count)
""",
        "nor=4096",
    )
    assert told == "bytearray(b'\\x124\\xff')\nbytearray(b'\\xffV\\xff') 4096\n"


def test_without_a_chip_a_build_of_ours_keeps_to_its_slices(tmp_path: Path) -> None:
    (tmp_path / "fitted.py").write_text(
        "PANEL_COLUMN = 0\nCASE_SWITCH = False\nPIXEL = True\nFLASH_CHIP = False\n"
    )
    told = done(
        "posminder_pico",
        _LIES
        + """
print(sorted(rp2.Flash.storage.used), board.journal_region.sector_count)
board.journal_region.erase(175)
try:
    board.journal_region.erase(176)
except ValueError:
    print(type(board.lamp).__name__)
""",
        "nor=0",
        tmp_path,
    )
    assert told == "[161, 176] 176\nPixelLamp\n"


def test_whatever_is_not_there_is_none() -> None:
    text = "import board\nprint(type(board.rtc).__name__, type(board.panel).__name__)"
    assert done("rpi_pico", text, "clock='', panel=False") == "NoneType NoneType\n"
    assert done("rpi_pico", text, "clock='pcf8563'") == "Pcf8563 NoneType\n"


def test_a_wanted_reset_is_told_from_the_watchdogs() -> None:
    text = """
import sys
import board
reasons = [board.boot_reason()]
for wanted in (True, False):
    (board.reset if wanted else machine.reset)()
    del sys.modules["board"]
    import board
    reasons.append(board.boot_reason())
print(reasons, chip.resets)
"""
    assert done("rpi_pico", text) == "[0, 1, 2] 2\n"


def test_lines_and_relay_hang_where_the_table_says() -> None:
    text = """
import board, uselect as select
chip.lines[0].receive(b"t")
chip.lines[1].receive(b"r")
two = bytearray(2)
board.terminal_line.readinto(two, 2)
print(two)
board.set_baud(115200)
print([line.character_us for line in chip.lines])
relay = machine.Pin(22)
board.watchdog.feed()
board.watchdog.feed()
print(relay.levels, chip.watchdog.timeout_ms)
"""
    told = done("rpi_pico", text.replace(", uselect as select", ""))
    assert told == "bytearray(b't\\x00')\n[95, 95]\n[0, 1, 0] 8000\n"


# Its own _boot.py, over genuine littlefs --------------------------------------------------

_BOOT = """
def boot():
    import sys
    sys.modules.pop("_boot", None)
    import _boot
def image():
    return {number: bytes(sector) for number, sector in rp2.Flash.storage.used.items()}
import vfs
boot()
with open("/note", "w") as file:
    file.write("kept")
vfs.umount("/")
boot()
print(open("/note").read(), max(image()) < 32)
vfs.umount("/")
"""


def test_a_blank_slice_is_formatted_and_its_files_stay() -> None:
    assert done("posminder_pico", _BOOT) == "kept True\n"


def test_a_mount_error_formats_nothing() -> None:
    """A superblock that is spoilt in both places: MicroPython's own _boot.py would format it."""
    told = done(
        "posminder_pico",
        _BOOT
        + """
for number in (0, 1):
    rp2.Flash.storage.program(number * 4096, bytes(64))
before = image()
boot()
print(before == image())
""",
    )
    lines = told.splitlines()
    assert (lines[0], lines[-1]) == ("kept True", "True")
    assert "left as it is" in lines[1]
    assert "已原样保留" in lines[2]
