# SPDX-License-Identifier: MIT
"""/status: what STATUS.md promises of settlement, plans and alerts, with and without a profile."""

import json
import unittest

import shop

from agent import effects, events, limits, status
from agent.alerts.desk import Desk
from agent.policy.engine import Engine
from posminder_formats import profile_fields as f

_STATUS_BYTES_MAX = 4096  # STATUS.md
_PARTS = ("clock", "panel", "button", "terminal", "register")
_HEALTH = {
    "case": "closed",
    "supply_mv": 5555,
    "chip_c": -20,
    "missing": ("clock", "panel"),
    "faults": dict.fromkeys(_PARTS, 9999),
}
_RULES = [
    "sign_in",
    "receipts",
    "doubt",
    "settlement",
    "filling",
    "offline",
    "polling",
    "printer",
    "diagnosis",
    "account",
    "alarms",
    "deposits",
    "alerts",
]


class Thing:
    """Anything with the attributes it is given."""

    def __init__(self, **attributes):
        for name in attributes:
            setattr(self, name, attributes[name])


class Clock:
    source = 1

    def __init__(self):
        self.instant = shop.at(9)

    def mono_ms(self):
        return self.instant.mono_ms

    def wall_s(self):
        return self.instant.wall_s

    def now(self):
        return self.instant


class Status(unittest.TestCase):
    def setUp(self):
        self.desk, self.clock = Desk(), Clock()
        self.use(shop.profile(settle_min_minor=2000))

    def use(self, profile):
        self.engine = None if profile is None else Engine(profile)
        lines = Thing(lost=lambda: 0)
        link = None if profile is None else Thing(counters=((9**9,) * 6, (9**9,) * 6))
        self.app = Thing(
            board=Thing(
                name="unix",
                boot_reason=lambda: 2,
                unique_id=bytes(8),
                journal_region=Thing(sector_count=64),
                terminal_line=lines,
                register_line=lines,
            ),
            conductor=Thing(
                profile=profile,
                engine=self.engine,
                link=link,
                events_dropped=0,
                now=self.clock.now,
            ),
            journal=Thing(
                boot=1,
                first_seq=1,
                last_seq=9**9,
                retries=0,
                unsealed=64,
                room=Thing(
                    pulled_seq=9**9, fill_percent=lambda: 100, days_left=lambda wall_s: 9**5
                ),
            ),
            config=Thing(key=b"key"),
            trial=None,
            health=Thing(told=lambda: _HEALTH),
            clock=self.clock,
            desk=self.desk,
        )

    def read(self):
        file = status.snapshot(self.app)
        text = bytearray(file.size)
        self.assertEqual(file.read(0, text), len(text))
        return json.loads(text)

    def say(self, event):
        self.engine.step(event, self.clock.instant)

    def defer(self):
        self.say((events.BOOTED,))
        self.say(shop.ended(events.CHECK_STATUS, code=0))
        self.say(shop.sale(1))
        self.say((events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 9, 0, 0, None))
        self.clock.instant = shop.at(20)
        self.say((events.BUTTON_HELD,))
        self.say(shop.ended(events.READ_TOTALS, detail=(1, 1000)))

    def test_before_the_first_settlement_nothing_is_said_of_one(self):
        self.say((events.BOOTED,))
        wanted = {"state": None, "business_day": None, "last_s": None, "reason": None}
        self.assertEqual(self.read()["settlement"], wanted)

    def test_what_the_link_cannot_show_is_null_and_not_nought(self):
        nobody = {"driver": f.DRIVER_ATTENDED, "wiring": f.WIRING_NONE}
        for changes, wanted in (
            ({}, (0, 0)),
            ({"wiring": f.WIRING_BESIDE}, (None, None)),
            ({"driver": f.DRIVER_TRANSBANK}, (None, None)),
            (nobody, (None, None)),
        ):
            self.use(shop.profile(**changes))
            told = self.read()
            offline = told.get("offline")
            self.assertEqual((told["receipts_open"], offline and offline["count"]), wanted)
        nobody["announce_by_button"] = True
        self.use(shop.profile(**nobody))
        self.assertEqual(self.read()["receipts_open"], 0)

    def test_a_deferral_has_its_reason_day_and_time(self):
        self.defer()
        wanted = {
            "state": "deferred",
            "business_day": shop.DAY,
            "last_s": shop.at(20).wall_s,
            "reason": "below_min",
        }
        self.assertEqual(self.read()["settlement"], wanted)

    def test_every_rule_says_what_comes_next(self):
        self.defer()
        plans = self.read()["next"]
        self.assertEqual([plan["rule"] for plan in plans], _RULES)
        settle = {"rule": "settlement", "does": "settle", "why": "max_defer", "in_s": 13 * 3600}
        self.assertEqual(plans[3], settle)
        nothing = {"rule": "doubt", "does": None, "why": None, "in_s": None}
        self.assertEqual(plans[2], nothing)

    def test_an_alert_says_when_it_escalates(self):
        self.desk.apply(effects.A_RECEIPT_MISSING, effects.RAISED, 7, self.clock.mono_ms())
        self.clock.instant = shop.at(9, 1)
        alerts = {"rule": "alerts", "does": "escalate", "why": None, "in_s": 240}
        self.assertEqual(self.read()["next"][-1], alerts)
        self.desk.apply(effects.A_RECEIPT_MISSING, effects.SEEN, 7, 0)
        self.assertEqual(self.read()["next"][-1]["does"], None)

    def test_without_a_profile_only_the_alerts_have_a_plan(self):
        self.use(None)
        found = self.read()
        self.assertEqual([plan["rule"] for plan in found["next"]], ["alerts"])
        self.assertFalse("settlement" in found)

    def test_the_longest_one_keeps_its_bound(self):
        self.use(shop.profile(site_id="n" * 32))
        self.defer()
        for subject in range(limits.ALERTS_MAX):
            self.desk.apply(effects.A_SOLD_NOT_SIGNED_IN, effects.RAISED, 999999 - subject, 0)
        self.assertTrue(status.snapshot(self.app).size <= _STATUS_BYTES_MAX)
