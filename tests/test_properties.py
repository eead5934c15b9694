"""Properties that hold for any trial, any printed number and any times, against naive readings and exact fractions."""

import csv
import itertools
import json
import math
import shutil
import tempfile
from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reanalysis.data.printed import READINGS, ROUNDED, find_reading, reported_interval
from reanalysis.forensics.grim import grim_scalar, percent_counts
from reanalysis.forensics.grimmer import grimmer_scalar
from reanalysis.ledger.checks import run_check
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.quantities import format_value
from reanalysis.ledger.reading import build_claim
from reanalysis.parameters import CONTRACT, default_parameters
from reanalysis.show import text
from reanalysis.statistics.bounds import order_statistic_bounds, relapse_envelope
from reanalysis.statistics.proportions import PROPORTION_METHODS, estimate_proportion
from reanalysis.statistics.survival import count_at_risk, kaplan_meier, median_survival, restricted_mean, survival_at
from reanalysis.trial.adtte import build_adtte, response_times
from reanalysis.trial.chapters.relapse import count_relapses
from reanalysis.trial.cohort import read_trial
from reanalysis.trial.headline import compute_headline
from tests.conftest import OWN_DATA
from workflow.steps.prepare_data import check_schema

HALF = Fraction(1, 2)
PACKAGE = json.loads((OWN_DATA / "datapackage.json").read_text(encoding="utf-8"))
FIELDS = {
    resource["name"]: {field["name"]: field for field in resource["schema"]["fields"]}
    for resource in PACKAGE["resources"]
}
CONVENTIONS = ("withdrawal", "unrecorded_relapse", "month_rounding", "population")
MONTH_SHIFTS = {"printed": 0.0, "low": -0.5, "high": 0.5}


# ---- raw tables to cohort


def codes(table: str, column: str) -> dict[str, str]:
    return {each["value"]: each.get("code", each["value"]) for each in FIELDS[table][column]["categories"]}


def lists_of(table: str, column: str):
    """Printed lists of codes, some with the comma at the end that one printed cell has."""
    items = st.lists(st.sampled_from(list(codes(table, column))), min_size=1, max_size=4, unique=True)
    return st.tuples(items, st.sampled_from(["", ","])).map(lambda pair: ", ".join(pair[0]) + pair[1])


DASH = st.sampled_from(["-", ""])
SITES = st.lists(st.sampled_from(["Face", "v-neck", "Arm", "ear lobe", "Back"]), min_size=1, max_size=4).map(", ".join)
DSDNA = st.one_of(st.integers(0, 400).map(str), st.just("-"))
TERMS = st.sampled_from(["Nausea", "Rash", "Fatigue, severe", 'Pain "worst"'])
GRADES = st.sampled_from(["Grade 1", "Grade 2", "Grade 5", "", "-"])
RELATIONS = st.sampled_from(FIELDS["table3"]["Causal relationship to lenalidomide treatment"]["constraints"]["enum"])


@st.composite
def entries(draw, number: int) -> list[str]:
    """A row of table 1."""
    reasons, treatments = (
        draw(lists_of("table1", "Reason for inclusión")),
        draw(lists_of("table1", "Previous received treatment")),
    )
    needed = {each.get("treatment") for each in FIELDS["table1"]["Reason for inclusión"]["categories"]} - {None}
    treatments = ", ".join(dict.fromkeys([*treatments.rstrip(",").split(", "), *sorted(needed)]))
    return [
        str(number),
        draw(st.sampled_from(["F", "M"])),
        draw(st.sampled_from(list(codes("table1", "Diagnosis")))),
        draw(SITES),
        reasons,
        f"1/{draw(st.sampled_from([20, 40, 640, 5120]))} ({draw(DSDNA)})",
        f"{draw(st.sampled_from('+-'))}/{draw(st.sampled_from('+-'))}",
        f"{draw(st.integers(0, 70))}/{draw(st.integers(0, 56))}",
        treatments,
    ]


