# SPDX-License-Identifier: MIT
"""What must hold of any scenario, whatever happened in the shop: pure, by journal and books only.

Each invariant is a function of Evidence that yields Violations; its name is its row here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from posminder.scenarios.invariants.account import account_in_order
from posminder.scenarios.invariants.alarms import (
    alarm_budget_kept,
    alerts_escalated,
    doubts_told,
    unsigned_sales_told,
)
from posminder.scenarios.invariants.attended import (
    attested_by_a_press,
    attested_only,
    closing_asked,
    line_is_dead,
    open_days_ended,
    sign_in_asked,
)
from posminder.scenarios.invariants.books import (
    asks_before_settling,
    batches_settled_once,
    sales_in_one_batch,
    sales_recorded,
    sales_true,
    taken_back_is_said,
)
from posminder.scenarios.invariants.duties import (
    alerts_kept,
    alerts_raised,
    days_ended,
    maintenance_sat_out,
    missed_once,
)
from posminder.scenarios.invariants.evidence import Evidence, Violation
from posminder.scenarios.invariants.exchanges import (
    exchanges_noticed,
    nothing_before_confirmed,
    stranded_apart,
)
from posminder.scenarios.invariants.journal import (
    acts_with_a_clock,
    few_records_a_sale,
    intent_before_outcome,
    intents_answered,
    journal_whole,
)
from posminder.scenarios.invariants.links import incomplete_told, link_can_it
from posminder.scenarios.invariants.offline import offline_told
from posminder.scenarios.invariants.receipts import (
    receipts_counted,
    receipts_reminded,
    receipts_true,
)

__all__ = ["ATTENDED", "INVARIANTS", "Evidence", "Violation", "check", "invariants_of"]

Invariant = Callable[[Evidence], Iterator[Violation]]
INVARIANTS: Final[tuple[Invariant, ...]] = (
    journal_whole,
    intent_before_outcome,
    intents_answered,
    few_records_a_sale,
    acts_with_a_clock,
    batches_settled_once,
    asks_before_settling,
    sales_in_one_batch,
    sales_recorded,
    sales_true,
    taken_back_is_said,
    exchanges_noticed,
    nothing_before_confirmed,
    stranded_apart,
    receipts_true,
    receipts_reminded,
    receipts_counted,
    alerts_raised,
    alerts_kept,
    doubts_told,
    unsigned_sales_told,
    offline_told,
    link_can_it,
    incomplete_told,
    alerts_escalated,
    alarm_budget_kept,
    days_ended,
    maintenance_sat_out,
    missed_once,
    account_in_order,
)


# Beside a terminal that speaks nothing the books of a batch are nobody's to know.
ATTENDED: Final[tuple[Invariant, ...]] = (
    journal_whole,
    line_is_dead,
    attested_only,
    attested_by_a_press,
    sign_in_asked,
    closing_asked,
    alerts_raised,
    alerts_kept,
    alerts_escalated,
    alarm_budget_kept,
    open_days_ended,
)


def invariants_of(evidence: Evidence) -> tuple[Invariant, ...]:
    """Return what must hold of `evidence`, by the driver of its terminal."""
    return ATTENDED if evidence.attended else INVARIANTS


def check(evidence: Evidence) -> list[Violation]:
    """Return everything that does not hold, in the order of `invariants_of`."""
    return [violation for invariant in invariants_of(evidence) for violation in invariant(evidence)]
