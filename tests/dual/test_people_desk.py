# SPDX-License-Identifier: MIT
"""Who is let in and go, and which deeds are looked at, on the host line of both Pythons."""

import unittest
from hashlib import sha256

from agent.host_line.lease import Lease, Ticket
from agent.host_line.people import PeopleDesk
from agent.host_line.refusal import Refusal
from posminder_formats import commands, people
from posminder_formats.macs import hmac_sha256

BOARD, TICKET = b"boardid8", bytes(range(32))
ROLES = {"anna": people.OWNER, "bert": people.SUPERVISOR, "cleo": people.CASHIER, "tom": 1}
TEXT = people.acknowledge_text(5)


def key_of(person):
    return sha256(person.encode()).digest()


class Agent:
    """What the agent would offer, with everything it was told."""

    unique_id = BOARD

    def __init__(self):
        self.known = []
        self.roles = dict(ROLES)
        self.waits = {}
        self.is_busy = False
        self.verdict = 0
        self.deeds = []
        self.changes = []

    def people(self):
        return self.known

    def save_people(self, known):
        self.known = known

    def person_changed(self, person, role, state, by):
        self.changes.append((person, role, state, by))

    def role_of(self, person):
        return self.roles.get(person, 0)

    def wait_ms(self, person):
        return self.waits.get(person, 0)

    def busy(self):
        return self.is_busy

    def judge(self, person, role, deed, value, digest):
        return self.verdict

    def done(self, person, role, deed, value, digest, outcome):
        self.deeds.append((person, deed, outcome))


class Case(unittest.TestCase):
    def setUp(self):
        self.agent = Agent()
        self.lease = Lease(BOARD)
        self.lease.grant(Ticket(1, "tom", 0, 0), TICKET, 0)
        self.desk = PeopleDesk(self.agent, self.lease)
        self.nonces = 0

    def hello(self):
        self.nonces += 1
        return self.lease.challenge(bytes((self.nonces,)) * 16)

    def proof(self, nonce, person, deed, value, text, key=None):
        digest = sha256(text).digest()
        message = people.deed_message(BOARD, nonce, person, deed, value, digest)
        return hmac_sha256(key or key_of(person), message)

    def answer(self, ask, request):
        """0, or the code of the refusal."""
        try:
            ask(request)
        except Refusal as refusal:
            return refusal.code
        return 0

    def enrol(self, person, by=None, role=None, key=None, by_key=None):
        nonce, role = self.hello(), ROLES.get(person, 2) if role is None else role
        key = key or key_of(person)
        mask = hmac_sha256(TICKET, people.mask_message(BOARD, nonce, person))
        request = {"person": person, "role": role, "key": people.masked(key, mask)}
        if by is not None:
            text = people.person_text(person, role, key)
            request["by"] = by
            request["proof"] = self.proof(nonce, by, people.ENROL, role, text, by_key)
        return self.answer(self.desk.enrol, request)

    def remove(self, person, by):
        nonce, role = self.hello(), ROLES.get(person, 0)
        text = people.person_text(person, role, b"")
        proof = self.proof(nonce, by, people.REMOVE, role, text)
        return self.answer(self.desk.remove, {"person": person, "by": by, "proof": proof})

    def deed(self, person, deed=people.ACKNOWLEDGE, value=5, key=None, text=TEXT, changes=()):
        proof = self.proof(self.hello(), person, deed, value, text, key)
        request = {"person": person, "deed": deed, "value": value, "proof": proof}
        request["hash"] = sha256(text).digest()
        for name, other in changes:
            request[name] = other
        return self.answer(self.desk.deed, request)

    def everybody(self):
        self.assertEqual(self.enrol("anna"), 0)
        for person in ("bert", "cleo", "tom"):
            self.assertEqual(self.enrol(person, "anna"), 0)


