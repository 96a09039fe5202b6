# SPDX-License-Identifier: MIT
"""What people type and nobody may see: PINs, passphrases, account numbers. Never as an argument.

At a terminal without echo; else a line of standard input, as a scanner or a script gives it. A PIN
or the office's passphrase may also stand in the environment, for scripts and tests.
"""

from __future__ import annotations

import getpass
import os
import re
import sys
from typing import Final

from posminder.errors import UsageError
from posminder.messages import sentence
from posminder.office_store import PASSPHRASE_MIN, NoOffice, Office, is_office, store_path
from posminder.person import Person

PIN: Final = "POSMINDER_PIN"
NEW_PIN: Final = "POSMINDER_NEW_PIN"
PASSPHRASE: Final = "POSMINDER_OFFICE_PASSPHRASE"
BACKUP_PASSPHRASE: Final = "POSMINDER_BACKUP_PASSPHRASE"

_PIN: Final = re.compile(r"[0-9]{4,8}")
_UP: Final = "01234567890"
_REPEATED: Final = re.compile(r"(.{1,4})\1+")  # 0000, 1212, 123123


def typed(prompt: str) -> str:
    """Return a line that is not echoed. Raises UsageError where there is none."""
    if sys.stdin.isatty():
        return getpass.getpass(f"{prompt}: ", sys.stderr)
    line = sys.stdin.readline()
    if not line:
        raise UsageError(f"{prompt}: nothing was typed")
    return line.rstrip("\r\n")


def person(id_: str, board_id: str, language: str) -> Person:
    """Return the person that this id and the PIN asked for make on a board."""
    pin = os.environ.get(PIN) or typed(sentence(language, "people.pin", id=id_))
    return Person.with_pin(id_, pin, bytes.fromhex(board_id))


def person_with_new_pin(id_: str, board_id: str, language: str) -> Person:
    """Return the same with a new PIN, asked for twice. Raises UsageError for one that will not do.

    What is wrong is said, the PIN is not.
    """
    pin = os.environ.get(NEW_PIN)
    if pin is None:
        pin = typed(sentence(language, "people.new_pin", id=id_))
        if pin != typed(sentence(language, "people.pin_again")):
            raise UsageError(sentence(language, "people.pins_differ"))
    if _PIN.fullmatch(pin) is None:
        raise UsageError(sentence(language, "people.pin_digits"))
    if is_trivial(pin):
        raise UsageError(sentence(language, "people.pin_trivial"))
    return Person.with_pin(id_, pin, bytes.fromhex(board_id))


def office(language: str = "en") -> Office:
    """Return the office's store, opened with the passphrase asked for."""
    if not store_path().is_file():
        raise NoOffice(store_path())
    return Office.open(os.environ.get(PASSPHRASE) or typed(sentence(language, "office.passphrase")))


def office_if_any(language: str = "en") -> Office | None:
    """Return the same, None where this computer has none."""
    return office(language) if is_office() else None


def new_passphrase(language: str, variable: str = PASSPHRASE, of: str = "office") -> str:
    """Return a passphrase asked for twice. Raises UsageError for one that will not do.

    `of`: what it is for, as the messages' names begin.
    """
    phrase = os.environ.get(variable)
    if phrase is None:
        phrase = typed(sentence(language, f"{of}.new_passphrase", least=PASSPHRASE_MIN))
        if phrase != typed(sentence(language, "office.again")):
            raise UsageError(sentence(language, "office.differ"))
    if len(phrase) < PASSPHRASE_MIN:
        raise UsageError(sentence(language, "office.short", least=PASSPHRASE_MIN))
    return phrase


def backup_passphrase(language: str) -> str:
    """Return the passphrase of a backup that is there."""
    return os.environ.get(BACKUP_PASSPHRASE) or typed(sentence(language, "backup.passphrase"))


def is_trivial(pin: str) -> bool:
    """Tell whether a PIN is among the first that somebody would try: 0000, 1212, 1234, 8765."""
    return _REPEATED.fullmatch(pin) is not None or pin in _UP or pin in _UP[::-1]
