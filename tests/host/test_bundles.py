# SPDX-License-Identifier: MIT
"""Who signs what boards run: the office's release key, what it signs, what laptops keep."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from posminder import bundle, bundle_files, office_store, release_key
from posminder.office_store import Office
from posminder_formats import bundles
from tests.host.technician import Run
from tests.support.release_key import other_release_key
from tests.support.release_key import release_key as session_key

PHRASE = "four words are enough"
IMAGE = b"\xd2\xcd\x31" + bytes(range(256)) * 9


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase from the environment, a cheap scrypt, and one key in a session."""
    monkeypatch.setenv("POSMINDER_OFFICE_PASSPHRASE", PHRASE)
    monkeypatch.setattr(office_store, "SCRYPT_N", 16)
    monkeypatch.setattr(release_key, "make", session_key)


@pytest.fixture
def office(run: Run) -> Run:
    assert run("office", "init").code == 0
    return run


def unsigned(folder: Path, version: str = "1.2.3", board: str = "desk") -> Path:
    path = folder / f"{board}-{version}.pmb"
    path.write_bytes(bundle.pack(IMAGE, version, board))
    return path


def test_the_office_makes_its_key_once_and_shows_it_again(office: Run, tmp_path: Path) -> None:
    pem = tmp_path / "release.pem"
    assert office("office", "sign", str(unsigned(tmp_path))).code == 2, "there is no key yet"
    (made,) = office("office", "release-key", "--out", str(pem), "--json").json()
    assert made["made"]
    assert made["fingerprint"] == release_key.fingerprint(bundle.modulus(session_key()))
    assert release_key.read(pem) == release_key.kept() == bundle.modulus(session_key())
    (again,) = office("office", "release-key", "--json").json()
    assert (again["made"], again["fingerprint"]) == (False, made["fingerprint"])
    store = office_store.store_path()
    assert stat.S_IMODE(store.stat().st_mode) == 0o600
    assert "PRIVATE" not in store.read_text()
    assert "PRIVATE" not in pem.read_text()
    assert "PRIVATE" not in repr(Office.open(PHRASE))
    shown = office("office", "release-key", "--lang", "zh-CN")
    assert made["fingerprint"] in shown.out


def test_another_key_takes_the_place_of_the_first(
    office: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = office("office", "release-key", "--json").json()
    assert office("office", "sign", str(unsigned(tmp_path))).code == 0
    monkeypatch.setattr(release_key, "make", other_release_key)
    ran = office("office", "release-key", "--new")
    assert "posminder office install-key" in ran.err
    (second,) = office("office", "release-key", "--json").json()
    assert second["fingerprint"] != first["fingerprint"]
    assert [row["signature"] for row in office("bundles", "list", "--json").json()] == ["other"]
    assert office("office", "sign", str(unsigned(tmp_path))).code == 0
    assert [row["signature"] for row in office("bundles", "list", "--json").json()] == ["good"]


def test_a_store_from_before_there_were_release_keys_opens(office: Run) -> None:
    opened = Office.open(PHRASE)
    assert not opened.has_release_key
    with pytest.raises(office_store.NoReleaseKeyYet):
        opened.release_key()


def test_what_the_office_signed_is_taken_by_a_laptop(
    office: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, pem = tmp_path / "out", tmp_path / "release.pem"
    assert office("office", "release-key", "--out", str(pem)).code == 0
    files = [str(unsigned(tmp_path, version)) for version in ("1.2.3", "1.10.0", "1.9.9")]
    rows = office("office", "sign", *files, "--out", str(out), "--json").json()
    assert [row["version"] for row in rows] == ["1.2.3", "1.10.0", "1.9.9"]
    assert office("office", "sign", "--json").code == 2, "a checkout came with no bundles"

    monkeypatch.setenv("POSMINDER_HOME", str(tmp_path / "laptop"))
    assert office("bundles", "list").out == ""
    signed = [row["file"] for row in rows]
    assert office("bundles", "take", signed[0]).code == 0
    (row,) = office("bundles", "list", "--json").json()
    assert row["signature"] == "unchecked"
    ran = office("bundles", "take", *signed, str(pem))
    assert ran.code == 0
    assert release_key.fingerprint(bundle.modulus(session_key()))[:16] in ran.out
    listed = office("bundles", "list", "--json").json()
    assert [(row["version"], row["signature"]) for row in listed] == [
        ("1.10.0", "good"),
        ("1.9.9", "good"),
        ("1.2.3", "good"),
    ]
    newest = bundle_files.newest("desk")
    assert newest is not None
    assert newest.bundle.version == "1.10.0"
    assert bundle.verify(newest.bundle.data, bundle.modulus(session_key()))
    assert bundle_files.newest("other") is None
    assert "1.10.0" in office("bundles", "list", "--lang", "zh-CN").out


@pytest.mark.parametrize("wrong", ["unsigned", "other", "damaged", "no file", "no bundle"])
def test_what_no_board_would_take_is_not_kept(office: Run, tmp_path: Path, wrong: str) -> None:
    assert office("office", "release-key").code == 0
    path = unsigned(tmp_path)
    data = path.read_bytes()
    if wrong == "other":
        path.write_bytes(bundle.sign(other_release_key(), data))
    elif wrong == "damaged":
        signed = bytearray(bundle.sign(session_key(), data))
        signed[bundles.IMAGE_AT + 5] ^= 1
        path.write_bytes(signed)
    elif wrong == "no file":
        path.unlink()
    elif wrong == "no bundle":
        path.write_bytes(b"-----BEGIN PUBLIC KEY-----\n")
    ran = office("bundles", "take", str(path))
    assert ran.code in (2, 4)
    assert ran.err.startswith("posminder: ")
    assert bundle_files.kept() == ()
