# SPDX-License-Identifier: MIT
"""Everything the host command can fail with: a docstring is the message, a number the exit code.

Exit codes: 2 usage or profile, 3 board not found or busy, 4 protocol or integrity,
5 terminal refused, 6 held, needs approval or access denied,
7 and 8 a journal that is not proved. A message says what happened and, where a cure is known,
the cure.
"""

from __future__ import annotations

from typing import ClassVar, Final

EXIT_FINDING: Final = 1
EXIT_USAGE: Final = 2
EXIT_NO_BOARD: Final = 3
EXIT_INTEGRITY: Final = 4
EXIT_TERMINAL: Final = 5
EXIT_HELD: Final = 6
EXIT_INCOMPLETE: Final = 7
EXIT_TAMPERED: Final = 8


class PosminderError(Exception):
    """Posminder failed: {}."""

    exit_code: ClassVar[int] = EXIT_INTEGRITY

    def __str__(self) -> str:
        template = " ".join((type(self).__doc__ or "").split())  # a docstring may have lines
        return template.format(*self.args)


class UsageError(PosminderError):
    """{}"""

    exit_code = EXIT_USAGE


class NotExchanged(PosminderError):
    """The board waits for nobody's word about this terminal, or its profile names another TID.

    Look at posminder status, write the TID of the terminal's slips into the profile, and try again.
    """

    exit_code = EXIT_USAGE


class ProfileRefused(PosminderError):
    """The board refuses the profile because of its field "{}"; nothing was changed.

    Its firmware is of another version than this program: update the older one.
    """

    exit_code = EXIT_USAGE


class BoardNotFound(PosminderError):
    """No board at {}: {}. Next: posminder boards"""

    exit_code = EXIT_NO_BOARD


class BoardBusy(PosminderError):
    """{} is in use by another program; close it and try again."""

    exit_code = EXIT_NO_BOARD


class BoardGone(PosminderError):
    """The line to the board broke: {}."""

    exit_code = EXIT_NO_BOARD


class NoAnswer(PosminderError):
    """{} does not answer ({} tries of {} s). Is it a board, and does its agent run?"""

    exit_code = EXIT_NO_BOARD


class AtPrompt(PosminderError):
    """At {} a MicroPython prompt answers, not the agent. Reset the board, or: mpremote reset"""

    exit_code = EXIT_NO_BOARD


class ProtocolError(PosminderError):
    """The board's answer makes no sense: {}."""


class RequestRefused(PosminderError):
    """The board refuses the request: {} (group {}, code {})."""


class CommandNotSupported(PosminderError):
    """The board does not know command {1} of group {0}: its firmware is of another version."""


class FileNotFound(PosminderError):
    """The board has no file {}."""


class TransferCorrupt(PosminderError):
    """{} arrived damaged: its SHA-256 is not the one the board computed."""


class HashDiffers(PosminderError):
    """The board holds other bytes than were sent; nothing was changed. Send them again."""


class BundleDamaged(PosminderError):
    """The bundle is damaged: {}. Next: fetch it again"""


class BundleUnsigned(PosminderError):
    """The bundle of version {} is signed {}: no board takes it. Next: posminder office sign"""


class BoardAtWork(PosminderError):
    """The board is in a dialog with the terminal, or a settlement is open or in doubt, and takes no
    update meanwhile; it runs what it ran. Next: posminder status, and later posminder update, which
    goes on where it was"""

    exit_code = EXIT_NO_BOARD


class BoardLacksReleaseKey(PosminderError):
    """The board has no release key, so it takes no update. Next: at the office's computer,
    posminder office install-key"""

    exit_code = EXIT_HELD


class SignatureRefused(PosminderError):
    """The board refuses the bundle: it is not signed by the release key that the board was given.
    Next: posminder office sign; if the office has another key now, posminder office install-key"""


class OtherKindOfBoard(PosminderError):
    """The bundle is for another kind of board; nothing was changed. Next: posminder bundles list"""

    exit_code = EXIT_USAGE


class OtherMicroPython(PosminderError):
    """The bundle is for another MicroPython than the board's, which no update changes; nothing was
    changed. Next: a bundle built for that one"""

    exit_code = EXIT_USAGE


