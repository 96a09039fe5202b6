# SPDX-License-Identifier: MIT
"""People on the real firmware, over the real host line: who is let in, and what one may say.

PINs are as people type them; the board only ever gets what a PIN makes (R43, R74, R84).
"""

from __future__ import annotations

from typing import Final

import pytest

from agent.limits import SMP_PAYLOAD_BYTES_MAX
from posminder import errors, transaction
from posminder.person import Person
from posminder.transaction_sentences import sentences
from posminder_formats import people, records, smp
from tests.emulator.scene import Scene

PEOPLE: Final = {
    "people.owner": "A. Beispiel",
    "people.supervisor": "B. Beispiel",
    "people.staff": '[{"id": "cleo", "name": "C. Beispiel", "role": "cashier"}]',
}
ROLES: Final = {"owner": people.OWNER, "supervisor": people.SUPERVISOR, "cleo": people.CASHIER}
PINS: Final = {"owner": "73915", "supervisor": "2846", "cleo": "5501"}
ABOVE: Final = records.ALERT_WORDS.index("above_maximum")


def someone(scene: Scene, id_: str, pin: str | None = None) -> Person:
    """Return the person as his PIN makes him on this board."""
    return Person.with_pin(id_, pin or PINS[id_], scene.session.hello().id)


def enrol(scene: Scene, *ids: str) -> None:
    """Let people in: the first by himself, the others by the owner."""
    scene.unlock()
    for id_ in ids:
        by = None if id_ == "owner" else someone(scene, "owner")
        scene.session.enrol(someone(scene, id_), ROLES[id_], by)
    scene.session.lock()


def deeds(scene: Scene) -> list[tuple[str, str, str]]:
    """Return (person, deed, outcome) of every approval that is journaled."""
    found = [record.words() for record in scene.journal().of("approval")]
    return [(each["person"], each["deed"], each["outcome"]) for each in found]


def test_the_first_is_an_owner_and_he_lets_the_others_in() -> None:
    with Scene(601, settings=PEOPLE) as scene:
        scene.unlock()
        with pytest.raises(errors.OwnerFirst):
            scene.session.enrol(someone(scene, "cleo"), people.CASHIER)
        enrol(scene, "owner", "supervisor", "cleo")
        found = [record.words() for record in scene.journal().of("person")]
        assert [(each["person"], each["state"], each["vouched_by"]) for each in found] == [
            ("owner", "enrolled", None),
            ("supervisor", "enrolled", "owner"),
            ("cleo", "enrolled", "owner"),
        ]
        assert deeds(scene) == [("owner", "enrol", "accepted")] * 2


def test_without_the_owner_nobody_else_comes_in_and_a_technician_is_not_asked() -> None:
    with Scene(602, settings=PEOPLE) as scene:
        enrol(scene, "owner", "supervisor")
        scene.unlock()
        cleo = someone(scene, "cleo")
        with pytest.raises(errors.NoRight):
            scene.session.enrol(cleo, people.CASHIER, someone(scene, "supervisor"))
        with pytest.raises(errors.WrongPin):
            scene.session.enrol(cleo, people.CASHIER, someone(scene, "owner", "1111"))
        with pytest.raises(errors.RequestRefused):
            scene.session.enrol(cleo, people.CASHIER)
        with pytest.raises(errors.PersonUnknown):  # a role that the profile does not give
            scene.session.enrol(cleo, people.OWNER, someone(scene, "owner"))
        scene.session.lock()
        with pytest.raises(errors.AccessDenied):
            scene.session.enrol(cleo, people.CASHIER, someone(scene, "owner"))


def test_enrolled_people_are_still_there_after_a_power_cut() -> None:
    with Scene(603, settings=PEOPLE) as scene:
        enrol(scene, "owner", "cleo")
        scene.world.cut_power()
        scene.run(1)
        scene.world.start()
        scene.run(20)
        scene.unlock()
        scene.session.remove("cleo", people.CASHIER, someone(scene, "owner"))
        with pytest.raises(errors.LastOwner):
            scene.session.remove("owner", people.OWNER, someone(scene, "owner"))
        assert scene.journal().of("person")[-1].words()["state"] == "removed"


def test_one_s_own_pin_is_changed_with_the_old_one() -> None:
    with Scene(604, settings=PEOPLE) as scene:
        enrol(scene, "owner", "cleo")
        scene.unlock()
        new, old = someone(scene, "cleo", "9038"), someone(scene, "cleo")
        scene.session.enrol(new, people.CASHIER, old)
        with pytest.raises(errors.WrongPin):
            scene.session.enrol(old, people.CASHIER, old)


def test_a_held_batch_is_let_go_by_a_name_and_not_by_a_cashier() -> None:
    with Scene(605, "20:00", settings={**PEOPLE, "settle.max": "80.00"}) as scene:
        enrol(scene, "owner", "supervisor", "cleo")
        scene.sell(9_000)
        scene.close()
        assert scene.truth.batches == []
        text = people.above_max_text(1, 9_000, 978)
        with pytest.raises(errors.NoRight):
            scene.session.deed(someone(scene, "cleo"), people.SETTLE_ABOVE_MAX, 9_000, text)
        other = people.above_max_text(1, 100, 978)
        with pytest.raises(errors.OtherText):
            scene.session.deed(someone(scene, "supervisor"), people.SETTLE_ABOVE_MAX, 100, other)
        scene.session.deed(someone(scene, "supervisor"), people.SETTLE_ABOVE_MAX, 9_000, text)
        scene.run(30)
        assert [batch.total_minor for batch in scene.truth.batches] == [9_000]
        journal = scene.journal()
        assert journal.of("intent", command="settle")[-1].words()["reason"] == "approved"
        assert deeds(scene)[2:] == [
            ("cleo", "settle_above_max", "no_right"),
            ("supervisor", "settle_above_max", "other_text"),
            ("supervisor", "settle_above_max", "accepted"),
        ]
        with pytest.raises(errors.NothingToApprove):
            scene.session.deed(someone(scene, "supervisor"), people.SETTLE_ABOVE_MAX, 0, text)


