# SPDX-License-Identifier: MIT
"""The door to apprise: an address becomes a service, a message is handed over once.

Nothing else imports apprise, which is an extra: without it there is one clear error.
"""

from __future__ import annotations

import logging
from typing import Any, Final

from posminder.errors import EXIT_USAGE, PosminderError
from posminder.store.watching import Message

_HEADER: Final = "X-Posminder-Message"
_PROBLEM_MAX: Final = 300


class NoApprise(PosminderError):
    """What sends messages is not installed. Next: pip install 'posminder[watch]'"""

    exit_code = EXIT_USAGE


def problem_of(url: str) -> str | None:
    """Return what is wrong with an address, None for a good one. Raises NoApprise."""
    service = _service(url)
    if service is None:
        return "is no address that apprise knows: its wiki lists them by service"
    if len(service) > 1:  # one that fails would have all the others told again
        return f"has {len(service)} recipients: make a route of each"
    return None


def send(url: str, message: Message) -> str | None:
    """Hand a message over; return None once the server has it, else why not. Raises NoApprise."""
    apprise = _apprise()
    service = _service(url)
    if service is None:
        return "no address that apprise knows"
    if isinstance(getattr(service, "headers", None), dict):
        service.headers[_HEADER] = message.id
    said = _Said()
    logger = logging.getLogger("apprise")
    logger.addHandler(said)
    try:
        box = apprise.Apprise()
        box.add(service)
        kind = apprise.NotifyType.WARNING if message.urgent else apprise.NotifyType.INFO
        taken = box.notify(
            body=message.body,
            title=message.title,
            notify_type=kind,
            body_format=apprise.NotifyFormat.TEXT,
        )
    finally:
        logger.removeHandler(said)
    return None if taken else said.last or "the service did not take it"


def _service(url: str) -> Any:
    service = _apprise().Apprise.instantiate(url, suppress_exceptions=True)
    return service or None


def _apprise() -> Any:
    try:
        import apprise
    except ImportError as error:
        raise NoApprise from error
    logger = logging.getLogger("apprise")
    if not logger.handlers:  # else Python prints what it complains of, beside our own sentence
        logger.addHandler(logging.NullHandler())
    return apprise


class _Said(logging.Handler):
    """Remembers what apprise complained of last: why a message was not taken."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.last = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line of it."""
        self.last = " ".join(record.getMessage().split())[:_PROBLEM_MAX]
