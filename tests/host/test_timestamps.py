# SPDX-License-Identifier: MIT
"""Time-stamp tokens on checkpoints: asked for at a pull, kept, held against who is believed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from posminder import home, timestamps
from posminder.timestamps import Stamp
from tests.host.technician import KIOSK, Run, plug_in
from tests.host.test_cli_verify import SealingBoard
from tests.support.time_stamp_authority import Authority, made, serving

MESSAGE = b"a checkpoint\n"


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[Authority]:
    with serving(made(tmp_path / "tsa")) as served:
        yield served


@pytest.fixture
def shop(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    plug_in(monkeypatch, {"desk": SealingBoard(None)})
    assert run("apply", KIOSK, "--commission", "--keep-first-key").code == 0
    return run


def ask_at(authority: Authority) -> None:
    (home.home() / "authority.url").write_text(authority.url + "\n")


def believe(*certificates: bytes) -> None:
    timestamps.certificates_path().write_bytes(b"".join(certificates))


def verified(run: Run, *arguments: str) -> tuple[int, list[str], dict[str, Any]]:
    ran = run("logs", "verify", "--json", *arguments)
    (told,) = ran.json()
    return ran.code, [each["finding"] for each in told["findings"]], told["timestamps"]


def test_nobody_is_asked_by_default(shop: Run, authority: Authority) -> None:
    assert shop("logs").code == 0
    assert authority.asked == 0
    assert verified(shop) == (0, [], {"good": [], "unchecked": 0})


def test_from_a_pull_to_what_a_token_proves(shop: Run, authority: Authority) -> None:
    ask_at(authority)
    assert shop("logs").code == 0
    assert authority.asked == 1
    assert verified(shop) == (0, [], {"good": [], "unchecked": 1})
    assert "tokens that were not checked" in shop("logs", "verify").out
    believe(authority.root)
    code, findings, told = verified(shop)
    assert (code, findings) == (0, [])
    (good,) = told["good"]
    assert (good["seq"], good["authority"]) == (15, "CN=tsa of made")
    said = shop("logs", "verify").out
    assert "everything up to the seal 15 existed at 2" in said
    assert "says CN=tsa of made" in said
    assert "时间戳" in shop("logs", "verify", "--lang", "zh-CN").out
    (line,) = shop("logs", "checkpoints").out.splitlines()
    elsewhere = home.home() / "elsewhere"
    elsewhere.write_text(line)
    assert verified(shop, "--checkpoints", str(elsewhere)) == (0, [], told)


@pytest.mark.parametrize("way", ["error", "refused", "other", "garbage", "long", "cut", "slow"])
def test_an_authority_that_fails_never_fails_a_pull(
    shop: Run, authority: Authority, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(timestamps, "WAIT_S", 0.5)
    ask_at(authority)
    authority.ways = [way]
    pulled = shop("logs")
    assert pulled.code == 0
    assert "gave no token" in pulled.err
    assert "Tried again at the next pull." in pulled.err
    believe(authority.root)
    assert verified(shop) == (0, [], {"good": [], "unchecked": 0})
    monkeypatch.setattr(timestamps, "WAIT_S", 10.0)
    assert "token" not in shop("logs").err
    assert [each["seq"] for each in verified(shop)[2]["good"]] == [15, 16]


def test_nobody_there_and_no_url(shop: Run, tmp_path: Path) -> None:
    url = home.home() / "authority.url"
    url.write_text("http://127.0.0.1:9/tsa")
    pulled = shop("logs")
    assert (pulled.code, "gave no token" in pulled.err) == (0, True)
    url.write_text("file:///etc/passwd")
    pulled = shop("logs")
    assert (pulled.code, "is not the http or https URL" in pulled.err) == (0, True)
    believe(b"no certificate")
    assert shop("logs", "verify").code == 6


def test_a_token_is_worth_who_is_believed(shop: Run, authority: Authority, tmp_path: Path) -> None:
    ask_at(authority)
    shop("logs")
    believe(made(tmp_path / "other", name="other").root)
    assert verified(shop)[:2] == (7, ["token_untrusted"])
    assert "no authority in authority.pem vouches" in shop("logs", "verify").out
    believe(authority.root, made(tmp_path / "third", name="third").root)
    assert verified(shop)[:2] == (0, [])


@pytest.mark.parametrize("days", [(-20, -10), (10, 20)])
def test_a_certificate_must_hold_at_the_time_of_the_token(
    tmp_path: Path, run: Run, days: tuple[int, int]
) -> None:
    home.home().mkdir()
    late = made(tmp_path / "late", valid_days=days)
    believe(late.root)
    token = late.reply(late.query(MESSAGE))
    assert timestamps.look(token, MESSAGE, timestamps.believed()) == "token_expired"


def test_tokens_in_a_file_of_checkpoints(shop: Run, authority: Authority) -> None:
    ask_at(authority)
    believe(authority.root)
    for _ in range(2):
        shop("logs")
    lines = [json.loads(line) for line in shop("logs", "checkpoints").out.splitlines()]
    elsewhere = home.home() / "elsewhere"

    def told(*changed: dict[str, Any]) -> tuple[int, list[str]]:
        elsewhere.write_text("\n".join(map(json.dumps, changed)))
        return verified(shop, "--checkpoints", str(elsewhere))[:2]

    first, second = lines
    assert told(first, second) == (0, [])
    swapped = first | {"token": second["token"]}
    assert told(swapped, second) == (8, ["token_mismatch"])
    cut = first | {"token": first["token"][:-40]}
    assert told(cut, second) == (7, ["token_unreadable"])
    elsewhere.write_text(json.dumps(first | {"token": "no"}))
    assert shop("logs", "verify", "--checkpoints", str(elsewhere)).code == 4


def test_no_token_with_a_flipped_bit_holds_for_another_time(tmp_path: Path, run: Run) -> None:
    """Bits outside what is signed may be anything; what a token says of time may not."""
    home.home().mkdir()
    authority = made(tmp_path / "tsa")
    believe(authority.root)
    token = authority.reply(authority.query(MESSAGE))
    whole = timestamps.look(token, MESSAGE, timestamps.believed())
    assert isinstance(whole, Stamp)
    bits = random.Random(3161).sample(range(8 * len(token)), 800)
    for bit in (*bits, *range(160)):  # the first hold the status, whose values the library counts
        flipped = bytearray(token)
        flipped[bit // 8] ^= 1 << bit % 8
        found = timestamps.look(bytes(flipped), MESSAGE, timestamps.believed())
        assert isinstance(found, str) or found == whole
    assert timestamps.look(token, MESSAGE + b" ", timestamps.believed()) == "token_mismatch"
