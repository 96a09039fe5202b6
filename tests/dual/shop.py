# SPDX-License-Identifier: MIT
"""What the policy tests share: a profile, instants, transactions, and a driver of one duty."""

from agent import effects, events
from agent.events import Now
from agent.policy import outcome
from agent.policy.ledger import Ledger
from agent.profile import Profile
from posminder_formats import profile_fields as f
from posminder_formats import records as r

DAY = 20410  # 2025-11-18, a Tuesday, as days since 1970
OPEN_ALL_WEEK = (((480, 1200),),) * 7
CLOSED = (events.BATCH_CLOSED, outcome.VERIFIED, DAY, 2, 2500)


def profile(**changes):
    values = {key: default for key, _name, _kind, _low, _high, default, _help in f.FIELDS}
    values[f.P_SITE_ID] = "kn-0001"
    values[f.P_SITE_NAME] = "Kiosk"
    values[f.P_CURRENCY] = 978
    values[f.P_MODE] = f.MODE_ENFORCE
    values[f.P_DRIVER] = f.DRIVER_ZVT
    values[f.P_WIRING] = f.WIRING_IN_LINE
    values[f.P_TERMINAL_ID] = "29001234"
    values[f.P_UTC_OFFSETS] = [[0, 0]]
    values[f.P_HOURS] = OPEN_ALL_WEEK
    values[f.P_SETTLE_LATEST_MIN] = 20 * 60 + 45
    names = {name: key for key, name, _kind, _low, _high, _default, _help in f.FIELDS}
    for name in changes:
        values[names[name]] = changes[name]
    return Profile(values, b"\x00" * 32)


def at(hour, minute=0, second=0, day=DAY):
    """The instant of a local wall time; monotonic time counts from DAY's midnight."""
    local_s = day * 86400 + hour * 3600 + minute * 60 + second
    return Now((local_s - DAY * 86400) * 1000, local_s, local_s, True)


def unset(mono_ms):
    """An instant of a board whose clock nobody has set."""
    return Now(mono_ms, None, None, False)


def sale(trace, amount_minor=1000, result=0, kind=1):
    """A SALE_ENDED event."""
    seen = (kind, result, amount_minor, 978, trace, trace, 5, "girocard", None, 1118, 120000)
    return (events.SALE_ENDED, seen + (None,))


def sale_record(trace, wall_s=0):
    """The record that the ledger writes of `sale(trace)`."""
    out = []
    Ledger(profile()).step(sale(trace), None, out)
    return [r.R_SALE, 1, 0, wall_s] + list(out[0][2])


def ended(command, outcome=events.DONE, code=0, detail=None):
    """A COMMAND_ENDED event."""
    return (events.COMMAND_ENDED, command, outcome, code, detail)


class Stage:
    """Feeds a duty or an engine and remembers what it asked for."""

    def __init__(self, subject):
        self.subject = subject
        self.log = []

    def say(self, event, now):
        """Feed one event; return the effects of this step alone."""
        out = []
        answer = self.subject.step(event, now, out) if _takes_out(self.subject) else None
        if answer is None and not _takes_out(self.subject):
            out = self.subject.step(event, now)
        self.log += out
        return out

    def commands(self):
        """All commands asked for so far."""
        return [effect[1] for effect in self.log if effect[0] == effects.COMMAND]

    def records(self, kind):
        """The fields of all records of `kind` so far."""
        return [e[2] for e in self.log if e[0] == effects.RECORD and e[1] == kind]

    def alerts(self, state):
        """The numbers of all alerts that were put into `state`."""
        return [e[1] for e in self.log if e[0] == effects.ALERT and e[2] == state]


def _takes_out(subject):
    return hasattr(subject, "ROWS")
