# SPDX-License-Identifier: MIT
"""CPython's stand-in for MicroPython's built-in module, which comes first where there is one."""

import ctypes


def addressof(buffer) -> int:
    """Return where a writable buffer lies."""
    return ctypes.addressof(ctypes.c_char.from_buffer(buffer))
