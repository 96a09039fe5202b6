# SPDX-License-Identifier: MIT
"""What the host line needs of the rest of the agent. app.py offers it, nothing here runs."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol

    class File(Protocol):
        """Bytes with an end. What `size` promises stays readable as long as the file is held."""

        size: int

        def read(self, offset: int, buffer: "bytearray | memoryview") -> int:
            """Fill `buffer` from byte `offset`; return how many bytes, 0 if they are gone."""

    class Spare(Protocol):
        """The code slot that does not run. Offsets from its begin; raises StorageFault."""

        size: int

        def needed(self) -> bool:
            """Tell whether it may be wanted: by what runs, on trial yet."""

        def erase(self, sector: int) -> None:
            """Set every bit of one of its sectors."""

        def program(self, offset: int, data: bytes | bytearray | memoryview) -> None:
            """Program `data`, and see that it is kept."""

        def read(self, offset: int, buffer: bytearray | memoryview) -> None:
            """Fill `buffer` from `offset`."""

        def release_key(self) -> bytes:
            """Return the modulus of the key that signs bundles, b"" without one."""

        def save_release_key(self, modulus: bytes) -> None:
            """Keep another one."""

        def settles(self) -> bool:
            """Tell whether a settlement is under way, or nobody knows what came of one."""

        def run(self, new: tuple[int, int, int]) -> None:
            """Name it as the slot that runs, journaled, and start anew soon."""

    class Services(Protocol):
        """The agent, as the host line sees it. Any method may raise errors.StorageFault."""

        board_name: str
        unique_id: bytes

        def now_ms(self) -> int:
            """Return monotonic milliseconds since boot."""

        def wall_s(self) -> int | None:
            """Return seconds since 1970 UTC, None while the clock is unset."""

        def set_wall(self, wall_s: int) -> None:
            """Take the host's word for the time. Raises errors.ClockBack."""

        def status(self) -> File:
            """Return /status, JSON in UTF-8."""

        def alerts(self) -> File:
            """Return /alerts, JSON in UTF-8."""

        def tasks(self) -> "tuple[tuple[str, int], ...]":
            """Return (name, turns taken since the start) of every task but the host line's."""

        def heap(self) -> tuple[int, int]:
            """Return bytes of the heap (free, in use), garbage taken out."""

        def index(self) -> File:
            """Return /index."""

        def profile(self) -> bytes | None:
            """Return the profile in force, None if there is none."""

        def commit_profile(self, data: bytes | bytearray) -> bytes:
            """Put a profile into force and return its SHA-256, or change nothing.

            Raises errors.ProfileRefused with the field's name, errors.Busy during a dialog, and
            errors.Waits while somebody at the board has to say yes first.
            """

        def journal_export(self, since: int) -> File:
            """Return the records after sequence number `since`, fixed at this moment."""

        def key(self) -> bytes | None:
            """Return the board's key of 32 bytes, None while it is uncommissioned."""

        def save_key(self, key: bytes) -> None:
            """Keep `key`, the first or in place of the one before."""

        def people(self) -> list[list[Any]]:
            """Return [id, role, key] of everybody who is enrolled."""

        def save_people(self, people: list[list[Any]]) -> None:
            """Keep these people instead."""

        def people_file(self) -> File:
            """Return /people, JSON in UTF-8."""

        def person_changed(self, person: str, role: int, state: int, by: str | None) -> None:
            """Journal records' R_PERSON."""

        def role_of(self, person: str) -> int:
            """Return the role the profile gives this person, 0 for none."""

        def wait_ms(self, person: str) -> int:
            """Return for how long no proof of this person is looked at."""

        def busy(self) -> bool:
            """Tell whether a dialog with the terminal runs, which flash must not disturb."""

        def judge(self, person: str, role: int, deed: int, value: int, sha256: bytes) -> int:
            """Return 0 if a deed proved right would be taken now, else why not: PM_RC_*."""

        def done(
            self, person: str, role: int, deed: int, value: int, sha256: bytes, outcome: int
        ) -> None:
            """Journal a deed, and carry it out where `outcome` is 0."""

        def deposits(self) -> File:
            """Return /deposits, JSON in UTF-8."""

        def credit(self, number: int, state: int, amount_minor: "int | None", reason: int) -> bool:
            """Take what came of a deposit, journaled; False if the board does not await it."""

        def confirm_terminal(self, epoch: int, fate: int) -> bool:
            """Take the technician's word for the new terminal; False: not now, or not this one."""

        def drill(self, on: bool) -> int:
            """Begin or end a drill; return the number of the last record before that."""

        def seal(self, nonce: bytes) -> int:
            """Seal the journal over a host's nonce; return the seal's number, 0 if it cannot."""

        def pulled(self, seq: int, damaged: int) -> bool:
            """Note that a host keeps all up to record `seq`; False if there is none such yet."""

        def seal_keys(self) -> dict[str, Any]:
            """Return {epoch, blinding} and, as long as nothing was sealed, the first key."""

        def rekey(self, key: bytes, blinding: bytes) -> int | None:
            """Have another key seal the journal; return its first epoch, None if none can begin."""

        def begin_self_test(self, press: bool) -> bool:
            """Begin to try the board's parts; False while that, or a dialog, is under way."""

        def self_test(self) -> File:
            """Return the file /self-test."""

        def entropy(self, count: int) -> bytes:
            """Return `count` random bytes fit for a nonce."""

        def request_reset(self) -> None:
            """Restart soon: return at once, so that the answer can leave first."""

        def asks(self, about: bytes, what: int = 1) -> int:
            """Ask at the board for a yes, commands.WAITS_*; return for how many ms more, 0: yes."""

        def spare_slot(self) -> Spare | None:
            """Return the code slot that does not run, None on a board that has none."""

        def lease_changed(
            self, role: int, state: int, person: "str | None" = None, dated: bool = False
        ) -> None:
            """Journal records' R_LEASE, and count what was refused. `dated`: the ticket ends."""

        def unlock_wait_ms(self) -> int:
            """Return for how long no ticket's proof is looked at."""

        def day(self) -> "int | None":
            """Return the shop's day since 1970, None while the clock is not trusted."""
