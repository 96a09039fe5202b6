# SPDX-License-Identifier: MIT
"""A board on a serial port: a device path, or one of pyserial's urls (socket://, rfc2217://)."""

from __future__ import annotations

import errno
import os
import time
from typing import Final

import serial

from posminder.errors import BoardBusy, BoardGone, BoardNotFound

BAUD: Final = 115200  # of no meaning on USB

_POLL_S: Final = 0.05
"""pyserial sets the port up anew when its timeout changes, so it stays, and reads are repeated."""


class SerialPort:
    """An open serial port, for nobody else until it is closed.

    Raises BoardNotFound or BoardBusy.
    """

    def __init__(self, url: str, baud: int = BAUD) -> None:
        self._url = url
        try:
            self._port = serial.serial_for_url(url, baud, timeout=_POLL_S, do_not_open=True)
            if "://" not in url:
                self._port.exclusive = True
            self._port.open()
        except (serial.SerialException, ValueError) as error:
            raise _cannot_open(url, error) from error

    @property
    def name(self) -> str:
        """The url it was opened with."""
        return self._url

    def write(self, data: bytes) -> None:
        """Send all of `data`."""
        try:
            self._port.write(data)
        except (serial.SerialException, OSError) as error:
            raise BoardGone(error) from error

    def read(self, timeout_s: float) -> bytes:
        """Return what has arrived, b"" after `timeout_s` seconds without a byte."""
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                data: bytes = self._port.read(max(1, self._port.in_waiting))
            except (serial.SerialException, OSError) as error:
                raise BoardGone(error) from error
            if data or time.monotonic() >= deadline:
                return data

    def close(self) -> None:
        """Give the port back."""
        self._port.close()


def _cannot_open(url: str, error: Exception) -> BoardBusy | BoardNotFound:
    number = getattr(error, "errno", None)
    if number in (errno.EBUSY, errno.EAGAIN) or "lock" in str(error):
        return BoardBusy(url)
    # pyserial repeats the path and the number around the system's own words
    return BoardNotFound(url, error if number is None else os.strerror(number))
