# SPDX-License-Identifier: MIT
"""A profile said in sentences: what the board will do, for the technician to read back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby

from posminder.messages import sentence
from posminder.profile.amounts import money_text
from posminder.profile.deposit_sentences import deposit_sentences
from posminder.profile.link_rules import known
from posminder.profile.model import Gate, Profile
from posminder.profile.settlement_starts import above_max, spread_s, start_text
from posminder.profile.values import DAY_NAMES, clock_text, duration_text

# What a technician should hear that nobody learns by this link: of sales, slips and settlements.
_TOLD = (
    "sales",
    "authorisation",
    "batch",
    "offline",
    "receipts",
    "copies",
    "printer",
    "paper_low",
    "others_settle",
)


def sentences(profile: Profile, language: str, today: date | None = None) -> tuple[str, ...]:
    """Return what a board with `profile` will do, one sentence each, in `language`.

    What comes of a batch that is settled `today` is among it; None: the computer's own day.
    """
    return tuple(_sentences(profile, language, today or date.today()))


def _sentences(profile: Profile, language: str, today: date) -> Iterator[str]:
    def say(name: str, /, **values: object) -> str:
        return sentence(language, f"check.{name}", **values)

    site, terminal = profile.site, profile.terminal
    yield say("site", name=site.name, id=site.id, timezone=site.timezone, currency=site.currency)
    if terminal.driver == "attended":
        yield from _attended(profile, language, today)
        return
    yield say(terminal.driver, tid=terminal.tid, baud=terminal.baud)
    knows = known(profile)
    if terminal.driver == "zvt" and terminal.wiring is not None:
        itself = terminal.wiring == "in_line" and "receipts" not in knows
        yield say("in_line_prints_itself" if itself else terminal.wiring)
    if terminal.driver == "mis":
        yield from _mis(profile, language)
    lacks = [name for name in _TOLD if name not in knows]
    yield say(
        "unknown", what=say("and").join(sentence(language, f"drivers.can.{n}") for n in lacks)
    )
    yield say("hours", hours=hours_text(profile.week(), language))
    yield from _special_days(profile, language)
    yield say("settle", latest=start_text(profile, profile.settle.latest))
    yield from _starts(profile, language)
    yield from _limits(profile, language)
    yield say("sign_in", minutes=profile.sign_in.before_opening)
    if profile.auto_sign_off:
        yield say("auto_sign_off")
    if profile.sign_in_again_codes:
        yield say("sign_in_codes", codes=", ".join(map(str, profile.sign_in_again_codes)))
    if profile.sign_in.max_age:
        yield say("sign_in_again", age=duration_text(profile.sign_in.max_age, language))
    yield say("clock", skew=duration_text(profile.clock.max_skew, language))
    if profile.sign_in.operator == "attested":
        yield say("operator")
    yield from map(say, _at_the_terminal(profile))
    yield from _gate(profile.gate, language)
    if "receipts" in knows:
        yield from _receipts(profile, language)
    if profile.receipts.keep_slip != "none":
        yield say(f"keep_slip_{profile.receipts.keep_slip}")
    if profile.receipts.auto_duplicate == "once":
        yield say("auto_duplicate")
    yield say("escalate", wait=duration_text(profile.alerts.escalate_after, language))
    yield say("idle", seconds=profile.idle_before_s)
    yield from deposit_sentences(profile, language, today)
    yield from _sheet(profile, language)
    yield say(profile.mode)


def _at_the_terminal(profile: Profile) -> Iterator[str]:
    """Yield the names of what is off unless the profile wants it, of clocks and display."""
    if profile.clock.from_terminal:
        yield "clock_from_terminal"
    if profile.clock.set_terminal:
        yield "clock_set_terminal"
    if profile.alerts.on_terminal:
        yield "alerts_on_terminal"


def _gate(gate: Gate, language: str) -> Iterator[str]:
    """Say what is refused, and who lets it through."""
    for cause in gate.refuse_while:
        yield sentence(language, f"check.gate_{cause}")
    if gate.refuse_while:
        name = "gate_button" if gate.override_by_button else "gate_by_name"
        time = duration_text(gate.override_for, language)
        yield sentence(language, f"check.{name}", count=gate.override_sales, time=time)


def _mis(profile: Profile, language: str) -> Iterator[str]:
    """Say what a MIS terminal's dialect lets the board know. A board's bytes name no source."""
    if profile.terminal.wiring is not None:
        yield sentence(language, f"check.mis_{profile.terminal.wiring}")
    dialect = profile.dialect
    if dialect is None:
        return
    if dialect.tried_on is None:
        yield sentence(language, "check.dialect_experimental", name=dialect.name)
    else:
        yield sentence(language, "check.dialect", name=dialect.name, tried=dialect.tried_on)
    if not dialect.types.totals:
        yield sentence(language, "check.mis_no_totals")


def _attended(profile: Profile, language: str, today: date) -> Iterator[str]:
    """Say what a shop gets whose terminal speaks nothing, and what nobody there can know."""

    def say(name: str, /, **values: object) -> str:
        return sentence(language, f"check.{name}", **values)

    yield say("attended", tid=profile.terminal.tid)
    yield say("hours", hours=hours_text(profile.week(), language))
    yield say("attended_sign_in", minutes=profile.sign_in.before_opening)
    yield say("attended_closing", latest=clock_text(profile.settle.latest))
    if profile.receipts.announce_by_button:
        yield say("attended_receipt", seconds=profile.receipts.missing_after_s)
    yield say("attended_unknown")
    yield say("escalate", wait=duration_text(profile.alerts.escalate_after, language))
    yield from deposit_sentences(profile, language, today)
    yield from _sheet(profile, language)
    yield say(f"attended_{profile.mode}")


def _sheet(profile: Profile, language: str) -> Iterator[str]:
    sheet = profile.sheet
    if sheet is not None:
        yield sentence(
            language,
            "check.sheet",
            id=sheet.id,
            version=sheet.version,
            day=sheet.valid_from,
            source=sheet.source.rstrip("."),
        )


def _special_days(profile: Profile, language: str) -> Iterator[str]:
    if profile.special_days:
        days = sorted(profile.special_days.items(), key=lambda item: item[0].first)
        told = [f"{dates.text} {_ranges_text(ranges, language)}" for dates, ranges in days]
        days_text = sentence(language, "check.next_days").join(told)
        yield sentence(language, "check.special_days", days=days_text)


def _starts(profile: Profile, language: str) -> Iterator[str]:
    settle = profile.settle
    if settle.at is not None:
        yield sentence(language, "check.at", at=start_text(profile, settle.at))
    if settle.idle_after_closing:
        wait = duration_text(settle.idle_after_closing * 60, language)
        yield sentence(language, "check.idle_after_closing", wait=wait)
    if settle.warn.before_closing:
        wait = duration_text(settle.warn.before_closing * 60, language)
        yield sentence(language, "check.warn_closing", wait=wait)
    if settle.warn.age is not None:
        wait = duration_text(settle.warn.age, language)
        yield sentence(language, "check.warn_age", wait=wait)
    if settle.warn.total is not None:
        amount = f"{money_text(settle.warn.total)} {profile.site.currency}"
        yield sentence(language, "check.warn_total", amount=amount)
    if "offline" in known(profile):
        wait = duration_text(settle.warn.offline, language)
        yield sentence(language, "check.offline", wait=wait)
    batch = profile.batch
    if batch is not None and batch.warn_at:
        yield sentence(language, "check.warn_at", count=batch.warn_at)
    if batch is not None and batch.force_at:
        yield sentence(language, "check.force_at", count=batch.force_at)
    share_s = spread_s(profile)
    if share_s:
        yield sentence(language, "check.spread", share=share_s)
    if profile.cut_over is not None:
        yield sentence(language, "check.cut_over", time=clock_text(profile.cut_over))
    if profile.calendar is not None and profile.calendar.maintenance:
        windows = sentence(language, "check.next_hours").join(
            f"{each.day} {each.span}" for each in profile.calendar.maintenance
        )
        yield sentence(language, "check.maintenance", windows=windows)


def _limits(profile: Profile, language: str) -> Iterator[str]:
    settle, currency = profile.settle, profile.site.currency
    wait = duration_text(settle.max_defer, language)
    if settle.min is None and settle.max is None:
        yield sentence(language, "check.no_limits")
    if settle.min is not None:
        amount = f"{money_text(settle.min)} {currency}"
        yield sentence(language, "check.below_min", amount=amount, wait=wait)
    if settle.max is not None:
        amount = f"{money_text(settle.max)} {currency}"
        yield sentence(language, f"check.{above_max(profile)}", amount=amount, wait=wait)


def _receipts(profile: Profile, language: str) -> Iterator[str]:
    receipts = profile.receipts
    if receipts.need in ("electronic", "none"):
        seconds = receipts.missing_after_s
        yield sentence(language, f"check.receipt_{receipts.need}", seconds=seconds)
        return
    copies = "both" if len(set(receipts.require)) > 1 else receipts.require[0]
    yield sentence(
        language,
        "check.receipt",
        copies=sentence(language, f"check.copies.{copies}"),
        seconds=receipts.missing_after_s,
    )
    if receipts.need == "always":
        return
    yield sentence(language, "check.receipt_signed")
    if receipts.cvm_limit is not None:
        amount = f"{money_text(receipts.cvm_limit)} {profile.site.currency}"
        yield sentence(language, "check.receipt_contactless", amount=amount)


def hours_text(week: Sequence[Sequence[object]], language: str) -> str:
    """Return seven days' ranges, Monday first, as `Mon-Sat 08:00-20:00; Sun closed`."""
    parts = []
    for ranges, group in groupby(range(7), key=lambda day: week[day]):
        days = list(group)
        names = [sentence(language, f"day.{DAY_NAMES[day]}") for day in (days[0], days[-1])]
        label = names[0] if len(days) == 1 else sentence(language, "check.day_to").join(names)
        parts.append(f"{label} {_ranges_text(ranges, language)}")
    return sentence(language, "check.next_days").join(parts)


def _ranges_text(ranges: Iterable[object], language: str) -> str:
    """Return one day's opening ranges, or that it is closed."""
    hours = sentence(language, "check.next_hours").join(map(str, ranges))
    return hours or sentence(language, "closed")
