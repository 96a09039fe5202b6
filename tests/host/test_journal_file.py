# SPDX-License-Identifier: MIT
"""Exports decode as far as they are whole; what is no export is refused with one clear error."""

from __future__ import annotations

import random
from contextlib import suppress

import cbor2
import pytest

from posminder import journal_file
from posminder.errors import PosminderError
from posminder_formats import frames, record_types, record_words
from posminder_formats import records as r
from tests.host.journal_bytes import export, frame, record, short_day


def test_a_day_decodes_with_names_and_words() -> None:
    found = journal_file.read(short_day(), "day.pmj")
    assert [each.seq for each in found] == list(range(1, 13))
    assert found[4].name == "sale"
    assert found[4].words()["transaction"] == "sale"
    assert found[4].fields["amount_minor"] == 1250
    assert found[11].words()["state"] == "verified"
    assert found[1].words()["source"] == "host"


def test_our_struct_and_the_board_s_writer_agree() -> None:
    body = record(r.R_BUTTON, 2)
    buffer = bytearray(frames.FRAME_BYTES_MAX)
    buffer[frames.HEAD_BYTES : frames.HEAD_BYTES + len(body)] = body
    size = frames.finish_frame(buffer, len(body), 77)
    assert bytes(buffer[:size]) == frame(77, body)


def test_an_empty_export_is_no_records() -> None:
    assert journal_file.read(b"", "empty") == ()


def test_headers_and_padding_between_frames_are_passed_over() -> None:
    header = bytearray(frames.HEADER_BYTES)
    frames.write_header(header, 3, 1)
    data = bytes(header) + export(record(r.R_BUTTON, 1)) + b"\xff" * 64 + b"\x00" * 8
    assert [each.name for each in journal_file.read(data, "sector")] == ["button"]


def test_a_newer_board_s_kinds_and_fields_are_kept() -> None:
    data = export(record(99, "x"), record(r.R_BUTTON, 1, "later"))
    unknown, longer = journal_file.read(data, "newer")
    assert (unknown.name, unknown.fields) == ("kind_99", {"field_0": "x"})
    assert longer.words() == {"press": "short", "field_1": "later"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (record(r.R_CLOCK), "old_wall_s of clock"),
        (record(r.R_ALERT, 1), "state of alert"),
        (record(r.R_ALERT, 1, 1, [1]), "subject of alert"),
        (record(r.R_SALE, 1, 0, "x", *[None] * 10), "amount_minor of sale"),
        (record(r.R_SALE, 1, 0, True, *[None] * 10), "amount_minor of sale"),
        (record(r.R_SALE, *[None] * 11), "seen of sale"),
        (record(r.R_SALE, *[None] * 7, b"VISA", *[None] * 5), "card_name of sale"),
        (record(r.R_BOOT, 0, "0.1.0", "hash", 0), "profile_hash of boot"),
        (record(r.R_LOSS, None, 4), "first_seq of loss"),
        (record(r.R_STATE, 7, 0), "policies of state"),
        (record(r.R_STATE, ["x"], 0), "policies of state"),
    ],
)
def test_a_field_that_is_missing_or_of_another_type_refuses_the_file(
    body: bytes, field: str
) -> None:
    with pytest.raises(journal_file.RecordUnreadable, match=f"record 2 .*{field} is missing or"):
        journal_file.read(export(record(r.R_BUTTON, 1), body), "odd.pmj")


def test_every_field_of_every_kind_has_a_type() -> None:
    types = {kind: len(letters) for kind, letters in record_types.FIELD_TYPES.items()}
    assert types == r.FIELD_COUNTS
    assert types == {kind: len(fields) for kind, (_, fields) in record_words.KINDS.items()}


def test_a_newer_board_s_bytes_are_words_wherever_they_stand() -> None:
    (newer,) = journal_file.read(export(record(99, [b"\x01", [b"\x02"]])), "newer")
    assert newer.words() == {"field_0": ["01", ["02"]]}


