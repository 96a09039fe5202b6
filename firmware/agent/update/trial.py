# SPDX-License-Identifier: MIT
"""A version's first starts: is it well? And what its predecessor says when it was not.

Well is who keeps records, has the duties that its profile asks for, and lets every task have its
turn, for two minutes on end. Who is not within ten starts anew; the loader counts the starts.
"""

import asyncio

from agent import effects, limits, turns
from agent.errors import StorageFault
from agent.update.pointer import HEALTHY, TOLD, Pointer
from posminder_formats import bundles
from posminder_formats import records as r
from posminder_formats._const import const

_FELL_BACK = const(2)  # loader.FELL_BACK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.app import App
    from agent.contracts import CodeSlots


class Trial:
    """What /status says of an update: `state`, and the two versions."""

    def __init__(self, app: "App", code: "CodeSlots") -> None:
        self._app = app
        self._code = code
        self._pointer = Pointer(app.config, app.board.config_region)
        versions = self._pointer.versions or ((0, 0, 0), (0, 0, 0))
        self.fields = bundles.text_of(versions[0]), bundles.text_of(versions[1])

    def state(self) -> "str | None":
        """Return "trial" or "failed", None once the version is well."""
        if self._code.standing == _FELL_BACK:
            return "failed"
        return "trial" if self._code.standing else None

    def begin(self) -> None:
        """Say, if it is so, that the version named last does not run: once, but for the alert."""
        if self._code.standing != _FELL_BACK:
            return
        self._app.conductor.stand(effects.A_UPDATE_FAILED, True)
        if not self._pointer.marked(TOLD):
            self._app.conductor.record(r.R_UPDATE, r.UPDATE_FAILED, *self.fields)
            self._pointer.mark(TOLD)

    async def watch(self) -> None:
        """Look after the version until it is well, or start anew."""
        if self._code.standing == _FELL_BACK:
            return
        app, well_ms, before = self._app, 0, [-1] * len(app_turns(self._app))
        while True:
            await asyncio.sleep_ms(limits.UPDATE_LOOK_MS)
            taken = app_turns(app)
            lives = all(now > then for now, then in zip(taken, before))
            before = taken
            well_ms = well_ms + limits.UPDATE_LOOK_MS if lives and self._well() else 0
            if well_ms >= limits.UPDATE_WELL_MS and self._is_well():
                return
            now_ms = app.clock.mono_ms()
            late = now_ms >= limits.UPDATE_GIVE_UP_MS + limits.FAULT_RESET_MS
            if late or (now_ms >= limits.UPDATE_GIVE_UP_MS and not app.services.busy()):
                app.reset_soon()
                return
            app.poke()

    def _well(self) -> bool:
        conductor = self._app.conductor
        works = conductor.engine is not None and conductor.link is not None
        no_profile = self._app.config.profile_hash is None
        return (works or no_profile) and not self._app.desk.stands(effects.A_JOURNAL_FAULT)

    def _is_well(self) -> bool:
        """Write it down and mark it; tell whether the mark was kept."""
        try:
            kept = self._pointer.mark(HEALTHY)
        except StorageFault:
            return False
        if kept:
            self._code.standing = 0
            self._app.conductor.record(r.R_UPDATE, r.UPDATE_WELL, *self.fields)
        return kept


def app_turns(app: "App") -> "list[int]":
    """Return the turns of the tasks that never rest; the others wait for somebody."""
    return [app.turns[turns.HEART], app.turns[turns.WATCHDOG]]
