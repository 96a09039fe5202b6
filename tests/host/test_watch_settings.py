# SPDX-License-Identifier: MIT
"""watch.yaml: every fault with its place, secrets from where they are, and no secret said."""

# ruff: noqa: E501
from __future__ import annotations

from pathlib import Path

import pytest

from posminder.watch import settings
from posminder.watch.settings import Read

GOOD = """\
zone: Asia/Shanghai
language: zh-CN
every: 15min
routes:
  - name: owner
    url: env:OWNER
    quiet: {hours: "22:00-07:00", but: [urgent]}
    escalate: {after: 30min, to: manager}
  - name: manager
    url: file:manager.url
    severities: [urgent]
    digest: "08:30"
backup:
  folder: backups
  passphrase: env:PHRASE
"""
ENVIRON = {"OWNER": "json://127.0.0.1/owner", "PHRASE": "a long passphrase"}


def read(folder: Path, text: str, environ: dict[str, str] | None = None) -> Read:
    secret = folder / "manager.url"
    if not secret.exists():
        secret.write_text("mailto://127.0.0.1?to=a@b.example\n")
        secret.chmod(0o600)
    file = folder / "watch.yaml"
    file.write_text(text)
    return settings.read(file, ENVIRON if environ is None else environ)


def said(found: Read) -> list[str]:
    """Return `line:column setting: sentence` of each finding."""
    return [
        f"{one.spot.line}:{one.spot.column} {one.path}: {one.sentence}" for one in found.findings
    ]


def test_a_good_file_with_its_secrets(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD)
    assert said(found) == []
    assert found.watch is not None
    assert found.urls == {
        "owner": "json://127.0.0.1/owner",
        "manager": "mailto://127.0.0.1?to=a@b.example",
    }
    assert found.passphrase == "a long passphrase"
    assert (found.watch.every, found.watch.silent_after) == (900, 93_600)
    assert "127.0.0.1" not in repr(found)
    assert "passphrase='a" not in repr(found)


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("zone: Asia/Shanghai", "zone: Asia/Shangai", '1:7 zone: is no IANA time zone; did you mean "Asia/Shanghai"?'),
        ("every: 15min", "evry: 15min", '3:1 evry: not a known setting; did you mean "every"?'),
        ("every: 15min", "every: 5", "3:8 every: must be a number with its unit, such as 20s, 15min or 2h"),
        ("every: 15min", "every: 1s", "3:8 every: must be 10s..24h"),
        ("after: 30min", "after: x", "8:23 routes[0].escalate.after: must be a number with its unit, such as 20s, 15min or 2h"),
        ("to: manager", "to: manger", '8:34 routes[0].escalate.to: is no route; did you mean "manager"?'),
        ("to: manager", "to: owner", "8:34 routes[0].escalate.to: leads back to where it began: somebody must be last"),
        ("name: manager", "name: owner", "9:11 routes[1].name: is the name of another route already"),
        ("[urgent]\n    digest", "[urgnt]\n    digest", "11:18 routes[1].severities[0]: must be 'urgent', 'warning' or 'notice'; did you mean \"urgent\"?"),
        ('digest: "08:30"', "kinds: [settlement_opn]", '12:13 routes[1].kinds[0]: is nothing that is watched; did you mean "settlement_open"?'),
        ('digest: "08:30"', 'digest: "24:30"', '12:13 routes[1].digest: must be a clock time in quotes, such as "20:45"'),
        ("url: env:OWNER", "url: json://x:secret@y/", "6:10 routes[0].url: does not fit: an apprise address, as env:NAME or file:PATH, of a file that nobody else may read"),
        ("url: env:OWNER", "url: env:OTHER", "6:10 routes[0].url: the environment variable OTHER is not set"),
        ("env:PHRASE", "env:NONE", "15:15 backup.passphrase: the environment variable NONE is not set"),
        ("  folder: backups\n", "", "13:1 backup.folder: is missing: where they go; on another disk or computer"),
    ],
)  # fmt: skip
def test_a_fault_is_said_at_its_place(tmp_path: Path, old: str, new: str, finding: str) -> None:
    assert old in GOOD
    found = read(tmp_path, GOOD.replace(old, new, 1))
    assert finding in said(found)
    assert found.watch is None
    assert "secret" not in " ".join(said(found))


def test_a_secret_s_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "manager.url"
    secret.write_text("json://x:hush@y/")
    secret.chmod(0o640)
    (finding,) = said(read(tmp_path, GOOD))
    assert f"{secret} may be read by others. Next: chmod 600 {secret}" in finding
    assert "hush" not in finding
    secret.chmod(0o400)
    assert said(read(tmp_path, GOOD)) == []
    secret.chmod(0o600)
    secret.write_text("")
    assert "is empty" in said(read(tmp_path, GOOD))[0]
    secret.unlink()
    (tmp_path / "watch.yaml").write_text(GOOD)
    found = settings.read(tmp_path / "watch.yaml", ENVIRON)
    assert "cannot be read: No such file or directory" in said(found)[0]


def test_a_credential_of_systemd_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    text = GOOD.replace("file:manager.url", "file:$CREDENTIALS_DIRECTORY/manager.url")
    assert read(tmp_path, text).urls["manager"].startswith("mailto:")


def test_no_file_and_hostile_files_are_findings(tmp_path: Path) -> None:
    found = settings.read(tmp_path / "none.yaml", {})
    assert "cannot be read" in said(found)[0]
    for text in ("", "[1]", "a: &x 1\nb: *x\n", "routes: []\nzone: UTC\n", "\x00", "x" * 70_000):
        assert read(tmp_path, text).watch is None
