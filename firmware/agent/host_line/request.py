# SPDX-License-Identifier: MIT
"""Taking fields out of a request. A missing field or one of another type is RC_INVALID."""

from agent.host_line.refusal import Refusal
from posminder_formats.commands import RC_INVALID

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias, TypeVar

    Request: TypeAlias = dict[int | str, object]
    Reply: TypeAlias = dict[str, object]
    T = TypeVar("T")


def required(request: "Request", name: str, kind: "type[T]") -> "T":
    """Return the field `name`, which must be there."""
    value = request.get(name)
    # type() and not isinstance(): true and false are no numbers
    if type(value) is not kind:
        raise Refusal(RC_INVALID)
    return value


def optional(request: "Request", name: str, kind: "type[T]", default: "T") -> "T":
    """Return the field `name`, or `default` if it is not there."""
    return required(request, name, kind) if name in request else default


def natural(request: "Request", name: str, default: int | None = None) -> int:
    """Return the field `name`, a number of 0 or more."""
    if default is not None and name not in request:
        return default
    value = required(request, name, int)
    if value < 0:
        raise Refusal(RC_INVALID)
    return value
