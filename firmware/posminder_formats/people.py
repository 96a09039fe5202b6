# SPDX-License-Identifier: MIT
"""Who may do what: four roles, the deeds a person puts his name to, one table of rights (R43, R74).

The same table for button, host and profile: commands.ACCESS and FILES name rights of it. Whoever
stands at the button is nobody in particular. A person's key is made of his PIN on the host and is
an HMAC secret: the PIN itself never travels.
"""

import struct

from posminder_formats import tables
from posminder_formats._const import const

# Roles: the lease's (commands.ROLE_*) and the people's, one numbering.
NOBODY = const(0)
TECHNICIAN = const(1)
CASHIER = const(2)
SUPERVISOR = const(3)
OWNER = const(4)

# Deeds
ACKNOWLEDGE = const(1)  # value: the alert's number
MUTE = const(2)
CLOSE_BATCH = const(3)
SETTLE_ABOVE_MAX = const(4)  # value: the batch's total, minor units
CONFIGURE = const(5)
PULL_LOGS = const(6)
ENROL = const(7)  # value: the role
REMOVE = const(8)
OPERATOR = const(9)  # signed in at the terminal, as its operator
PLAN_ACCOUNT = const(10)  # value: the day it takes effect, days since 1970
HAND_OVER_ACCOUNT = const(11)
APPROVE_ACCOUNT = const(12)
EFFECT_ACCOUNT = const(13)
PROBE_ACCOUNT = const(14)  # value: of this and the next, the amount credited, minor units
DEPOSIT_ACCOUNT = const(15)
STRAY_ACCOUNT = const(16)  # a credit that still came to the old account; value: the amount
CLOSE_ACCOUNT = const(17)
CLOSE_ACCOUNT_EARLY = const(18)  # before the old account was held open long enough
CANCEL_ACCOUNT = const(19)
OVERRIDE_GATE = const(20)  # a few sales, although not signed in or not settled
CREDIT = const(21)  # what the bank's statement says of a batch, told the board
DRILL = const(22)
REKEY = const(23)  # the journal is sealed with other keys from now on
CHANGE = const(24)  # money, account, people or cut-over of the profile; value: what, CHANGES_*

_SHOP = const(1 << CASHIER | 1 << SUPERVISOR | 1 << OWNER)
_MONEY = const(1 << SUPERVISOR | 1 << OWNER)
_EVERYBODY = const(_SHOP | 1 << TECHNICIAN | 1 << NOBODY)

# deed, roles that may do it as bits 1 << role. A technician decides nothing about money.
RIGHTS = (
    (ACKNOWLEDGE, _EVERYBODY),
    (MUTE, _SHOP | 1 << NOBODY),
    (CLOSE_BATCH, _SHOP | 1 << NOBODY),
    (SETTLE_ABOVE_MAX, _MONEY | 1 << NOBODY),  # nobody: who holds the button a second time
    (CONFIGURE, 1 << TECHNICIAN),
    (PULL_LOGS, _MONEY | 1 << TECHNICIAN),
    (ENROL, 1 << OWNER),
    (REMOVE, 1 << OWNER),
    (OPERATOR, _SHOP | 1 << NOBODY),  # nobody: who presses when asked
    (PLAN_ACCOUNT, _MONEY),
    (HAND_OVER_ACCOUNT, _MONEY),
    (APPROVE_ACCOUNT, _MONEY),
    (EFFECT_ACCOUNT, _MONEY),
    (PROBE_ACCOUNT, _MONEY),
    (DEPOSIT_ACCOUNT, _MONEY),
    (STRAY_ACCOUNT, _MONEY),
    (CLOSE_ACCOUNT, _MONEY),
    (CLOSE_ACCOUNT_EARLY, 1 << OWNER),
    (CANCEL_ACCOUNT, _MONEY),
    (REKEY, 1 << OWNER),
    (OVERRIDE_GATE, _MONEY | 1 << NOBODY),  # nobody: a very long press, where the profile has it
    (CREDIT, _MONEY | 1 << TECHNICIAN),
    (DRILL, _MONEY | 1 << TECHNICIAN),
    (CHANGE, _MONEY | 1 << NOBODY),  # nobody: a very long press on the board
)

# Bounds of a person's id: it stands in the journal, so it need not be a name.
ID_CHARACTERS_MAX = const(16)
PEOPLE_MAX = const(12)  # of one shop
KEY_BYTES = const(32)
PIN_ROUNDS = const(2000)  # of PBKDF2-HMAC-SHA256, on the host

