# SPDX-License-Identifier: MIT
"""The formats against another implementation (cbor2) and against garbage.

Invariant of both parsers: any bytes either parse or are refused by the parser's own error.
"""

from __future__ import annotations

import io
from typing import Any

import cbor2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from posminder_formats import cbor, frames, profile_check

INTEGERS = st.integers(-(1 << 64), (1 << 64) - 1)
SCALARS = st.none() | st.booleans() | INTEGERS | st.binary(max_size=300) | st.text(max_size=80)


def containers(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return (
        st.lists(children, max_size=30)
        | st.dictionaries(INTEGERS, children, max_size=8)
        | st.dictionaries(st.text(max_size=30), children, max_size=8)
    )


VALUES = st.recursive(SCALARS, containers, max_leaves=25)


def depth(value: object) -> int:
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


def ordered(value: object) -> object:
    """Return `value` with the keys of its maps in the order of their encoded bytes (4.2.1).

    cbor2's own `canonical` is the older rule, shorter keys first.
    """
    if isinstance(value, dict):
        return {key: ordered(value[key]) for key in sorted(value, key=cbor2.dumps)}
    return [ordered(item) for item in value] if isinstance(value, list) else value


@given(VALUES)
def test_what_we_write_cbor2_reads_and_writes_the_same(value: object) -> None:
    data = cbor.encode(value, depth(value))
    assert cbor2.loads(data) == value
    assert cbor2.dumps(ordered(value)) == data


@given(VALUES)
def test_what_cbor2_writes_we_read(value: object) -> None:
    for data in (cbor2.dumps(value), cbor2.dumps(value, indefinite_containers=True)):
        assert cbor.decode(data, depth=depth(value)) == value


@given(VALUES, st.integers(0, 12))
def test_encoding_into_a_buffer_fills_it_exactly(value: object, offset: int) -> None:
    data = cbor.encode(value, depth(value))
    buffer = bytearray(offset + len(data))
    assert cbor.encode_into(buffer, offset, value, depth(value)) == len(buffer)
    assert buffer[offset:] == data


@given(st.binary(max_size=200))
@example(b"\x9b\x7f\xff\xff\xff\xff\xff\xff\xff")
@example(b"\x9f" * 200)
@example(b"\xbf" * 200)
def test_garbage_decodes_as_cbor2_does_or_is_refused(data: bytes) -> None:
    try:
        value = cbor.decode(data)
    except cbor.CborError:
        return
    assert cbor2.loads(data) == value


@given(VALUES, st.integers(0), st.integers(0, 7))
def test_a_flipped_bit_decodes_or_is_refused(value: object, place: int, bit: int) -> None:
    data = bytearray(cbor.encode(value, depth(value)))
    data[place % len(data)] ^= 1 << bit
    try:
        again = cbor.decode(data)
    except cbor.CborError:
        return
    assert cbor2.load(io.BytesIO(data)) == again


@given(st.binary(max_size=400))
def test_garbage_is_no_profile(data: bytes) -> None:
    with pytest.raises(profile_check.ProfileError):
        profile_check.check(data)


def export_of(bodies: list[bytes]) -> tuple[bytes, list[int]]:
    """Return an export and where each of its units begins, its end included."""
    buffer = bytearray(frames.FRAME_BYTES_MAX)
    frames.write_header(buffer, 7, 1)
    data = bytes(buffer[: frames.HEADER_BYTES])
    starts = [0]
    for seq, body in enumerate(bodies, 1):
        starts.append(len(data))
        buffer[frames.HEAD_BYTES : frames.HEAD_BYTES + len(body)] = body
        data += bytes(buffer[: frames.finish_frame(buffer, len(body), seq)])
        data += b"\xff" * (len(body) % 3 * 4)
    return data, starts


@given(
    st.lists(st.binary(min_size=1, max_size=100), min_size=1, max_size=12),
    st.lists(st.integers(0), max_size=4),
)
def test_flipped_bits_cost_a_record_each_at_most(bodies: list[bytes], flips: list[int]) -> None:
    data, starts = export_of(bodies)
    damaged = bytearray(data)
    for flip in flips:
        damaged[flip // 8 % len(data)] ^= 1 << flip % 8
    good = [unit[1] for unit in frames.scan(damaged) if unit[0] != frames.DAMAGE]
    assert len(set(starts) - set(good)) <= len(flips)
    assert set(good) <= set(starts)


@given(st.binary(max_size=600))
def test_scanning_garbage_covers_it_in_order(data: bytes) -> None:
    offset = 0
    for kind, start, size in frames.scan(data):
        assert kind in (frames.HEADER, frames.FRAME, frames.DAMAGE)
        assert start >= offset
        assert size > 0
        offset = start + size
    assert offset <= len(data)


@given(st.binary(max_size=600), st.binary(min_size=1, max_size=100))
def test_a_frame_behind_garbage_is_found(garbage: bytes, body: bytes) -> None:
    garbage = garbage[: len(garbage) & ~3]
    data, starts = export_of([body])
    units = list(frames.scan(garbage + data[starts[1] :]))
    assert any(unit[0] == frames.FRAME and unit[1] == len(garbage) for unit in units)
