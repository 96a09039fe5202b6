# SPDX-License-Identifier: MIT
"""Whatever arrives on the host line: no exception, and the next good request is answered."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.host_line.server import Server
from posminder.ticket import Ticket
from posminder_formats import cbor, commands, smp
from tests.dual.test_server import KEY, FakeServices, feed, frame

ECHO = smp.encode(frame(0, 0, 2, b"\xa1adbhi", 200))
ECHO_REPLY = smp.encode(frame(0, 0, 3, b"\xa1arbhi", 200))
ECHO_COBS = smp.encode(frame(0, 0, 2, b"\xa1adbhi", 201), True)
ECHO_REPLY_COBS = smp.encode(frame(0, 0, 3, b"\xa1arbhi", 201), True)

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.text(max_size=20)
    | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)
keys = st.sampled_from(["d", "off", "name", "data", "len", "type", "key", "role", "proof", "path"])
keys |= st.sampled_from(["person", "by", "deed", "value", "hash"])
keys |= st.sampled_from(["nonce", "first_day", "last_day", "on", "epoch", "fate"])
names = st.sampled_from(
    ["/status", "/profile", "/index", "/journal/since/0", "/journal/since/", "anna"]
)
requests = st.dictionaries(keys, values | names)
rows = st.sampled_from(commands.ACCESS)
wires = st.builds(
    lambda row, request, sequence, version, in_cobs: smp.encode(
        frame(row[0], row[1], row[2], cbor.encode(request), sequence, version), in_cobs
    ),
    rows,
    requests,
    st.integers(0, 255),
    st.integers(0, 3),
    st.booleans(),
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A valid request with a few bytes changed, lost or put in."""
    wire = bytearray(draw(wires))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(wire) - 1)) if wire else 0
        how = draw(st.sampled_from(["change", "lose", "insert"]))
        if how == "insert" or not wire:
            wire.insert(at, draw(st.integers(0, 255)))
        elif how == "lose":
            del wire[at]
        else:
            wire[at] = draw(st.integers(0, 255))
    return bytes(wire)


def serve(noise: list[bytes], *, unlocked: bool) -> tuple[list[bytes], Server]:
    """Feed `noise` to a fresh server; return its replies and the server."""
    services = FakeServices(key=KEY)
    services.profile_data = b"profile"
    server = Server(services)
    if unlocked:
        unlock(server, services)
    return feed(server, b"".join(noise)), server


def unlock(server: Server, services: FakeServices) -> None:
    """Take the lease as a technician does; the fake's first nonce is sixteen times 01."""
    ticket = Ticket.of_key(KEY, services.unique_id)
    proof = {
        "role": ticket.role,
        "person": ticket.person,
        "first_day": 0,
        "last_day": 0,
        "nonce": b"h" * 16,
        "proof": ticket.host_proof(b"\x01" * 16, b"h" * 16),
    }
    group = commands.GROUP_POSMINDER
    feed(server, smp.encode(frame(group, commands.PM_HELLO, 0, b"\xa0", 1)))
    feed(server, smp.encode(frame(group, commands.PM_UNLOCK, 2, cbor.encode(proof), 2)))
    assert server.role() == commands.ROLE_TECHNICIAN


@settings(deadline=None, max_examples=300)
@given(
    noise=st.lists(st.binary(max_size=60) | mutated() | wires, max_size=6), unlocked=st.booleans()
)
def test_the_next_good_request_is_answered(noise: list[bytes], unlocked: bool) -> None:
    replies, server = serve(noise, unlocked=unlocked)
    for reply in replies:
        if reply.endswith(b"\n"):
            assert reply.isascii()
            assert b"\x03" not in reply
        else:
            assert reply.index(b"\x00") == len(reply) - 1
    # A line feed ends whatever line the noise left open, a zero whatever is open in COBS (and
    # either may complete a whole request).
    feed(server, b"\n\x00")
    assert feed(server, ECHO) == [ECHO_REPLY]
    assert feed(server, ECHO_COBS) == [ECHO_REPLY_COBS]


@settings(deadline=None, max_examples=200)
@given(payload=st.binary(max_size=200), row=rows)
def test_any_payload_is_answered_once(payload: bytes, row: tuple[int, int, int, int]) -> None:
    wire = smp.encode(frame(row[0], row[1], row[2], payload, 9))
    replies, _ = serve([wire], unlocked=True)
    assert len(replies) == 1
