# SPDX-License-Identifier: MIT
"""Bundles on the host: the same bytes each time, every changed byte noticed, whose signature."""

import hashlib
import random
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from posminder import bundle
from posminder.errors import BundleDamaged, BundleUnsigned, UsageError
from posminder.simulator.romfs import BOARD, build_bundle, build_image
from posminder_formats import bundles
from posminder_formats.version import FIRMWARE
from tests.support.release_key import other_release_key, release_key

IMAGE = bytes(random.Random(7).randbytes(5000))


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return release_key()


@pytest.fixture(scope="module")
def signed(key: rsa.RSAPrivateKey) -> bytes:
    return bundle.sign(key, bundle.pack(IMAGE, "1.2.3", "unix"))


def test_what_was_packed_is_read(key: rsa.RSAPrivateKey, signed: bytes) -> None:
    unsigned = bundle.read(bundle.pack(IMAGE, "1.2.3", "unix"))
    assert (unsigned.version, unsigned.board, unsigned.abi) == ("1.2.3", "unix", 6)
    assert unsigned.image == IMAGE
    assert not unsigned.signed
    assert bundle.read(signed).signed
    assert bundle.verify(signed, bundle.modulus(key)).sha256 == hashlib.sha256(signed).digest()


def test_the_bytes_are_those_of_the_chapter(signed: bytes) -> None:
    assert signed[:12] == b"PMB1\x01\x00\x02\x00\x03\x00\x06\x00"
    assert signed[12:28] == b"unix".ljust(16, b"\0")
    assert signed[28:32] == (5000).to_bytes(4, "little")
    assert signed[32:64] == hashlib.sha256(IMAGE).digest()
    assert set(signed[68:256]) == set(signed[640:4096]) == {0xFF}
    assert signed[4096:] == IMAGE


def test_the_same_input_gives_the_same_bytes(key: rsa.RSAPrivateKey, signed: bytes) -> None:
    assert bundle.sign(key, bundle.pack(IMAGE, "1.2.3", "unix")) == signed
    assert bundle.sign(key, signed) == signed


def test_any_changed_byte_is_noticed(key: rsa.RSAPrivateKey, signed: bytes) -> None:
    public = bundle.modulus(key)
    places = [*range(700), *random.Random(8).sample(range(700, len(signed)), 300)]
    for place in places:
        changed = bytearray(signed)
        changed[place] ^= 1 << place % 8
        with pytest.raises((BundleDamaged, BundleUnsigned)):
            bundle.verify(bytes(changed), public)


def test_a_cut_file_is_noticed(signed: bytes) -> None:
    for length in (0, 3, 67, 68, 300, 4095, 4096, len(signed) - 1):
        with pytest.raises(BundleDamaged):
            bundle.read(signed[:length])
    with pytest.raises(BundleDamaged, match="5001 bytes and its head says 5000"):
        bundle.read(signed + b"\0")


def test_what_is_wrong_is_said_with_its_place(signed: bytes) -> None:
    changed = bytearray(signed)
    changed[4095] = 0
    with pytest.raises(BundleDamaged, match="byte 4095: it must be FF"):
        bundle.read(bytes(changed))


def test_nobodys_and_anothers_signature(key: rsa.RSAPrivateKey, signed: bytes) -> None:
    with pytest.raises(BundleUnsigned, match="signed by nobody"):
        bundle.verify(bundle.pack(IMAGE, "1.2.3", "unix"), bundle.modulus(key))
    with pytest.raises(BundleUnsigned, match="signed by another key"):
        bundle.verify(signed, bundle.modulus(other_release_key()))


def test_no_board_takes_a_smaller_key(signed: bytes) -> None:
    small = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    with pytest.raises(UsageError, match="3072"):
        bundle.sign(small, signed)


@pytest.mark.parametrize(
    ("version", "board"),
    [("1.2", "unix"), ("1.2.x", "unix"), ("1.2.65536", "unix"), ("1.2.3", ""), ("1.2.3", "n" * 17)],
)
def test_what_no_head_can_say_is_refused(version: str, board: str) -> None:
    with pytest.raises(UsageError):
        bundle.pack(IMAGE, version, board)


def test_the_bundle_of_the_sources() -> None:
    made = bundle.read(build_bundle())
    assert (made.version, made.board, made.signed) == (FIRMWARE, "unix", False)
    assert made.image == build_image().read_bytes()
    assert Path(__file__).parents[2] / "boards" / "unix" == BOARD


def test_the_abi_is_that_of_the_compiled_files() -> None:
    files = build_image().read_bytes().split(b"main.mpy", 1)[1]
    assert files[files.index(b"M") + 1] == bundle.MPY_ABI


def test_the_head_of_both_sides_is_one() -> None:
    data = bundles.encode((1, 2, 3), 6, b"unix", 5000, bytes(32))
    assert len(data) == bundles.HEAD_BYTES
    assert bundles.decode(data) == ((1, 2, 3), 6, b"unix", 5000, bytes(32))
