# SPDX-License-Identifier: MIT
"""People and the change of account against a small model: power cuts, replays, wrong roles, waits.

The real host-line desk and the real duty stand between a journal and a configuration region; the
model knows who typed what. Whatever the order, only what two different people who may have read and
approved ever takes effect, and no power cut, replay or new profile gives anybody a free guess.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from hashlib import sha256
from typing import Any, Final

import shop
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from agent import effects, events, limits
from agent.events import Now
from agent.host_line.lease import Lease
from agent.host_line.people import PeopleDesk
from agent.host_line.refusal import Refusal
from agent.policy.account import Account
from agent.policy.attempts import mark_of
from agent.policy.engine import Engine
from posminder_formats import commands, people
from posminder_formats import records as r

BOARD: Final = b"boardid8"
ROLES: Final = {
    "anna": people.OWNER,
    "bert": people.SUPERVISOR,
    "cleo": people.CASHIER,
    "tom": people.TECHNICIAN,
}
IDS: Final = st.sampled_from(sorted(ROLES))
STEPS: Final = [*range(people.PLAN_ACCOUNT, people.OVERRIDE_GATE + 1)]
WAY: Final = (
    (people.PLAN_ACCOUNT,),
    (people.HAND_OVER_ACCOUNT,),
    (people.APPROVE_ACCOUNT,),
    (people.EFFECT_ACCOUNT,),
    (people.PROBE_ACCOUNT,),
    (people.DEPOSIT_ACCOUNT, people.STRAY_ACCOUNT),
    (people.CLOSE_ACCOUNT, people.CLOSE_ACCOUNT_EARLY, people.STRAY_ACCOUNT),
)
CANCELS: Final = ("planned", "handed_over", "approved")
PROFILE: Final = shop.profile(people=[[id_, role] for id_, role in ROLES.items()])


def key_of(person: str) -> bytes:
    return sha256(person.encode()).digest()


class Board(RuleBasedStateMachine):
    """Services of one board, its journal, and everybody at its cable."""

    unique_id = BOARD

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0
        self.boot_s = 0
        self.nonces = 0
        self.enrolled = [[id_, role, key_of(id_)] for id_, role in ROLES.items()]
        self.full = False  # the journal's sector: the next record begins with a STATE
        self.sent: list[dict[int | str, object]] = []
        # the model
        self.stage = "none"
        self.texts = 0
        self.text = b""
        self.approved: set[str] = set()
        self.credits = 0
        self.since_s = 0
        self.wrong = dict.fromkeys(ROLES, 0)
        self.until_s = dict.fromkeys(ROLES, 0)
        self.begin(Engine(PROFILE))

    def begin(self, engine: Engine) -> None:
        self.engine = engine
        self.boot_s = self.now_s
        self.lease = Lease(BOARD)
        self.desk = PeopleDesk(self, self.lease)  # type: ignore[arg-type]
        self.state: list[Any] = list(engine.snapshot())
        self.records: list[list[Any]] = []
        self.say((events.BOOTED,))

    def now(self) -> Now:
        local_s = shop.DAY * 86_400 + 12 * 3_600 + self.now_s
        return Now((self.now_s - self.boot_s) * 1_000, local_s, local_s, True)

    def say(self, event: tuple[Any, ...]) -> None:
        out = self.engine.step(event, self.now())
        written = [each for each in out if each[0] == effects.RECORD]
        for _, kind, fields in written:
            assert len(fields) == r.FIELD_COUNTS[kind]
            self.records.append([kind, 1, 0, self.now().wall_s, *fields])
        if self.full and written:
            self.state, self.records, self.full = list(self.engine.snapshot()), [], False

    # Services ------------------------------------------------------------------------------

    def people(self) -> list[list[Any]]:
        return self.enrolled

    def role_of(self, person: str) -> int:
        return PROFILE.role_of(person)

    def wait_ms(self, person: str) -> int:
        return self.duty.attempts.wait_ms(mark_of(person), self.now().mono_ms)

    def judge(self, person: str, role: int, deed: int, value: int, digest: bytes) -> int:
        return self.duty.judge(person, role, deed, digest, self.now())

    def done(
        self, person: str, role: int, deed: int, value: int, digest: bytes, outcome: int
    ) -> None:
        self.say((events.DEED, person, role, deed, value, digest, outcome))

    @property
    def duty(self) -> Account:
        return self.engine.account

    # People --------------------------------------------------------------------------------

    def request(self, person: str, deed: int, text: bytes, key: bytes) -> dict[int | str, object]:
        self.nonces += 1
        nonce = self.lease.challenge(self.nonces.to_bytes(16, "big"))
        digest, value = sha256(text).digest(), shop.DAY
        message = people.deed_message(BOARD, nonce, person, deed, value, digest)
        proof = hmac.digest(key, message, "sha256")
        return {"person": person, "deed": deed, "value": value, "hash": digest, "proof": proof}

    def ask(self, request: dict[int | str, object]) -> int:
        self.sent.append(request)
        try:
            self.desk.deed(request)
        except Refusal as refusal:
            return refusal.code
        return 0

    def try_step(self, person: str, deed: int, text: bytes) -> None:
        waits = self.now_s < self.until_s[person]
        said = self.ask(self.request(person, deed, text, key_of(person)))
        if waits:
            assert said == commands.PM_RC_PERSON_WAITS
            return
        self.wrong[person] = 0
        assert (said == 0) == self.model_takes(person, deed, text), (said, deed, self.stage)

    def model_takes(self, person: str, deed: int, text: bytes) -> bool:
        """Take a step in the model if it may be taken; tell whether it was."""
        role, stage = ROLES[person], self.stage
        money = role in (people.SUPERVISOR, people.OWNER)
        if deed == people.CLOSE_ACCOUNT_EARLY:
            money = role == people.OWNER
        place = r.ACCOUNT_WORDS.index(stage)
        allowed = WAY[place] + ((people.CANCEL_ACCOUNT,) if stage in CANCELS else ())
        if stage == "effective":
            allowed += (people.STRAY_ACCOUNT,)
        if not money or deed not in allowed:
            return False
        if deed in (people.PLAN_ACCOUNT, people.HAND_OVER_ACCOUNT):
            self.text, self.approved, self.credits = text, set(), 0
        elif text != self.text:
            return False
        if deed == people.APPROVE_ACCOUNT:
            if person in self.approved:
                return False
            self.approved.add(person)
            self.stage = "approved" if len(self.approved) == 2 else stage
        elif deed == people.DEPOSIT_ACCOUNT:
            self.credits += 1
            self.stage = "watched" if self.credits == 3 else stage
        elif deed == people.CLOSE_ACCOUNT and self.now_days() < self.since_s + 10:
            return False
        elif deed in (people.CLOSE_ACCOUNT, people.CLOSE_ACCOUNT_EARLY, people.CANCEL_ACCOUNT):
            self.stage = "none"
        elif deed != people.STRAY_ACCOUNT:
            self.stage = r.ACCOUNT_WORDS[place + 1]
            self.since_s = self.now_days() if deed == people.EFFECT_ACCOUNT else self.since_s
        return True

    def now_days(self) -> int:
        return (12 * 3_600 + self.now_s) // 86_400

    # Rules ---------------------------------------------------------------------------------

    @rule(person=IDS, deed=st.sampled_from(STEPS), other=st.booleans())
    def take_any_step(self, person: str, deed: int, other: bool) -> None:
        self.texts += 1
        new = deed in (people.PLAN_ACCOUNT, people.HAND_OVER_ACCOUNT) or other
        self.try_step(person, deed, b"%d" % self.texts if new else self.text)

    @rule(person=IDS, steps=st.integers(1, 4))
    def go_on(self, person: str, steps: int) -> None:
        """Take the next steps of the way, so that its end is reached now and then."""
        for _ in range(steps):
            self.texts += 1
            deed = WAY[r.ACCOUNT_WORDS.index(self.stage)][0]
            new = deed in (people.PLAN_ACCOUNT, people.HAND_OVER_ACCOUNT)
            self.try_step(person, deed, b"%d" % self.texts if new else self.text)
            person = "anna" if person == "bert" else "bert"

    @rule(person=IDS, deed=st.sampled_from(STEPS), times=st.integers(1, 3))
    def mistake_the_pin(self, person: str, deed: int, times: int) -> None:
        for _ in range(times):
            before = self.stage_of_the_board()
            said = self.ask(self.request(person, deed, self.text, bytes(32)))
            if self.now_s < self.until_s[person]:
                assert said == commands.PM_RC_PERSON_WAITS
            else:
                assert said == commands.PM_RC_WRONG_PIN
                self.wrong[person] += 1
                self.until_s[person] = self.now_s + self.wait_s(person)
            assert self.stage_of_the_board() == before

    def wait_s(self, person: str) -> int:
        over = self.wrong[person] - limits.PIN_WRONG_FREE
        return min(60 << (over - 1), 86_400) if over > 0 else 0

    @rule(which=st.integers(0, 1_000), fresh=st.booleans())
    @precondition(lambda self: self.sent)
    def replay(self, which: int, fresh: bool) -> None:
        """Whoever recorded the cable sends it again, before or after somebody else said hello."""
        old = self.sent[which % len(self.sent)]
        before, waits = self.stage_of_the_board(), self.now_s < self.until_s[str(old["person"])]
        if fresh:
            self.nonces += 1
            self.lease.challenge(self.nonces.to_bytes(16, "big"))
        said = self.ask(old)
        if not fresh:
            assert said == commands.PM_RC_NO_NONCE
        elif waits:
            assert said == commands.PM_RC_PERSON_WAITS
        else:
            assert said == commands.PM_RC_WRONG_PIN
            person = str(old["person"])
            self.wrong[person] += 1
            self.until_s[person] = self.now_s + self.wait_s(person)
        self.sent.pop()
        assert self.stage_of_the_board() == before

    @rule(seconds=st.sampled_from([1, 59, 60, 61, 3_600, 86_400, 10 * 86_400]))
    def wait(self, seconds: int) -> None:
        self.now_s += seconds
        self.say((events.DEADLINE,))

    @rule()
    def fill_sector(self) -> None:
        self.full = True

    @rule()
    def power_cut(self) -> None:
        self.begin(self.back(self.state, self.records))
        self.everybody_waits_anew()

    @rule()
    def apply_a_profile(self) -> None:
        self.begin_again_in_place()
        self.everybody_waits_anew()

    def begin_again_in_place(self) -> None:
        boot_s = self.boot_s
        self.begin(self.back(list(self.engine.snapshot()), ()))
        self.boot_s = boot_s
        self.say((events.BOOTED,))

    def everybody_waits_anew(self) -> None:
        for person in ROLES:
            self.until_s[person] = self.now_s + self.wait_s(person)

    def back(self, state: list[Any], records: Iterable[list[Any]]) -> Engine:
        engine = Engine(PROFILE)
        engine.restore(state)
        for record in records:
            engine.replay(record)
        return engine

    def stage_of_the_board(self) -> str:
        return str(r.ACCOUNT_WORDS[self.duty.stage()])

    @invariant()
    def board_and_model_agree(self) -> None:
        assert self.stage_of_the_board() == self.stage
        if self.stage != "none":
            assert self.duty.sha256() == sha256(self.text).digest()
            assert sorted(self.duty.approvals) == sorted(map(mark_of, self.approved))
            assert self.duty.deposits == self.credits

    @invariant()
    def nothing_takes_effect_that_two_have_not_approved(self) -> None:
        if self.duty.stage() >= r.ACCOUNT_WORDS.index("approved"):
            assert len(set(self.duty.approvals)) >= 2
            assert mark_of("tom") not in self.duty.approvals
            assert mark_of("cleo") not in self.duty.approvals


TestPeople = Board.TestCase
TestPeople.settings = settings(max_examples=120, stateful_step_count=40, deadline=None)
