# SPDX-License-Identifier: MIT
"""Totals as a terminal tells them: (count, total in minor units), either None where it does not.

Terminals differ in what they tell. A number that one side was not told contradicts nothing.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    Totals = tuple[int | None, int | None]

UNTOLD: "Totals" = (None, None)  # asked, and this terminal tells none, or none now


def plus(totals: "Totals", count: int, total_minor: int) -> "Totals":
    """Return `totals` with `count` sales of together `total_minor` added; unknown stays unknown."""
    return (
        None if totals[0] is None else totals[0] + count,
        None if totals[1] is None else totals[1] + total_minor,
    )


def equal(told: "Totals", known: "Totals") -> bool:
    """Tell whether two totals do not contradict each other."""
    return all(a is None or b is None or a == b for a, b in zip(told, known))
