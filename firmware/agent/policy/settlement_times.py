# SPDX-License-Identifier: MIT
"""When a settlement begins by itself: pure arithmetic on local and UTC seconds.

Starts that come from a clock are later by the shop's share of the spread, so that the shops of an
acquirer do not call it all in one second; what overdue money waits for is not.
"""

from agent import effects, limits
from agent.policy import calendar
from posminder_formats import profile_fields as f
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.profile import Profile

    Start = tuple[int, int]  # local second, effects.WHY_*

NEVER_S = const(1 << 40)


def latest_s(profile: "Profile", day: int) -> int:
    """Return the local second at which business day `day` is settled at the latest."""
    return calendar.at_minute(profile, day, profile.settle_latest_min) + profile.settle_spread_s


def start(profile: "Profile", day: int, sold_s: int, ended_s: int) -> "Start":
    """Return the first start of business day `day`; it may be past.

    `sold_s` and `ended_s` are the local seconds of the newest sale and of the last settlement's
    end, 0 for none. A configured time or idle minutes that were before that end have had their
    turn; the latest time stands until the day is done.
    """
    first_s, why = latest_s(profile, day), effects.WHY_LATEST_TIME
    for each_s, each_why in (
        (_configured_s(profile, day), effects.WHY_SETTLE_AT),
        (_idle_s(profile, day, sold_s), effects.WHY_IDLE),
    ):
        if ended_s < each_s < first_s:
            first_s, why = each_s, each_why
    return first_s, why


def before_cut_over(profile: "Profile", local_s: int) -> "tuple[int, int]":
    """Return the span of local seconds in which to begin before the next cut-over.

    It may have begun; it ends with the cut-over itself. Far away where none is known.
    """
    if profile.cut_over_min == f.NO_MINUTE:
        return NEVER_S, NEVER_S
    day = calendar.business_day(profile, local_s)
    ends_s = calendar.at_minute(profile, day, profile.cut_over_min)
    if ends_s <= local_s:
        ends_s = calendar.at_minute(profile, day + 1, profile.cut_over_min)
    return ends_s - limits.CUT_OVER_MARGIN_S, ends_s


def maintenance_ends_s(profile: "Profile", wall_s: int) -> "int | None":
    """Return the UTC second at which maintenance that holds at `wall_s` ends, None outside any."""
    for begins_s, ends_s in profile.maintenance:
        if begins_s <= wall_s < ends_s:
            return ends_s
    return None


def _configured_s(profile: "Profile", day: int) -> int:
    if profile.settle_at_min == f.NO_MINUTE:
        return NEVER_S
    return calendar.at_minute(profile, day, profile.settle_at_min) + profile.settle_spread_s


def _idle_s(profile: "Profile", day: int, sold_s: int) -> int:
    closing_s = calendar.closing_s(profile, day)
    if closing_s is None or not profile.settle_idle_min:
        return NEVER_S
    return max(closing_s, sold_s) + profile.settle_idle_min * 60 + profile.settle_spread_s
