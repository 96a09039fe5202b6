# SPDX-License-Identifier: MIT
"""Settings held against each other: each fault once, both places named, silence at the bounds."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from posminder.profile.check import Checked, check
from posminder.profile.findings import Finding, Severity, errors_in
from posminder.profile.sentences import sentences
from posminder.profile.settlement_starts import maintenance_spans, spread_s
from tests.host.site_text import SITE, TODAY, checked

PEOPLE = "people: {owner: A. Beispiel}\n"


def only(found: Checked) -> Finding:
    assert len(found.findings) == 1, [each.render() for each in found.findings]
    return found.findings[0]


def warned(found: Checked, path: str, sentence: str, against: str) -> None:
    """One warning, and where its two sides stand: `line:column` in the site, or file and line."""
    finding = only(found)
    assert (finding.path, finding.severity) == (path, Severity.WARNING)
    assert sentence in finding.sentence
    assert against in str(finding.against)
    assert f"(see {finding.against})" in finding.render()
    assert found.profile is not None


def refused(found: Checked, path: str, sentence: str, against: str) -> None:
    finding = only(found)
    assert (finding.path, finding.severity) == (path, Severity.ERROR)
    assert sentence in finding.sentence
    assert against in str(finding.against)
    assert found.profile is None


EXAMPLES = ("kiosk", "convenience", "convenience-attended", "shop-cl")


@pytest.mark.parametrize("name", EXAMPLES)
def test_shipped_examples_are_clean_by_name_and_about_ten_lines(name: str) -> None:
    found = check(Path("example") / name, {}, TODAY)
    # What is known of 2027 in China ends the day before it: true on TODAY, and said.
    ends = ["calendar.bank_days"] if name.startswith("convenience") else []
    assert [each.path for each in found.findings] == ends
    assert found.profile is not None
    assert (found.profile.sheet is None) == (name == "shop-cl")  # no sheet of Chile is shipped
    assert found.layer.place(("mode",)).value.file == f"example/{name}.yaml"
    path = Path(f"host_tools/posminder/profiles/example/{name}.yaml")
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 11


def test_every_shipped_layer_is_used_by_a_shipped_example() -> None:
    folder = Path("host_tools/posminder/profiles")
    shipped = {str(each.relative_to(folder)) for each in folder.rglob("*.yaml")}
    no_layers = ("calendar/", "layout/", "form/")  # tables, and other people's columns and papers
    shipped = {each for each in shipped if not each.startswith(no_layers)}
    used = {
        place.value.file
        for name in (*EXAMPLES, "shop-cn-mis")  # which has the warning that a dialect is untried
        for place in check(Path("example") / name, {}, TODAY).layer.places.values()
    }
    assert used == shipped


# Totals


def test_a_minimum_at_or_above_the_maximum(tmp_path: Path) -> None:
    text = PEOPLE + 'settle: {min: "50.00", max: "50.00"}\n'
    refused(checked(tmp_path, text), "settle.min", "50.00 is not below max 50.00", "yaml:7:29")
    below = checked(tmp_path, PEOPLE + 'settle: {min: "49.99", max: "50.00"}\n')
    assert below.findings == ()


def test_a_held_total_needs_a_person(tmp_path: Path) -> None:
    text = 'settle: {max: "50.00", above_max: hold}\n'
    warned(checked(tmp_path, text), "settle.max", "nobody is named", "shop.yaml:6:35")
    assert checked(tmp_path, text + "people: {supervisor: B}\n").findings == ()
    assert checked(tmp_path, text.replace("hold", "settle_and_alert")).findings == ()


def test_waiting_that_ends_while_the_shop_is_closed(tmp_path: Path) -> None:
    text = 'settle: {min: "5.00", max_defer: 35h}\n'
    found = checked(tmp_path, text)
    warned(found, "settle.max_defer", "closed for up to 36 h", "template/kiosk-de.yaml:9")
    assert "choose max_defer: 36h or more" in found.findings[0].sentence
    assert checked(tmp_path, text.replace("35h", "36h")).findings == ()
    assert checked(tmp_path, "settle: {max_defer: 35h}\n").findings == (), "nothing is deferred"


def test_waiting_too_long_where_the_terminal_keeps_the_money(tmp_path: Path) -> None:
    text = PEOPLE + 'settle: {max: "50.00", max_defer: 49h}\n'
    warned(checked(tmp_path, text), "settle.max_defer", "49 h is long", "example-de.yaml:9")
    assert checked(tmp_path, text.replace("49h", "48h")).findings == ()


# The acquirer's sheet: written in the site here, where it overrides nothing but its own

OWN = SITE.replace("[acquirer/example-de, template/kiosk-de]", "template/kiosk-de")


def alone(tmp_path: Path, text: str, today: date = TODAY) -> Checked:
    """Check a site without a sheet below it."""
    path = tmp_path / "shop.yaml"
    path.write_text(OWN + text, encoding="utf-8")
    return check(path, {}, today)


@pytest.mark.parametrize(
    ("cut_over", "latest", "problem"),
    [
        ("20:46", "20:45", None),
        ("20:45", "20:45", "20:45 is not before the acquirer's cut-over at 20:45"),
        ("23:00", "23:30", "choose a time from 20:00 on and before 23:00"),
        ("23:00", "00:30", "00:30 is not before the acquirer's cut-over at 23:00"),
        ("01:00", "00:30", None),
    ],
)
def test_cut_over(tmp_path: Path, cut_over: str, latest: str, problem: str | None) -> None:
    found = alone(tmp_path, f'cut_over: "{cut_over}"\nsettle: {{latest: "{latest}"}}\n')
    if problem is None:
        assert found.findings == ()
    else:
        refused(found, "settle.latest", problem, "shop.yaml:6:11")


def test_a_shop_open_past_the_cut_over_is_told_and_not_refused(tmp_path: Path) -> None:
    text = 'cut_over: "22:00"\nhours: {mon: "08:00-22:30"}\nsettle: {latest: "22:45"}\n'
    warned(alone(tmp_path, text), "settle.latest", "the shop is open that long", "yaml:6:11")


@pytest.mark.parametrize(("name", "value"), [("force_at", 300), ("warn_at", 301)])
def test_counts_at_or_above_the_terminal_s(tmp_path: Path, name: str, value: int) -> None:
    text = f"batch: {{max_transactions: 300, {name}: {value}}}\n"
    sentence = f"{value} is not below max_transactions 300"
    refused(alone(tmp_path, text), f"batch.{name}", sentence, "shop.yaml:6:27")
    assert alone(tmp_path, text.replace(f": {value}}}", ": 299}")).findings == ()


def test_a_warning_that_would_come_too_late(tmp_path: Path) -> None:
    text = "batch: {max_transactions: 300, force_at: 200, warn_at: 200}\n"
    warned(alone(tmp_path, text), "batch.warn_at", "no warning would come", "shop.yaml:6:42")


def test_a_board_that_watches_does_not_know_the_minimum_to_pay_out(tmp_path: Path) -> None:
    def said(text: str) -> list[str]:
        found = checked(tmp_path, text).findings
        return [each.sentence for each in found if each.path == "deposit.min_payout"]

    watched = 'deposit: {cycle: T+2, watch: true, min_payout: "100.00"}\n'
    (told,) = said(watched)
    assert told.endswith("overdue that waits for 100.00")
    assert not said(watched.replace("true", "false"))
    assert not said(watched.replace("100.00", "0.00"))


def test_classes_of_cards_without_a_rate_are_named(tmp_path: Path) -> None:
    found = alone(tmp_path, 'fees: {rates: [{card: credit, rate: "0.60%"}]}\n')
    finding = only(found)
    assert finding.severity is Severity.WARNING
    assert finding.sentence == (
        "no rate for debit, qr_wallet, qr_unionpay, foreign, prepaid: will be listed as unpriced"
    )


@pytest.mark.parametrize(
    ("rate", "problem"),
    [
        ('"3.00%"', None),
        ('"0%"', None),
        ('"3.01%"', "3.01% is outside 0..3 %: is the decimal point in its place?"),
        ('"60%"', "60% is outside 0..3 %"),
        ("0.6", "must be a rate in quotes with its sign"),
        ('"0.60"', "must be a rate in quotes with its sign"),
        ('"-0.60%"', "must be a rate in quotes with its sign"),
    ],
)
def test_rates(tmp_path: Path, rate: str, problem: str | None) -> None:
    found = alone(tmp_path, f"fees: {{rates: [{{card: credit, rate: {rate}}}]}}\n")
    errors = [each for each in found.findings if each.severity is Severity.ERROR]
    if problem is None:
        assert errors == []
    else:
        assert problem in errors[0].sentence
        assert errors[0].path == "fees.rates[0].rate"


def test_rates_and_caps_are_exact_integers(tmp_path: Path) -> None:
    found = alone(tmp_path, 'fees: {rates: [{card: debit, rate: "0.385%", cap: "25.00"}]}\n')
    assert found.profile is not None
    assert found.profile.fees is not None
    row = found.profile.fees.rates[0]
    assert (row.rate, row.cap) == (3_850, 2_500)


def test_two_rates_for_one_class(tmp_path: Path) -> None:
    rows = ", ".join(f'{{card: debit, rate: "0.{n}0%"}}' for n in (4, 5))
    found = alone(tmp_path, f"fees: {{rates: [{rows}]}}\n")
    finding = found.findings[0]
    assert (finding.path, finding.severity) == ("fees.rates[1].card", Severity.ERROR)
    assert str(finding.against).endswith("shop.yaml:6:23")


def test_a_settlement_inside_the_acquirer_s_maintenance(tmp_path: Path) -> None:
    text = 'calendar: {bank_days: DE, maintenance: ["2027-01-17 20:45-21:00"]}\n'
    warned(alone(tmp_path, text), "settle.latest", "maintenance of 2027-01-17", "yaml:6:41")
    assert alone(tmp_path, text.replace("20:45", "20:46")).findings == ()


@pytest.mark.parametrize(
    ("today", "problem"),
    [
        (date(2025, 12, 31), "holds from 2026-01-01 on, not yet today"),
        (date(2026, 1, 1), None),
        (date(2028, 1, 1), None),
        (date(2028, 1, 2), "is older than 2 years"),
    ],
)
def test_the_age_of_a_sheet(tmp_path: Path, today: date, problem: str | None) -> None:
    found = checked(tmp_path, "", today)
    found_about_it = [each for each in found.findings if each.path == "sheet.valid_from"]
    assert [problem in each.sentence for each in found_about_it] == ([True] if problem else [])


@pytest.mark.parametrize(
    ("written", "today", "problem"),
    [
        ("2025-11-23", TODAY, None),
        ("2025-11-22", TODAY, "more than a year ago"),
        ("2026-11-24", TODAY, "is yet to come"),
        ("2024-02-29", date(2025, 3, 1), "more than a year ago"),
    ],
)
def test_the_last_review(tmp_path: Path, written: str, today: date, problem: str | None) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(OWN.replace("2026-11-02", written), encoding="utf-8")
    found = check(path, {}, today)
    assert [problem in each.sentence for each in found.findings] == ([True] if problem else [])


def test_a_profile_never_reviewed(tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(OWN.replace("reviewed_on: 2026-11-02\n", ""), encoding="utf-8")
    finding = only(check(path, {}, TODAY))
    assert (finding.path, finding.severity) == ("reviewed_on", Severity.WARNING)
    assert "write reviewed_on: 2026-11-23" in finding.sentence


def test_a_sheet_of_another_currency_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    text = SITE.replace("example-de", "example-cn").replace("2026-11-02", "2026-10-02")
    path.write_text(text, encoding="utf-8")
    found = check(path, {}, date(2026, 11, 1))
    sentence = "EUR is not what acquirer/example-cn settles in: CNY"
    refused(found, "site.currency", sentence, "acquirer/example-cn.yaml")


def test_a_site_that_takes_from_the_sheet_is_warned_with_both_places(tmp_path: Path) -> None:
    found = checked(tmp_path, 'cut_over: "22:00"\n')
    warned(found, "cut_over", "overrides the acquirer's sheet", "acquirer/example-de.yaml:8:11")
    assert found.findings[0].spot.line == 6


# People

CHANGE = "change_of_account: {approvals: 2, roles: [owner, supervisor]}\n"


@pytest.mark.parametrize(
    ("people", "problem"),
    [
        ("{owner: A, supervisor: B}", None),
        ("{owner: A}", "name 1; name them: people: {supervisor: ...}"),
        ("{owner: A, supervisor: A}", "name 1; the same person twice does not count"),
        ("{owner: A, staff: [{id: b, name: B, role: owner}]}", None),
        ("{owner: A, staff: [{id: b, name: B, role: cashier}]}", "name 1; name them"),
    ],
)
def test_two_people_approve(tmp_path: Path, people: str, problem: str | None) -> None:
    found = checked(tmp_path, f"{CHANGE}people: {people}\n")
    if problem is None:
        assert found.findings == ()
    else:
        refused(found, "change_of_account.approvals", problem, "shop.yaml:7:9")


def test_two_people_with_one_id_are_refused_with_both_places(tmp_path: Path) -> None:
    staff = "staff: [{id: owner, name: B, role: cashier}, {id: c, name: C, role: cashier}]"
    found = checked(tmp_path, f"people: {{owner: A, {staff}}}\n")
    refused(found, "people.staff[0].id", "owner is somebody else's id already", "shop.yaml:6:")


def test_fewer_than_two_approvals_are_refused(tmp_path: Path) -> None:
    text = "change_of_account: {approvals: 1}\npeople: {owner: A, supervisor: B}\n"
    assert "must be at least 2" in only(checked(tmp_path, text)).sentence


# Whole numbers

PAN = "4761739001010119"


@pytest.mark.parametrize(
    "line",
    [
        f'account: {{masked: "{PAN}", bank: B}}',
        f"account: {{masked: {PAN}, bank: B}}",
        'account: {masked: "DE89 3704 0044 0532 0130 00", bank: B}',
        'account: {masked: "6222020200012", bank: B}',
        f"people: {{owner: {PAN}}}",
        f"# {PAN[:4]} {PAN[4:8]} {PAN[8:12]} {PAN[12:]}",
        f"{PAN}: x",
        f'hours: {{"{PAN}": null}}',
        f"mode: {PAN}",
        f"extends: x/{PAN}",
        f"a: [{PAN}",
    ],
)
def test_a_whole_number_is_refused_and_never_said_again(tmp_path: Path, line: str) -> None:
    path = tmp_path / "shop.yaml"
    text = OWN.replace("extends: template/kiosk-de\n", "") if "extends" in line else OWN
    path.write_text(text + line + "\n", encoding="utf-8")
    found = check(path, {}, TODAY)
    assert found.profile is None
    said = "\n".join(each.render() for each in found.findings) + repr(found.layer)
    assert "holds a whole card or account number" in said
    for digits in (PAN[6:12], "0044", "2020001", "39 0010"):
        assert digits not in said


@pytest.mark.parametrize(
    "line",
    [
        'account: {masked: "622202******1234", bank: B}',
        'account: {masked: "DE89****************3000", bank: B}',
        'evidence: {respond_within_bank_days: 3, contact: "+86 138 0013 8000"}',
    ],
)
def test_masks_and_telephone_numbers_are_no_whole_numbers(tmp_path: Path, line: str) -> None:
    assert alone(tmp_path, line + "\n").findings == ()


def test_a_merchant_number_is_no_card_number(tmp_path: Path) -> None:
    text = OWN.replace('tid: "29001234"', 'tid: "29001234", mid: "378282246310005"')
    path = tmp_path / "shop.yaml"
    path.write_text(text, encoding="utf-8")
    assert check(path, {}, TODAY).findings == ()


# What does not exist


def test_a_driver_that_does_not_exist_is_refused_with_those_that_do(tmp_path: Path) -> None:
    text = OWN.replace('{tid: "29001234"}', '{tid: "29001234", driver: ecr17}')
    path = tmp_path / "shop.yaml"
    path.write_text(text, encoding="utf-8")
    sentence = only(check(path, {}, TODAY)).sentence
    assert sentence == "must be 'zvt', 'transbank', 'mis' or 'attended'"


ATTENDED = """\
schema: 1
extends: [acquirer/example-cn, template/convenience-attended]
reviewed_on: 2026-11-02
site: {id: wx-0018, name: Shop}
terminal: {tid: "30100418"}
people: {owner: A, supervisor: B}
"""


@pytest.mark.parametrize(
    ("line", "path", "place"),
    [
        ('settle: {min: "5.00"}', "settle.min", "7:10"),
        ('settle: {max: "500.00"}', "settle.max", "7:10"),
        ("settle: {max_defer: 48h}", "settle.max_defer", "7:10"),
        ("idle_before_s: 5", "idle_before_s", "7:1"),
        ("receipts: {missing_after_s: 20}", "receipts.missing_after_s", "7:12"),
    ],
)
def test_settings_that_do_nothing_beside_an_attended_terminal(
    tmp_path: Path, line: str, path: str, place: str
) -> None:
    file = tmp_path / "shop.yaml"
    file.write_text(f"{ATTENDED}{line}\n", encoding="utf-8")
    (finding,) = errors_in(check(file, {}, TODAY).findings)
    assert (finding.path, str(finding.spot)) == (path, f"{file}:{place}")
    assert "does nothing with driver attended, take it out" in finding.sentence


def test_off_line_sales_are_told_to_nobody_beside_a_terminal(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    text = SITE.replace('{tid: "29001234"}', '{tid: "29001234", wiring: beside}')
    file.write_text(text + "settle: {warn: {offline: 4h}}\n", encoding="utf-8")
    (finding,) = errors_in(check(file, {}, TODAY).findings)
    assert finding.path == "settle.warn.offline"
    assert "nobody hears here that a sale was approved off-line" in finding.sentence


@pytest.mark.parametrize(
    ("line", "path", "why"),
    [
        ("receipts: {missing_after_s: 30}", "receipts.missing_after_s", "a receipt was printed"),
        ("receipts: {require: [merchant_copy]}", "receipts.require", "which copies"),
        ("receipts: {keep_slip: all}", "receipts.keep_slip", "no slip passes"),
    ],
)
def test_a_site_beside_is_told_which_of_its_rules_nobody_can_keep(
    tmp_path: Path, line: str, path: str, why: str
) -> None:
    file = tmp_path / "shop.yaml"
    text = SITE.replace('{tid: "29001234"}', '{tid: "29001234", wiring: beside}')
    file.write_text(f"{text}{line}\n", encoding="utf-8")
    (finding,) = errors_in(check(file, {}, TODAY).findings)
    assert finding.path == path
    assert (finding.spot.file, finding.spot.line) == (str(file), len(text.splitlines()) + 1)
    assert "take it out or write wiring: in_line: " in finding.sentence
    assert why in finding.sentence
    assert finding.against is not None
    assert "wiring: beside" in finding.against.source


def test_a_templates_rule_that_this_shop_cannot_keep_is_a_warning(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    text = SITE.replace('{tid: "29001234"}', '{tid: "29001234", wiring: beside}')
    file.write_text(text, encoding="utf-8")
    found = check(file, {}, TODAY)
    assert found.profile is not None
    (finding,) = [each for each in found.findings if each.path.startswith("receipts")]
    assert (finding.spot.file, finding.severity) == ("template/kiosk-de.yaml", Severity.WARNING)
    assert "or write wiring: in_line would" in finding.sentence


def test_where_the_terminal_prints_itself_in_line_receipts_are_not_seen(tmp_path: Path) -> None:
    tid = '{tid: "29001234", zvt: {config: receipts_on_terminal}}'
    file = tmp_path / "shop.yaml"
    text = SITE.replace('{tid: "29001234"}', tid)
    file.write_text(text + "receipts: {keep_slip: all, auto_duplicate: once}\n", encoding="utf-8")
    (finding,) = errors_in(check(file, {}, TODAY).findings)
    assert finding.path == "receipts.keep_slip"
    assert "or write config: receipts_to_register" in finding.sentence
    file.write_text(text, encoding="utf-8")
    found = check(file, {}, TODAY).profile
    assert found is not None
    said = " ".join(sentences(found, "en"))
    assert "the terminal prints itself" in said
    assert "every sale and receipt" not in said
    assert "Nobody learns by this link: a sale's batch number; whether a receipt" in said


def test_an_attended_terminal_has_no_line(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    line = 'terminal: {tid: "30100418", wiring: beside, zvt: {baud: 9600}}'
    file.write_text(ATTENDED.replace('terminal: {tid: "30100418"}', line), encoding="utf-8")
    assert [each.path for each in errors_in(check(file, {}, TODAY).findings)] == [
        "terminal.wiring",
        "terminal.zvt",
    ]


def test_announced_receipts_are_for_attended_terminals(tmp_path: Path) -> None:
    line = "receipts: {announce_by_button: true, missing_after_s: 30}\n"
    file = tmp_path / "shop.yaml"
    file.write_text(ATTENDED + line, encoding="utf-8")
    assert errors_in(check(file, {}, TODAY).findings) == []
    finding = only(checked(tmp_path, line))
    assert finding.path == "receipts.announce_by_button"
    assert "does nothing with driver zvt" in finding.sentence


def test_a_terminal_that_speaks_needs_its_wiring(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    text = SITE.replace('{tid: "29001234"}', '{tid: "29001234", wiring: null}')
    file.write_text(text, encoding="utf-8")
    finding = only(check(file, {}, TODAY))
    assert finding.path == "terminal.wiring"
    assert finding.sentence.startswith("is missing: in_line: between register and terminal")


@pytest.mark.parametrize(
    "line",
    [
        "notify: {}",
        "alerts: {quiet_hours: x}",
        "receipts: {escalate_after_s: 60}",
        "sign_in: {auto: true}",
    ],
)
def test_planned_settings_are_refused_with_what_there_is(tmp_path: Path, line: str) -> None:
    assert "does not exist yet, take it out: " in only(checked(tmp_path, line + "\n")).sentence


def test_a_start_must_be_able_to_begin_and_to_make_the_cut_over(tmp_path: Path) -> None:
    assert checked(tmp_path, 'settle: {at: "20:44", idle_after_closing: 44min}\n').findings == ()
    found = checked(tmp_path, 'settle: {at: "20:45"}\n')
    refused(found, "settle.at", "it would never begin", "kiosk-de.yaml:11:11")
    found = checked(tmp_path, "settle: {idle_after_closing: 45min}\n")
    warned(found, "settle.idle_after_closing", "would never begin", "kiosk-de.yaml:11:11")
    text = 'settle: {latest: "22:59", spread: 60min}\n'
    refused(
        checked(tmp_path, text),
        "settle.spread",
        "not before the acquirer's",
        "example-de.yaml:8:11",
    )
    assert checked(tmp_path, 'settle: {latest: "22:19", spread: 60min}\n').findings == ()


def test_a_shop_s_share_of_the_spread_is_its_own_and_always_the_same(tmp_path: Path) -> None:
    def share(site: str) -> int:
        profile = checked(tmp_path, "settle: {spread: 60min}\n").profile
        assert profile is not None
        moved = profile.model_copy(update={"site": profile.site.model_copy(update={"id": site})})
        return spread_s(moved)

    shares = [share(f"kn-{number:04}") for number in range(200)]
    assert shares == [share(f"kn-{number:04}") for number in range(200)]
    assert 0 <= min(shares) < 300
    assert 3_300 < max(shares) <= 3_600
    assert len(set(shares)) > 180, "hardly two shops begin in the same second"


def test_maintenance_reaches_the_board_in_utc_each_night_in_one(tmp_path: Path) -> None:
    windows = '["2027-03-28 00:30-04:00", "2027-01-18 00:00-02:00", "2027-01-17 23:00-24:00"]'
    text = "calendar: {bank_days: DE, maintenance: %s}\n"
    profile = checked(tmp_path, text % windows).profile
    assert profile is not None
    january, march = maintenance_spans(profile)
    assert [january[1] - january[0], march[1] - march[0]] == [3 * 3_600, 150 * 60]
    assert january[0] == int(datetime(2027, 1, 17, 22, tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("settle: {max: 80000.00}", 'must be an amount with two decimals in quotes, such as "8'),
        ('settle: {max: "80000"}', "must be an amount with two decimals"),
        ("settle: {above_max: settle_alert}", 'did you mean "settle_and_alert"?'),
        ("settle: {max_defer: 30min}", "must be 1h..168h"),
        ("alerts: {escalate_after: 20s}", "must be 30s..24h"),
        ("deposit: {cycle: T2}", "does not fit: T+n bank days"),
        ("auto_sign_off: yes", "must be true or false"),
        ("sheet: {valid_from: 2027-13-01}", "is no day of the calendar"),
        ("sheet: {valid_from: soon}", "must be a date such as 2027-01-31"),
        ("calendar: {maintenance: [x]}", 'must be day and hours in quotes: "2027-01-17 01:00'),
        ("calendar: {extra_holidays: 2027-01-31}", "must be a list"),
        ("change_of_account: {roles: [owner, superviser]}", 'did you mean "supervisor"?'),
        ("batch: {max_transaction: 3}", 'did you mean "max_transactions"?'),
        ("fees: {rates: [{crad: debit}]}", 'did you mean "card"?'),
        ("change_of_account: {roles: []}", "is empty"),
    ],
)
def test_values_that_do_not_fit(tmp_path: Path, line: str, sentence: str) -> None:
    found = checked(tmp_path, line + "\n")
    assert sentence in "\n".join(each.sentence for each in found.findings)
    assert found.profile is None


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ('receipts: {cvm_limit: "25.00"}', "does nothing but with need: when_signature_needed"),
        (
            "receipts: {auto_duplicate: once}",
            "does nothing with driver zvt, take it out or write config: receipts_on_terminal",
        ),
        (
            'receipts: {need: electronic, cvm_limit: "25.00"}',
            "does nothing but with need: when_signature_needed",
        ),
        ("receipts: {slip_charset: cp437}", "does nothing while no slip's text is kept"),
        ("receipts: {require: []}", "is empty"),
    ],
)
def test_receipt_settings_that_would_do_nothing(tmp_path: Path, line: str, wanted: str) -> None:
    assert only(checked(tmp_path, line + "\n")).sentence.startswith(wanted)


@pytest.mark.parametrize(
    "line",
    [
        'receipts: {need: when_signature_needed, cvm_limit: "25.00"}',
        "receipts: {require: [merchant_copy]}",
    ],
)
def test_receipt_settings_that_fit(tmp_path: Path, line: str) -> None:
    assert checked(tmp_path, line + "\n").findings == checked(tmp_path, "").findings


def test_a_gate_where_no_sale_can_be_held_back_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "shop.yaml"
    gate = "gate: {refuse_while: [not_signed_in]}\n"
    beside = SITE.replace('{tid: "29001234"}', '{tid: "29001234", wiring: beside}')
    file.write_text(beside + gate, encoding="utf-8")
    (finding,) = errors_in(check(file, {}, TODAY).findings)
    assert finding.path == "gate.refuse_while"
    assert "or write wiring: in_line" in finding.sentence
    file.write_text(SITE + gate, encoding="utf-8")
    assert errors_in(check(file, {}, TODAY).findings) == []
