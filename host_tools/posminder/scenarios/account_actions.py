# SPDX-License-Identifier: MIT
"""The change of the settlement account as a shop goes through it: people with PINs at the host.

Who does what is fixed, so that a step is one word; the amounts are what small shops see.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from posminder.account_text import Side, handover_text, plan_text
from posminder.scenarios.action import by
from posminder.scenarios.scenario import DAY_S, EPOCH
from posminder.scenarios.stage import Stage
from posminder.scenarios.values import choice
from posminder.simulator.timeline import Who
from posminder_formats import people

EFFECTIVE_AFTER_DAYS: Final = 4
_NOON_S: Final = DAY_S // 2
_ROLES: Final = {"owner": people.OWNER, "supervisor": people.SUPERVISOR}
# step: who puts his name to which deed, and its value where it is an amount, minor units
_STEPS: Final = {
    "plan": ("owner", people.PLAN_ACCOUNT, 0),
    "hand_over": ("supervisor", people.HAND_OVER_ACCOUNT, 0),
    "owner_approves": ("owner", people.APPROVE_ACCOUNT, 0),
    "supervisor_approves": ("supervisor", people.APPROVE_ACCOUNT, 0),
    "effective": ("owner", people.EFFECT_ACCOUNT, 0),
    "probe": ("supervisor", people.PROBE_ACCOUNT, 100),
    "deposit": ("supervisor", people.DEPOSIT_ACCOUNT, 44_630),
    "stray": ("supervisor", people.STRAY_ACCOUNT, 1_250),
    "close": ("owner", people.CLOSE_ACCOUNT, 0),
}
STEPS: Final = tuple(_STEPS)


@by(Who.TECHNICIAN, choice(*_ROLES))
def let_in(stage: Stage, who: str) -> None:
    """Enrol a person of the profile with a PIN; the first is the owner, who vouches for others."""
    stage.technician.enrol(who, _ROLES[who], None if who == "owner" else "owner")


@by(Who.TECHNICIAN, choice(*STEPS))
def change_account(stage: Stage, step: str) -> None:
    """Take one step of the change of account; it is planned for four days later."""
    who, deed, value = _STEPS[step]
    technician = stage.technician
    if step == "plan":
        first = (stage.midnight_s + _NOON_S) // DAY_S  # of the shop's calendar
        today = first + (stage.scheduler.wall_s - stage.midnight_s) // DAY_S
        value = today + EFFECTIVE_AFTER_DAYS
        technician.account_text = _plan(technician.board_id, EPOCH + timedelta(days=value))
    elif step == "hand_over":
        text = technician.account_text
        technician.account_text = handover_text(text, "owner", "supervisor", ("bank letter",))
    technician.sign(who, deed, value)


def _plan(board_id: str, effective: date) -> bytes:
    old = Side("622202******1234", "Old Bank", "Shop")
    return plan_text(
        board_id, "shop", old, Side("621700******0122", "New Bank", "Shop"), effective, "owner"
    )
