# SPDX-License-Identifier: MIT
"""`attended totals`: the acquirer's figures beside what people attested, and hostile files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from posminder import home
from posminder.acquirer_file import FILE_BYTES_MAX, FINDINGS_MAX
from posminder.profile import check
from posminder.profile.compile import compile_profile
from posminder.store.store import Store
from posminder_formats import records as r
from tests.host.journal_bytes import BOARD, export
from tests.host.report_days import DAY, Book, coded
from tests.host.technician import Ran, Run

TID = "29001234"
HEADER = "date,terminal,batch,count,total,currency"
MONDAY, TUESDAY, WEDNESDAY = "2026-11-23", "2026-11-24", "2026-11-25"
PAN = "4761739001010119"
SHOP = """\
extends: [acquirer/example-de, template/convenience-attended]
site: {id: kn-0001, name: Kiosk am Markt, locale: en, currency: EUR, timezone: Europe/Berlin}
terminal: {tid: "29001234"}
people: {owner: A. Beispiel, supervisor: B. Beispiel}
"""


def attested_days() -> bytes:
    """Return a journal: Monday and Tuesday attested, nobody on Wednesday, Thursday's begun."""
    book = Book()
    book.add("07:00:00", r.R_BOOT, 0, "0.3.0", b"\x5f\x0c" * 16, 0)
    for later in range(3):
        at = "+" * later + "20:05:00"
        if later < 2:
            book.add(at, r.R_BUTTON, coded(r.R_BUTTON, "press", "held"))
            book.add(at, r.R_ATTESTED, 2, 1, DAY + later)
            state = r.SETTLEMENT_WORDS.index("attested")
            book.add(at, r.R_SETTLEMENT, state, DAY + later, None, None, 0)
        else:
            cause = r.CAUSE_WORDS.index("nobody_there")
            state = r.SETTLEMENT_WORDS.index("given_up")
            book.add(at, r.R_SETTLEMENT, state, DAY + later, None, None, cause)
    book.add("+++08:00:00", r.R_BUTTON, coded(r.R_BUTTON, "press", "short"))
    return export(*book.bodies)


@pytest.fixture
def shop(run: Run, tmp_path: Path) -> Run:
    """A store with the journal of a shop whose terminal speaks nothing."""
    file, profile = tmp_path / "days.pmj", tmp_path / "shop.yaml"
    file.write_bytes(attested_days())
    profile.write_text(SHOP, encoding="utf-8")
    assert run("logs", "--file", str(file), "--board", BOARD).code == 0
    checked = check.check(profile, {})
    assert checked.profile is not None, [each.render() for each in checked.findings]
    compiled = compile_profile(checked.profile, checked.password or "", 2026)
    with Store(home.store_path()) as store:
        store.set_site(BOARD, compiled.data, compiled.sha256.hex())
    return run


@pytest.fixture
def reads(shop: Run, tmp_path: Path) -> Any:
    def totals(text: str | bytes, *options: str, name: str = "november.csv") -> Ran:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return shop("attended", "totals", str(path), *options)

    return totals


def file_of(*lines: str, header: str = HEADER) -> str:
    return "\n".join((header, *lines)) + "\n"


GOOD = file_of(f"{MONDAY},{TID},17,41,3482.10,EUR", f"{TUESDAY},{TID},18,7,-12.50,EUR")


def held() -> list[tuple[str, str, int, int, str]]:
    with Store(home.store_path()) as store:
        totals = store.totals(BOARD)
    return [(str(each.day), each.batch, *each.books, each.source) for each in totals]


def test_totals_stand_beside_what_was_attested_and_lift_no_grade(shop: Run, reads: Any) -> None:
    ran = reads(GOOD, "--by", "Li")
    assert (ran.code, ran.out) == (
        0,
        "2 lines: 2 new, 0 corrected, 0 known, 0 not kept. Findings: 0.\n",
    )
    assert held() == [
        (MONDAY, "17", 41, 348_210, "november.csv"),
        (TUESDAY, "18", 7, -1_250, "november.csv"),
    ]
    monday, tuesday, wednesday = shop("report", "settlements", "--json").json()[:3]
    assert (monday["state"], monday["grade"]) == ("attested", "C")
    told = monday["acquirer"]
    assert (told["count"], told["total_minor"]) == (41, 348_210)
    assert (told["batches"][0]["batch"], told["batches"][0]["by"]) == ("17", "Li")
    assert (tuesday["acquirer"]["total_minor"], wednesday["acquirer"]) == (-1_250, None)
    table = shop("report", "settlements").out
    assert "Acquirer's file" in table
    assert "41 transactions, 3482.10 EUR" in table
    assert "4 business days: 2 settled, 0 of them late" in table
    explained = shop("explain", MONDAY).out
    assert "The acquirer's file says 41 transactions, 3482.10 EUR (november.csv)." in explained
    assert "stays attested, grade C" in explained
    (day,) = shop("report", "day", MONDAY, "--json").json()
    assert (day["verdict"]["grade"], day["verdict"]["total_minor"]) == ("C", None)
    assert day["acquirer"] == told


