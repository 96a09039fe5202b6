# SPDX-License-Identifier: MIT
"""`const`: folded by MicroPython's compiler, a plain function where there is none."""

TYPE_CHECKING = False
if TYPE_CHECKING:

    def const(value: int) -> int:
        """Return `value`: for the type checker the same on both Pythons."""

else:
    try:
        from micropython import const as const
    except ImportError:

        def const(value: int) -> int:
            """Return `value`: CPython has nothing to fold."""
            return value
