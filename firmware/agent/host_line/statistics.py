# SPDX-License-Identifier: MIT
"""What SMP's OS group tells of tasks and heap. Loaded when somebody asks for it."""

from posminder_formats._const import const

_PRIORITY = const(0)  # asyncio has one for all
_WAITS = const(2)  # Zephyr's "pending"
_RUNS = const(128)  # Zephyr's "queued": the host line's task, as it answers
_BLOCK_BYTES = const(16)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.host_line.request import Reply
    from agent.host_line.services import Services


def tasks(services: "Services", turns: int) -> "Reply":
    """Return the reply to "task statistics". `turns`: the host line's since the start."""
    told: Reply = {"host": _task(0, _RUNS, turns)}
    for name, count in services.tasks():
        told[name] = _task(len(told), _WAITS, count)
    return {"tasks": told}


def memory(services: "Services") -> "Reply":
    """Return the reply to "memory pool statistics". What was least is not known: it is now."""
    free_bytes, used_bytes = services.heap()
    free = free_bytes // _BLOCK_BYTES
    blocks = (free_bytes + used_bytes) // _BLOCK_BYTES
    return {"heap": {"blksiz": _BLOCK_BYTES, "nblks": blocks, "nfree": free, "min": free}}


def _task(number: int, state: int, turns: int) -> "Reply":
    return {"prio": _PRIORITY, "tid": number, "state": state, "cswcnt": turns}