@st.composite
def outcomes(draw, number: int) -> list[str]:
    """A row of table 2."""
    outcome = draw(st.sampled_from(["CR", "CR", "CR", "PR", "NR", "Withdrawn"]))
    responded, months = outcome == "CR", draw(st.integers(0, 40))
    weeks = draw(st.integers(0, int(months * 4.3))) if responded else None
    part = draw(st.sampled_from(["", ".0", ".5"])) if weeks and weeks < months * 4 else ""
    relapse = draw(st.sampled_from(["Yes", "Yes", "No", "-", ""] if responded else ["-", "", "No"]))
    doses = [each["value"] for each in FIELDS["table2"]["Dose at relapse"]["categories"]]
    return [
        str(number),
        outcome,
        f"{weeks}{part}" if responded else draw(DASH),
        str(months) if responded or draw(st.booleans()) else draw(DASH),
        draw(st.sampled_from(["5", "10", "-", "2.5"])),
        relapse,
        draw(st.one_of(st.sampled_from(doses), DASH)) if relapse == "Yes" else draw(DASH),
    ]


@st.composite
def printed_trials(draw):
    """The three tables as rows of strings, and the week of withdrawal that the text states of some patients."""
    numbers = sorted(draw(st.sets(st.integers(1, 99), min_size=1, max_size=draw(st.sampled_from([2, 8, 40])))))
    table1, table2 = ([draw(rows(number)) for number in numbers] for rows in (entries, outcomes))
    with_events = draw(st.lists(st.sampled_from(numbers), unique=True, max_size=6))
    table3 = [
        [
            str(number) if place == 0 else draw(st.sampled_from(["", "", str(number)])),
            *draw(st.tuples(TERMS, GRADES, RELATIONS)),
        ]
        for number in with_events
        for place in range(draw(st.integers(1, 4)))
    ]
    withdrawn = [row[0] for row in table2 if row[1] == "Withdrawn"]
    told = {number: draw(st.integers(0, 30)) for number in withdrawn if draw(st.booleans())}
    return {"table1": table1, "table2": table2, "table3": table3}, told


def write_trial(folder: Path, tables: dict[str, list[list[str]]], withdrawal_weeks: dict[str, int]) -> None:
    """A data folder with these tables, and with a text that states only the weeks of withdrawal."""
    (folder / "raw").mkdir(parents=True)
    shutil.copy(OWN_DATA / "datapackage.json", folder)
    claims = [
        dict.fromkeys(FIELDS["claims"], "")
        | {"claim_id": f"C{row:03d}", "section": "results-efficacy", "paragraph": "1", "statement": "One left."}
        | {
            "reported": str(week),
            "kind": "count",
            "fact": "withdrawal_weeks",
            "patient": patient,
            "check": "none",
            "population": "none",
        }
        for row, (patient, week) in enumerate(withdrawal_weeks.items(), start=1)
    ]
    files = tables | {"claims": [list(claim.values()) for claim in claims]}
    for name, rows in files.items():
        path = folder / ("claims.csv" if name == "claims" else f"raw/{name}.csv")
        with path.open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle, lineterminator="\n").writerows([list(FIELDS[name]), *rows])


