# SPDX-License-Identifier: MIT
"""Any bytes from either side: nothing raises, chunks do not matter, nothing grows, nothing leaks.

The script of a run is a list of steps: bytes from a side, time, or a request. Runs are replayed
byte by byte and must report and send the same. Afterwards a good dialog must be understood.
"""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agent import events, limits
from agent.terminals.zvt import dialog, fields, messages
from agent.terminals.zvt.driver import ZvtDriver
from agent.terminals.zvt.framing import encode
from posminder_formats import profile_fields

IDLE_MS = 1000
PLANTED = "4761739001010119"
Step = tuple[str, Any]


def framed(apdu: bytes) -> bytes:
    out = bytearray(2 * len(apdu) + 6)
    return bytes(out[: encode(apdu, out)])


ACK, OK = b"\x06", framed(b"\x80\x00\x00")
COMPLETION = framed(bytes.fromhex("060f00"))
SALE = framed(bytes.fromhex("06010704000000001010"))
STATUS = framed(bytes.fromhex("040f0d2700040000000010100b000470"))


class Bench:
    """A driver with everything that it sends and reports kept in order."""

    def __init__(self, wiring: int) -> None:
        self.now_ms = 0
        self.terminal = bytearray()
        self.register = bytearray()
        self.seen: list[tuple[Any, ...]] = []
        self.driver = ZvtDriver(
            wiring,
            bytes(3),
            978,
            IDLE_MS,
            lambda data, count: self._keep(self.terminal, data, count),
            lambda data, count: self._keep(self.register, data, count),
            self.seen.append,
        )

    def _keep(self, kept: bytearray, data: bytes | bytearray | memoryview, count: int) -> int:
        kept += bytes(data[:count])
        return count

    def run(self, steps: list[Step], chunk: int) -> None:
        for what, value in steps:
            if what == "wait":
                self.wait(value)
            elif what == "request":
                self.driver.request(value, self.now_ms)
            else:
                take = self.driver.from_terminal if what == "T" else self.driver.from_register
                for start in range(0, len(value), chunk):
                    part = value[start : start + chunk]
                    take(part, len(part), self.now_ms)

    def wait(self, wait_ms: int) -> None:
        """Let `wait_ms` pass, with every deadline on the way kept and none of them spinning."""
        end_ms = self.now_ms + wait_ms
        while (due_ms := self.driver.deadline_ms()) is not None and due_ms <= end_ms:
            self.now_ms = max(self.now_ms, due_ms)
            self.driver.on_deadline(self.now_ms)
            after_ms = self.driver.deadline_ms()
            assert after_ms is None or after_ms > self.now_ms
        self.now_ms = end_ms
        self.driver.on_deadline(end_ms)


def apdus() -> st.SearchStrategy[bytes]:
    known = [b"\x04\x0f", b"\x04\xff", b"\x06\x0f", b"\x06\x1e", b"\x06\xd1", b"\x06\xd3"]
    known += [b"\x06\x01", b"\x06\x30", b"\x05\x01", b"\x06\x00", b"\x06\x50", b"\x06\x20"]
    known += [b"\x80\x00", b"\x84\x00", b"\x84\x9c", b"\x84\xcc", b"\x06\x02", b"\x06\xb0"]
    whole = st.builds(
        lambda head, body: head + bytes((len(body),)) + body,
        st.sampled_from(known),
        st.one_of(st.binary(max_size=40), fields_of_all_kinds()),
    )
    return whole.map(framed)


def fields_of_all_kinds() -> st.SearchStrategy[bytes]:
    def field(tag: int, data: bytes) -> bytes:
        length = fields.LENGTHS[tag]
        if length < 16:
            return bytes((tag,)) + (data + bytes(16))[:length]
        data = data[:9]
        prefix = {
            messages.LLVAR: bytes((0xF0, 0xF0 + len(data))),
            messages.LLLVAR: bytes((0xF0, 0xF0, 0xF0 + len(data))),
            messages.TLV: bytes((len(data),)),
        }
        return bytes((tag,)) + prefix.get(length, b"") + data

    one = st.builds(field, st.integers(0, 255), st.binary(max_size=16))
    return st.lists(one, max_size=6).map(lambda parts: b"".join(parts)[:250])


def steps() -> st.SearchStrategy[list[Step]]:
    line = st.one_of(st.binary(max_size=30), apdus(), st.sampled_from([ACK, b"\x15", OK]))
    cut = st.builds(lambda data, at: data[: at % (len(data) + 1)], line, st.integers(0, 60))
    step = st.one_of(
        st.tuples(st.sampled_from("TR"), st.one_of(line, line, cut)),
        st.tuples(st.just("wait"), st.sampled_from([0, 10, 150, 201, 1000, 5000, 20000, 200000])),
        st.tuples(st.just("request"), st.integers(0, 7)),
    )
    return st.lists(step, max_size=30)


WIRINGS = st.sampled_from([profile_fields.WIRING_IN_LINE, profile_fields.WIRING_BESIDE])


@settings(max_examples=400, deadline=None, derandomize=True)
@given(WIRINGS, steps(), st.integers(2, 64))
def test_any_bytes_in_any_chunks(wiring: int, script: list[Step], chunk: int) -> None:
    whole, single = Bench(wiring), Bench(wiring)
    whole.run(script, chunk)
    single.run(script, 1)
    assert whole.seen == single.seen
    assert whole.terminal == single.terminal
    assert whole.register == single.register
    assert whole.driver.counters == single.driver.counters
    assert whole.driver._own.dialog.refused == 0
    if wiring == profile_fields.WIRING_BESIDE:
        assert whole.register == b""