def test_a_foreign_file_is_refused_by_name() -> None:
    with pytest.raises(journal_file.JournalForeign, match=r"holiday\.jpg is not a journal export"):
        journal_file.read(b"\xff\xd8\xff\xe0 not a journal", "holiday.jpg")


def test_one_flipped_bit_anywhere_costs_one_record_and_names_it() -> None:
    data, whole = short_day(), journal_file.read(short_day(), "day.pmj")
    places = {at + each for _, at, size in frames.scan(data) for each in range(size)}
    for place in sorted(places):
        flipped = bytearray(data)
        flipped[place] ^= 0x10
        found = journal_file.parse(bytes(flipped), "day.pmj")
        lost = [each.seq for each in whole if each not in found.records]
        assert len(found.records) + len(lost) == len(whole), place
        assert len(lost) <= 1, place
        if not lost:  # padding, which no checksum covers
            continue
        assert found.damage_behind == lost[0] - 1
        if lost[0] < len(whole):  # behind the last nothing says how many there were
            assert found.damaged == tuple(lost), place
        with pytest.raises(journal_file.JournalDamaged, match=f"behind record {lost[0] - 1}"):
            journal_file.read(bytes(flipped), "day.pmj")


def test_a_frame_inside_a_damaged_record_is_none() -> None:
    """A slip's text can hold one; with a number that does not fit it is not read as a record."""
    for planted in (1, 2, 9, 2**32 - 1):
        inside = frame(planted, record(r.R_BUTTON, 3))
        slips = [record(r.R_SLIP, 1, 1, 0, 0, b"x" * each + inside, 0, 0) for each in range(4)]
        days = [export(record(r.R_BUTTON, 1), slip, record(r.R_BUTTON, 2)) for slip in slips]
        data = bytearray(next(each for each in days if each.index(inside) % 4 == 0))
        data[data.index(b"\xa5", 4) + 1] ^= 1  # the slip's version
        numbers = [each.seq for each in journal_file.parse(bytes(data), "slip").records]
        assert numbers == ([1, 2, 3] if planted == 2 else [1, 3])


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"\xff", "does not parse"),
        (cbor2.dumps([1, 1, 1, None]) + b"\x00", "left over"),
        (cbor2.dumps({1: 2}), "no array"),
        (cbor2.dumps([1, 1]), "no array"),
        (cbor2.dumps([1, 1, 1, None, 1.5]), "no array"),
        (cbor2.dumps([1, 1, 1, None, 2**70]), "no array"),
        (cbor2.dumps([-1, 1, 1, None]), "head"),
        (cbor2.dumps([1, 1, 1, "noon"]), "wall time"),
        (cbor2.dumps([99, 1, 2**63, None]), "head|no array"),
        (cbor2.dumps([99, 1, -1, None]), "head"),
        (cbor2.dumps([99, 1, 1, 2**63]), "no array|wall time"),
        (cbor2.dumps([99, 1, 1, -1]), "wall time"),
    ],
)
def test_a_good_checksum_over_no_record_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(journal_file.RecordUnreadable, match=why):
        journal_file.read(frame(1, body), "odd.pmj")


def test_numbers_of_all_64_bits_are_read() -> None:
    """A STATE holds the SHA-256 of what people approve as four of them."""
    (found,) = journal_file.read(frame(1, cbor2.dumps([99, 1, 1, None, [2**64 - 1]])), "day.pmj")
    assert found.values == ([2**64 - 1],)


@pytest.mark.parametrize("seed", range(200))
def test_garbage_decodes_or_raises_our_error(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(short_day())
    for _ in range(chance.randrange(1, 8)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    body = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 60)))
    for candidate in (bytes(data), frame(1, body), body):
        with suppress(PosminderError):
            assert all(each.body in candidate for each in journal_file.read(candidate, "garbage"))