class Enrolment(Case):
    def test_an_owner_first_and_the_others_by_him(self):
        self.assertEqual(self.enrol("bert"), commands.PM_RC_OWNER_FIRST)
        self.everybody()
        self.assertEqual(self.agent.known[0], ["anna", people.OWNER, key_of("anna")])
        self.assertEqual(self.agent.changes[1], ("bert", people.SUPERVISOR, 1, "anna"))

    def test_nobody_but_an_owner_vouches(self):
        self.assertEqual(self.enrol("anna"), 0)
        self.assertEqual(self.enrol("bert", "anna"), 0)
        self.assertEqual(self.enrol("cleo", "bert"), commands.PM_RC_NO_RIGHT)
        self.assertEqual(self.enrol("cleo", "tom"), commands.PM_RC_PERSON_UNKNOWN)
        self.assertEqual(self.enrol("cleo"), commands.RC_INVALID)
        self.assertEqual(self.enrol("cleo", "anna", by_key=bytes(32)), commands.PM_RC_WRONG_PIN)
        self.assertEqual([row[0] for row in self.agent.known], ["anna", "bert"])

    def test_a_role_is_the_profiles_and_not_the_requests(self):
        self.everybody()
        self.assertEqual(self.enrol("cleo", "anna", people.OWNER), commands.PM_RC_PERSON_UNKNOWN)
        self.assertEqual(self.enrol("dora", "anna"), commands.PM_RC_PERSON_UNKNOWN)
        self.assertEqual(self.enrol("dora", "anna", 0), commands.PM_RC_PERSON_UNKNOWN)

    def test_ones_own_pin_takes_the_old_one_and_no_other_role(self):
        self.everybody()
        self.assertEqual(self.enrol("cleo", "cleo", key=b"n" * 32), 0)
        self.assertEqual(self.enrol("cleo", "cleo"), commands.PM_RC_WRONG_PIN)
        self.agent.roles["cleo"] = people.OWNER  # a technician has changed the profile
        refused = self.enrol("cleo", "cleo", people.OWNER, by_key=b"n" * 32)
        self.assertEqual(refused, commands.PM_RC_PERSON_UNKNOWN)

    def test_a_full_board_takes_nobody_new_and_a_new_pin_still(self):
        self.agent.known = [["anna", people.OWNER, key_of("anna")]]
        self.agent.known += [["p%d" % number, 2, bytes(32)] for number in range(11)]
        self.assertEqual(self.enrol("cleo", "anna"), commands.PM_RC_PEOPLE_FULL)
        self.assertEqual(self.enrol("anna", "anna", key=b"n" * 32), 0)
        self.assertEqual(len(self.agent.known), 12)

    def test_not_in_the_middle_of_a_dialog_and_the_nonce_stays(self):
        self.agent.is_busy = True
        self.assertEqual(self.enrol("anna"), commands.RC_BUSY)
        self.assertEqual(self.remove("anna", "anna"), commands.RC_BUSY)
        self.assertTrue(self.lease.take_nonce())

    def test_without_a_lease_nobody_is_taken(self):
        self.lease.end()
        self.assertEqual(self.enrol("anna"), commands.RC_ACCESS_DENIED)

    def test_removal(self):
        self.everybody()
        self.assertEqual(self.remove("anna", "anna"), commands.PM_RC_LAST_OWNER)
        self.assertEqual(self.remove("cleo", "bert"), commands.PM_RC_NO_RIGHT)
        self.assertEqual(self.remove("dora", "anna"), commands.PM_RC_PERSON_UNKNOWN)
        self.assertEqual(self.remove("cleo", "anna"), 0)
        self.assertEqual(self.deed("cleo"), commands.PM_RC_PERSON_UNKNOWN)
        self.assertEqual(self.agent.changes[-1], ("cleo", people.CASHIER, 2, "anna"))


class Deeds(Case):
    def setUp(self):
        super().setUp()
        self.everybody()
        self.agent.deeds = []

    def test_what_is_looked_at_is_written_down_with_its_outcome(self):
        self.assertEqual(self.deed("cleo"), 0)
        self.assertEqual(self.deed("cleo", key=bytes(32)), commands.PM_RC_WRONG_PIN)
        refused = self.deed("cleo", people.SETTLE_ABOVE_MAX)
        self.assertEqual(refused, commands.PM_RC_NO_RIGHT)
        self.agent.verdict = commands.PM_RC_NOTHING
        self.assertEqual(self.deed("cleo"), commands.PM_RC_NOTHING)
        outcomes = [outcome for _, _, outcome in self.agent.deeds]
        self.assertEqual(outcomes, [0, 21, 23, 27])

    def test_who_waits_is_not_looked_at(self):
        self.agent.waits["cleo"] = 1
        for key in (None, bytes(32)):
            self.assertEqual(self.deed("cleo", key=key), commands.PM_RC_PERSON_WAITS)
        self.assertEqual(self.agent.deeds, [])

    def test_a_nonce_serves_once_and_for_this_request_alone(self):
        for changes in (
            (("person", "bert"),),
            (("value", 6),),
            (("deed", people.SETTLE_ABOVE_MAX),),
            (("hash", bytes(32)),),
        ):
            self.assertEqual(self.deed("anna", changes=changes), commands.PM_RC_WRONG_PIN)
        nonce = self.hello()
        request = {"person": "anna", "deed": people.ACKNOWLEDGE, "value": 5}
        request["proof"] = self.proof(nonce, "anna", people.ACKNOWLEDGE, 5, TEXT)
        request["hash"] = sha256(TEXT).digest()
        self.assertEqual(self.answer(self.desk.deed, request), 0)
        self.assertEqual(self.answer(self.desk.deed, request), commands.PM_RC_NO_NONCE)

    def test_a_role_that_the_profile_took_away_is_worth_nothing(self):
        for other in (people.CASHIER, 0):
            self.agent.roles["anna"] = other
            self.assertEqual(self.deed("anna"), commands.PM_RC_PERSON_UNKNOWN)

    def test_letting_people_in_is_no_deed_of_its_own(self):
        for deed in (0, people.MUTE, people.CONFIGURE, people.ENROL, people.REMOVE, 21, 255):
            self.assertEqual(self.deed("anna", deed), commands.RC_INVALID)

    def test_what_is_malformed_is_refused_before_anything_is_done(self):
        for name, value in (
            ("person", None),
            ("person", b"anna"),
            ("deed", 1 << 70),
            ("value", 1 << 62),
            ("value", True),
            ("hash", b"short"),
            ("proof", "text"),
        ):
            refused = self.deed("anna", changes=((name, value),))
            self.assertEqual(refused, commands.RC_INVALID, name)
        self.assertEqual(self.agent.deeds, [])


if __name__ == "__main__":
    unittest.main()
