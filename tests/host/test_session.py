# SPDX-License-Identifier: MIT
"""The host's session against the board's server core over a line with every fault it may have."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from hashlib import sha256
from typing import Final

import cbor2
import pytest

from agent.host_line import files
from agent.host_line.refusal import Refusal
from agent.host_line.server import Server
from posminder import errors
from posminder.person import Person
from posminder.replies import Hello, Parameters
from posminder.session import Session
from posminder.ticket import Ticket
from posminder.transport.exchange import RETRIES
from posminder_formats import commands, people, smp
from tests.dual.test_server import KEY, FakeFile, FakeServices, feed, frame

FAULTS: Final = (
    "request lost",
    "request flipped",
    "request short",
    "reply lost",
    "reply flipped",
    "reply doubled",
    "reply late",
    "unasked",
    "text",
)


class Line:
    """A line in memory with a server at its far end. `fault(line)` names what befalls a request."""

    name = "memory"

    def __init__(self, services: FakeServices, fault: Callable[[], str] = lambda: "") -> None:
        self.services = services
        self.server = Server(services)
        self.fault = fault
        self.random = random.Random(1)
        self.sent = 0
        self.closed = False
        self._arrived = b""
        self._late = b""

    def write(self, data: bytes) -> None:
        self.sent += 1
        fault = self.fault()
        if fault == "request lost":
            return
        if fault == "request flipped":
            data = self._flip(data)
        elif fault == "request short":
            data = data[: self.random.randrange(len(data))]
        elif fault == "unasked":
            self._arrived += smp.encode(frame(0, 0, 3, b"\xa1arbhi", self.random.randrange(256)))
        elif fault == "text":
            self._arrived += b"\r\n>>> agent: \xff\x06\x04 sale\n"
        reply = b"".join(feed(self.server, data))
        if fault == "reply lost":
            reply = b""
        elif fault == "reply flipped" and reply:
            reply = self._flip(reply)
        elif fault == "reply doubled":
            reply += reply
        elif fault == "reply late":
            self._late += reply
            return
        self._arrived += self._late + reply
        self._late = b""

    def read(self, timeout_s: float) -> bytes:
        if not self._arrived:
            self.services.mono_ms += int(timeout_s * 1000)
            return b""
        count = self.random.randrange(1, 200)
        data, self._arrived = self._arrived[:count], self._arrived[count:]
        return data

    def close(self) -> None:
        self.closed = True

    def _flip(self, data: bytes) -> bytes:
        damaged = bytearray(data)
        damaged[self.random.randrange(len(data))] ^= 1 << self.random.randrange(8)
        return bytes(damaged)


def faults(seed: int, share: float) -> Callable[[], str]:
    """Return a source of faults; never more in a row than the retries make good."""
    source = random.Random(seed)
    in_a_row = 0

    def fault() -> str:
        nonlocal in_a_row
        if in_a_row < RETRIES and source.random() < share:
            in_a_row += 1
            return source.choice(FAULTS)
        in_a_row = 0
        return ""

    return fault


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


@pytest.fixture
def session(services: FakeServices) -> Session:
    return Session(Line(services))


def test_os_group(session: Session, services: FakeServices) -> None:
    assert session.echo("grüß 你好") == "grüß 你好"
    assert session.parameters() == Parameters(2048, 1)
    assert session.info("sr") == "Posminder 0.1.0"
    assert session.clock() == datetime(2026, 3, 1, tzinfo=UTC)
    services.wall = None
    assert session.clock() is None


def test_clock_is_set_in_utc(session: Session, services: FakeServices) -> None:
    session.unlock(KEY)
    session.set_clock(datetime.fromisoformat("2026-05-01T08:00:00+08:00"))
    assert session.clock() == datetime(2026, 5, 1, tzinfo=UTC)


def test_hello(session: Session) -> None:
    hello = session.hello()
    assert hello == Hello(b"boardid8", "fake", "0.1.0", 1, True, b"\x01" * 16, 0)


def test_unlock_lock(session: Session, services: FakeServices) -> None:
    assert session.unlock(KEY) == 600
    assert session.hello().role == commands.ROLE_TECHNICIAN
    session.reset()
    assert services.resets == 1
    session.lock()
    with pytest.raises(errors.AccessDenied, match="login: posminder unlock"):
        session.reset()


def test_wrong_key_and_back_off(session: Session) -> None:
    for _ in range(3):
        with pytest.raises(errors.WrongKey):
            session.unlock(bytes(32))
    with pytest.raises(errors.LockedOut):
        session.unlock(KEY)


def test_a_ticket_of_these_days_and_this_board(session: Session, services: FakeServices) -> None:
    today, owner = date(2026, 3, 1).toordinal() - date(1970, 1, 1).toordinal(), 4
    issue = partial(Ticket.issue, KEY, b"boardid8", owner, "anna")
    with pytest.raises(errors.TicketDays):
        session.unlock(issue(today - 9, today - 1))
    assert session.unlock(issue(today, today + 30)) == 600
    assert session.hello().role == owner
    other = Ticket.issue(KEY, b"another8", owner, "anna", today, today)
    with pytest.raises(errors.OtherBoard, match=b"another8".hex()):
        session.unlock(other)
    assert services.leases == [(0, 2), (4, 1)]  # to the other board's nothing was said


def test_a_board_without_the_key_is_told_from_ours(services: FakeServices) -> None:
    """Whoever plays the board takes any proof; what he answers shows that he cannot make any."""
    ticket, line = Ticket.of_key(KEY, b"boardid8"), Line(services)
    services.kept_key = bytes(32)
    session = Session(line)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("agent.host_line.lease.equal", lambda one, other: True)
        with pytest.raises(errors.StrangeBoard):
            session.unlock(ticket)
    with pytest.raises(errors.AccessDenied):  # and no lease of his is used to hide a PIN's key
        session.enrol(Person("anna", bytes(32)), people.OWNER)


def test_commissioning() -> None:
    session = Session(Line(FakeServices(key=None)))
    assert session.hello().commissioned is False
    with pytest.raises(errors.Uncommissioned):
        session.unlock(KEY)
    with pytest.raises(errors.AccessDenied, match="no key yet"):
        session.download("/journal/since/0")
    session.commission(KEY)
    with pytest.raises(errors.AlreadyCommissioned):
        session.commission(KEY)
    assert session.unlock(KEY) == 600


def test_profile_there_and_back(session: Session, services: FakeServices) -> None:
    session.unlock(KEY)
    data = bytes(range(256)) * 8
    moved: list[tuple[int, int]] = []
    session.upload("/profile", data, lambda done, total: moved.append((done, total)))
    assert moved == [(1920, 2048), (2048, 2048)]
    assert session.commit("/profile", data) == session.digest("/profile")
    assert services.profile_data == data
    assert session.download("/profile") == data


def test_refused_profile_names_the_field(session: Session, services: FakeServices) -> None:
    services.refused_field = "baud"
    session.unlock(KEY)
    session.upload("/profile", b"profile")
    with pytest.raises(errors.ProfileRefused, match='field "baud"'):
        session.commit("/profile", b"profile")


def test_commit_of_other_bytes(session: Session) -> None:
    session.unlock(KEY)
    session.upload("/profile", b"profile")
    with pytest.raises(errors.HashDiffers):
        session.commit("/profile", b"Profile")


def test_no_such_file(session: Session) -> None:
    with pytest.raises(errors.FileNotFound, match="/nope"):
        session.download("/nope")


def test_refusals_have_words(session: Session, services: FakeServices) -> None:
    session.unlock(KEY)
    with pytest.raises(errors.RequestRefused, match=r"no memory \(group 8, code 2\)"):
        session.upload("/profile", bytes(5000))
    with pytest.raises(errors.RequestRefused, match="the file cannot be written"):
        session.upload("/status", b"x")
    services.broken = True
    with pytest.raises(errors.RequestRefused, match="its storage is faulty"):
        session.download("/status")


def test_download_from_an_offset(session: Session, services: FakeServices) -> None:
    session.unlock(KEY)
    moved: list[tuple[int, int]] = []
    services.journal = FakeFile(5000)
    rest = session.download("/journal/since/0", lambda *step: moved.append(step), offset=300)
    assert rest == services.journal.content()[300:]
    assert moved == [(2284, 5000), (4268, 5000), (5000, 5000)]


class Watched(Line):
    """Counts the requests under way, and keeps what was sent."""

    def __init__(self, services: FakeServices, fault: Callable[[], str] = lambda: "") -> None:
        super().__init__(services, fault)
        self.under_way = self.under_way_max = 0
        self.wires: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.wires.append(data)
        self.under_way += 1
        self.under_way_max = max(self.under_way, self.under_way_max)
        super().write(data)

    def read(self, timeout_s: float) -> bytes:
        data = super().read(timeout_s)
        self.under_way -= data.count(b"\x00") or data.count(b"\x06\x09")
        return data


@pytest.mark.parametrize("cobs", [True, False])
def test_two_requests_are_under_way_in_either_framing(services: FakeServices, cobs: bool) -> None:
    services.journal = FakeFile(20_000)
    line = Watched(services)
    session = Session(line, cobs=cobs)
    session.unlock(KEY)
    assert session.download("/journal/since/0") == services.journal.content()
    assert line.under_way_max == 2
    assert session.in_cobs == cobs
    begins = {wire[:2] for wire in line.wires[-8:]}
    assert begins == ({b"\x02\x08"} if cobs else {b"\x06\x09"})


def test_a_retry_is_the_same_frame(services: FakeServices) -> None:
    pending = ["reply lost"]
    line = Watched(services, lambda: pending.pop() if pending else "")
    Session(line).hello()
    assert line.wires[0] == line.wires[1]
    assert services.nonces == 1


def test_a_reply_that_overtakes_shows_a_loss_at_once(services: FakeServices) -> None:
    services.journal = FakeFile(20_000)
    writes = iter(range(1000))
    line = Line(services, lambda: "reply lost" if next(writes) == 9 else "")
    session = Session(line)
    session.unlock(KEY)
    begun_ms = services.mono_ms
    assert session.download("/journal/since/0") == services.journal.content()
    assert services.mono_ms == begun_ms  # nobody had to wait for a time to pass


def test_a_line_that_does_not_carry_cobs_is_spoken_to_in_lines(services: FakeServices) -> None:
    class SevenBit(Watched):
        def write(self, data: bytes) -> None:
            super().write(bytes(byte & 0x7F for byte in data if byte))

    line = SevenBit(services)
    session = Session(line)
    assert session.download("/status") == services.status_json
    assert not session.in_cobs
    tries = len(line.wires)
    assert session.download("/status") == services.status_json
    assert all(wire.startswith(b"\x06\x09") for wire in line.wires[tries:])  # not tried again


def test_a_line_that_eats_a_byte_is_left_in_the_middle_of_a_file(services: FakeServices) -> None:
    class FlowControl(Line):
        def read(self, timeout_s: float) -> bytes:
            return super().read(timeout_s).replace(b"\x11", b"") or super().read(timeout_s)

    services.journal = FakeFile(6_000)
    session = Session(FlowControl(services))
    session.unlock(KEY)
    assert session.download("/journal/since/0") == services.journal.content()
    assert not session.in_cobs


@pytest.mark.parametrize("cut", [0, 1, 1983, 1984, 1985, 4999, 5000])
def test_a_download_goes_on_at_any_byte(services: FakeServices, cut: int) -> None:
    services.journal = FakeFile(5_000)
    content = services.journal.content()
    session = Session(Line(services))
    session.unlock(KEY)
    session.download("/journal/since/0")  # which fixes the file
    received = bytearray(content[:cut])
    moved: list[int] = []
    whole = session.download("/journal/since/0", lambda at, _: moved.append(at), received=received)
    assert whole == content
    assert all(at > cut for at in moved)


def test_what_was_received_before_is_checked_too(services: FakeServices) -> None:
    services.journal = FakeFile(5_000)
    session = Session(Line(services))
    session.unlock(KEY)
    received = bytearray(services.journal.content()[:3000])
    received[17] ^= 1
    with pytest.raises(errors.TransferCorrupt):
        session.download("/journal/since/0", received=received)


@pytest.mark.parametrize("seed", range(6))
def test_an_upload_of_many_pieces_is_exact_on_a_bad_line(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PROFILE_BYTES_MAX", 30_000)
    services = FakeServices()
    line = Watched(services, faults(seed, 0.3))
    session = Session(line)
    session.unlock(KEY)
    data = FakeFile(25_000).content()
    session.upload("/profile", data)
    assert session.commit("/profile", data) == sha256(data).digest()
    assert line.under_way_max >= 2


def test_an_upload_goes_on_where_the_board_stands(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PROFILE_BYTES_MAX", 30_000)
    line, data = Watched(services, str), FakeFile(25_000).content()
    session = Session(line)
    session.unlock(KEY)

    def pulled_out(done: int, _: int) -> None:
        if done > 10_000:
            raise errors.BoardGone("unplugged")

    with pytest.raises(errors.BoardGone):
        session.upload("/profile", data, pulled_out)
    steps: list[int] = []
    with Session(line) as again:  # another program, the same lease
        again.upload("/profile", data, lambda done, _: steps.append(done), resume=True)
        assert steps[0] > 10_000
        assert again.commit("/profile", data) == sha256(data).digest()
        # Nothing of it is there any more: from the beginning.
        again.upload("/profile", data, lambda done, _: steps.append(done), resume=True)
        assert again.commit("/profile", data) == sha256(data).digest()
        # What is there is of another file: said before anything is in force.
        again.upload("/profile", data, resume=False)
        other = FakeFile(25_000).content()[::-1]
        again.upload("/profile", other, resume=True)
        with pytest.raises(errors.HashDiffers):
            again.commit("/profile", other)
        again.upload("/profile", other, resume=True)
        assert again.commit("/profile", other) == sha256(other).digest()


def test_a_board_at_work_takes_an_upload_later(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PROFILE_BYTES_MAX", 30_000)
    refused = [3, 4, 5, 9]  # pieces, counted as they come
    stage, count = files.FileGroup._upload, iter(range(1000))

    def upload(self: files.FileGroup, request: dict[str, object]) -> object:
        if next(count) in refused:
            raise Refusal(commands.RC_BUSY)
        return stage(self, request)

    monkeypatch.setattr(files.FileGroup, "_upload", upload)
    told: list[int] = []
    session, data = Session(Watched(services, str)), FakeFile(25_000).content()
    session.unlock(KEY)
    session.upload("/profile", data, busy=lambda: told.append(1))
    assert session.commit("/profile", data) == sha256(data).digest()
    assert 2 <= len(told) <= len(refused)
    refused[:] = range(1000)
    with pytest.raises(errors.BoardAtWork):
        session.upload("/profile", data, busy=lambda: told.append(1))


def test_damage_behind_the_line_is_noticed(services: FakeServices) -> None:
    class Shifty(FakeFile):
        def read(self, offset: int, buffer: bytearray) -> int:
            count = int(super().read(offset, buffer))
            self.reads = getattr(self, "reads", 0) + 1
            if self.reads == 2:
                buffer[5] ^= 1
            return count

    services.journal = Shifty(2000)
    session = Session(Line(services))
    session.unlock(KEY)
    with pytest.raises(errors.TransferCorrupt, match="/journal/since/0"):
        session.download("/journal/since/0")


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_made_good(services: FakeServices, fault: str) -> None:
    pending = [fault]
    line = Line(services, lambda: pending.pop() if pending else "")
    session = Session(line)
    assert session.echo("one") == "one"
    assert session.echo("two") == "two"
    assert line.sent == (2 if fault in ("reply doubled", "unasked", "text") else 3)


@pytest.mark.parametrize("seed", range(20))
def test_every_download_is_exact_on_a_bad_line(seed: int) -> None:
    services = FakeServices()
    session = Session(Line(services, faults(seed, 0.4)))
    session.unlock(KEY)
    for size in (1, 767, 768, 769, 9000):
        services.journal = FakeFile(size)
        assert session.download("/journal/since/0") == services.journal.content()
    session.upload("/profile", services.journal.content()[:2048])
    session.commit("/profile", services.journal.content()[:2048])
    assert services.profile_data == services.journal.content()[:2048]
    session.reset()
    assert services.resets == 1
    assert services.leases == [(1, 1)]


def test_silence_is_named_after_all_tries(services: FakeServices) -> None:
    line = Line(services, lambda: "reply lost")
    with pytest.raises(errors.NoAnswer, match=r"memory does not answer \(5 tries of 2.0 s\)"):
        Session(line).echo("hi")
    assert line.sent == 1 + RETRIES


def test_closes_its_line(services: FakeServices) -> None:
    line = Line(services)
    with Session(line):
        assert not line.closed
    assert line.closed


class Parrot:
    """A board that answers every request with one and the same payload."""

    name = "parrot"

    def __init__(self, payload: bytes) -> None:
        self._payload = payload
        self._assembler = smp.Assembler(4096)
        self._arrived = b""

    def write(self, data: bytes) -> None:
        for byte in data:
            length = self._assembler.feed(byte)
            if length:
                packet = self._assembler.buffer
                self._arrived += smp.encode(
                    frame(
                        smp.group_of(packet),
                        smp.command_of(packet),
                        smp.operation_of(packet) + 1,
                        self._payload,
                        smp.sequence_of(packet),
                    )
                )

    def read(self, timeout_s: float) -> bytes:
        data, self._arrived = self._arrived, b""
        return data

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\xff",
        b"\x80",
        b"\xa0\xa0",
        b"\xa1\x61",
        cbor2.dumps({}),
        cbor2.dumps({"r": 5}),
        cbor2.dumps({"rc": "11"}),
        cbor2.dumps({"err": 3}),
        cbor2.dumps({"err": {"group": 0x504D, "rc": []}}),
        cbor2.dumps({"off": 0, "data": b"", "len": 5}),
        cbor2.dumps({"off": 7, "data": b"x", "len": 5}),
        cbor2.dumps({"buf_size": 10, "buf_count": 1}),
    ],
)
def test_nonsense_is_a_protocol_error(payload: bytes) -> None:
    session = Session(Parrot(payload))
    for ask in (
        lambda: session.echo("hi"),
        session.hello,
        lambda: session.download("/status"),
        lambda: session.upload("/profile", b"x"),
    ):
        with pytest.raises(errors.ProtocolError):
            ask()


def test_unknown_code_and_unknown_command() -> None:
    with pytest.raises(errors.RequestRefused, match="code 300"):
        Session(Parrot(cbor2.dumps({"rc": 300}))).echo("hi")
    with pytest.raises(errors.CommandNotSupported, match="command 0 of group 0"):
        Session(Parrot(cbor2.dumps({"rc": 8}))).echo("hi")


def test_every_error_has_a_code_and_a_sentence() -> None:
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, errors.PosminderError):
            assert kind.exit_code in {1, 2, 3, 4, 5, 6}
            assert "{" not in str(kind("one", "two", "three"))