def test_the_same_file_twice_changes_nothing(reads: Any) -> None:
    reads(GOOD)
    before = held()
    ran = reads(GOOD, "--json", name="again.csv")
    (told,) = ran.json()
    assert (told["new"], told["corrected"], told["known"]) == (0, 0, 2)
    assert held() == before


def test_another_figure_is_an_added_correction(reads: Any) -> None:
    reads(GOOD)
    ran = reads(GOOD.replace("41,3482.10", "42,3500.00"), name="december.csv")
    assert (ran.code, ran.out.splitlines()[0]) == (
        0,
        f"Kiosk am Markt, {MONDAY}: 42 transactions, 3500.00 EUR now, 41 transactions, 3482.10 EUR "
        "before (november.csv); kept as a correction.",
    )
    assert held()[0] == (MONDAY, "17", 42, 350_000, "december.csv")


@pytest.mark.parametrize(
    ("line", "finding", "said"),
    [
        (f"{WEDNESDAY},{TID},19,3,30.00,EUR", "not_attested", "nobody at the shop said so"),
        (f"{TUESDAY},29009999,19,3,30.00,EUR", "unknown", "No board in the store has 29009999"),
        (f"2026-11-01,{TID},19,3,30.00,EUR", "no_records", "do not reach 2026-11-01: line 4"),
    ],
)
def test_what_does_not_fit_is_a_finding_with_its_next_step(
    reads: Any, line: str, finding: str, said: str
) -> None:
    both = (f"{MONDAY},{TID},17,41,3482.10,EUR", f"{TUESDAY},{TID},18,1,2.00,EUR")
    text = file_of(*both, line)
    ran = reads(text)
    assert ran.code == 1
    assert said in ran.out
    assert "Next: " in ran.out
    (told,) = reads(text, "--json").json()
    assert [each["finding"] for each in told["findings"]] == [finding]
    is_kept = [WEDNESDAY] if finding == "not_attested" else []
    assert [day for day, *_ in held()] == [MONDAY, TUESDAY, *is_kept]


def test_an_attested_day_that_the_file_lacks_is_a_finding(reads: Any) -> None:
    zero = file_of(f"{MONDAY},{TID},17,1,9.00,EUR", f"{WEDNESDAY},{TID},18,0,0.00,EUR")
    (told,) = reads(zero, "--json").json()
    assert [(each["finding"], each["day"]) for each in told["findings"]] == [("lacking", TUESDAY)]
    assert "文件中没有该日" in reads(zero, "--lang", "zh-CN").out


def test_a_day_that_nobody_attested_shows_the_file_and_stays_open(shop: Run, reads: Any) -> None:
    reads(file_of(f"{WEDNESDAY},{TID},19,3,30.00,EUR"))
    found = {each["day"]: each for each in shop("report", "settlements", "--json").json()}
    assert (found[WEDNESDAY]["state"], found[WEDNESDAY]["acquirer"]["count"]) == ("open", 3)
    assert "At the shop nobody has said that it was settled." in shop("explain", WEDNESDAY).out


