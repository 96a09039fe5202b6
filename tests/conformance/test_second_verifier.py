# SPDX-License-Identifier: MIT
"""Two verifiers that share nothing but FORMAT.md agree: on every vector, and on flipped bits."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import cbor2
import pytest

from tests.conformance import second_verifier
from tests.host.test_verify import judged

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "sealed.json").read_text())


@pytest.mark.parametrize("case", VECTORS, ids=[case["name"] for case in VECTORS])
def test_both_agree_with_the_vector(case: dict[str, Any]) -> None:
    assert second_verifier.verdict(case) == case["verdict"]
    assert judged(case).verdict.name == case["verdict"]


def test_both_agree_on_any_flipped_bit() -> None:
    chance = random.Random(29)
    for case in VECTORS:
        data = bytes.fromhex(case["export"])
        for _ in range(60):
            flipped = bytearray(data)
            bit = chance.randrange(len(data) * 8)
            flipped[bit // 8] ^= 1 << bit % 8
            other = case | {"export": flipped.hex()}
            try:
                second = second_verifier.verdict(other)
            except (cbor2.CBORDecodeError, IndexError, TypeError, ValueError):
                continue  # the second one takes a frame with a good checksum for what it says
            assert judged(other).verdict.name == second, (case["name"], bit)