_ID_MARKS = "-_"
_TICKET_CONTEXT = b"posminder ticket 1"
_HOST_CONTEXT = b"posminder unlock 2"
_BOARD_CONTEXT = b"posminder board 2"
_KEY_MASK_CONTEXT = b"posminder key mask 1"
_KEY_CONTEXT = b"posminder new key 1"
_DEED_CONTEXT = b"posminder deed 1"
_SALT_CONTEXT = b"posminder person 1"
_MASK_CONTEXT = b"posminder enrol 1"


def may(role: int, deed: int) -> bool:
    """Tell whether a person of `role` may do `deed`; a deed that is not in the table nobody may."""
    right = tables.keyed(RIGHTS, deed)
    return right is not None and right[1] >> role & 1 == 1


def is_id(text: object) -> bool:
    """Tell whether `text` can be a person's id: 1..16 of a-z, 0-9, - and _."""
    return (
        isinstance(text, str)
        and 0 < len(text) <= ID_CHARACTERS_MAX
        and all("a" <= sign <= "z" or "0" <= sign <= "9" or sign in _ID_MARKS for sign in text)
    )


def salt(board_id: bytes, person: str) -> bytes:
    """Return what a PIN is stretched with: another one for every person of every board."""
    return _SALT_CONTEXT + board_id + person.encode()


def ticket_message(board_id: bytes, role: int, person: str, first_day: int, last_day: int) -> bytes:
    """Return what the board's key makes a ticket of, by HMAC-SHA256: 32 bytes that are secret.

    Days since 1970, both included; both 0: no day ends it, which only the key's holder makes.
    """
    head = (role, first_day >> 8, first_day & 0xFF, last_day >> 8, last_day & 0xFF)
    return _TICKET_CONTEXT + board_id + bytes(head) + person.encode()


def host_message(board_id: bytes, board_nonce: bytes, host_nonce: bytes) -> bytes:
    """Return what a host makes an HMAC-SHA256 of with its ticket, to be let in."""
    return _HOST_CONTEXT + board_id + board_nonce + host_nonce


def board_message(board_id: bytes, board_nonce: bytes, host_nonce: bytes) -> bytes:
    """Return what the board makes one of in its answer: only who has its key knows the ticket."""
    return _BOARD_CONTEXT + board_id + host_nonce + board_nonce


def key_mask_message(board_id: bytes, nonce: bytes) -> bytes:
    """Return what the lease's ticket makes an HMAC-SHA256 of, to hide the board's next key."""
    return _KEY_MASK_CONTEXT + board_id + nonce


def new_key_message(board_id: bytes, nonce: bytes, key: bytes) -> bytes:
    """Return what it makes one of, to show that the holder of the old key wants this one."""
    return _KEY_CONTEXT + board_id + nonce + key


def deed_message(
    board_id: bytes, nonce: bytes, person: str, deed: int, value: int, sha256: bytes
) -> bytes:
    """Return what a proof is an HMAC-SHA256 of: who does what, now, on which board, to which text.

    `value` is the deed's number, 64 bits; `sha256` that of its canonical text.
    """
    head = struct.pack(">BBq", len(person), deed, value)
    return _DEED_CONTEXT + board_id + nonce + head + person.encode() + sha256


def mask_message(board_id: bytes, nonce: bytes, person: str) -> bytes:
    """Return what the lease's ticket makes an HMAC-SHA256 of, to hide a person's key."""
    return _MASK_CONTEXT + board_id + nonce + person.encode()


def masked(key: bytes, mask: bytes) -> bytes:
    """Return `key` under `mask`, or the other way round: both have KEY_BYTES bytes."""
    return bytes(key[index] ^ mask[index] for index in range(KEY_BYTES))


def above_max_text(count: int, total_minor: int, currency: int) -> bytes:
    """Return the text that releases a held batch: of another batch, it is another text."""
    return b"posminder settle above maximum 1\n%d\n%d\n%d\n" % (count, total_minor, currency)


def acknowledge_text(alert: int) -> bytes:
    """Return the text that says an alert was seen."""
    return b"posminder acknowledge 1\n%d\n" % alert


def operator_text() -> bytes:
    """Return the text by which a person says that he has signed in at the terminal."""
    return b"posminder operator 1\n"


def gate_text() -> bytes:
    """Return the text that lets a few sales through the gate."""
    return b"posminder override gate 1\n"


def rekey_text(key_hash: bytes) -> bytes:
    """Return the text that has the journal sealed with the key of this SHA-256 from now on."""
    return b"posminder rekey 1\n" + key_hash


def change_text(change: int, sha256: bytes) -> bytes:
    """Return the text that lets a profile of this SHA-256 into force, which changes such things."""
    return b"posminder change 1\n%d\n" % change + sha256


def person_text(person: str, role: int, key: bytes) -> bytes:
    """Return the text that lets a person in with his key; without a key, that lets him go."""
    return b"posminder person 1\n%d\n" % role + person.encode() + b"\n" + key