REFUSED = (
    ("", "1:1 holds no row"),
    (file_of(), "1:1 holds no row"),
    (file_of(header="date;terminal;count;total"), "1:1 is no column of this file"),
    (
        file_of(header="date,terminal,site,count,total_minor"),
        "1:1 must have one column terminal or",
    ),
    (file_of(header="date,terminal,count,total"), "currency beside it"),
    (file_of(header="date,date,terminal,count,total_minor"), "1:6 date: stands twice"),
    (file_of(f"23.11.2026,{TID},17,41,3482.10,EUR"), "2:1 date: must be a date"),
    (file_of(f"2026-02-30,{TID},17,41,3482.10,EUR"), "2:1 date: 2026-02-30 is no day"),
    (file_of(f"{MONDAY},{TID},17,4.0,3482.10,EUR"), "2:24 count: must be a number"),
    (file_of(f"{MONDAY},{TID},17,41,3482.1,EUR"), "2:27 total: must be an amount"),
    (file_of(f'{MONDAY},{TID},17,41,"3,482.10",EUR'), "2:27 total: must be an amount"),
    (file_of(f"{MONDAY},{TID},17,41,3.48e3,EUR"), "2:27 total: must be an amount"),
    (file_of(f"{MONDAY},{TID},17,41,NaN,EUR"), "2:27 total: must be an amount"),
    (file_of(f"{MONDAY},{TID},17,４１,3482.10,EUR"), "2:24 count: must be a number"),
    (
        file_of(f"{MONDAY},{TID},17,41,3482.10,USD"),
        "2:35 currency: must be one of CLP, ",
    ),
    (
        file_of(f"{MONDAY},{TID},17,41,3482.10,CLP"),
        "2:27 total: must be an amount in CLP such as 3482",
    ),
    (file_of(f"{MONDAY},{TID},17,41,3482,CLP"), "2:1 currency: is not what kn-0001 sells in"),
    (file_of(f"{MONDAY},{TID},17,41,3482.10,CNY"), "2:1 currency: is not what kn-0001 sells in"),
    (file_of(f"{MONDAY},{TID},17,41,3482,10,EUR"), "2:1 has 7 cells, the header 6"),
    (file_of(f'{MONDAY},"{TID},17,41,3482.10,EUR'), "2:12 has a quote that is never closed"),
    (file_of(f"{MONDAY},{TID},17\x00,41,3482.10,EUR"), "2:23 holds the character U+0000"),
    (file_of("x" * 1_001), "2:1 has more than 1000 characters"),
    (
        file_of(f"{MONDAY},{TID},,41,3482.10,EUR", f"{MONDAY},{TID},,4,32.10,EUR"),
        "3:1 is of the same day and batch as line 2",
    ),
    (
        file_of(f"{MONDAY},{TID},,41,3482.10,EUR", f"{MONDAY},{TID},17,4,32.10,EUR"),
        "3:1 batch: 2026-11-23 is known without batch numbers",
    ),
    (file_of(f"{MONDAY},{PAN},17,41,3482.10,EUR"), "2:12 holds a whole card or account number"),
    (file_of(f"{MONDAY},{TID},4761 7390 0101 0119,4,1.00,EUR"), "2:21 holds a whole card"),
    (b"\xff\xfedate", "1:1 is not UTF-8 text"),
    (b"date," + b"x" * FILE_BYTES_MAX, f"is larger than {FILE_BYTES_MAX} bytes"),
)


@pytest.mark.parametrize(("text", "said"), REFUSED)
def test_a_broken_or_hostile_file_is_refused_whole_with_place_and_cure(
    reads: Any, text: str | bytes, said: str
) -> None:
    other = f"{TUESDAY},{TID},99,1,1.00,EUR\n"  # alone it would be kept
    ran = reads(text + other if isinstance(text, str) and text.count("\n") > 1 else text)
    assert (ran.code, ran.out, held()) == (2, "", [])
    assert said in ran.err
    assert "4761" not in ran.err
    assert "7390" not in ran.err


def test_a_file_of_another_kind_is_not_complained_of_without_end(reads: Any) -> None:
    ran = reads(file_of(*["a,b"] * 500))
    assert (ran.code, len(ran.err.splitlines())) == (2, FINDINGS_MAX)


def test_a_file_as_a_spreadsheet_writes_it_is_read(reads: Any) -> None:
    lines = ("Date,Site,Count,Total_minor", f'"{MONDAY}","kn-0001",41,348210', "")
    ran = reads(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    assert (ran.code, held()) == (0, [(MONDAY, "", 41, 348_210, "november.csv")])


def test_a_card_number_in_the_files_name_goes_nowhere(reads: Any) -> None:
    ran = reads(GOOD, "--json", name=f"{PAN}.csv")
    assert PAN not in ran.out
    assert all(PAN not in source for *_, source in held())


def test_a_file_that_is_not_there(shop: Run) -> None:
    ran = shop("attended", "totals", "nowhere.csv")
    assert (ran.code, ran.out) == (2, "")
    assert "nowhere.csv:1:1 cannot be read: No such file" in ran.err


def test_totals_of_a_terminal_that_its_board_reads_are_not_kept(
    stored: Run, tmp_path: Path
) -> None:
    profile = check.check(Path("example/kiosk"), {"POSMINDER_ZVT_PASSWORD": "000000"})
    assert profile.profile is not None
    compiled = compile_profile(profile.profile, profile.password or "", 2026)
    with Store(home.store_path()) as store:
        store.set_site(BOARD, compiled.data, compiled.sha256.hex())
    file = tmp_path / "november.csv"
    tid = profile.profile.terminal.tid
    file.write_text(file_of(f"2026-11-22,{tid},17,1,12.50,EUR"), encoding="utf-8")
    ran = stored("attended", "totals", str(file))
    assert (ran.code, held()) == (1, [])
    assert "the journal has the totals" in ran.out


def test_every_key_is_documented(shop: Run, reads: Any) -> None:
    documented = Path("host_tools/posminder/cli/JSON.md").read_text(encoding="utf-8")
    (told,) = reads(file_of(f"{WEDNESDAY},{TID},17,4,9.00,EUR"), "--json").json()
    (day,) = shop("report", "day", WEDNESDAY, "--json").json()
    acquirer = day["acquirer"]
    keys = {*told, *told["findings"][0], *acquirer, *acquirer["batches"][0], "acquirer"}
    assert {key for key in keys if f"`{key}`" not in documented} == set()
