# SPDX-License-Identifier: MIT
"""A serial port offered on a TCP socket of this computer, as a terminal server does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Final

from posminder.transport.serial_port import SerialPort

_LOOK_S: Final = 0.01


@contextmanager
def over_tcp(port: str) -> Iterator[str]:
    """Serve `port` to one client after another while in the context; yield pyserial's url of it."""
    ending = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server, closing(SerialPort(port)) as serial:
        server.settimeout(_LOOK_S)
        thread = threading.Thread(target=_serve, args=(server, serial, ending), name="over-tcp")
        thread.start()
        try:
            yield f"socket://127.0.0.1:{server.getsockname()[1]}"
        finally:
            ending.set()
            thread.join()


def _serve(server: socket.socket, serial: SerialPort, ending: threading.Event) -> None:
    while not ending.is_set():
        try:
            client, _ = server.accept()
        except TimeoutError:
            continue
        with client:
            client.settimeout(_LOOK_S)
            while not ending.is_set() and _carried(client, serial):
                pass


def _carried(client: socket.socket, serial: SerialPort) -> bool:
    """Carry what there is, both ways; False once the client has gone."""
    try:
        data = client.recv(4096)
    except TimeoutError:
        data = None
    if data:
        serial.write(data)
    heard = serial.read(0)
    if heard:
        client.sendall(heard)
    return data != b""
