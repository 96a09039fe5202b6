# SPDX-License-Identifier: MIT
"""Where each setting goes: the one table that keeps a profile from being taken and ignored.

`board: <field>` is a row of posminder_formats.profile_fields; `host: <purpose>` is used on this
computer; `kept: <feature>` is checked now and used once that exists. `[]` stands for any place in
a list. A test walks the model and finds every setting here, and nothing else.
"""

from __future__ import annotations

import re
from typing import Final

from posminder.profile.findings import KeyPath, dotted

_DIALECT: Final = "board: dialect"
_DEPOSITS: Final = "kept: used once deposits are reconciled"
_RECONCILED: Final = "host: how a credit is found on a statement"
_FEES: Final = "host: what a deposit is expected to bring"
_EVIDENCE: Final = "host: case open and evidence make"
_ACCOUNT: Final = "host: account plan writes it down as the old account"
_ANNOUNCED: Final = "host: check --full says it beside each value"
_RETENTION: Final = "kept: used once backups are made"

DESTINATIONS: Final[dict[str, str]] = {
    # the profile itself
    "schema": "board: schema",
    "template": "host: names the layer",
    "reviewed_on": "host: check warns a year later",
    # the shop and its terminal
    "site.id": "board: site_id",
    "site.name": "board: site_name",
    "site.timezone": "board: utc_offsets",
    "site.currency": "board: currency",
    "site.locale": "board: language",
    "terminal.driver": "board: driver",
    "terminal.wiring": "board: wiring",
    "terminal.tid": "board: terminal_id",
    "terminal.mid": _DEPOSITS,
    "terminal.mcc": _FEES,
    "terminal.zvt.password": "board: zvt_password",
    "terminal.zvt.baud": "board: baud",
    "terminal.zvt.dialect": "board: zvt_dialect",
    "terminal.zvt.config": "board: zvt_dialect",
    "terminal.zvt.settlement_slip": "board: settlement_slip",
    "terminal.transbank.baud": "board: baud",
    "terminal.mis.baud": "board: baud",
    # the duties
    "hours": "board: hours",
    "special_days": "board: special_days",
    "settle.at": "board: settle_at_min",
    "settle.latest": "board: settle_latest_min",
    "settle.idle_after_closing": "board: settle_idle_min",
    "settle.warn.age": "board: warn_age_s",
    "settle.warn.total": "board: warn_total_minor",
    "settle.warn.before_closing": "board: warn_closing_min",
    "settle.warn.offline": "board: offline_limit_s",
    "settle.spread": "board: settle_spread_s",
    "settle.min": "board: settle_min_minor",
    "settle.max": "board: settle_max_minor",
    "settle.above_max": "board: above_max",
    "settle.max_defer": "board: max_defer_s",
    "clock.max_skew": "board: clock_max_skew_s",
    "clock.from_terminal": "board: clock_from_terminal",
    "clock.set_terminal": "board: clock_set_terminal",
    "sign_in.before_opening": "board: sign_in_before_min",
    "sign_in.max_age": "board: sign_in_max_age_s",
    "sign_in.operator": "board: sign_in_operator",
    "gate.refuse_while": "board: gate",
    "gate.override_by_button": "board: gate_by_button",
    "gate.override_for": "board: gate_override_s",
    "gate.override_sales": "board: gate_override_sales",
    "receipts.missing_after_s": "board: receipt_missing_s",
    "receipts.require": "board: receipt_copies",
    "receipts.need": "board: receipt_need",
    "receipts.cvm_limit": "board: receipt_cvm_minor",
    "receipts.keep_slip": "board: keep_slip",
    "receipts.slip_charset": "board: slip_charset",
    "receipts.auto_duplicate": "board: auto_duplicate",
    "receipts.announce_by_button": "board: announce_by_button",
    "alerts.escalate_after": "board: escalate_s",
    "alerts.on_terminal": "board: alerts_on_terminal",
    "idle_before_s": "board: idle_before_s",
    "mode": "board: mode",
    # people and money
    "people.owner": "board: people",
    "people.supervisor": "board: people",
    "people.staff[].id": "board: people",
    "people.staff[].name": "host: names people; a board knows ids",
    "people.staff[].role": "board: people",
    "account.masked": _ACCOUNT,
    "account.bank": _ACCOUNT,
    "account.holder": _ACCOUNT,
    "account.account_class": "host: as account.bank; reconcile, its call sheets and checklist",
    "account.daily_limit": "host: reconcile, its call sheets and checklist",
    "account.effective": _ACCOUNT,
    "change_of_account.approvals": "board: account_approvals",
    "change_of_account.roles": "board: account_roles",
    "change_of_account.watch_deposits": "board: account_watch",
    "change_of_account.hold_old_open_days": "board: account_hold_days",
    "retention.journal": _RETENTION,
    "retention.receipts": _RETENTION,
    "retention.evidence": _RETENTION,
    # the acquirer's sheet
    "sheet.id": "board: sheet_id",
    "sheet.version": "board: sheet_version",
    "sheet.valid_from": "board: sheet_from_day",
    "sheet.source": "board: sheet_source",
    "sheet.currency": "host: check holds the shop's currency against it; init offers what fits",
    "sheet.announced[].settings": _ANNOUNCED,
    "sheet.announced[].source": _ANNOUNCED,
    "sheet.announced[].date": _ANNOUNCED,
    "cut_over": "board: cut_over_min",
    "capture": "board: capture",
    "batch.max_transactions": "host: check holds its limits against it; checklist",
    "batch.force_at": "board: batch_force_at",
    "batch.warn_at": "board: batch_warn_at",
    "auto_sign_off": "board: auto_sign_off",
    "sign_in_again_codes": "board: sign_in_again_codes",
    "deposit.cycle": "board: deposit_cycle",
    "deposit.by": "board: deposit_overdue_s",
    "deposit.grace": "board: deposit_overdue_s",
    "deposit.watch": "board: deposit_watch",
    "deposit.per": _FEES,
    "deposit.min_payout": _FEES,
    "deposit.tolerance": _RECONCILED,
    "deposit.shown_as": _RECONCILED,
    "fees.rounding.mode": _FEES,
    "fees.rounding.per": _FEES,
    "fees.rates[].card": "host: check names classes without a rate",
    "fees.rates[].rate": _FEES,
    "fees.rates[].cap": _FEES,
    "fees.rates[].mcc": _FEES,
    "fees.promos[].card": _FEES,
    "fees.promos[].rate": _FEES,
    "fees.promos[].cap": _FEES,
    "fees.promos[].mcc": _FEES,
    "fees.promos[].from": _FEES,
    "fees.promos[].to": _FEES,
    "fees.card_names[].name": _FEES,
    "fees.card_names[].card": _FEES,
    "fees.refunds": _FEES,
    "fees.per_deposit": _FEES,
    "fees.per_month": _FEES,
    "calendar.bank_days": "board: bank_days",
    "calendar.extra_holidays": "board: bank_days",
    "calendar.extra_workdays": "board: bank_days",
    "calendar.working_weekends_are_bank_days": "board: bank_days",
    "calendar.complete_until": "board: bank_days",
    "calendar.maintenance": "board: maintenance",
    "evidence.respond_within_bank_days": _EVIDENCE,
    "evidence.reply_form": _EVIDENCE,
    "evidence.acquirer": _EVIDENCE,
    "evidence.contact": _EVIDENCE,
    # how the acquirer's MIS terminals speak
    "dialect.name": _DIALECT,
    "dialect.source": "host: names the document",
    "dialect.tried_on": "host: check says EXPERIMENTAL while it is empty",
    "dialect.frame.acknowledge": _DIALECT,
    "dialect.frame.byte_gap_ms": _DIALECT,
    "dialect.frame.ack_wait_ms": _DIALECT,
    "dialect.frame.reply_wait_s": _DIALECT,
    "dialect.body.header": _DIALECT,
    "dialect.body.tags": _DIALECT,
    "dialect.body.tag_bytes": _DIALECT,
    "dialect.body.length": _DIALECT,
    "dialect.body.length_bytes": _DIALECT,
    "dialect.body.separator": _DIALECT,
    "dialect.body.containers": _DIALECT,
    "dialect.fields.type": _DIALECT,
    "dialect.fields.result": _DIALECT,
    "dialect.fields.amount": _DIALECT,
    "dialect.fields.total": _DIALECT,
    "dialect.fields.count": _DIALECT,
    "dialect.fields.trace": _DIALECT,
    "dialect.fields.old_trace": _DIALECT,
    "dialect.fields.batch": _DIALECT,
    "dialect.fields.receipt": _DIALECT,
    "dialect.fields.auth": _DIALECT,
    "dialect.fields.date": _DIALECT,
    "dialect.fields.time": _DIALECT,
    "dialect.fields.card": _DIALECT,
    "dialect.fields.card_name": _DIALECT,
    "dialect.fields.tid": _DIALECT,
    "dialect.fields.echo": _DIALECT,
    "dialect.types.sign_in": _DIALECT,
    "dialect.types.sale": _DIALECT,
    "dialect.types.void": _DIALECT,
    "dialect.types.refund": _DIALECT,
    "dialect.types.settle": _DIALECT,
    "dialect.types.query_last": _DIALECT,
    "dialect.types.reprint": _DIALECT,
    "dialect.types.totals": _DIALECT,
    "dialect.types.status": _DIALECT,
    "dialect.types.relay": _DIALECT,
    "dialect.sends": _DIALECT,
    "dialect.adds.sign_in": _DIALECT,
    "dialect.adds.settle": _DIALECT,
    "dialect.adds.query_last": _DIALECT,
    "dialect.adds.reprint": _DIALECT,
    "dialect.adds.totals": _DIALECT,
    "dialect.adds.status": _DIALECT,
    "dialect.refuse_relay": _DIALECT,
    "dialect.refuse_sale.not_signed_in": _DIALECT,
    "dialect.refuse_sale.settlement_overdue": _DIALECT,
    "dialect.results.approved": _DIALECT,
    "dialect.results.not_printed": _DIALECT,
    "dialect.results.sign_in_again": _DIALECT,
    "dialect.results.settle_first": _DIALECT,
    "dialect.results.not_balanced": _DIALECT,
    "dialect.results.duplicate": _DIALECT,
    "dialect.results.no_paper": _DIALECT,
    "dialect.results.acquirer_silent": _DIALECT,
    "dialect.results.busy": _DIALECT,
    "dialect.results.no_right": _DIALECT,
    "dialect.results.nothing": _DIALECT,
}
BOARD: Final = "board: "


def destination(path: KeyPath) -> str:
    """Return where the setting at `path` goes, `?` for one that is not in the table."""
    for length in range(len(path), 0, -1):  # hours.mon-sat and calendar.maintenance[0] as well
        name = re.sub(r"\[\d+\]", "[]", dotted(path[:length]))
        for setting, where in DESTINATIONS.items():
            if setting == name or setting.startswith(f"{name}[]."):  # an empty list of maps
                return where
    return "?"


def setting_of(board_field: str) -> str:
    """Return the setting a board's field comes from, or the field's own name."""
    for setting, where in DESTINATIONS.items():
        if where == BOARD + board_field:
            return setting
    return board_field
