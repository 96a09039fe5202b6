# SPDX-License-Identifier: MIT
"""A mail server and a webhook on loopback that can be down, slow or angry. Real SMTP and HTTP."""

from __future__ import annotations

import email.policy
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import quote

from aiosmtpd.controller import Controller


@dataclass
class Got:
    """What a server was given and said yes to, in order."""

    id: str
    title: str
    body: str
    raw: Any = None


@dataclass
class MailServer:
    """`reply` is what it says to each mail: 250 takes it."""

    port: int = 0
    reply: str = "250 OK"
    got: list[Got] = field(default_factory=list)
    _running: Controller | None = None

    def start(self) -> None:
        self.port = self.port or free_port()
        self._running = Controller(self, hostname="127.0.0.1", port=self.port)
        self._running.start()

    def stop(self) -> None:
        if self._running is not None:
            self._running.stop()
            self._running = None

    def url(self, **options: str) -> str:
        told = {"from": "watch@shop.example", "to": "owner@shop.example", "mode": "insecure"}
        asked = "&".join(f"{name}={quote(value)}" for name, value in (told | options).items())
        return f"mailto://127.0.0.1:{self.port}?{asked}"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail = cast(EmailMessage, message_from_bytes(envelope.content, policy=email.policy.default))
        if self.reply.startswith("250"):
            part = mail.get_body(("plain",))
            assert part is not None
            id_ = str(mail["X-Posminder-Message"])
            self.got.append(
                Got(id_, str(mail["Subject"]), part.get_content().replace("\r\n", "\n"), mail)
            )
        return self.reply


@dataclass
class Webhook:
    """`codes` are answered one a request, the last for ever; `slow_s`: it takes that long first."""

    port: int = 0
    codes: list[int] = field(default_factory=lambda: [200])
    slow_s: float = 0
    got: list[Got] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    _running: ThreadingHTTPServer | None = None

    def start(self) -> None:
        self.port = self.port or free_port()
        self._running = ThreadingHTTPServer(("127.0.0.1", self.port), self._handler())
        threading.Thread(target=self._running.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        if self._running is not None:
            self._running.shutdown()
            self._running.server_close()
            self._running = None

    def url(self, **options: str) -> str:
        asked = "".join(f"&{name}={quote(value)}" for name, value in options.items())
        return f"json://127.0.0.1:{self.port}/hook?method=post{asked}"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                id_ = str(self.headers["X-Posminder-Message"])
                hook.asked.append(id_)
                code = hook.codes.pop(0) if len(hook.codes) > 1 else hook.codes[0]
                if 200 <= code < 300:
                    hook.got.append(Got(id_, told["title"], told["message"], told))
                time.sleep(hook.slow_s)
                try:
                    self.send_response(code)
                    self.end_headers()
                except OSError:  # whoever asked has left
                    pass

            def log_message(self, format: str, *values: object) -> None:
                """Say nothing."""

        return Handler


def free_port() -> int:
    """Return a port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(server: MailServer | Webhook) -> Iterator[None]:
    """Run a server while in the context."""
    server.start()
    try:
        yield
    finally:
        server.stop()