def test_an_alert_is_seen_by_somebody_with_a_name() -> None:
    with Scene(606, "20:00", settings={**PEOPLE, "settle.max": "80.00"}) as scene:
        enrol(scene, "owner", "cleo")
        scene.sell(9_000)
        scene.close()
        text = people.acknowledge_text(ABOVE)
        scene.session.deed(someone(scene, "cleo"), people.ACKNOWLEDGE, ABOVE, text)
        assert [each.seen for each in scene.status().alerts] == [True]
        journal = scene.journal()
        (seen,) = journal.of("alert", alert="above_maximum", state="seen")
        approval = journal.of("approval")[-1]
        assert approval.seq < seen.seq
        assert (approval.words()["person"], approval.words()["value"]) == ("cleo", ABOVE)
        with pytest.raises(errors.NothingToApprove):
            scene.session.deed(someone(scene, "cleo"), people.ACKNOWLEDGE, ABOVE, text)


def test_wrong_pins_cost_time_and_a_power_cut_does_not_shorten_it() -> None:
    with Scene(607, "20:00", settings=PEOPLE) as scene:
        enrol(scene, "owner", "cleo")
        text = people.acknowledge_text(ABOVE)

        def tries(pin: str) -> None:
            scene.session.deed(someone(scene, "cleo", pin), people.ACKNOWLEDGE, ABOVE, text)

        for pin in ("1111", "2222", "3333"):
            with pytest.raises(errors.WrongPin):
                tries(pin)
        with pytest.raises(errors.PersonWaits):
            tries(PINS["cleo"])
        scene.world.cut_power()
        scene.run(1)
        scene.world.start()
        scene.run(30)
        with pytest.raises(errors.PersonWaits):
            tries(PINS["cleo"])
        scene.apply("enforce")  # nor does another profile
        with pytest.raises(errors.PersonWaits):
            tries(PINS["cleo"])
        scene.run(60)
        with pytest.raises(errors.WrongPin):
            tries("4444")
        scene.run(115)
        with pytest.raises(errors.PersonWaits):
            tries(PINS["cleo"])
        scene.run(10)
        with pytest.raises(errors.NothingToApprove):  # the PIN was right
            tries(PINS["cleo"])
        with pytest.raises(errors.WrongPin):
            tries("1111")
        with pytest.raises(errors.NothingToApprove):
            tries(PINS["cleo"])
        assert [each[2] for each in deeds(scene)[1:]] == [
            *["wrong_pin"] * 4, "nothing_to_approve", "wrong_pin", "nothing_to_approve",
        ]  # fmt: skip


def test_a_pin_and_a_key_are_on_no_line_and_in_no_journal() -> None:
    with Scene(608, settings=PEOPLE) as scene:
        sent = bytearray()
        line = scene.world.host_line
        send, frames = line.send, smp.Assembler(SMP_PAYLOAD_BYTES_MAX)

        def listen(data: bytes) -> None:
            for byte in data:
                if length := frames.feed(byte):
                    sent.extend(frames.buffer[smp.HEAD : smp.HEAD + length])
            send(data)

        line.send = listen  # type: ignore[method-assign]
        enrol(scene, "owner", "cleo")
        key, pin = someone(scene, "cleo").key, PINS["cleo"].encode()
        assert b"cleo" in sent, "this is not what the host sent"
        kept = scene.world.config_path.read_bytes()
        assert key in kept
        for data in (bytes(sent), scene.world.journal_path.read_bytes()):
            assert key not in data
        for data in (bytes(sent), kept, scene.world.journal_path.read_bytes()):
            assert pin not in data


def test_an_operator_says_by_name_that_he_signed_in_and_a_sale_shows_it() -> None:
    settings = {**PEOPLE, "sign_in.operator": "attested"}
    with Scene(620, settings=settings) as scene:
        enrol(scene, "owner", "cleo")
        cleo, text = someone(scene, "cleo"), people.operator_text()
        with pytest.raises(errors.WrongPin):
            scene.session.deed(someone(scene, "cleo", "1111"), people.OPERATOR, 0, text)
        scene.session.deed(cleo, people.OPERATOR, 0, text)
        terminal = scene.status().terminal
        assert terminal is not None
        assert terminal.operator is not None
        assert (terminal.operator.attested, terminal.operator.person) == (True, "cleo")
        scene.sell()
        assert "operator_missing" not in scene.alerts()
        journal = scene.journal()
        (said,) = journal.of("operator", person="cleo", by="person")
        (life,) = transaction.find(journal, 1)
        assert life.operator == said
        lines = list(sentences(life, "en", lambda record: "then"))
        assert "Operator: cleo had said so by name, then (grade C)." in lines


def test_where_nobody_asks_for_an_operator_his_word_is_refused() -> None:
    with Scene(621, settings=PEOPLE) as scene:
        enrol(scene, "owner", "cleo")
        cleo = someone(scene, "cleo")
        with pytest.raises(errors.NothingToApprove):
            scene.session.deed(cleo, people.OPERATOR, 0, people.operator_text())