@settings(max_examples=40)
@given(printed=printed_trials(), data=st.data())
def test_tables_become_a_cohort_without_losing_or_inventing_a_patient_or_an_event(printed, data):
    tables, told = printed
    with tempfile.TemporaryDirectory() as scratch:
        write_trial(Path(scratch) / "trial", tables, told)
        trial = read_trial(str(Path(scratch) / "trial"))
        if data.draw(st.integers(0, 4)) == 0:  # a fifth of the trials: Frictionless is slow
            check_schema(trial.folder)

    entry, outcome = ({int(row[0]): row for row in tables[name]} for name in ("table1", "table2"))
    adsl = trial.adsl.set_index("SUBJID")
    assert list(adsl.index) == list(entry) == list(outcome) and adsl["USUBJID"].is_unique
    for number, row in entry.items():
        patient, dsdna = adsl.loc[number], row[5].split("(")[1].rstrip(")")
        assert (patient["SEX"], patient["SITE_COUNT"]) == (
            row[1],
            len({site.strip().lower().removesuffix("s") for site in row[3].split(",")}),
        )
        assert f"{patient['CLASI_ACTIVITY']}/{patient['CLASI_DAMAGE']}" == row[7]
        assert {"Y": "+", "N": "-"}[patient["ANTI_RO"]] + "/" + {"Y": "+", "N": "-"}[patient["ANTI_LA"]] == row[6]
        assert f"1/{patient['ANA_TITRE']}" == row[5].split(" ")[0]
        assert math.isnan(patient["DSDNA_IU_ML"]) if dsdna == "-" else patient["DSDNA_IU_ML"] == int(dsdna)
        assert len(patient["REASONS"].split("; ")) == len(row[4].rstrip(",").split(","))
        assert len(patient["PRIOR_TREATMENTS"].split("; ")) == len(row[8].split(","))
    for column, place in (("WEEKS_TO_CR", 2), ("FOLLOWUP_MONTHS", 3), ("MAX_DOSE_MG", 4)):
        printed_cells = [row[place] for row in tables["table2"] if row[place] not in ("-", "")]
        assert adsl[column].notna().sum() == len(printed_cells)
        assert adsl[column].sum() == pytest.approx(math.fsum(map(float, printed_cells)))
    assert [row[1].upper() for row in tables["table2"]] == adsl["BEST_RESPONSE"].tolist()

    patient, events, spellings = None, [], {}
    for row in tables["table3"]:
        patient, term = int(row[0]) if row[0] else patient, " ".join(row[1].split())
        events.append(
            (
                patient,
                spellings.setdefault(term.casefold(), term),
                int(row[2][-1]) if row[2].startswith("Grade") else None,
                row[3],
            )
        )
    grades = [None if str(grade) == "<NA>" else int(grade) for grade in trial.adae["AETOXGR"]]
    assert list(zip(trial.adae["SUBJID"], trial.adae["AEDECOD"], grades, trial.adae["AEREL"], strict=True)) == events

    chosen = {name: data.draw(st.sampled_from(CONTRACT[name].choices)) for name in CONVENTIONS}
    check_times(trial, outcome, told, chosen)


def check_times(trial, outcome: dict[int, list[str]], told: dict[str, int], chosen: dict[str, str]) -> None:
    """Events, censorings and their times against another reading of the printed strings."""
    population = chosen["population"]
    conventions = {name: chosen[name] for name in CONVENTIONS[:3]}
    adtte = build_adtte(trial, **conventions)
    shift, per_month = MONTH_SHIFTS[chosen["month_rounding"]], 365.25 / 12 / 7
    followed = {
        number: max(float(row[3]) + shift, 0) * per_month for number, row in outcome.items() if row[3] not in ("-", "")
    }
    responses = {number: float(row[2]) for number, row in outcome.items() if row[1] == "CR"}
    withdrawn = [number for number, row in outcome.items() if row[1] == "Withdrawn"]
    expected = {number: (followed[number], 1) for number in followed if number not in withdrawn}
    expected |= {number: (weeks, 0) for number, weeks in responses.items()}
    status = 2 if chosen["withdrawal"] == "competing" else 1
    known = {number: (float(told[str(number)]), status) for number in withdrawn if str(number) in told}
    if chosen["withdrawal"] == "never-responds":
        # The time of everyone counts here, of those who withdrew too, where it is stated.
        times = [time for time, _ in (*expected.values(), *known.values())]
        known = {number: (max(times), 1) for number in withdrawn} if times else {}
    expected |= known
    if population != "all-treated":  # these trials state no rule of entry, so who is evaluable is eligible
        expected = {number: row for number, row in expected.items() if number not in withdrawn}

    rows = adtte[adtte["PARAMCD"] == "TTCR"]
    assert sorted(rows["SUBJID"]) == sorted(outcome) and (rows["CNSR"] == 0).sum() == len(responses)
    analysed = response_times(trial, adtte, population)
    found = {
        row["SUBJID"]: (pytest.approx(row["weeks"]), 0 if row["event"] else 2 if row["competing"] else 1)
        for row in analysed.to_dict("records")
    }
    assert {number: expected[number] for number in sorted(expected)} == {
        number: found[number] for number in sorted(found)
    }

    said = {number: outcome[number][5] for number in responses}
    reading = chosen["unrecorded_relapse"]
    unsaid = [number for number, entry in said.items() if entry in ("-", "")]
    relapsed = [number for number, entry in said.items() if entry == "Yes"] + (unsaid if reading == "yes" else [])
    for clock in ("TTREL", "TTRELTAP"):
        rows = adtte[adtte["PARAMCD"] == clock]
        assert sorted(rows["SUBJID"]) == sorted(responses)
        assert sorted(rows.loc[rows["CNSR"] == 0, "SUBJID"]) == sorted(relapsed)
        assert sorted(rows.loc[rows["ANL01FL"] == "N", "SUBJID"]) == (sorted(unsaid) if reading == "exclude" else [])
    free = adtte[(adtte["PARAMCD"] == "TTREL") & (adtte["CNSR"] == 1)].set_index("SUBJID")["AVAL"]
    for number, weeks in free.items():
        assert weeks == pytest.approx(max(followed[number] - responses[number], 0))
    counted = len(responses) - (len(unsaid) if reading == "exclude" else 0)
    assert count_relapses(trial, reading) == (len(relapsed), counted)
    if expected:
        check_headline(trial, chosen, expected, len(outcome) - (len(withdrawn) if population != "all-treated" else 0))


