# SPDX-License-Identifier: MIT
"""The host line's vocabulary: SMP groups, commands, return codes, files and who may use them.

SMP is Zephyr's mcumgr protocol (facts: docs/services/device_mgmt/smp_protocol). OS and FS groups
are the standard ones, so stock clients work; the vendor group is ours. Declared once: the board
serves from these tables, the host speaks from them, HOST_LINE.md lists them.
"""

from posminder_formats._const import const

OP_READ = const(0)
OP_READ_RSP = const(1)
OP_WRITE = const(2)
OP_WRITE_RSP = const(3)

GROUP_OS = const(0)
GROUP_FS = const(8)
GROUP_POSMINDER = const(0x504D)  # far above 64, where vendors begin: 64 itself is taken

OS_ECHO = const(0)
OS_TASKS = const(2)
OS_MEMORY = const(3)
OS_DATETIME = const(4)
OS_RESET = const(5)
OS_PARAMETERS = const(6)
OS_INFO = const(7)
OS_BOOTLOADER = const(8)

FS_FILE = const(0)
FS_STATUS = const(1)
FS_HASH = const(2)
FS_HASH_TYPES = const(3)
FS_CLOSE = const(4)

PM_HELLO = const(0)
PM_UNLOCK = const(1)
PM_LOCK = const(2)
PM_COMMISSION = const(3)
PM_COMMIT = const(4)
PM_REFUSAL = const(5)
PM_ENROL = const(6)
PM_REMOVE = const(7)
PM_DEED = const(8)
PM_ACKNOWLEDGE = const(9)
PM_REKEY = const(11)
PM_CREDIT = const(12)
PM_CHANGE_KEY = const(13)
PM_RELEASE_KEY = const(14)
PM_DRILL = const(15)
PM_SEAL = const(16)
PM_SWAP = const(17)  # a person confirms an exchanged terminal
PM_SEAL_KEYS = const(18)
PM_SELF_TEST = const(19)

# Protocol-level return codes ({"rc": n}), Zephyr's MGMT_ERR_*.
RC_OK = const(0)
RC_UNKNOWN = const(1)
RC_NO_MEMORY = const(2)
RC_INVALID = const(3)
RC_TIMEOUT = const(4)
RC_NO_ENTRY = const(5)
RC_BAD_STATE = const(6)
RC_TOO_LARGE = const(7)
RC_NOT_SUPPORTED = const(8)
RC_CORRUPT = const(9)
RC_BUSY = const(10)
RC_ACCESS_DENIED = const(11)
RC_VERSION_TOO_NEW = const(13)

# OS group return codes ({"err": {"group": 0, "rc": n}}), Zephyr's OS_MGMT_ERR_*.
OS_RC_INVALID_FORMAT = const(2)
OS_RC_QUERY_YIELDS_NO_ANSWER = const(3)
OS_RC_CLOCK_NOT_SET = const(4)

# FS group return codes ({"err": {"group": 8, "rc": n}}), Zephyr's FS_MGMT_ERR_*.
FS_RC_INVALID_NAME = const(2)
FS_RC_NOT_FOUND = const(3)
FS_RC_OFFSET_NOT_VALID = const(11)
FS_RC_OFFSET_LARGER_THAN_FILE = const(12)
FS_RC_HASH_NOT_FOUND = const(13)
FS_RC_READ_ONLY = const(15)

