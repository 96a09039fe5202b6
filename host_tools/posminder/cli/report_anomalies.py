# SPDX-License-Identifier: MIT
"""`posminder report anomalies`: what is unusual at a counter, by rules that say themselves (R8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer

from posminder import output
from posminder.cli.dates import FromOption, ToOption, days_of
from posminder.cli.profile_file import LangOption
from posminder.cli.shop import BoardOption, opened
from posminder.cli.view_table import CsvOption, PageOption, print_csv, print_table, write_page
from posminder.errors import EXIT_FINDING
from posminder.export.source import Source
from posminder.export.tables import anomalies as exported
from posminder.report.anomalies import Finding, Judged, judge
from posminder.report.anomalies_page import (
    anomalies_html,
    findings,
    findings_table,
    told,
    verdict_text,
)
from posminder.report.speech import Speech


def command(
    first: FromOption = None,
    last: ToOption = None,
    board: BoardOption = None,
    out: PageOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """List what is unusual, by rules with their limits and figures. Exit 1: there is something."""
    shop = opened(board, lang)
    source = Source(shop.whole(), *days_of(first, last))  # what was before is usual
    judged = judge(source.whole, source.first, source.last)
    found, say = findings(judged), Speech(shop.language, shop.site)
    if as_json:
        for each in found:
            output.json_line(_to_json(each, judged, say))
    elif as_csv:
        print_csv(exported.TABLE, exported.rows(source))
    else:
        if found:
            print_table(findings_table(found, say))
        output.say(verdict_text(judged, say), style="bold")
    if out is not None:
        write_page(out, anomalies_html(judged, shop.site, source.span(), shop.language))
    if found:
        raise typer.Exit(EXIT_FINDING)


def _to_json(found: Finding, judged: Sequence[Judged], say: Speech) -> dict[str, Any]:
    limits = next(each.rule.limits for each in judged if each.rule.name == found.rule)
    return {
        "board": say.site.board_id,
        "site": say.site.site_id,
        "day": found.date.isoformat(),
        "rule": found.rule,
        "limits": dict(limits),
        "values": dict(found.values),
        "records": [each.seq for each in found.records],
        "text": told(found, say),
    }