def check_headline(trial, chosen: dict[str, str], expected: dict[int, tuple[float, int]], total: int) -> None:
    """The headline's response share and median time against the naive estimate of the expected times."""
    headline = compute_headline(trial, default_parameters() | chosen)
    events = sum(status == 0 for _, status in expected.values())
    assert headline["complete_response"].estimate == pytest.approx(events / total)
    if all(status < 2 for _, status in expected.values()):
        pairs = [(time, status == 0) for time, status in expected.values()]
        assert headline["median_weeks_to_cr"].estimate == pytest.approx(float(naive_median(pairs, "midpoint")))


# ---- Kaplan–Meier, in exact fractions

times_and_events = st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=1, max_size=25)


def naive_survival(pairs, week) -> Fraction:
    """The product-limit estimate; who is censored at a time is still at risk of an event at that time."""
    survival = Fraction(1)
    for time in sorted({time for time, seen in pairs if seen and time <= week}):
        at_risk = sum(other >= time for other, _ in pairs)
        survival *= 1 - Fraction(sum(seen for other, seen in pairs if other == time), at_risk)
    return survival


def naive_greenwood(pairs, week) -> Fraction:
    """Greenwood's sum of d / (n (n - d)), where someone is left."""
    total = Fraction(0)
    for time in sorted({time for time, seen in pairs if seen and time <= week}):
        at_risk = sum(other >= time for other, _ in pairs)
        deaths = sum(seen for other, seen in pairs if other == time)
        total += Fraction(deaths, at_risk * (at_risk - deaths))
    return total


def naive_median(pairs, rule: str) -> Fraction | float:
    times = sorted({time for time, seen in pairs if seen})
    first = next((time for time in times if naive_survival(pairs, time) <= HALF), None)
    if first is None:
        return math.inf
    if rule == "first" or naive_survival(pairs, first) < HALF:
        return first
    end = next((time for time in times if naive_survival(pairs, time) < HALF), max(time for time, _ in pairs))
    return (Fraction(first) + Fraction(end)) / 2


@given(pairs=times_and_events)
def test_curve_and_its_standard_error_are_those_of_exact_fractions(pairs):
    table = kaplan_meier(*zip(*pairs, strict=True))
    assert table["weeks"].tolist() == sorted({time for time, _ in pairs})
    assert table["at_risk"].tolist() == [sum(time >= week for time, _ in pairs) for week in table["weeks"]]
    for row in table.to_dict("records"):
        week, survival = row["weeks"], naive_survival(pairs, row["weeks"])
        assert row["survival"] == pytest.approx(float(survival), abs=1e-12)
        variance = survival**2 * naive_greenwood(pairs, week) if survival else 0
        assert row["std_error"] == pytest.approx(math.sqrt(variance), abs=1e-12)
        assert row["events"] == sum(seen for time, seen in pairs if time == week)
        assert row["censored"] == sum(not seen for time, seen in pairs if time == week)


