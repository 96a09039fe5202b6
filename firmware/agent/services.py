# SPDX-License-Identifier: MIT
"""What the host line may ask of the agent: the one door between host_line and the rooms.

host_line decides who may; this only does. Journals what a host changed.
"""

import json

from agent import status
from posminder_formats import commands, version
from posminder_formats import records as r
from posminder_formats._const import const

# Values of the record lease's field "state".
_GRANTED = const(1)
_ENDED = const(3)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.app import App
    from agent.journal.export import Export


class Services:
    """Implements host_line's Services for one App."""

    def __init__(self, app: "App") -> None:
        self._app = app
        self._role = commands.ROLE_NOBODY
        self.unique_id = app.board.unique_id
        self.board_name = app.board.name

    def now_ms(self) -> int:
        """Return monotonic milliseconds since boot."""
        return self._app.clock.mono_ms()

    def wall_s(self) -> int | None:
        """Return seconds since 1970 UTC, None while unset."""
        return self._app.clock.wall_s()

    def set_wall(self, wall_s: int) -> None:
        """Set the clock; journaled."""
        self._app.set_wall(wall_s)

    def status(self) -> bytes:
        """Return the file /status."""
        return status.snapshot(self._app)

    def index(self) -> bytes:
        """Return the file /index: what can be read and written, and the journal's range."""
        journal = self._app.journal
        return json.dumps(
            {
                "firmware": version.FIRMWARE,
                "files": [list(row) for row in commands.FILES],
                "journal": [journal.first_seq, journal.last_seq],
            }
        ).encode()

    def profile(self) -> bytes | None:
        """Return the stored profile, None when there is none."""
        return self._app.config.profile

    def commit_profile(self, data: "bytes | bytearray") -> bytes:
        """Use a new profile; return its SHA-256. Raises ProfileRefused or StorageFault."""
        return self._app.use_profile(bytes(data))

    def journal_export(self, since: int) -> "Export":
        """Return the stored frames after record `since`, as they lie in flash."""
        return self._app.journal.export(since)

    def key(self) -> bytes | None:
        """Return the device key, None while uncommissioned."""
        return self._app.config.key

    def save_key(self, key: bytes) -> None:
        """Keep the device key, once."""
        self._app.commissioned(key)

    def entropy(self, count: int) -> bytes:
        """Return `count` random bytes."""
        return self._app.board.entropy(count)

    def role(self) -> int:
        """Return the role that holds the lease now."""
        return self._role

    def lease_changed(self, role: int, state: int) -> None:
        """Journal a lease that was granted, refused or ended."""
        if state == _GRANTED:
            self._role = role
        elif state == _ENDED:
            self._role = commands.ROLE_NOBODY
        self._app.conductor.record(r.R_LEASE, role, state)

    def request_reset(self) -> None:
        """Restart the board soon: the answer to the host leaves first."""
        self._app.reset_soon()