@settings(max_examples=300, deadline=None, derandomize=True)
@given(steps())
def test_a_good_dialog_after_anything_is_understood(script: list[Step]) -> None:
    bench = Bench(profile_fields.WIRING_IN_LINE)
    bench.run(script, 64)
    bench.wait(2 * limits.ZVT_IDLE_WAIT_MS + 60 * 99 * 1000)  # T4 may have been stretched
    assert not bench.driver.busy()
    assert bench.driver.idle(bench.now_ms)
    bench.seen.clear()
    bench.terminal.clear()
    bench.run([("R", SALE), ("T", ACK + OK), ("R", ACK), ("T", STATUS), ("R", ACK + OK)], 64)
    bench.run([("T", ACK + COMPLETION), ("R", ACK + OK), ("T", ACK)], 64)
    depends = (events.LINE_ANSWERING, events.RECEIPT_ENDED)  # on what the script had shown
    kinds = [event[0] for event in bench.seen if event[0] not in depends]
    assert kinds == [events.SALE_STARTED, events.SALE_ENDED]
    assert bench.terminal == SALE + ACK + ACK + OK + ACK + OK
    assert bench.driver.idle(bench.now_ms + IDLE_MS)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(steps())
def test_every_request_taken_has_exactly_one_end(script: list[Step]) -> None:
    bench = Bench(profile_fields.WIRING_IN_LINE)
    taken = 0
    for step in script:
        if step[0] == "request":
            taken += bench.driver.request(step[1], bench.now_ms)
        else:
            bench.run([step], 64)
    bench.driver.reset(bench.now_ms)
    ends = [event for event in bench.seen if event[0] == events.COMMAND_ENDED]
    assert len(ends) == taken
    assert bench.driver._own.dialog.state == dialog.FREE


def unfinished() -> st.SearchStrategy[list[Step]]:
    """What a terminal may say that tells no outcome: and then it is cut off, or starts again."""
    whole = [OK, STATUS, framed(b"\x04\xff\x01\x0a"), framed(b"\x06\xd1\x01\x81")]
    whole += [COMPLETION[:-1], COMPLETION[:4] + COMPLETION[5:], framed(b"\x84\x9c\x00")[:-2]]
    line = st.one_of(st.sampled_from([*whole, ACK, b"\x15"]), st.binary(max_size=6))
    doubled = st.builds(lambda data, at: data[: at + 1] + data[at:], line, st.integers(0, 30))
    cut = st.builds(lambda data, at: data[:at], line, st.integers(0, 30))
    step = st.one_of(
        st.tuples(st.just("T"), st.one_of(line, line, doubled, cut)),
        st.tuples(st.just("wait"), st.sampled_from([0, 150, 201, 4999, 5000, 15000, 179999])),
    )
    return st.lists(step, max_size=20)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(WIRINGS, unfinished(), st.sampled_from([events.SETTLE, events.SIGN_IN, events.READ_TOTALS]))
def test_without_an_end_the_outcome_is_unknown(
    wiring: int, script: list[Step], command: int
) -> None:
    bench = Bench(wiring)
    bench.run([("request", command), ("wait", IDLE_MS), *script], 64)
    bench.wait(2 * limits.ZVT_IDLE_WAIT_MS + 60 * 99 * 1000)
    ends = [event for event in bench.seen if event[0] == events.COMMAND_ENDED]
    assert ends == [(events.COMMAND_ENDED, command, events.UNKNOWN, 0, None)]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(steps())
def test_nothing_of_a_card_is_reported(script: list[Step]) -> None:
    """A card number stands in every field that may hold one, before and after anything else."""
    number = bytes.fromhex(PLANTED)
    text = PLANTED.encode()
    body = b"\x27\x00" + b"\x22\xf0\xf8" + number + b"\x23\xf0\xf8" + number
    body += b"\x8b\xf1\xf6" + text + b"\x3c\xf0\xf1\xf6" + text + b"\x0e\x26\x12"
    body += b"\x3b" + number
    planted = framed(b"\x04\x0f" + bytes((len(body),)) + body)
    bench = Bench(profile_fields.WIRING_IN_LINE)
    for step in [("R", SALE), ("T", OK), ("T", planted), *script, ("T", planted)]:
        bench.run([step], 64)
    told = repr(bench.seen)
    assert "476173******0119" in told
    assert not any(PLANTED[start : start + 7] in told for start in range(10))


def test_memory_is_bounded() -> None:
    """A frame without an end, ten times longer than any buffer, leaves no more behind."""
    bench = Bench(profile_fields.WIRING_IN_LINE)
    endless = b"\x10\x02" + b"\x41" * (10 * limits.ZVT_APDU_BYTES_MAX)
    bench.run([("T", endless), ("R", endless)], 64)
    for side in (bench.driver._terminal, bench.driver._register):
        assert len(side.framer.buffer) == limits.ZVT_APDU_BYTES_MAX
        assert side.framer.count == limits.ZVT_APDU_BYTES_MAX
    assert bench.register == endless
