# SPDX-License-Identifier: MIT
"""From the outbox to the routes: each message until a server has taken it, later and later.

Before a try it is written down, after it what came of it. A crash anywhere loses nothing; the one
between a server's yes and our mark, or a yes that was lost on the way, sends the message again
under the same id, which stands in its text, and in the header X-Posminder-Message where there are
headers, so that whoever receives it can drop the second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from posminder.store.watching import Message, Watching
from posminder.watch import times

Send = Callable[[str, Message], str | None]
"""Hands a message over to an address; returns None once the server has it, else why it has not."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one try; `problem` None: sent."""

    message: Message
    problem: str | None


def send_due(watching: Watching, routes: dict[str, str], send: Send, now_s: int) -> list[Tried]:
    """Try every message that is due on `routes`, addresses by name."""
    tried = []
    for message in watching.unsent(routes):
        if message.next_s <= now_s:
            watching.trying(message.id, times.next_try_s(message.tries, now_s))
            problem = send(routes[message.route], message)
            if problem is None:
                watching.took(message.id, now_s)
            else:
                watching.failed(message.id, problem)
            tried.append(Tried(message, problem))
    return tried
