# SPDX-License-Identifier: MIT
"""A time-stamp authority of our own: replies by `openssl ts`, over HTTP on the loopback.

`ways` says what it does with each query in turn; behind the last it answers as it should.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.support.system_programs import require

CONFIG = """
[tsa]
serial = {folder}/serial
signer_digest = sha256
digests = {digests}
default_policy = 1.2.3.4.1
accuracy = secs:1
ess_cert_id_alg = sha256
"""


@dataclass
class Authority:
    """Files of one authority, and what came of the queries to it."""

    folder: Path
    openssl: str
    url: str = ""
    ways: list[str] = field(default_factory=list)
    asked: int = 0

    @property
    def root(self) -> bytes:
        """The certificate to believe, PEM."""
        return (self.folder / "root.pem").read_bytes()

    def reply(self, query: bytes, digests: str = "sha256") -> bytes:
        """Return the reply of `openssl ts`; a digest that it does not take makes a refusal."""
        config, ask, told = (self.folder / name for name in ("ts.cnf", "query", "reply"))
        config.write_text(CONFIG.format(folder=self.folder, digests=digests))
        ask.write_bytes(query)
        signer = ["-signer", self.folder / "tsa.pem", "-inkey", self.folder / "tsa.key"]
        files = ["-config", config, "-section", "tsa", "-queryfile", ask, "-out", told]
        subprocess.run([self.openssl, "ts", "-reply", *files, *signer], check=False)
        return told.read_bytes()

    def query(self, message: bytes) -> bytes:
        """Return a query over `message`, made by openssl: nobody checks its nonce."""
        data = self.folder / "data"
        data.write_bytes(message)
        options = ["-sha256", "-cert", "-data", data]
        made = subprocess.run(
            [self.openssl, "ts", "-query", *options], check=True, capture_output=True
        )
        return made.stdout


def made(folder: Path, *, valid_days: tuple[int, int] = (-1, 365), name: str = "made") -> Authority:
    """Make an authority whose signing certificate holds from one day to another, from today on."""
    folder.mkdir(parents=True)
    now = datetime.now(UTC)
    ca, key = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    root = _certificate(f"root of {name}", ca, f"root of {name}", ca, now, (-1, 3650), leaf=False)
    tsa = _certificate(f"tsa of {name}", key, f"root of {name}", ca, now, valid_days, leaf=True)
    pem = serialization.Encoding.PEM
    (folder / "root.pem").write_bytes(root.public_bytes(pem))
    (folder / "tsa.pem").write_bytes(tsa.public_bytes(pem))
    plain = serialization.NoEncryption()
    (folder / "tsa.key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    )
    (folder / "serial").write_text("01")
    return Authority(folder, require("openssl", "openssl"))


def _certificate(
    subject: str,
    key: rsa.RSAPrivateKey,
    issuer: str,
    signer: rsa.RSAPrivateKey,
    now: datetime,
    days: tuple[int, int],
    *,
    leaf: bool,
) -> x509.Certificate:
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, n)]) for n in (subject, issuer)]
    made = (
        x509.CertificateBuilder()
        .subject_name(names[0])
        .issuer_name(names[1])
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=not leaf, path_length=None), critical=True)
    )
    if leaf:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        made = made.add_extension(usage, critical=True)
    return made.sign(signer, hashes.SHA256())


@contextmanager
def serving(authority: Authority) -> Iterator[Authority]:
    """Serve on a port of the loopback while in the context."""

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            authority.asked += 1
            query = self.rfile.read(int(self.headers["Content-Length"]))
            way = authority.ways.pop(0) if authority.ways else "well"
            if way == "error":
                self.send_error(503)
                return
            reply = {
                "well": lambda: authority.reply(query),
                "refused": lambda: authority.reply(query, digests="sha512"),
                "other": lambda: authority.reply(authority.query(b"something else")),
                "garbage": lambda: b"<html>",
                "long": lambda: bytes(100_000),
                "cut": lambda: authority.reply(query)[:-200],
                "slow": lambda: b"slow" * 3,
            }[way]()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            if way != "slow":
                self.wfile.write(reply)
                return
            for at in range(len(reply)):  # a byte at a time, each in time
                self.wfile.write(reply[at : at + 1])
                self.wfile.flush()
                if stopped.wait(0.1):
                    return

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    stopped = threading.Event()
    server = HTTPServer(("127.0.0.1", 0), Desk)
    authority.url = f"http://127.0.0.1:{server.server_port}/tsa"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield authority
    finally:
        stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()
