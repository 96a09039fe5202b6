# SPDX-License-Identifier: MIT
"""An evidence pack in a stranger's hands: sha256sum, openssl, `evidence verify`, hostile zips."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from posminder import office_store
from posminder.evidence import contents, manifest, signature
from posminder.evidence.sealed import sealed
from posminder.evidence.verification import VERDICTS
from posminder.messages import LANGUAGES, MESSAGES, sentence
from tests.host.technician import Run
from tests.support import sealed_journal as made
from tests.support.system_programs import require

OURS = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
THEIRS = Ed25519PrivateKey.from_private_bytes(bytes(32))

Change = Callable[[Path], object]


def proof_of_the_first_sale() -> bytes:
    """Return what FORMAT.md says of a proof, made without the product."""
    first = made.chained(made.honest_groups())[0]
    leaves = first.leaves()
    body = first.bodies[1]
    assert body is not None
    salt = made.sha256(made.BLINDING + struct.pack("<I", 2)).digest()[:16]
    told = {
        "format": "posminder proof 1",
        "board": made.BOARD.hex(),
        "record": made.stored(2, body).hex(),
        "salt": salt.hex(),
        "path": [leaves[0].hex(), leaves[2].hex()],
        "seal": made.stored(4, first.seal()).hex(),
    }
    return json.dumps(told).encode()


FILES = {
    "pack.html": "<p>12.50 € 举证</p>".encode(),
    "proof.json": proof_of_the_first_sale(),
    "attachments/01-signed-slip.png": b"\x89PNG",
}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A signed pack's folder, as it is handed over."""
    folder = tmp_path / "pack"
    for name, data in sealed(FILES, OURS).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def signer(tmp_path: Path) -> str:
    file = tmp_path / "ours.pem"
    file.write_bytes(signature.public_pem(OURS.public_key()))
    return str(file)


def test_a_stranger_verifies_with_sha256sum_and_openssl_alone(pack: Path) -> None:
    sums = [require("sha256sum", "coreutils"), "--strict", "-c", manifest.NAME]
    openssl = [
        require("openssl", "openssl"),
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        "signer.pem",
    ]
    openssl += ["-rawin", "-in", "manifest.sha256", "-sigfile", "manifest.sig"]
    for each in (sums, openssl):
        assert subprocess.run(each, cwd=pack, capture_output=True, check=False).returncode == 0
    (pack / "pack.html").write_bytes(b"<p>12.51</p>")
    assert subprocess.run(sums, cwd=pack, capture_output=True, check=False).returncode == 1
    listed = (pack / manifest.NAME).read_bytes()
    (pack / manifest.NAME).write_bytes(listed.replace(b"a", b"b", 1))
    assert subprocess.run(openssl, cwd=pack, capture_output=True, check=False).returncode != 0


def test_the_manifest_is_what_sha256sum_itself_writes(pack: Path) -> None:
    names = sorted(name for name in sealed(FILES, OURS) if name not in manifest.OUTSIDE)
    program = [require("sha256sum", "coreutils"), *names]
    ran = subprocess.run(program, cwd=pack, capture_output=True, check=True)
    assert ran.stdout == (pack / manifest.NAME).read_bytes()


def test_the_fingerprint_is_what_openssl_tells(pack: Path) -> None:
    program = [require("openssl", "openssl"), "pkey", "-pubin", "-in", "signer.pem"]
    ran = subprocess.run([*program, "-outform", "DER"], cwd=pack, capture_output=True, check=True)
    assert made.sha256(ran.stdout).hexdigest() == signature.fingerprint(OURS.public_key())


def test_how_to_verify_lies_in_the_pack_in_both_languages(pack: Path) -> None:
    text = (pack / "VERIFY.txt").read_text(encoding="utf-8")
    for language in LANGUAGES:
        assert sentence(language, "pack.how_to_verify") in text


def test_the_same_files_and_key_give_the_same_bytes() -> None:
    backwards = dict(reversed(FILES.items()))
    assert sealed(backwards, OURS) == sealed(FILES, OURS)
    assert contents.zipped(sealed(backwards, OURS)) == contents.zipped(sealed(FILES, OURS))


def test_whole_and_signed_by_the_key_named(run: Run, pack: Path, signer: str) -> None:
    ran = run("evidence", "verify", str(pack), "--signer", signer)
    assert ran.code == 0
    assert "VERIFIED: the 4 files are those that were signed." in ran.out
    assert f"record 2 of board {made.BOARD.hex()}" in ran.out
    assert "amount_minor=1250" in ran.out
    assert "only the holder of its sealing key can check" in ran.out
    (told,) = run("evidence", "verify", str(pack), "--signer", signer, "--json").json()
    assert (told["verdict"], told["trust"], told["findings"]) == ("VERIFIED", "named", [])
    assert told["signer"] == signature.fingerprint(OURS.public_key())
    (proof,) = told["proofs"]
    assert (proof["file"], proof["mac"]) == ("proof.json", False)
    assert proof["record"]["fields"]["trace"] == 11