class ImageRefused(PosminderError):
    """What stands in the board's flash is not the bundle; it runs what it ran. Next: posminder
    update again; if it stays so, exchange the board"""


class NoRoomForUpdate(PosminderError):
    """The board has no place for the bundle: it has no code slots, or they are smaller.
    Next: posminder boards names its kind"""

    exit_code = EXIT_USAGE


class AccessDenied(PosminderError):
    """The board denies access ({})."""

    exit_code = EXIT_HELD


class Uncommissioned(PosminderError):
    """The board has no key yet. Give it one with: posminder apply FILE --commission."""

    exit_code = EXIT_HELD


class AlreadyCommissioned(PosminderError):
    """The board has a key already and never takes a second one."""

    exit_code = EXIT_HELD


class WrongKey(PosminderError):
    """This ticket, or key, is not the board's, or the board's key has changed. Next: have the
    office issue another ticket: posminder office ticket"""

    exit_code = EXIT_HELD


class TicketDays(PosminderError):
    """By the board's clock the ticket is not of today. Next: have the office issue another:
    posminder office ticket"""

    exit_code = EXIT_HELD


class OtherBoard(PosminderError):
    """The ticket is of board {}, and this is board {}. Next: have the office issue one of this
    board: posminder office ticket"""

    exit_code = EXIT_HELD


class StrangeBoard(PosminderError):
    """What answers as board {} does not know that board's key: it is not the board. Nothing was
    sent to it. Next: look where the cable leads, and tell the office"""

    exit_code = EXIT_HELD


class NobodyPressed(PosminderError):
    """Nobody at the board has said yes in time; nothing was changed. Next: have somebody stand
    there who may, and try again"""

    exit_code = EXIT_HELD


class KeyHolderOnly(PosminderError):
    """A ticket changes no key: only the office does, who has it. Next: posminder office rotate"""

    exit_code = EXIT_HELD


class LockedOut(PosminderError):
    """Too many wrong tickets: the board looks at none for a while, which doubles with each (1, 2, 4
    minutes, an hour at most). Next: wait, then use a ticket of this board"""

    exit_code = EXIT_HELD


class NoDeposit(PosminderError):
    """The board does not await that deposit: it is confirmed already, or was let go.
    Next: posminder deposits list"""

    exit_code = EXIT_FINDING


class Refused(PosminderError):
    """What a person put his name to was not taken. `word`: its sentence in messages/people.py."""

    exit_code = EXIT_HELD
    word: ClassVar[str]


class PersonUnknown(Refused):
    """The board knows nobody of this id and role. Next: posminder people enrol ID"""

    word = "person_unknown"


class WrongPin(Refused):
    """The PIN is wrong. From the third wrong one on, each doubles the wait: 1, 2, 4 minutes ..."""

    word = "wrong_pin"


class PersonWaits(Refused):
    """Too many wrong PINs of this person. Next: posminder people list says how long to wait."""

    word = "person_waits"


class NoRight(Refused):
    """This person's role may not do that. Next: posminder people rights says who may."""

    word = "no_right"


class ApprovedTwice(Refused):
    """This person has approved already: it takes another one."""

    word = "twice"


class OutOfOrder(Refused):
    """The change of account is not at that stage. Next: posminder account status"""

    word = "out_of_order"


class OtherText(Refused):
    """That is not what stands on the board: it has changed meanwhile. Read it again."""

    word = "other_text"


class NothingToApprove(Refused):
    """There is nothing to approve: no such alert is unseen, no batch is held."""

    word = "nothing"


class TooEarly(Refused):
    """The day has not come, or the board's clock is unset. Next: posminder account status"""

    word = "too_early"


class PeopleFull(Refused):
    """The board has its twelve people. Next: posminder people remove ID"""

    word = "people_full"


class OwnerFirst(Refused):
    """The first person of a board is an owner. Next: posminder people enrol owner"""

    word = "owner_first"


class LastOwner(Refused):
    """The last owner stays: nobody else can let people in."""

    word = "last_owner"


class NoChain(Refused):
    """The board's sealing keys are lost, and so long ago that no seal is near to go on from. Pull
    its journal, erase the board, and commission it anew."""

    word = "no_chain"


class NoNonce(Refused):
    """The proof came too late or twice; nothing was done. Try again."""

    word = "no_nonce"
