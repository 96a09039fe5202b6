# SPDX-License-Identifier: MIT
"""mcumgr-toolkit, a client in Rust, in a process of its own: it holds Python's lock while it waits,
so in ours the thread that plays the board would starve.

    with Toolkit(port) as client:
        client.call("fs_file_download", "/index")
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from typing import Any, Final, Self

_TIMEOUT_MS: Final = 1000  # the toolkit's own default


class ToolkitError(Exception):
    """What the toolkit raised, its words."""


class Toolkit:
    """A connected client. `call` returns JSON's types; bytes as bytes, records as dicts."""

    def __init__(self, port: str, *, auto_frame_size: bool = True) -> None:
        self._arguments = [port, "auto" if auto_frame_size else "default"]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, __file__, *self._arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the port. Closing twice does nothing."""
        if self._process.poll() is None:
            self._process.communicate(timeout=30)

    def call(self, method: str, *arguments: Any) -> Any:
        """Call a method of MCUmgrClient. Raises ToolkitError."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([method, _packed(arguments)]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise ToolkitError("the toolkit's process has ended")
        kind, value = json.loads(line)
        if kind == "error":
            raise ToolkitError(" ".join(value.split()))  # it breaks its lines
        return _unpacked(value)


def _packed(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, bytes | bytearray):
        return {"hex": bytes(value).hex()}
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, list | tuple):
        return [_packed(each) for each in value]
    if isinstance(value, dict):
        return {"pairs": [[key, _packed(each)] for key, each in value.items()]}
    members = {name: getattr(value, name) for name in dir(value) if not name.startswith("_")}
    if any(isinstance(each, type(value)) for each in members.values()):
        return str(value)  # an enumeration
    return {"pairs": [[name, _packed(each)] for name, each in members.items()]}


def _unpacked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unpacked(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "hex" in value:
        return bytes.fromhex(value["hex"])
    if "datetime" in value:
        return datetime.fromisoformat(value["datetime"])
    return {key: _unpacked(each) for key, each in value["pairs"]}


def _serve(port: str, size: str) -> None:
    from mcumgr_toolkit import MCUmgrClient

    client = MCUmgrClient.serial(port, 115200, _TIMEOUT_MS)
    sized = size != "auto"
    for line in sys.stdin:
        method, arguments = json.loads(line)
        try:
            if not sized:
                client.use_auto_frame_size()
                sized = True
            value = getattr(client, method)(*_unpacked(arguments))
            if hasattr(value, "__next__"):
                value = list(value)
            answer = ["value", _packed(value)]
        except Exception as error:  # noqa: BLE001 # whatever it is, the test is to see it
            answer = ["error", f"{type(error).__name__}: {error}"]
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    _serve(*sys.argv[1:])