# Vendor group return codes ({"err": {"group": 0x504D, "rc": n}}).
PM_RC_UNCOMMISSIONED = const(1)  # no key yet: `posminder apply --commission` once
PM_RC_COMMISSIONED = const(2)  # has a key already; a second one is never taken
PM_RC_WRONG_PROOF = const(3)  # the HMAC does not fit ticket and nonces
PM_RC_LOCKED_OUT = const(4)  # too many wrong proofs: wait
PM_RC_NOTHING_STAGED = const(5)  # commit without a whole upload before it
PM_RC_PROFILE_REFUSED = const(6)  # the staged profile breaks profile_fields
PM_RC_HASH_DIFFERS = const(7)  # the staged bytes are not the ones the host meant
PM_RC_PERSON_UNKNOWN = const(20)  # not enrolled, or the profile no longer names the role
PM_RC_WRONG_PIN = const(21)
PM_RC_PERSON_WAITS = const(22)  # too many wrong PINs: none is looked at for a while
PM_RC_NO_RIGHT = const(23)  # this role may not do it
PM_RC_TWICE = const(24)  # this person has approved already
PM_RC_OUT_OF_ORDER = const(25)  # the change of account is not at that stage
PM_RC_OTHER_TEXT = const(26)  # it is not the text, or the batch, that stands on the board
PM_RC_NOTHING = const(27)  # nothing there to acknowledge or release
PM_RC_TOO_EARLY = const(28)  # the day has not come, or the clock is unset
PM_RC_PEOPLE_FULL = const(29)
PM_RC_OWNER_FIRST = const(30)  # the first person enrolled is an owner
PM_RC_LAST_OWNER = const(31)  # somebody must be left who can let people in
PM_RC_NO_NONCE = const(32)  # every proof needs a fresh hello
PM_RC_NOT_EXCHANGED = const(41)  # nobody is asked, another epoch, or the profile's TID
PM_RC_NO_CHAIN = const(50)  # no seal near that a new chain of keys could go on from
PM_RC_NO_DEPOSIT = const(40)  # no such batch is awaited
PM_RC_TICKET_DAYS = const(70)  # by the board's clock, today is not a day of the ticket
PM_RC_KEY_HOLDER = const(71)  # a ticket with an end changes no key
PM_RC_NO_RELEASE_KEY = const(72)  # the board knows nobody who may sign what it runs
PM_RC_BAD_SIGNATURE = const(73)
PM_RC_OTHER_BOARD = const(74)  # the bundle is for another kind of board
PM_RC_OTHER_ABI = const(75)  # or for another MicroPython
PM_RC_IMAGE_DAMAGED = const(76)
PM_RC_NO_ROOM = const(77)  # no code slots, or smaller ones

# What a reply waits for that has "waits": this, or what of the profile changes (2 to 5).
WAITS_LEASE = const(1)
WAITS_DOWNGRADE = const(6)  # a version that is not newer than the one that runs
WAITS_RELEASE_KEY = const(7)  # another one signs what the board runs

# What became of an exchanged terminal's open batch: record_words, field "fate".
FATE_FIRST = const(1)
FATE_LAST = const(4)

KEY_BYTES = const(32)
NONCE_BYTES = const(16)

ROLE_NOBODY = const(0)
ROLE_TECHNICIAN = const(1)

# Rights that a lease's role must have: rows of people.RIGHTS, under the same numbers.
RIGHT_NONE = const(0)  # whoever holds the cable
RIGHT_CONFIGURE = const(5)
RIGHT_PULL_LOGS = const(6)
RIGHT_CREDIT = const(21)
RIGHT_DRILL = const(22)

# path, right to read, right to write (None: nobody may). A path that ends with "/" is
# a prefix; what follows it is the file's own business.
FILES = (
    ("/status", RIGHT_NONE, None),
    ("/alerts", RIGHT_NONE, None),
    ("/index", RIGHT_NONE, None),
    ("/people", RIGHT_PULL_LOGS, None),
    ("/deposits", RIGHT_PULL_LOGS, None),
    ("/profile", RIGHT_PULL_LOGS, RIGHT_CONFIGURE),
    ("/sheet", RIGHT_NONE, None),
    ("/self-test", RIGHT_NONE, None),
    ("/journal/since/", RIGHT_PULL_LOGS, None),
    ("/bundle", RIGHT_CONFIGURE, RIGHT_CONFIGURE),  # written only
)

# Which row of FILES: a board would hold each path that it compares with in its table of names.
FILE_STATUS = const(0)
FILE_ALERTS = const(1)
FILE_INDEX = const(2)
FILE_PEOPLE = const(3)
FILE_DEPOSITS = const(4)
FILE_PROFILE = const(5)
FILE_SHEET = const(6)
FILE_SELF_TEST = const(7)
FILE_JOURNAL = const(8)
FILE_BUNDLE = const(9)

