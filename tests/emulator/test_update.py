# SPDX-License-Identifier: MIT
"""Another version comes over the host line: it runs, or the one before does and says so."""

from __future__ import annotations

import random
from hashlib import sha256

import pytest

from posminder import bundle, errors
from posminder.board_status import UpdatePart
from posminder.simulator.flash_fault import FlashFault, Kind, TornErase, TornProgram
from posminder_formats import bundles, commands
from posminder_formats.version import FIRMWARE
from tests.emulator.scene import Scene
from tests.support import versions
from tests.support.release_key import other_release_key, release_key

WELL_S = 140  # limits.UPDATE_WELL_MS, and the first look
RESET_S = 2


def modulus() -> bytes:
    return bundle.modulus(release_key())


def ready(scene: Scene) -> None:
    """Give the board its release key, with a lease that lasts."""
    scene.session.unlock(scene.key)
    scene.session.give_release_key(modulus())


def update(scene: Scene, data: bytes) -> None:
    scene.session.upload("/bundle", data)
    scene.session.commit("/bundle", data)
    scene.run(RESET_S)


def told(scene: Scene) -> list[tuple[object, ...]]:
    return [tuple(each.words().values()) for each in scene.journal().of("update")]


def test_a_new_version_comes_runs_and_is_well() -> None:
    new = versions.agent("0.2.0")
    with Scene(70) as scene:
        scene.sell()
        ready(scene)
        assert scene.session.hello().firmware == FIRMWARE
        update(scene, new)
        assert len(scene.world.boots) == 2
        assert scene.session.hello().firmware == "0.2.0"
        status = scene.status()
        assert status.update is not None
        assert (status.update.state, status.update.to_version) == ("trial", "0.2.0")
        assert status.batch is not None
        assert status.batch.count == 1  # what the duties knew they know
        scene.run(WELL_S)
        assert scene.status().update is None
        assert told(scene) == [("taken", FIRMWARE, "0.2.0"), ("well", FIRMWARE, "0.2.0")]
        for _ in range(5):  # no trial any more
            scene.world.restart()
            scene.run(5)
        assert scene.session.hello().firmware == "0.2.0"
        scene.sell()
        assert scene.status().alerts == ()


@pytest.mark.parametrize(
    "text", [versions.CRASHES_AT_IMPORT, versions.CRASHES_IN_START, versions.HANGS]
)
def test_a_version_that_dies_has_three_starts(text: str) -> None:
    bad = versions.only_main(text)
    with Scene(71) as scene:
        ready(scene)
        update(scene, bad)
        scene.run(60)
        assert len(scene.world.boots) == 5  # with the first one, and three tries
        assert scene.session.hello().firmware == FIRMWARE
        assert scene.status().update == UpdatePart.model_validate(
            {"state": "failed", "from": FIRMWARE, "to": "0.2.0"}
        )
        assert [each.alert for each in scene.status().alerts] == ["update_failed"]
        assert told(scene) == [("taken", FIRMWARE, "0.2.0"), ("failed", FIRMWARE, "0.2.0")]
        scene.world.restart()
        scene.run(5)
        assert len(told(scene)) == 2  # said once; the alert stands
        assert [each.alert for each in scene.status().alerts] == ["update_failed"]
        scene.session.unlock(scene.key)
        update(scene, versions.renamed("0.3.0"))
        scene.run(WELL_S)
        assert scene.status().alerts == ()
        assert told(scene)[-1] == ("well", FIRMWARE, "0.3.0")


def test_a_version_that_never_gets_well_gives_up_three_times() -> None:
    sick = versions.agent(
        "0.2.0",
        (
            (
                "agent/update/trial.py",
                "        no_profile = self._app.config.profile_hash is None\n",
                "        works = no_profile = False\n",
            ),
        ),
    )
    with Scene(72) as scene:
        ready(scene)
        update(scene, sick)
        scene.run(3 * 600 + 100)
        assert len(scene.world.boots) == 5
        assert scene.session.hello().firmware == FIRMWARE
        assert told(scene)[-1] == ("failed", FIRMWARE, "0.2.0")


def refused(scene: Scene, data: bytes, error: type[errors.PosminderError]) -> None:
    boots = len(scene.world.boots)
    with pytest.raises(error):
        update(scene, data)
    scene.run(RESET_S)
    assert len(scene.world.boots) == boots
    assert told(scene) == []


def test_what_is_not_ours_or_not_for_this_board_is_refused() -> None:
    good = versions.renamed("0.2.0")
    with Scene(73) as scene:
        scene.session.unlock(scene.key)
        refused(scene, good, errors.BoardLacksReleaseKey)
        ready(scene)
        unsigned = bundle.pack(bundle.read(good).image, "0.2.0", "unix")
        refused(scene, unsigned, errors.SignatureRefused)
        forged = bundle.sign(other_release_key(), unsigned)
        refused(scene, forged, errors.SignatureRefused)
        refused(scene, versions.renamed("0.2.0", board="rpi_pico"), errors.OtherKindOfBoard)
        refused(scene, versions.renamed("0.2.0", abi=7), errors.OtherMicroPython)
        too_large = good + bytes(64 * 4096)
        refused(scene, too_large, errors.NoRoomForUpdate)
        # Another image under a head that is signed: the head names the image's hash.
        swapped = good[: bundles.IMAGE_AT] + versions.renamed("0.2.0", abi=7)[bundles.IMAGE_AT :]
        swapped = swapped[:-1] + bytes((swapped[-1] ^ 1,))
        refused(scene, swapped, errors.ImageRefused)


