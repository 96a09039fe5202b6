# SPDX-License-Identifier: MIT
"""A reply of a board: its fields, typed, or what it says went wrong as an exception in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from posminder import errors
from posminder_formats import commands

T = TypeVar("T")

_WORDS: Final = {
    commands.RC_UNKNOWN: "unknown error",
    commands.RC_NO_MEMORY: "no memory",
    commands.RC_INVALID: "invalid value",
    commands.RC_NO_ENTRY: "no such entry",
    commands.RC_BAD_STATE: "bad state",
    commands.RC_TOO_LARGE: "answer too large",
    commands.RC_CORRUPT: "its storage is faulty",
    commands.RC_BUSY: "busy",
}
_FS_WORDS: Final = {
    commands.FS_RC_INVALID_NAME: "invalid file name",
    commands.FS_RC_OFFSET_NOT_VALID: "the file changed meanwhile",
    commands.FS_RC_OFFSET_LARGER_THAN_FILE: "offset behind the end of the file",
    commands.FS_RC_HASH_NOT_FOUND: "unknown kind of hash",
    commands.FS_RC_READ_ONLY: "the file cannot be written",
}
_POSMINDER_ERRORS: Final[dict[int, Callable[[], errors.PosminderError]]] = {
    commands.PM_RC_UNCOMMISSIONED: errors.Uncommissioned,
    commands.PM_RC_COMMISSIONED: errors.AlreadyCommissioned,
    commands.PM_RC_WRONG_PROOF: errors.WrongKey,
    commands.PM_RC_TICKET_DAYS: errors.TicketDays,
    commands.PM_RC_KEY_HOLDER: errors.KeyHolderOnly,
    commands.PM_RC_LOCKED_OUT: errors.LockedOut,
    commands.PM_RC_HASH_DIFFERS: errors.HashDiffers,
    commands.PM_RC_PERSON_UNKNOWN: errors.PersonUnknown,
    commands.PM_RC_WRONG_PIN: errors.WrongPin,
    commands.PM_RC_PERSON_WAITS: errors.PersonWaits,
    commands.PM_RC_NO_RIGHT: errors.NoRight,
    commands.PM_RC_TWICE: errors.ApprovedTwice,
    commands.PM_RC_OUT_OF_ORDER: errors.OutOfOrder,
    commands.PM_RC_OTHER_TEXT: errors.OtherText,
    commands.PM_RC_NOTHING: errors.NothingToApprove,
    commands.PM_RC_TOO_EARLY: errors.TooEarly,
    commands.PM_RC_PEOPLE_FULL: errors.PeopleFull,
    commands.PM_RC_OWNER_FIRST: errors.OwnerFirst,
    commands.PM_RC_LAST_OWNER: errors.LastOwner,
    commands.PM_RC_NO_NONCE: errors.NoNonce,
    commands.PM_RC_NO_CHAIN: errors.NoChain,
    commands.PM_RC_NO_DEPOSIT: errors.NoDeposit,
    commands.PM_RC_NOT_EXCHANGED: errors.NotExchanged,
    commands.PM_RC_NO_RELEASE_KEY: errors.BoardLacksReleaseKey,
    commands.PM_RC_BAD_SIGNATURE: errors.SignatureRefused,
    commands.PM_RC_OTHER_BOARD: errors.OtherKindOfBoard,
    commands.PM_RC_OTHER_ABI: errors.OtherMicroPython,
    commands.PM_RC_IMAGE_DAMAGED: errors.ImageRefused,
    commands.PM_RC_NO_ROOM: errors.NoRoomForUpdate,
}


@dataclass(frozen=True, slots=True)
class Hello:
    """Who a board is, and what a proof for it must be made over."""

    id: bytes
    board: str
    firmware: str
    protocol: int
    commissioned: bool
    nonce: bytes
    role: int


@dataclass(frozen=True, slots=True)
class Parameters:
    """The board's buffers."""

    buf_size: int  # bytes of header and CBOR
    buf_count: int


@dataclass(frozen=True, slots=True)
class SealKeys:
    """What seals are checked with. `first` is None once the board has destroyed it."""

    epoch: int
    blinding: bytes
    first: bytes | None


def take(reply: dict[Any, Any], name: str, kind: type[T]) -> T:
    """Return a reply's field. Raises ProtocolError if it is not there, or of another type."""
    value = reply.get(name)
    if type(value) is not kind:
        raise errors.ProtocolError(f"a reply without {name}")
    return value


def check(reply: dict[Any, Any], group: int, command: int) -> None:
    """Raise what a reply says went wrong, if it says so."""
    if "err" in reply:
        raise _group_error(reply["err"])
    code = commands.RC_OK if "rc" not in reply else take(reply, "rc", int)
    if code == commands.RC_OK:
        return
    if code == commands.RC_ACCESS_DENIED:
        raise errors.AccessDenied(reply.get("rsn", "no reason given"))
    if code == commands.RC_NOT_SUPPORTED:
        raise errors.CommandNotSupported(group, command)
    raise errors.RequestRefused(_WORDS.get(code, "for a reason unknown here"), group, code)


def _group_error(error: Any) -> errors.PosminderError:
    if not isinstance(error, dict):
        return errors.ProtocolError("an error without a code")
    group = take(error, "group", int)
    code = take(error, "rc", int)
    if group == commands.GROUP_POSMINDER and code in _POSMINDER_ERRORS:
        return _POSMINDER_ERRORS[code]()
    words = _FS_WORDS if group == commands.GROUP_FS else {}
    return errors.RequestRefused(words.get(code, "for a reason unknown here"), group, code)