# group, command, operation, right that it takes
ACCESS = (
    (GROUP_OS, OS_ECHO, OP_READ, RIGHT_NONE),
    (GROUP_OS, OS_ECHO, OP_WRITE, RIGHT_NONE),
    (GROUP_OS, OS_TASKS, OP_READ, RIGHT_NONE),
    (GROUP_OS, OS_MEMORY, OP_READ, RIGHT_NONE),
    (GROUP_OS, OS_DATETIME, OP_READ, RIGHT_NONE),
    (GROUP_OS, OS_DATETIME, OP_WRITE, RIGHT_CONFIGURE),
    (GROUP_OS, OS_RESET, OP_WRITE, RIGHT_CONFIGURE),
    (GROUP_OS, OS_PARAMETERS, OP_READ, RIGHT_NONE),
    (GROUP_OS, OS_INFO, OP_READ, RIGHT_NONE),
    (GROUP_OS, OS_BOOTLOADER, OP_READ, RIGHT_NONE),
    (GROUP_FS, FS_FILE, OP_READ, RIGHT_NONE),  # and then by path, FILES
    (GROUP_FS, FS_FILE, OP_WRITE, RIGHT_CONFIGURE),
    (GROUP_FS, FS_STATUS, OP_READ, RIGHT_NONE),
    (GROUP_FS, FS_HASH, OP_READ, RIGHT_NONE),
    (GROUP_FS, FS_HASH_TYPES, OP_READ, RIGHT_NONE),
    (GROUP_FS, FS_CLOSE, OP_WRITE, RIGHT_NONE),
    (GROUP_POSMINDER, PM_HELLO, OP_READ, RIGHT_NONE),
    (GROUP_POSMINDER, PM_UNLOCK, OP_WRITE, RIGHT_NONE),
    (GROUP_POSMINDER, PM_LOCK, OP_WRITE, RIGHT_NONE),
    (GROUP_POSMINDER, PM_COMMISSION, OP_WRITE, RIGHT_NONE),
    (GROUP_POSMINDER, PM_COMMIT, OP_WRITE, RIGHT_CONFIGURE),
    (GROUP_POSMINDER, PM_REFUSAL, OP_READ, RIGHT_CONFIGURE),
    (GROUP_POSMINDER, PM_ENROL, OP_WRITE, RIGHT_CONFIGURE),
    (GROUP_POSMINDER, PM_REMOVE, OP_WRITE, RIGHT_CONFIGURE),
    (GROUP_POSMINDER, PM_DEED, OP_WRITE, RIGHT_NONE),  # a person's own proof says who may
    (GROUP_POSMINDER, PM_ACKNOWLEDGE, OP_WRITE, RIGHT_PULL_LOGS),
    (GROUP_POSMINDER, PM_CREDIT, OP_WRITE, RIGHT_CREDIT),
    (GROUP_POSMINDER, PM_CHANGE_KEY, OP_WRITE, RIGHT_CONFIGURE),  # and the key itself
    (GROUP_POSMINDER, PM_RELEASE_KEY, OP_WRITE, RIGHT_CONFIGURE),  # and the board's key
    (GROUP_POSMINDER, PM_REKEY, OP_WRITE, RIGHT_CONFIGURE),  # and an owner, if one is enrolled
    (GROUP_POSMINDER, PM_DRILL, OP_WRITE, RIGHT_DRILL),
    (GROUP_POSMINDER, PM_SEAL, OP_WRITE, RIGHT_PULL_LOGS),
    (GROUP_POSMINDER, PM_SWAP, OP_WRITE, RIGHT_CONFIGURE),
    (GROUP_POSMINDER, PM_SEAL_KEYS, OP_READ, RIGHT_CONFIGURE),
    (GROUP_POSMINDER, PM_SELF_TEST, OP_WRITE, RIGHT_CONFIGURE),
)