def test_a_damaged_byte_anywhere_is_noticed() -> None:
    good = versions.only_main(versions.HANGS)  # small: it is sent a dozen times
    dice = random.Random(74)
    places = [0, 5, 11, 20, 40, 65, 256, 639, 100, 4095, 4096, dice.randrange(4096, len(good))]
    with Scene(74) as scene:
        ready(scene)
        for place in places:
            bad = bytearray(good)
            bad[place] ^= 1 << dice.randrange(8)
            with pytest.raises(errors.PosminderError):
                update(scene, bytes(bad))
        with pytest.raises(errors.PosminderError):
            update(scene, good[:-1])
        scene.session.upload("/bundle", good)
        with pytest.raises(errors.HashDiffers):
            scene.session.commit("/bundle", good + b"\0")
        assert len(scene.world.boots) == 1
        assert told(scene) == []


def test_an_older_version_takes_a_second_persons_yes() -> None:
    for version in ("0.0.9", FIRMWARE):
        old = versions.renamed(version)
        with Scene(75) as scene:
            ready(scene)
            refused(scene, old, errors.NobodyPressed)
            asked: list[int] = []

            def press(what: int, _: int, scene: Scene = scene, asked: list[int] = asked) -> None:
                asked.append(what)
                assert "Older firmware?" in scene.world.panel
                scene.world.press_button(8_500)

            scene.session.upload("/bundle", old)
            scene.session.commit("/bundle", old, press)
            scene.run(RESET_S + WELL_S)
            assert asked == [commands.WAITS_DOWNGRADE]
            assert told(scene)[-1] == ("well", FIRMWARE, version)


def test_never_during_a_sale_or_an_open_settlement() -> None:
    good = versions.renamed("0.2.0")
    ask = {"path": "/bundle", "hash": sha256(good).digest()}

    def commit(scene: Scene) -> dict[object, object]:
        return scene.session._raw(
            commands.OP_WRITE, commands.GROUP_POSMINDER, commands.PM_COMMIT, ask
        )

    with Scene(76) as scene:
        ready(scene)
        scene.session.upload("/bundle", good)
        scene.register.sell(1_250, lambda _: None)
        scene.run(1)
        assert commit(scene) == {"rc": commands.RC_BUSY}
        piece = {"name": "/bundle", "off": 0, "len": len(good), "data": good[:100]}
        write = (commands.OP_WRITE, commands.GROUP_FS, commands.FS_FILE, piece)
        assert scene.session._raw(*write) == {"rc": commands.RC_BUSY}
        scene.run(60)
        scene.session.upload("/bundle", good)
        scene.shop.close()
        scene.run(3)
        scene.world.terminal_line.unplugged = True
        scene.run(300)
        assert commit(scene) == {"rc": commands.RC_BUSY}
        assert len(scene.world.boots) == 1


def test_the_release_key_is_the_key_holders_and_changes_only_with_a_yes() -> None:
    other = bundle.modulus(other_release_key())
    with Scene(77) as scene:
        scene.session.unlock(scene.key)
        wrong = versions.ask_key(scene.session, modulus(), flip=1)
        assert wrong["err"]["rc"] == commands.PM_RC_WRONG_PROOF  # type: ignore[index]
        for bad in (modulus()[:-1], b"\0" + modulus()[1:], modulus()[:-1] + b"\0"):
            assert versions.ask_key(scene.session, bad) == {"rc": commands.RC_INVALID}
        assert versions.ask_key(scene.session, modulus()) == {}
        assert versions.ask_key(scene.session, modulus()) == {}  # the same again: nothing changes
        waits = versions.ask_key(scene.session, other)
        assert waits["waits"] == commands.WAITS_RELEASE_KEY
        refused(
            scene,
            bundle.sign(other_release_key(), versions.renamed("0.2.0")),
            errors.SignatureRefused,
        )
        scene.run(61)
        versions.ask_key(scene.session, other)
        assert "New release key?" in scene.world.panel
        scene.world.press_button(8_500)
        scene.run(10)
        assert versions.ask_key(scene.session, other) == {}
        refused(scene, versions.renamed("0.2.0"), errors.SignatureRefused)
        kept = scene.journal().of("lease", state="release_key")
        assert len(kept) == 2


@pytest.mark.parametrize("seed", range(4))
def test_a_power_cut_in_the_middle_leaves_a_version_that_runs(seed: int) -> None:
    """The cuts are drawn; `make soak` would walk all: tests.model.test_update_cuts does, in RAM."""
    dice = random.Random(seed)
    new = versions.renamed("0.2.0")
    operations = len(new) // 256 + len(new) // 4096
    # Near the end, where head, pointer and marks are written, as often as all before together.
    after = dice.choice((dice.randrange(1, operations), operations + dice.randrange(-4, 12)))
    fault = FlashFault(
        Kind.CUT, after, dice.choice(list(TornProgram)), dice.choice(list(TornErase))
    )
    with Scene(80 + seed) as scene:
        ready(scene)
        scene.world.plan_flash_fault(fault, lasts=True)
        try:
            update(scene, new)
        except errors.PosminderError:
            assert not scene.world.powered
        scene.run(5)
        scene.world.start()
        scene.run(5)
        scene.session.hello()  # something runs
        scene.session.unlock(scene.key)
        status = scene.status()
        if status.update is None and told(scene)[-1:] != [("well", FIRMWARE, "0.2.0")]:
            update(scene, new)
        scene.run(WELL_S)
        assert told(scene)[-1] == ("well", FIRMWARE, "0.2.0")
        assert scene.status().update is None
