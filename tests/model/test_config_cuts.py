# SPDX-License-Identifier: MIT
"""Profile and key under power cuts: old or new, never none, never half."""

from __future__ import annotations

import pytest

from agent.config import ConfigStore
from agent.errors import StorageFault
from tests.support.nor import TORN_VARIANTS, NorRegion, PowerCut

SEED = 20241119
PROFILES = [bytes([number]) * (300 + 400 * number) for number in range(1, 5)]
KEY, OTHER_KEY = bytes(range(32)), bytes(range(32, 64))


def start(region: NorRegion) -> tuple[NorRegion, ConfigStore]:
    region = NorRegion(region.sector_count, bytes(region.memory))
    store = ConfigStore(region)
    store.load()
    return region, store


def save(store: ConfigStore, profiles: list[bytes]) -> list[bytes]:
    """Save one after the other; return those whose saving came to its end."""
    done: list[bytes] = []
    try:
        for profile in profiles:
            store.save_profile(profile)
            done.append(profile)
    except PowerCut:
        pass
    return done


def operations() -> int:
    region, store = start(NorRegion(6))
    save(store, PROFILES)
    return region.operations


@pytest.mark.parametrize("variant", range(TORN_VARIANTS))
def test_a_cut_at_every_operation_of_a_profile(variant: int) -> None:
    for at in range(operations()):
        for second in (0, 1, 2, 3, 5):
            region, store = start(NorRegion(6))
            region.cut_at, region.torn_variant, region.torn_seed = at, variant, SEED
            done = save(store, PROFILES)
            newest = done[-1] if done else None
            region, store = start(region)
            under_way = PROFILES[len(done)]
            assert store.profile() in (newest, under_way), f"cut at {at}, variant {variant}"
            newest = store.profile()
            region.cut_at, region.torn_variant, region.torn_seed = second, variant, SEED + 1
            assert len(save(store, [b"other bytes"] * 2)) < 2
            region, store = start(region)
            assert store.profile() in (newest, b"other bytes"), f"cut at {at}, then {second}"
            store.save_profile(b"last")
            assert start(region)[1].profile() == b"last"


@pytest.mark.parametrize("variant", range(TORN_VARIANTS))
def test_a_cut_at_every_operation_of_the_key(variant: int) -> None:
    for at in range(8):
        region, store = start(NorRegion(6))
        store.save_profile(PROFILES[0])
        region, store = start(region)
        region.cut_at, region.torn_variant, region.torn_seed = at, variant, SEED
        with pytest.raises(PowerCut):
            store.save_key(KEY)
        region, store = start(region)
        assert store.key in (None, KEY)
        if store.key is None:
            store.save_key(OTHER_KEY)
        expected = store.key
        assert start(region)[1].key == expected
        assert start(region)[1].profile() == PROFILES[0]


@pytest.mark.parametrize("variant", range(TORN_VARIANTS))
def test_a_cut_at_every_operation_of_another_key(variant: int) -> None:
    for at in range(8):
        region, store = start(NorRegion(6))
        store.save_key(KEY)
        region, store = start(region)
        region.cut_at, region.torn_variant, region.torn_seed = at, variant, SEED
        with pytest.raises(PowerCut):
            store.save_key(OTHER_KEY)
        region, store = start(region)
        assert store.key in (KEY, OTHER_KEY), f"cut at {at}, variant {variant}"
        store.save_key(OTHER_KEY)
        assert start(region)[1].key == OTHER_KEY


def test_an_error_leaves_the_old_profile_in_use() -> None:
    for at in range(6):
        region, store = start(NorRegion(6))
        store.save_profile(PROFILES[0])
        region, store = start(region)
        region.error_operations = frozenset([at])
        try:
            store.save_profile(PROFILES[1])
        except StorageFault:
            assert store.profile() == PROFILES[0]
        assert start(region)[1].profile() == store.profile()
        store.save_profile(PROFILES[2])
        assert start(region)[1].profile() == PROFILES[2]


def test_a_place_that_does_not_program_is_noticed() -> None:
    for offset in (4096, 4096 + 130, 4096 + 300):
        region, store = start(NorRegion(6))
        store.save_profile(PROFILES[0])
        region.stuck_high = frozenset([offset])
        with pytest.raises(StorageFault):
            store.save_profile(PROFILES[1])
        assert start(region)[1].profile() == PROFILES[0]


def test_any_flipped_bit_leaves_the_key() -> None:
    region, store = start(NorRegion(6))
    store.save_key(KEY)
    for slot in (2, 3):
        for byte in (*range(48), *range(128, 132), *range(256, 288)):
            for bit in range(8):
                damaged = NorRegion(6, bytes(region.memory))
                damaged.flip([(slot * 4096 + byte) * 8 + bit])
                assert start(damaged)[1].key == KEY


ANNA, BERT = ["anna", 4, KEY], ["bert", 2, OTHER_KEY]


@pytest.mark.parametrize("variant", range(TORN_VARIANTS))
def test_a_cut_at_every_operation_leaves_the_people_before_or_after(variant: int) -> None:
    for at in range(10):
        region, store = start(NorRegion(6))
        store.save_profile(PROFILES[0])
        store.save_key(KEY)
        store.save_people([ANNA])
        region, store = start(region)
        region.cut_at, region.torn_variant, region.torn_seed = at, variant, SEED
        try:
            store.save_people([ANNA, BERT])
        except PowerCut:
            pass
        region, store = start(region)
        assert store.people in ([ANNA], [ANNA, BERT]), f"cut at {at}, variant {variant}"
        assert (store.profile(), store.key) == (PROFILES[0], KEY)
        store.save_people([BERT])
        assert start(region)[1].people == [BERT]