@given(pairs=times_and_events, week=st.sampled_from([-1, 0, 0.5, 3, 7.9, 8, 99]))
def test_curve_is_read_as_a_step_function(pairs, week):
    table = kaplan_meier(*zip(*pairs, strict=True))
    assert survival_at(table, week) == pytest.approx(float(naive_survival(pairs, week)), abs=1e-12)
    counts = count_at_risk(kaplan_meier(*zip(*pairs, strict=True)), [week]).iloc[0]
    assert counts["at_risk"] == sum(time >= week for time, _ in pairs)
    assert counts["events"] + counts["censored"] == sum(time <= week for time, _ in pairs)


@given(pairs=times_and_events, rule=st.sampled_from(["first", "midpoint"]))
def test_median_under_either_rule_is_that_of_exact_fractions(pairs, rule):
    assert median_survival(kaplan_meier(*zip(*pairs, strict=True)), rule).weeks == naive_median(pairs, rule)


@given(weeks=st.lists(st.integers(0, 8), min_size=1, max_size=12), rule=st.sampled_from(["first", "midpoint"]))
def test_curve_without_events_stays_at_one(weeks, rule):
    table = kaplan_meier(weeks, [False] * len(weeks))
    assert set(table["survival"]) == {1} and set(table["std_error"]) == {0}
    assert median_survival(table, rule).weeks == math.inf


@given(pairs=times_and_events, horizon=st.integers(1, 12))
def test_restricted_mean_is_the_area_under_the_exact_curve(pairs, horizon):
    area = sum((naive_survival(pairs, week) for week in range(horizon)), Fraction(0))  # times are whole weeks
    mean, _ = restricted_mean(kaplan_meier(*zip(*pairs, strict=True)), horizon)
    assert mean == pytest.approx(float(area))


# ---- the relapse envelope


