# SPDX-License-Identifier: MIT
"""What the counter shows at this moment: the alert that stands, the work under way, or the day."""

from agent import effects
from agent.alerts import panel
from agent.alerts.desk import lamp_of
from agent.policy import books, calendar, cause, outcome, sign_in
from agent.policy.attended import ASKED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.alerts.counter import Counter, Picture
    from agent.alerts.desk import Desk
    from agent.events import Now
    from agent.policy.engine import Engine


def show(desk: "Desk", counter: "Counter", engine: "Engine | None", now: "Now") -> None:
    """Show the alert that stands, or else the moment. `engine` is None without a profile.

    Who closes must see that it is done: a notice, such as a clock that is not set, then has
    only the lamp. Who sells on while the batch fills sees for how many sales, and then that
    it is settled.
    """
    left = None if engine is None else engine.settlement.sales_left()
    closing = None if engine is None else _closing(counter, engine, now)
    picture = closing or _selling(counter, engine, now, left)
    standing = desk.shown()
    if standing is None:
        pass
    elif standing.alert == effects.A_BATCH_FILLING:
        if closing or left is not None:
            picture, standing = closing or (lamp_of(standing), picture[1]), None
    elif (closing and standing.notice()) or (
        standing.seen and standing.alert == effects.A_ACCOUNT_CHANGE
    ):
        lines = picture[1]
        if standing.alert == effects.A_RECEIPTS_UNPRINTED:
            lines += panel.words(counter.language, standing.alert, standing.subject)
        picture, standing = (lamp_of(standing), lines), None
    counter.show(standing, len(desk.standing), picture)


def _closing(counter: "Counter", engine: "Engine", now: "Now") -> "Picture | None":
    """Return the picture of work under way or of today's closing, None in between."""
    attended, local_s = engine.attended, now.local_s
    if attended is not None:
        asked = attended.receipt.state == ASKED
        return counter.attended(asked, attended.closed(local_s), attended.signed_in(local_s))
    duty, sign_in_duty = engine.settlement, engine.sign_in
    if not duty.state & (books.AT_REST | books.PAUSED):
        return counter.working(panel.WORKING_SETTLE)
    if duty.tries_again():
        postponed = duty.cause == cause.MAINTENANCE
        return counter.working(panel.NOT_YET_MAINTENANCE if postponed else panel.NOT_YET)
    if sign_in_duty.state in (sign_in.SIGNING_IN, sign_in.CONFIRMING):
        return counter.working(panel.WORKING_SIGN_IN)
    if local_s is None:  # what was closed while there was a clock was another day's
        today = duty.last_s is None
    else:
        today = duty.days.handled == calendar.business_day(duty.profile, local_s)
    if today and duty.state == books.DEFERRED:
        return counter.deferred()
    settled = duty.outcome in outcome.SETTLED and duty.batch.count == 0
    return counter.settled() if today and settled else None


def _selling(
    counter: "Counter", engine: "Engine | None", now: "Now", left: "int | None"
) -> "Picture":
    """Return the picture of a day under way; `left`: sales until the batch is settled for room."""
    if engine is None:
        return counter.selling(None, 0, None)
    return counter.selling(engine.sign_in.signed_in(now), engine.settlement.batch.count, left)
