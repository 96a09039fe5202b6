# SPDX-License-Identifier: MIT
"""`swap terminal`: the new profile, a person's word about the old batch, and the end of the pause;
and what the host makes of two terminals' numbers."""

from __future__ import annotations

import pytest

from posminder import home
from posminder.report import settlements, verdict
from posminder.report.whole import Whole
from posminder.store.store import Store
from posminder.transaction import batch_ends, find
from posminder.transaction_sentences import sentences
from posminder_formats import records as r
from tests.host.desk_board import DeskBoard
from tests.host.journal_bytes import BOARD
from tests.host.report_days import MIDNIGHT_S, MONDAY, SITE, Book
from tests.host.technician import KIOSK, Run, keep_key

STRANDED = {"count": 2, "total_minor": 2_040, "since_s": 1_795_330_000}
EXCHANGED = {"line": "answering", "signed_in": "yes", "status": 0, "tid": "29001234", "epoch": 2}
SWAP = ("swap", "terminal", KIOSK)


@pytest.fixture
def waiting(run: Run, board: DeskBoard) -> DeskBoard:
    """A board with the kiosk's profile whose terminal was exchanged."""
    keep_key()
    assert run("apply", KIOSK).code == 0
    board.changes["terminal"] = EXCHANGED | {"stranded": STRANDED}
    return board


def test_it_shows_both_terminals_and_what_is_stranded_and_confirms(
    run: Run, waiting: DeskBoard
) -> None:
    ran = run(*SWAP, "--fate", "called_in", "--yes")
    assert ran.code == 0
    assert "Terminal 29001234 was exchanged. Heard on the line: 29001234" in ran.out
    assert "Its open batch went with it: 2 transactions, 20.40 EUR" in ran.out
    assert "Terminal number 2 is the shop's from now on" in ran.out
    assert "called in to the acquirer" in ran.out
    assert waiting.confirmed == (2, 2)
    with Store(home.store_path()) as store:
        assert store.site(BOARD) is not None


def test_it_wants_a_fate_it_knows_and_an_exchange(run: Run, waiting: DeskBoard) -> None:
    assert run(*SWAP).code == 2
    wrong = run(*SWAP, "--fate", "gone", "--yes")
    assert wrong.code == 2
    assert "settled_elsewhere, called_in, lost, never_existed" in wrong.err
    waiting.changes["terminal"] = EXCHANGED | {"stranded": None}
    nobody = run(*SWAP, "--fate", "lost", "--yes")
    assert (nobody.code, "waits for nobody's word" in nobody.err) == (2, True)
    assert waiting.confirmed is None


def test_a_board_that_hears_another_terminal_still_refuses(run: Run, waiting: DeskBoard) -> None:
    waiting.changes["terminal"] = EXCHANGED | {"stranded": STRANDED, "epoch": 3}
    ran = run(*SWAP, "--fate", "lost", "--yes")
    assert (ran.code, "names another TID" in ran.err) == (2, True)


def test_status_names_the_next_step(run: Run, waiting: DeskBoard) -> None:
    out = run("status").out
    assert "Stranded in the old one: 2 transactions, 20.40 EUR" in out
    assert "Next: posminder swap terminal FILE" in out


def test_json_is_one_object(run: Run, waiting: DeskBoard) -> None:
    (found,) = run(*SWAP, "--fate", "lost", "--yes", "--json").json()
    assert found == {"id": BOARD, "epoch": 2, "fate": "lost", "old": STRANDED}


# Two terminals' numbers


def changed(book: Book, at: str, state: int, fate: int = 0) -> None:
    tids = ("29001234", "29005678")
    book.add(at, r.R_TERMINAL_CHANGED, state, 2, *tids, 2, None, 2, 2_040, MIDNIGHT_S, fate)


def two_terminals(*, confirmed: bool = True) -> Book:
    book = Book()
    book.starts("07:30:00")
    book.sale("10:00:00", 1_250)
    book.sale("10:10:00", 790)
    changed(book, "11:00:00", 1)
    book.sold.clear()
    book.sale("12:00:00", 2_000, trace=1)
    if confirmed:
        changed(book, "13:00:00", 2, fate=2)
    book.settles("20:05:00")
    return book


def test_one_trace_in_two_epochs_is_two_transactions() -> None:
    newer, older = find(two_terminals().records(), 1)
    assert newer.sale.fields["amount_minor"] == 2_000
    assert older.sale.fields["amount_minor"] == 1_250
    assert [each.words()["trace"] for each in older.after if each.kind == r.R_RECEIPT] == [1]
    assert not {each.seq for each in older.steps()} & {each.seq for each in newer.steps()}
    assert [each.words()["state"] for each in older.settlement] == ["noticed", "confirmed"]


def test_a_sale_that_went_with_the_old_terminal_says_so() -> None:
    for confirmed, fate in ((True, "called in to the acquirer"), (False, "unknown")):
        life = find(two_terminals(confirmed=confirmed).records(), 1)[-1]
        told = list(sentences(life, "en", lambda record: str(record.seq)))
        (batch,) = [each for each in told if each.startswith("Batch: ")]
        assert "went with the terminal that was exchanged" in batch
        assert fate in batch


def test_the_old_terminal_s_sales_are_in_no_batch_of_the_new_one() -> None:
    records = two_terminals(confirmed=False).records()
    ends = batch_ends(records)
    sales = [each for each in records if each.kind == r.R_SALE]
    assert [each.seq in ends for each in sales] == [False, False, True]


def test_a_reversal_on_the_new_terminal_takes_back_nothing_of_the_old_one() -> None:
    book = two_terminals()
    book.sale("20:10:00", 1_250, "reversal", trace=2)
    (life,) = [each for each in find(book.records(), 2) if each.sale.fields["trace"] == 2][-1:]
    assert life.counters == ()


def test_the_day_says_what_a_person_said_of_the_stranded_batch() -> None:
    found = settlements.row(Whole.of(two_terminals().records(), SITE), MONDAY)
    assert (found.judged.state, found.judged.grade) == (verdict.STRANDED, "C")
    open_ = settlements.row(Whole.of(two_terminals(confirmed=False).records(), SITE), MONDAY)
    assert (open_.judged.state, open_.judged.count) == (verdict.OPEN, 2)