@st.composite
def admissible_relapses(draw):
    """Printed intervals for count, range and median, and times that fit them, worked out from the times."""
    count = draw(st.integers(1, 10))
    times = sorted(draw(st.lists(st.fractions(1, 9, max_denominator=8), min_size=count, max_size=count)))
    median = (times[(count - 1) // 2] + times[count // 2]) / 2
    margins = st.fractions(0, 1, max_denominator=8)
    return times, [(value - draw(margins), value + draw(margins)) for value in (times[0], times[-1], median)]


@given(
    relapses=admissible_relapses(),
    others=st.integers(0, 5),
    undated=st.integers(0, 3),
    followed=st.booleans(),
    data=st.data(),
)
def test_every_admissible_curve_lies_within_the_envelope(relapses, others, undated, followed, data):
    times, (shortest, longest, median) = relapses
    bounds = order_statistic_bounds(len(times), shortest, longest, median)
    assert all(low <= time <= high for time, (low, high) in zip(times, bounds, strict=True))
    envelope = relapse_envelope(bounds, len(times) + undated + others, followed, undated)
    anywhere = st.fractions(0, 20, max_denominator=4)
    late = data.draw(st.lists(anywhere, min_size=undated, max_size=undated))
    left = [100] * others if followed else data.draw(st.lists(anywhere, min_size=others, max_size=others))
    pairs = [*((time, True) for time in (*times, *late)), *((time, False) for time in left)]
    # A relapse at the week of a step of the envelope would meet it in floating point only by luck.
    for week in {time + Fraction(1, 1000) for time, seen in pairs if seen}:
        row = envelope[envelope["weeks"].astype(float) <= float(week)].iloc[-1]
        assert row["lowest"] - 1e-9 <= naive_survival(pairs, week) <= row["highest"] + 1e-9


@st.composite
def whole_intervals(draw):
    """Intervals with whole ends for the smallest, the largest and the median of two to four times."""
    low, high = draw(st.integers(0, 2)), draw(st.integers(4, 5))
    middle = draw(st.integers(low, high))
    return (low, low + draw(st.integers(0, 1))), (high - draw(st.integers(0, 1)), high), (middle, middle + 1)


@settings(max_examples=30)
@given(count=st.integers(2, 4), printed=whole_intervals(), others=st.integers(0, 1), followed=st.booleans())
def test_envelope_is_attained_at_every_week_by_some_admissible_times(count, printed, others, followed):
    shortest, longest, median = printed
    data_sets = [
        times
        for times in itertools.combinations_with_replacement(range(7), count)
        if shortest[0] <= times[0] <= shortest[1]
        and longest[0] <= times[-1] <= longest[1]
        and 2 * median[0] <= times[(count - 1) // 2] + times[count // 2] <= 2 * median[1]
    ]
    bounds = order_statistic_bounds(count, *printed)
    assert bool(data_sets) == all(low <= high for low, high in bounds)
    assume(data_sets)
    envelope = relapse_envelope(bounds, count + others, followed)
    leaving = [[20] * others] if followed else itertools.combinations_with_replacement([-1, 2.5, 20], others)
    curves = [
        [(time, True) for time in times] + [(time, False) for time in left] for left in leaving for times in data_sets
    ]
    for week in (Fraction(half, 2) for half in range(14)):
        reached = [naive_survival(pairs, week) for pairs in curves]
        row = envelope[envelope["weeks"] <= week].iloc[-1]
        assert row["lowest"] == pytest.approx(float(min(reached))), week
        assert row["highest"] == pytest.approx(float(max(reached))), week


# ---- printed numbers: what a wider statement can and cannot change


def span(printed: str) -> tuple[Fraction, Fraction]:
    """All values that print as the string, rounded or truncated: from half a unit below to a whole unit above."""
    unit = Fraction(1, 10 ** len(printed.partition(".")[2]))
    return Fraction(printed) - unit / 2, Fraction(printed) + unit


def is_wider(wide: str, narrow: str) -> bool:
    return span(wide)[0] <= span(narrow)[0] and span(narrow)[1] <= span(wide)[1]


@st.composite
def wider_and_narrower(draw, most: int = 40):
    """Two printings of about the same number, the first with fewer decimals and with all the values of the second."""
    decimals = draw(st.integers(1, 3))
    narrow = Decimal(draw(st.integers(0, most * 10**decimals))).scaleb(-decimals)
    fewer = draw(st.integers(0, decimals - 1))
    rounding = draw(st.sampled_from([ROUND_DOWN, ROUND_HALF_UP]))
    wide = narrow.quantize(Decimal(1).scaleb(-fewer), rounding)
    assume(is_wider(f"{wide:f}", f"{narrow:f}"))
    return f"{wide:f}", f"{narrow:f}"


@given(pair=wider_and_narrower(), offset=st.fractions(-2, 2, max_denominator=60))
def test_a_value_that_fits_the_narrower_printing_fits_the_wider_one(pair, offset):
    wide, narrow = pair
    value = Fraction(narrow) + offset * Fraction(1, 10 ** len(narrow.partition(".")[2]))
    if find_reading(value, narrow):
        assert find_reading(value, wide)


@given(pair=wider_and_narrower(), n=st.integers(1, 60))
def test_grim_refuses_the_wider_printing_only_with_the_narrower_one(pair, n):
    wide, narrow = pair
    assert grim_scalar(wide, n).consistent or not grim_scalar(narrow, n).consistent
    assert percent_counts(wide, n).consistent or not percent_counts(narrow, n).consistent


@settings(max_examples=60)
@given(means=wider_and_narrower(6), sds=wider_and_narrower(3), n=st.integers(2, 6))
def test_grimmer_refuses_the_wider_printing_only_with_the_narrower_one(means, sds, n):
    wide, narrow = zip(means, sds, strict=True)
    assert grimmer_scalar(*wide, n, 0, 6).consistent or not grimmer_scalar(*narrow, n, 0, 6).consistent


def make_claim(reported: str, kind: str, check: str, **arguments) -> Claim:
    record = {
        "claim_id": "C900",
        "section": "results",
        "paragraph": "1",
        "statement": "A claim.",
        "reported": reported,
        "unit": "%",
        "kind": kind,
        "fact": "a_fact",
        "plausible_n": "all-treated;evaluable",
        "patient": "",
        "check": check,
        "check_args": "; ".join(f"{name}={value}" for name, value in arguments.items()),
        "alternatives": "",
    }
    return build_claim(record)


STATEMENTS = st.sampled_from(
    [
        ("mean", "statistic", {"column": "CLASI_ACTIVITY", "stat": "mean"}),
        ("mean", "statistic", {"column": "CLASI_DAMAGE", "stat": "mean", "filter": "EVALFL = Y"}),
        ("sd", "statistic", {"column": "CLASI_DAMAGE", "stat": "sd"}),
        ("median", "statistic", {"column": "WEEKS_TO_CR", "stat": "median", "filter": "BEST_RESPONSE = CR"}),
        ("percentage", "percentage", {"of": "BEST_RESPONSE = CR", "in": "EVALFL = Y"}),
        ("percentage", "percentage", {"of": "DIAGNOSIS = DLE", "in": "all"}),
    ]
)
HELD, SEVERITY = ("reproduced", "consistent"), {"reproduced": 0, "consistent": 0, "discrepant": 1, "impossible": 2}


@settings(max_examples=60)
@given(statement=STATEMENTS, which=st.booleans(), data=st.data())
def test_no_verdict_gets_worse_when_the_paper_reports_less_precisely(statement, which, data, trial, second_trial):
    kind, check, arguments = statement
    chosen = second_trial if which else trial
    first = run_check(make_claim("1", kind, check, **arguments), Evidence(chosen, []))
    share = first.recomputed.split(" = ")[-1].split(" ")[0].rstrip("%")
    # Near the recomputed value both verdicts occur; elsewhere every printing would be refused.
    decimals, steps = data.draw(st.integers(1, 3)), data.draw(st.integers(-12, 12))
    narrow = max(Decimal(share) + Decimal(steps).scaleb(-decimals), Decimal(0)).quantize(Decimal(1).scaleb(-decimals))
    wide = narrow.quantize(Decimal(1).scaleb(-data.draw(st.integers(0, decimals - 1))), ROUND_DOWN)
    verdicts = [
        run_check(make_claim(f"{printed:f}", kind, check, **arguments), Evidence(chosen, [])).verdict
        for printed in (wide, narrow)
    ]
    assert is_wider(f"{wide:f}", f"{narrow:f}")
    assert SEVERITY[verdicts[0]] <= SEVERITY[verdicts[1]], (f"{wide:f}", f"{narrow:f}")


@given(pair=wider_and_narrower(), steps=st.integers(-20, 20), decimals=st.integers(0, 3))
def test_two_statements_that_agree_still_agree_when_one_is_less_precise(pair, steps, decimals):
    wide, narrow = pair
    rounded, truncated = (
        all(
            outer <= inner if end == 0 else inner <= outer
            for end, (outer, inner) in enumerate(
                zip(reported_interval(wide, how), reported_interval(narrow, how), strict=True)
            )
        )
        for how in READINGS
    )
    assume(rounded and truncated)
    other = max(Decimal(narrow) + Decimal(steps).scaleb(-decimals), Decimal(0)).quantize(Decimal(1).scaleb(-decimals))
    claims = {printed: make_claim(printed, "mean", "none") for printed in (wide, narrow, f"{other:f}")}
    if not claims[narrow].disagrees(claims[f"{other:f}"]):
        assert not claims[wide].disagrees(claims[f"{other:f}"])


# ---- GRIM and GRIMMER against all data sets


def print_ways(value: Decimal, decimals: int) -> set[str]:
    """A number as it may be printed: rounded with halves either way, or truncated."""
    ways = (ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_DOWN)
    return {f"{value.quantize(Decimal(1).scaleb(-decimals), rounding):f}" for rounding in ways}


@given(n=st.integers(1, 40), decimals=st.integers(0, 3), digits=st.integers(0, 9999))
def test_grim_finds_exactly_the_means_that_some_total_prints(n, decimals, digits):
    printed = f"{Decimal(digits).scaleb(-decimals):f}"
    highest = n * (digits + 1) // 10**decimals + 1
    near = range(max(0, n * (digits - 1) // 10**decimals - 1), highest + 1)
    totals = [total for total in near if printed in print_ways(Decimal(total) / Decimal(n), decimals)]
    grim = grim_scalar(printed, n)
    assert grim.consistent == bool(totals)
    assert {total for total in grim.totals if total >= 0} <= set(totals)  # -0.5 prints as 0 too


@settings(max_examples=25)
@given(n=st.integers(2, 5), highest=st.integers(1, 5), decimals=st.integers(1, 2), data=st.data())
def test_grimmer_finds_exactly_the_pairs_that_some_data_set_prints(n, highest, decimals, data):
    possible = set()
    for values in itertools.combinations_with_replacement(range(highest + 1), n):
        variance = Decimal(n * sum(value**2 for value in values) - sum(values) ** 2) / Decimal(n * (n - 1))
        sides = Decimal(sum(values)) / Decimal(n), variance.sqrt()
        possible |= set(itertools.product(*(print_ways(side, decimals) for side in sides)))
    for mean, sd in data.draw(st.lists(st.sampled_from(sorted(possible)), min_size=1, max_size=4)):
        beside = f"{Decimal(sd) + Decimal(data.draw(st.integers(0, 5))).scaleb(-decimals):f}"
        assert grimmer_scalar(mean, beside, n, 0, highest).consistent == ((mean, beside) in possible)


# ---- intervals

LEVELS = st.sampled_from([0.5, 0.8, 0.95, 0.999])


@given(total=st.integers(1, 80), method=st.sampled_from(list(PROPORTION_METHODS)), level=LEVELS)
def test_limits_rise_with_the_count_mirror_each_other_and_hold_the_estimate(total, method, level):
    found = [estimate_proportion(count, total, level, method) for count in range(total + 1)]
    for below, above in itertools.pairwise(found):
        assert below.lower < above.lower or below.count == 0 <= above.lower
        assert below.upper < above.upper or above.count == total
    for one, mirrored in zip(found, reversed(found), strict=True):
        assert one.lower == pytest.approx(1 - mirrored.upper, abs=1e-9)
        assert 0 <= one.lower <= one.estimate <= one.upper <= 1
        if one.count == 0:
            assert one.lower == 0 and one.upper > 0


@given(count=st.integers(0, 30), more=st.integers(0, 30), method=st.sampled_from(list(PROPORTION_METHODS)))
def test_a_higher_level_never_gives_a_shorter_interval(count, more, method):
    assume(count + more)
    found = [estimate_proportion(count, count + more, level, method) for level in (0.5, 0.8, 0.95, 0.999)]
    for shorter, longer in itertools.pairwise(found):
        assert longer.lower <= shorter.lower and shorter.upper <= longer.upper


@given(total=st.integers(1, 40), share=st.fractions(0, 1, max_denominator=200), level=LEVELS)
def test_exact_interval_covers_every_share_at_least_as_often_as_its_level_says(total, share, level):
    covered = Fraction(0)
    for count in range(total + 1):
        limits = estimate_proportion(count, total, level, "clopper-pearson")
        if limits.lower <= share <= limits.upper:
            covered += math.comb(total, count) * share**count * (1 - share) ** (total - count)
    assert covered >= level - 1e-9


# ---- numbers as text

plain_numbers = st.floats(-1e6, 1e6, allow_nan=False)


@given(value=plain_numbers, digits=st.integers(0, 4))
def test_a_formatted_number_reads_back_to_within_half_its_last_digit(value, digits):
    said = text.format_number(value, digits).replace("−", "-")
    assert abs(float(said) - value) <= 0.5 * 10**-digits + 1e-9
    assert len(said.partition(".")[2]) == digits and said not in ("-0", "-0.0")
    assert find_reading(value, said) == ROUNDED


@given(value=st.floats(0, 1000))
def test_formatted_weeks_values_and_shares_read_back(value):
    assert abs(float(text.format_weeks(value)) - value) <= 0.05 + 1e-9
    assert abs(float(format_value(value)) - value) <= (0.5 if value >= 1000 else 0.0005) + 1e-9
    assert abs(float(text.format_percent(value / 1000, 1).rstrip("%")) - value / 10) <= 0.05 + 1e-9


@given(value=st.floats(0.0001, 1))
def test_a_formatted_p_value_reads_back_to_two_digits(value):
    assert abs(float(text.format_p(value)) - value) <= max(0.05 * value, 0.00005)


@given(items=st.lists(st.from_regex(r"[a-z]{1,6}", fullmatch=True).filter(lambda word: word not in ("and", "none"))))
def test_a_list_in_words_comes_apart_again(items):
    said = text.join_words(items)
    assert (said.replace(" and ", ", ").split(", ") if items else []) == items
    assert items or said == "none"
