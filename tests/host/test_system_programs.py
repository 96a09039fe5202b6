# SPDX-License-Identifier: MIT
"""A missing system program skips a test with the cure, and fails it where none may be missing."""

from __future__ import annotations

import pytest

from tests.support.system_programs import SWITCH, packages, require


@pytest.fixture(autouse=True)
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _program: None)


@pytest.mark.parametrize("value", [None, "", "0"])
def test_a_missing_program_skips_with_its_name_and_the_apt_line(
    monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    monkeypatch.delenv(SWITCH, raising=False)
    if value is not None:
        monkeypatch.setenv(SWITCH, value)
    with pytest.raises(pytest.skip.Exception, match=r"^tshark is not .*: apt install tshark$"):
        require("tshark", "tshark")


def test_a_missing_program_fails_where_none_may_be_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(SWITCH, "1")
    with pytest.raises(pytest.fail.Exception, match=r"tshark is not .*: apt install tshark"):
        require("tshark", "tshark")


def test_a_program_that_is_there_is_returned_whatever_the_switch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shutil.which", lambda program: f"/usr/bin/{program}")
    for value in ("0", "1"):
        monkeypatch.setenv(SWITCH, value)
        assert require("tshark", "tshark") == "/usr/bin/tshark"


def test_a_package_that_nobody_installs_is_a_mistake() -> None:
    with pytest.raises(LookupError, match=r"system-packages\.txt"):
        require("tshark", "wireshark")
    assert "tshark" in packages()
