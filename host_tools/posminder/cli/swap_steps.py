# SPDX-License-Identifier: MIT
"""What this computer knows of a board that does not answer: its profile, and what was open."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date

from posminder import site_files
from posminder.cli.profile_file import compiled, show_findings
from posminder.cli.shop import StoredShop
from posminder.cli.visit_steps import Step, deposits_step
from posminder.deposits import from_records
from posminder.errors import EXIT_USAGE, PosminderError
from posminder.profile.check import check
from posminder.profile.compile import Compiled
from posminder.report import spans
from posminder.report.batches import net
from posminder.report.placing import place
from posminder.report.unprinted import unprinted
from posminder.report.whole import NoBusinessDay


class NoFileHere(PosminderError):
    """The store knows the profile of board {} without its password, and the file that it was made
    of is not on this computer. Next: posminder apply FILE --commission at the spare"""

    exit_code = EXIT_USAGE


class FileWrong(PosminderError):
    """{} has errors by now, or its password's variable is not set here; nothing was changed. Next:
    posminder check"""

    exit_code = EXIT_USAGE


def profile_here(board_id: str) -> Compiled:
    """Compile anew the file that a board's profile was made of. Raises NoFileHere, FileWrong."""
    file = site_files.find(board_id)
    if file is None:
        raise NoFileHere(board_id)
    checked = check(file, os.environ)
    show_findings(checked.findings)
    if checked.profile is None:
        raise FileWrong(file)
    return compiled(checked)


def owed_by_records(shop: StoredShop) -> Iterator[Step]:
    """Yield what was open when the board was last pulled, as a visit says it."""
    try:
        open_ = shop.whole().open
    except NoBusinessDay:
        open_ = ()
    if open_:
        count, total_minor = net(open_)
        values = {"count": count, "total_minor": total_minor, "currency": shop.site.currency}
        yield Step("batch", "open", values)
    placed = place(shop.records, shop.site)
    names = [each.alert for each in spans.alerts(placed) if each.ended is None]
    if names:
        yield Step("alerts", "stand", {"alerts": names}, owed=True)
    without = len(list(unprinted(placed)))
    if without:
        yield Step("receipts", "unprinted", {"count": without}, owed=True)
    yield from deposits_step(from_records(shop.records), date.today())