def test_the_key_inside_says_nothing_of_who_signed(run: Run, pack: Path) -> None:
    ran = run("evidence", "verify", str(pack))
    assert ran.code == 7
    assert "Who signed is not known" in ran.out
    assert "INCOMPLETE" in ran.out
    signature.keep(OURS.public_key())
    ran = run("evidence", "verify", str(pack), "--lang", "zh-CN")
    assert ran.code == 0
    assert "由本机已知的密钥签名" in ran.out


def test_whoever_signs_anew_with_a_key_of_his_own_is_found(
    run: Run, pack: Path, signer: str
) -> None:
    forged = sealed(FILES | {"pack.html": b"<p>9.00</p>"}, THEIRS)
    for name, data in forged.items():
        (pack / name).write_bytes(data)
    assert run("evidence", "verify", str(pack)).code == 7  # never VERIFIED
    ran = run("evidence", "verify", str(pack), "--signer", signer)
    assert ran.code == 8
    assert "not by the one named" in ran.out
    signature.keep(OURS.public_key())
    (told,) = run("evidence", "verify", str(pack), "--json").json()
    assert told["trust"] == "inside"


CHANGES: dict[str, tuple[Change, str, int]] = {
    "a byte": (lambda p: (p / "pack.html").write_bytes(b"<p>12.50 "), "changed", 8),
    "a proof": (
        lambda p: (p / "proof.json").write_bytes(FILES["proof.json"].replace(b"41", b"42", 1)),
        "changed",
        8,
    ),
    "a file less": (lambda p: (p / "attachments/01-signed-slip.png").unlink(), "missing", 8),
    "a file more": (lambda p: (p / "attachments/备注.txt").write_bytes(b"x"), "extra", 7),
    "no manifest": (lambda p: (p / manifest.NAME).unlink(), "no_manifest", 7),
    "an empty manifest": (lambda p: (p / manifest.NAME).write_bytes(b""), "manifest_unreadable", 8),
    "no signature": (lambda p: (p / manifest.SIGNATURE).unlink(), "no_signature", 7),
    "another signature": (
        lambda p: (p / manifest.SIGNATURE).write_bytes(bytes(64)),
        "signature_wrong",
        8,
    ),
    "a signature cut": (
        lambda p: (p / manifest.SIGNATURE).write_bytes(b"x"),
        "signature_wrong",
        8,
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_found_and_named(run: Run, pack: Path, signer: str, name: str) -> None:
    change, word, code = CHANGES[name]
    change(pack)
    ran = run("evidence", "verify", str(pack), "--signer", signer, "--json")
    (told,) = ran.json()
    assert ran.code == code
    assert word in [each["finding"] for each in told["findings"]]


def test_any_flipped_bit_of_the_manifest_or_signature_is_found(
    run: Run, pack: Path, signer: str
) -> None:
    for name in (manifest.NAME, manifest.SIGNATURE):
        whole = (pack / name).read_bytes()
        for at in range(0, len(whole), 37):
            (pack / name).write_bytes(whole[:at] + bytes((whole[at] ^ 1,)) + whole[at + 1 :])
            assert run("evidence", "verify", str(pack), "--signer", signer).code == 8, (name, at)
        (pack / name).write_bytes(whole)


def test_without_the_key_inside_a_named_one_is_enough(run: Run, pack: Path, signer: str) -> None:
    (pack / manifest.SIGNER).unlink()
    assert run("evidence", "verify", str(pack), "--signer", signer).code == 0
    (told,) = run("evidence", "verify", str(pack), "--json").json()
    assert [each["finding"] for each in told["findings"]] == ["no_signer"]


def test_a_record_that_does_not_lead_to_its_seal_is_found(run: Run, tmp_path: Path) -> None:
    forged = json.loads(FILES["proof.json"])
    forged["record"] = made.stored(2, made.sale(11, 990)).hex()
    files = sealed(FILES | {"proof.json": json.dumps(forged).encode()}, OURS)
    (tmp_path / "forged.zip").write_bytes(contents.zipped(files))
    (told,) = run("evidence", "verify", str(tmp_path / "forged.zip"), "--json").json()
    assert told["verdict"] == "TAMPERED"
    assert {each["finding"] for each in told["findings"]} == {"proof_wrong", "signer_unknown"}


def test_a_zip_verifies_as_its_folder_does(run: Run, pack: Path, signer: str) -> None:
    ran = run("evidence", "zip", str(pack))
    assert (ran.code, ran.out) == (0, f"{pack}.zip: 7 files in one.\n")
    assert run("evidence", "verify", f"{pack}.zip", "--signer", signer).code == 0
    by_hand = pack.parent / "by hand.zip"
    with zipfile.ZipFile(by_hand, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("pack")
        for path in pack.rglob("*"):
            archive.write(path, Path("pack") / path.relative_to(pack))
    assert run("evidence", "verify", str(by_hand), "--signer", signer).code == 0
    assert run("evidence", "zip", str(pack.parent)).code == 2


def _zip_of(entries: list[tuple[zipfile.ZipInfo | str, bytes]], method: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def _link() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("pack.html")
    entry.create_system, entry.external_attr = 3, 0o120777 << 16
    return entry


def _twice() -> bytes:
    whole = _zip_of([("a.txt", b"1"), ("b.txt", b"2")])
    return whole.replace(b"b.txt", b"a.txt")


def _encrypted() -> bytes:
    whole = bytearray(_zip_of([("a.txt", b"1")]))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        whole[whole.index(mark) + flags] |= 1
    return bytes(whole)


HOSTILE: dict[str, bytes] = {
    "out of the folder": _zip_of([("../evil.txt", b"x")]),
    "an absolute path": _zip_of([("/etc/evil", b"x")]),
    "another system's path": _zip_of([("..\\evil.txt", b"x")]).replace(b"../", b"..\\"),
    "a drive": _zip_of([("C:evil.txt", b"x")]),
    "a deep path": _zip_of([("a/b/c/d/e", b"x"), ("f", b"x")]),
    "a control character": _zip_of([("a\x1b[2J.txt", b"x")]),
    "a link": _zip_of([(_link(), b"/etc/passwd")]),
    "one name twice": _twice(),
    "encrypted": _encrypted(),
    "a bomb": _zip_of([("a.txt", bytes(contents.BYTES_MAX + 1))], zipfile.ZIP_DEFLATED),
    "many files": _zip_of([(f"{at}.txt", b"") for at in range(contents.FILES_MAX + 1)]),
    "a large directory": _zip_of([(f"{at}" * 20 + ".txt", b"") for at in range(6000)]),
    "damaged": _zip_of([("a.txt", bytes(999))]).replace(bytes(999), bytes(998) + b"\1"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_zips_are_refused_and_nothing_is_written(
    run: Run, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "in" / "hostile.zip"
    file.parent.mkdir()
    file.write_bytes(HOSTILE[name])
    ran = run("evidence", "verify", str(file))
    assert (ran.code, ran.out) == (4, "")
    assert "\x1b" not in ran.err
    assert "Traceback" not in ran.err
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["hostile.zip", "in"]


def test_what_is_no_pack_is_said_to_be_none(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(b"%PDF-1.7 and no zip at all")
    assert run("evidence", "verify", str(file)).code == 2
    assert run("evidence", "verify", str(tmp_path / "nowhere")).code == 2
    (tmp_path / "key.pem").write_text("no key")
    assert run("evidence", "verify", str(file), "--signer", str(tmp_path / "key.pem")).code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="links take rights there")
def test_a_link_in_a_folder_is_not_followed(run: Run, pack: Path) -> None:
    (pack / "etc").symlink_to("/etc")
    ran = run("evidence", "verify", str(pack))
    assert ran.code == 4
    assert "is a link" in ran.err


def test_a_file_does_not_hide_behind_many_folders(run: Run, pack: Path) -> None:
    for at in range(2 * contents.FILES_MAX):
        (pack / f"{at:04}").mkdir()
    assert run("evidence", "verify", str(pack)).code == 4


def test_every_finding_has_its_sentence() -> None:
    assert {name for name in MESSAGES if name.startswith("pack.finding.")} == {
        f"pack.finding.{word}" for word in VERDICTS
    }


def test_the_office_keeps_the_key_and_this_computer_knows_its_former_ones(
    run: Run, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSMINDER_OFFICE_PASSPHRASE", "four words are enough")
    monkeypatch.setattr(office_store, "SCRYPT_N", 16)
    assert run("office", "evidence-key").code == 2  # there is no office yet
    assert run("office", "init").code == 0
    with pytest.raises(office_store.NoEvidenceKeyYet):
        office_store.Office.open("four words are enough").evidence_key()
    pem = tmp_path / "out" / "key.pem"
    (first,) = run("office", "evidence-key", "--out", str(pem), "--json").json()
    assert first["made"]
    (again,) = run("office", "evidence-key", "--json").json()
    assert again == {"fingerprint": first["fingerprint"], "made": False, "file": None}
    old = office_store.Office.open("four words are enough").evidence_key()
    assert signature.fingerprint(signature.read(pem)) == first["fingerprint"]
    ran = run("office", "evidence-key", "--new", "--lang", "zh-CN")
    assert "举证密钥" in ran.out
    assert first["fingerprint"] not in ran.out
    (pack.parent / "old.zip").write_bytes(contents.zipped(sealed(FILES, old)))
    assert run("evidence", "verify", str(pack.parent / "old.zip")).code == 0
    stored = office_store.store_path().read_text()
    assert "PRIVATE" not in stored
    assert all("PRIVATE" not in path.read_text() for path in signature.signers().glob("*"))
