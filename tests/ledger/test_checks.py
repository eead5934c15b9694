"""Each general check on claims made up for the purpose; expected values are worked out by hand from tables 1 to 3."""

import math

import pytest

from reanalysis.ledger.checks import list_checks, run_check
from reanalysis.ledger.checks.criteria import share_grade
from reanalysis.ledger.checks.p_values import pair_sizes
from reanalysis.ledger.checks.rules import is_on_visit
from reanalysis.ledger.checks.series import list_shares
from reanalysis.ledger.checks.tables import is_blank
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.evidence import Evidence
from reanalysis.ledger.findings import explain_impossible
from reanalysis.ledger.reading import build_claim
from reanalysis.ledger.syntax import SyntaxProblem

VISITS = "early=visit_early; until=visit_until; late=visit_late"


def make_claim(check: str = "none", args: str = "", reported: str = "yes", **values) -> Claim:
    rest = {
        "claim_id": "C900",
        "section": "results-efficacy",
        "paragraph": "1",
        "statement": "A claim.",
        "unit": "",
        "kind": "mean",
        "fact": "a_fact",
        "plausible_n": "",
        "patient": "",
        "alternatives": "",
    }
    return build_claim({"check": check, "check_args": args, "reported": reported} | rest | values)


def tell(fact: str, reported: str, number: int = 1, **values) -> Claim:
    return make_claim(reported=reported, fact=fact, claim_id=f"C9{number:02d}", **values)


def judge(trial, claim: Claim, *others: Claim):
    return run_check(claim, Evidence(trial, [claim, *others]))


def verdict(trial, check: str, args: str, reported: str, *others: Claim, **values) -> str:
    return judge(trial, make_claim(check, args, reported, **values), *others).verdict


# Counts, percentages, statistics, cells


@pytest.mark.parametrize(
    ("args", "reported", "expected"),
    [
        ("", "15", "reproduced"),
        ("filter=BEST_RESPONSE = CR", "12", "reproduced"),
        ("filter=BEST_RESPONSE = CR", "12.0", "reproduced"),
        ("filter=BEST_RESPONSE = CR", "11", "discrepant"),
        ("filter=BEST_RESPONSE = CR & DIAGNOSIS in SCLE|LEP", "4", "reproduced"),
        ("filter=EVENTS > 0", "2", "reproduced"),
        ("filter=WORST_GRADE = 2", "2", "reproduced"),
        ("frame=adae", "6", "reproduced"),
        ("frame=adae; filter=AETOXGR = blank", "1", "reproduced"),
        ("frame=adae; filter=AEDECOD mentions thromb; evidence=partial", "0", "consistent"),
        ("frame=adae; filter=AEDECOD mentions insom; evidence=partial", "0", "discrepant"),
    ],
)
def test_count(trial, args, reported, expected):
    assert verdict(trial, "count", args, reported, kind="count") == expected


def test_count_names_the_counted_and_what_the_other_population_has(trial):
    finding = judge(trial, make_claim("count", "filter=REASONS contains LACK_OF_EFFICACY", "5", kind="count"))
    assert finding.patients == (1, 2, 3, 13) and "patients 1, 2, 3 and 13" in finding.reason
    assert [(each.label, each.text, each.matches) for each in finding.alternatives] == [
        ("the evaluable only", "3", False)
    ]


@pytest.mark.parametrize(
    ("reported", "sizes", "expected", "how"),
    [
        ("86", "all-treated;evaluable", "reproduced", "rounded"),  # 12/14 = 85.71
        ("85", "all-treated;evaluable", "reproduced", "truncated"),
        ("85.7", "all-treated;evaluable", "reproduced", "rounded"),
        ("80", "all-treated;evaluable", "discrepant", ""),  # 12/15: an alternative explains, it does not upgrade
        ("84", "all-treated;evaluable", "discrepant", ""),  # 11 of the 13 evaluable after thalidomide, truncated
        ("82", "all-treated;evaluable", "impossible", ""),  # no k of 12, 13, 14 or 15 lies within 81.5 to 83
    ],
)
def test_percentage(trial, reported, sizes, expected, how):
    args = "of=BEST_RESPONSE = CR; in=EVALFL = Y"
    finding = judge(trial, make_claim("percentage", args, reported, kind="percentage", unit="%", plausible_n=sizes))
    assert (finding.verdict, finding.how, finding.recomputed) == (expected, how, "12/14 = 85.7%")
    everyone = next(each for each in finding.alternatives if each.label == "of everyone treated")
    assert everyone.text == "12/15 = 80.0%" and everyone.matches == (reported == "80")


def test_percentage_of_nobody_is_said(trial):
    args = "of=RELAPSE = Y; in=DIAGNOSIS = XYZ"
    finding = judge(trial, make_claim("percentage", args, "50", kind="percentage", unit="%"))
    assert finding.verdict == "discrepant" and "nobody belongs to the group" in finding.reason


@pytest.mark.parametrize(
    ("args", "reported", "expected", "how"),
    [
        ("column=WEEKS_TO_CR; stat=median; filter=DIAGNOSIS in DLE|SCLE", "4", "reproduced", "exact"),
        ("column=WEEKS_TO_CR; stat=median; filter=DIAGNOSIS = LEP", "20", "reproduced", "exact"),
        ("column=WEEKS_TO_CR; stat=max", "36", "reproduced", "exact"),
        ("column=WEEKS_TO_CR; stat=min", "2.0", "reproduced", "exact"),
        ("column=FOLLOWUP_MONTHS; stat=mean", "15.4", "reproduced", "rounded"),  # 215/14 = 15.357
        ("column=FOLLOWUP_MONTHS; stat=mean", "15.35", "reproduced", "truncated"),
        ("column=FOLLOWUP_MONTHS; stat=mean", "15.3", "reproduced", "truncated"),
        ("column=FOLLOWUP_MONTHS; stat=mean", "15.5", "discrepant", ""),
        # 161/14 = 11.5 rounds to 12, whether halves go up or to the even digit.
        ("column=CLASI_ACTIVITY; stat=mean; filter=EVALFL = Y", "11", "reproduced", "truncated"),
        ("column=CLASI_ACTIVITY; stat=mean; filter=EVALFL = Y", "12", "reproduced", "rounded"),
        ("column=CLASI_DAMAGE; stat=sd", "2.96", "reproduced", "truncated"),  # the variance is 370/42
        ("column=CLASI_DAMAGE; stat=sd", "2.97", "reproduced", "rounded"),
        ("column=AETOXGR; stat=max; frame=adae", "2", "reproduced", "exact"),
        ("column=WEEKS_TO_CR; stat=mean; filter=DIAGNOSIS = XYZ", "4", "discrepant", ""),
    ],
)
def test_statistic(trial, args, reported, expected, how):
    finding = judge(trial, make_claim("statistic", args, reported))
    assert (finding.verdict, finding.how) == (expected, how)


def test_mean_that_no_plausible_group_can_have_is_impossible_before_it_is_discrepant(trial):
    args = "column=CLASI_DAMAGE; stat=mean"
    assert verdict(trial, "statistic", args, "2.39", plausible_n="all-treated") == "impossible"
    assert verdict(trial, "statistic", args, "2.40", plausible_n="all-treated") == "discrepant"  # 36/15
    assert verdict(trial, "statistic", args, "2.39") == "discrepant"  # without a group nothing is impossible


def test_median_is_explained_by_a_mean_and_by_each_kaplan_meier_rule(trial):
    args = "column=WEEKS_TO_CR; stat=median; filter=DIAGNOSIS in DLE|SCLE"
    tried = {each.label: each for each in judge(trial, make_claim("statistic", args, "6")).alternatives}
    assert tried["mean of the same values"].text == "6.125" and tried["mean of the same values"].matches
    # Ten evaluable: S falls to 0.8 at week 2, to 0.5 at week 4 and to 0.4 at week 10.
    assert tried["Kaplan–Meier median, evaluable, midpoint of the flat stretch"].text == "7"
    assert tried["Kaplan–Meier median, evaluable, first time below one half"].text == "10"
    assert not any(
        each.matches for label, each in tried.items() if label.startswith("Kaplan–Meier median,")
    )  # 6 is told
    # Of all 14, seven had cleared by week 4 and the eighth at week 7: 5.5, which prints as 6.
    of_all = tried["Kaplan–Meier median of all subtypes, evaluable"]
    assert (of_all.text, of_all.matches) == ("5.5", True)
    assert "Kaplan–Meier median, evaluable, first time at or below one half" not in tried  # it is the median judged


def test_an_sd_is_explained_by_the_other_denominator(trial):
    args = "column=WEEKS_TO_CR; stat=sd; filter=DIAGNOSIS = LEP"  # weeks 4 and 36
    tried = {each.label: each for each in judge(trial, make_claim("statistic", args, "16", kind="sd")).alternatives}
    assert tried["SD with n in its denominator"].text == "16" and tried["SD with n in its denominator"].matches


def test_an_impossible_mean_shows_the_nearest_total_of_each_size(trial):
    args = "column=CLASI_DAMAGE; stat=mean"
    finding = judge(trial, make_claim("statistic", args, "2.39", plausible_n="all-treated;evaluable"))
    nearest = [each.text for each in finding.alternatives if each.text.startswith("nearest")]
    assert nearest == [
        "nearest 29/12 = 2.417",
        "nearest 31/13 = 2.385",
        "nearest 33/14 = 2.357",
        "nearest 36/15 = 2.400",
    ]


def test_regimen_in_words_stands_for_the_lowest_weekly_dose_that_it_names(trial):
    words = "5 mg alternate days or three times weekly"  # 17.5 and 15 mg a week; the table goes down to 10
    args, unit = "column=RELAPSE_DOSE_MG_WEEK; stat=min", "regimen"
    finding = judge(trial, make_claim("statistic", args, words, unit=unit))
    assert finding.verdict == "discrepant" and finding.patients == (1, 11) and "15 mg a week" in finding.reason
    assert verdict(trial, "statistic", args, "5 mg twice weekly", unit=unit) == "reproduced"


@pytest.mark.parametrize(
    ("args", "reported", "patient", "expected"),
    [
        ("column=DIAGNOSIS", "dle", "12", "reproduced"),
        ("column=DIAGNOSIS", "SCLE", "12", "discrepant"),
        ("column=SITES", "face, v-neck", "6", "reproduced"),
        ("column=SITES", "face, arms", "6", "discrepant"),
        ("column=MAX_DOSE_MG", "10", "9", "reproduced"),
        ("column=MAX_DOSE_MG; patient=1", "10", "9", "discrepant"),
        ("column=EVENTS", "3", "3", "discrepant"),
        ("column=WEEKS_TO_CR", "4", "13", "untestable"),
        ("frame=adae; column=AETOXGR; filter=AEDECOD = Neutropenia", "2", "15", "untestable"),
        ("frame=adae; column=AETOXGR; filter=AEDECOD = Insomnia", "2", "15", "reproduced"),
        ("frame=adae; column=AETOXGR; filter=AEDECOD = Anaemia", "2", "15", "untestable"),
    ],
)
def test_cell(trial, args, reported, patient, expected):
    assert verdict(trial, "cell", args, reported, patient=patient) == expected


# Rules on rows


def test_rule_names_who_breaks_it_and_how(trial):
    finding = judge(trial, make_claim("all_rows", "rule=PRIOR_TREATMENTS contains HCQ"))
    assert finding.verdict == "discrepant" and finding.patients == (6,) and finding.recomputed == "14 of 15 patients"
    assert finding.reason == (
        "Table 1: earlier treatments include HCQ in 14 of the 15 patients; not in patient 6 (earlier treatments: TCS, OCS, "
        "MMF)."
    )


@pytest.mark.parametrize(
    ("args", "reported", "expected"),
    [
        ("rule=SEX = F", "yes", "reproduced"),
        ("rule=MAX_DOSE_MG >= reported; evidence=partial", "5", "consistent"),
        ("rule=MAX_DOSE_MG >= reported; evidence=partial", "6", "discrepant"),
        ("scope=RELAPSE = N; rule=DIAGNOSIS = reported", "SCLE", "reproduced"),
        ("scope=RELAPSE = N; rule=DIAGNOSIS = reported", "DLE", "discrepant"),
        ("scope=BEST_RESPONSE = NR; rule=SEX = F", "yes", "untestable"),  # nobody in whom it could be seen
        ("rule=SEX = F; word=yes", "no", "untestable"),  # the rule tests another word
    ],
)
def test_rule_on_rows(trial, args, reported, expected):
    assert verdict(trial, "all_rows", args, reported) == expected


@pytest.mark.parametrize(
    ("week", "on_visit"),
    [
        (0, True),
        (4, True),
        (8, True),
        (9, True),
        (12, True),
        (13, True),
        (24, True),
        (26, True),
        (36, True),
        (39, True),
        (2, False),
        (3, False),
        (7, False),
        (10, False),
        (11, False),
        (14, False),
        (32, False),
        (45, False),
    ],
)
def test_visits_are_monthly_for_half_a_year_and_then_quarterly_in_short_or_calendar_months(week, on_visit):
    # Months of four weeks: 4, 8, 12, ..., 24, 36, 48; calendar months: 4.3, 8.7, 13.0, 17.4, 21.7, 26.1, 39.1, 52.2.
    assert is_on_visit(week, early=1, until=6, late=3) is on_visit


def test_schedule(trial):
    visits = (tell("visit_early", "1", 1), tell("visit_until", "6", 2), tell("visit_late", "3", 3))
    finding = judge(trial, make_claim("schedule", f"column=WEEKS_TO_CR; {VISITS}; part=early"), *visits)
    assert finding.verdict == "discrepant" and set(finding.patients) == {1, 4, 7, 8, 10, 15}
    assert finding.recomputed == "5 of 11 times on a visit"
    late = judge(trial, make_claim("schedule", f"column=WEEKS_TO_CR; {VISITS}; part=late"), *visits)
    assert (late.verdict, late.patients) == ("consistent", (5,)) and "could have failed" in late.power
    told = judge(trial, make_claim("schedule", f"weeks=reported; {VISITS}; part=early", "2"), *visits)
    assert told.verdict == "contradicted" and told.conflicts == ("C901", "C902")
    assert verdict(trial, "schedule", f"weeks=reported; {VISITS}; part=early", "12", *visits) == "consistent"
    assert verdict(trial, "schedule", f"weeks=reported; {VISITS}; part=late", "12", *visits) == "untestable"
    assert verdict(trial, "schedule", f"weeks=reported; {VISITS}; part=early", "12") == "untestable"


@pytest.mark.parametrize(
    ("dose", "months", "expected"),
    [
        (
            "5",
            "3",
            "contradicted",
        ),  # response at week 4, first decrease then, the next at week 8 or 8.3; month 3 is week 12 or 13
        ("5", "2", "consistent"),  # week 8 with months of four weeks
        ("2.5", "3", "consistent"),
        ("5", "1", "consistent"),
    ],
)
def test_dose_given_after_response(trial, dose, months, expected):
    told = (
        tell("dose", dose, 1, patient="12"),
        tell("months", months, 2, patient="12"),
        tell("start", "5", 3),
        tell("decision", "4", 4),
        tell("interval", "1", 5),
    )
    args = "doses=dose; months=months; start=start; decision=decision; interval=interval"
    finding = judge(trial, make_claim("dose_after_response", args), *told)
    assert finding.verdict == expected and finding.patients == (12,)
    partial_responder = (tell("dose", dose, 1, patient="9"), tell("months", months, 2, patient="9"), *told[2:])
    assert judge(trial, make_claim("dose_after_response", args), *partial_responder).verdict == "untestable"


def test_dose_that_only_calendar_months_make_late_does_not_fail(trial):
    told = (
        tell(
            "dose", "5", 1, patient="15"
        ),  # response at week 2: the first decision at 4, the next decrease at 8 or 8.3
        tell("months", "2", 2, patient="15"),  # week 8 or 8.7
        tell("start", "5", 3),
        tell("decision", "4", 4),
        tell("interval", "1", 5),
    )
    args = "doses=dose; months=months; start=start; decision=decision; interval=interval"
    finding = judge(trial, make_claim("dose_after_response", args), *told)
    assert finding.verdict == "consistent" and finding.reason.endswith(
        "if a month has four weeks, and not with calendar months."
    )


# Printed numbers with each other


@pytest.mark.parametrize(
    ("args", "reported", "expected"),
    [
        (
            "left=median WEEKS_TO_CR where DIAGNOSIS in DLE|SCLE; right=median WEEKS_TO_CR where DIAGNOSIS = LEP",
            "shorter",
            "reproduced",
        ),
        (
            "left=median WEEKS_TO_CR where DIAGNOSIS in DLE|SCLE; right=median WEEKS_TO_CR where DIAGNOSIS = LEP",
            "longer",
            "discrepant",
        ),
        ("left=percent DIAGNOSIS = DLE of all; right=50", "majority", "reproduced"),
        (
            "left=percent RELAPSE = Y of BEST_RESPONSE = CR & DIAGNOSIS = SCLE; right=50; evidence=partial",
            "frequent",
            "discrepant",
        ),
        ("left=reported; op=<=; right=max FOLLOWUP_MONTHS", "30", "consistent"),
        ("left=reported; op=<=; right=max FOLLOWUP_MONTHS", "31", "discrepant"),
        ("left=reported; op=<=; right=count where RELAPSE = Y", "10", "discrepant"),
        ("left=reported; op=>; right=other", "18", "contradicted"),
        ("left=reported; op=>; right=other", "19", "consistent"),
        ("left=reported; op==; right=other + other - 8", "28", "consistent"),
        ("left=other * 2 / 4; op==; right=reported", "9", "consistent"),
        ("left=reported; op=>; right=not_told", "19", "untestable"),
        ("left=reported; op=>; right=other; when=other > 20", "1", "untestable"),
        ("left=reported; op=>; right=other; when=other > 10", "1", "contradicted"),
    ],
)
def test_compare(trial, args, reported, expected):
    assert verdict(trial, "compare", args, reported, tell("other", "18")) == expected


def test_comparison_names_both_sides_and_adds_its_note_to_a_pass_only(trial):
    words = "what=the week told; beside=half; note=tested at {reported}"
    passed = judge(trial, make_claim("compare", f"left=reported; op=>; right=3; {words}", "4"))
    assert passed.reason == "The week told, 4, is more than half, tested at 4."
    failed = judge(trial, make_claim("compare", f"left=reported; op=>; right=other; {words}", "4"), tell("other", "5"))
    assert failed.reason == "The week told, 4, is not more than half, 5 (C901)."
    given = "when=other > 2; given=week {left} comes after {right}, yet"
    args = f"left=reported; op=>; right=5; what=the value; {given}"
    reason = judge(trial, make_claim("compare", args, "4"), tell("other", "5")).reason
    assert reason == "Week 5 (C901) comes after 2, yet the value, 4, is not more than 5."


def test_wide_words_are_not_gainsaid_by_narrower_ones():
    wide, narrow, other = (tell("clock", text) for text in ("Taper or  withdrawal", "withdrawal", "relapse"))
    assert not wide.disagrees(narrow) and narrow.disagrees(wide) and wide.disagrees(other)


def test_means_that_one_habit_of_rounding_reconciles_do_not_disagree():
    told, precise = tell("mean", "2.3"), tell("mean", "2.27")
    assert not told.disagrees(precise)  # 2.27 rounds to 2.3, though it is truncated to 2.2
    assert told.disagrees(tell("mean", "2.42"))


def test_words_for_overlapping_grades_do_not_oppose_each_other():
    def name(word, args="limits=severity; grade=reported; value=max AETOXGR"):
        return make_claim("range_check", args, word)

    assert share_grade(name("severe"), name("disabling")) and not share_grade(name("severe"), name("minor"))
    assert not share_grade(name("severe"), name("awful")) and not share_grade(name("severe"), tell("a", "severe"))


def test_comparison_with_a_fact_told_in_two_ways_must_hold_for_both(trial):
    told = (tell("other", "6", 1), tell("other", "7", 2))
    finding = judge(trial, make_claim("compare", "left=reported; op=<=; right=other", "7"), *told)
    assert finding.verdict == "contradicted" and finding.conflicts == ("C901",)
    assert verdict(trial, "compare", "left=reported; op=<=; right=other", "6", *told) == "consistent"


def test_percent_of_printed_numbers(trial):
    args = "percent=reported; k=part; n=whole"
    told = (tell("part", "3", 1), tell("whole", "14", 2))
    sizes = {"kind": "percentage", "unit": "%", "plausible_n": "all-treated;evaluable;relapsers"}
    finding = judge(trial, make_claim("percent_of", args, "21", **sizes), *told)
    assert (finding.verdict, finding.how, finding.recomputed) == ("consistent", "rounded", "3/14 = 21.4%")
    assert (
        "79% of the whole percentages are no count of 14, and only 21 stands for 3" in finding.power
    )  # 15 counts of 14, each printed in one or two ways: 21 of 101
    assert verdict(trial, "percent_of", args, "22", *told, **sizes) == "contradicted"  # 2 of 9 is 22.2%
    assert verdict(trial, "percent_of", args, "23", *told, **sizes) == "contradicted"  # 3 of 13 is 23.1%
    assert verdict(trial, "percent_of", args, "24", *told, **sizes) == "impossible"
    both = judge(trial, make_claim("percent_of", args, "21", **sizes), *told, tell("whole", "9", 3))
    assert both.verdict == "contradicted" and "3 of 9 (C901 and C903) is 33.3%, not 21%" in both.reason
    count = judge(
        trial, make_claim("percent_of", "percent=share; k=reported; n=whole", "3"), tell("share", "21", 1), told[1]
    )
    assert count.verdict == "consistent"
    assert verdict(trial, "percent_of", args, "21", told[0], **sizes) == "untestable"


def test_sum_of_facts(trial):
    told = (tell("whole", "15", 1), tell("left", "1", 2))
    assert verdict(trial, "sum_of_facts", "of=whole - left", "14", *told, kind="count") == "consistent"
    finding = judge(trial, make_claim("sum_of_facts", "of=whole - left", "13", kind="count"), *told)
    assert finding.verdict == "contradicted" and finding.conflicts == ("C901", "C902")
    assert verdict(trial, "sum_of_facts", "of=whole - gone", "14", *told, kind="count") == "untestable"


@pytest.mark.parametrize(
    ("mean", "sizes", "expected", "how"),
    [
        ("4.13", "all-treated;evaluable", "consistent", "rounded"),  # 62/15
        ("4.13", "evaluable", "consistent", "rounded"),  # 57/14 = 4.07, 58/14 = 4.14, but the paper names the 15
        ("3.26", "all-treated", "consistent", "truncated"),  # 49/15 = 3.267
        ("3.08", "all-treated;evaluable;followed>=12", "consistent", "rounded"),  # 37/12, the complete responders
        ("3.08", "12", "consistent", "rounded"),  # 37/12
        # 33/14 = 2.36, 34/14 = 2.43, 31/13 = 2.38, 29/12 = 2.42, 36/15 = 2.40, and tenths of ten
        ("2.39", "all-treated;evaluable;followed>=12", "impossible", ""),
        ("3.09", "all-treated;evaluable", "impossible", ""),  # 34/11 = 3.09, but nothing of 12 to 15
        ("4", "all-treated", "untestable", ""),  # any whole mean passes
        ("4.13", "", "untestable", ""),
    ],
)
def test_grim(trial, mean, sizes, expected, how):
    finding = judge(trial, make_claim("grim", "", mean, plausible_n=sizes))
    assert (finding.verdict, finding.how) == (expected, how)
    assert bool(finding.power) == (expected == "consistent")


def test_grim_shows_which_other_number_of_patients_would_fit(trial):
    finding = judge(trial, make_claim("grim", "", "3.09", plausible_n="all-treated;evaluable;followed>=12"))
    assert [each.label for each in finding.alternatives if each.matches] == ["n = 11"]  # 34/11


def test_impossible_says_how_far_it_looked(trial):
    anywhere = judge(trial, make_claim("grim", "", "2.39", plausible_n="all-treated")).reason
    assert anywhere == "No whole total divided by any number of patients up to 15 prints as 2.39, rounded or truncated."
    named = judge(trial, make_claim("grim", "", "3.09", plausible_n="all-treated")).reason
    assert "15 (everyone treated)" in named and "12 (the complete responders)" in named


def test_mean_of_another_group_than_the_claim_speaks_of_is_discrepant_and_not_impossible(trial):
    # Ten were followed twelve months or longer; 30/10 and 31/10 are not 3.08, 37/12 and 40/13 are.
    args = "group=FOLLOWUP_MONTHS >= 12; who=were followed a year"
    finding = judge(trial, make_claim("grim", args, "3.08", plausible_n="all-treated;evaluable;followed>=12"))
    assert (finding.verdict, finding.recomputed) == ("discrepant", "37/12 or 40/13")
    assert finding.reason.startswith("Table 2: 10 patients were followed a year, and no whole total divided by 10")
    fitting = make_claim("grim", args, "3.10", plausible_n="all-treated;followed>=12")
    assert judge(trial, fitting).verdict == "consistent"  # 31/10


@pytest.mark.parametrize("reported", ["3.08", "4.13", "2.33", "86"])
def test_nothing_is_impossible_that_a_group_of_the_paper_gives(trial, reported):
    # The groups of Table 1 and 2: 15 treated, 14 evaluable, 12 complete responders, 13 evaluable after thalidomide.
    given = {"3.08": 37 / 12, "4.13": 62 / 15, "2.33": 28 / 12, "86": 100 * 12 / 14}[reported]
    places = len(reported.partition(".")[2])
    assert f"{given:.{places}f}" == reported
    kind = "percentage" if reported == "86" else "mean"
    claim = make_claim("none", "", reported, kind=kind, plausible_n="10")
    assert explain_impossible(claim, Evidence(trial, [claim])) == ""


def test_grim_says_who_had_left_before(trial):
    told = (tell("left", "1", 1, patient="3", unit="weeks"), tell("week", "2", 2))
    claim = make_claim("grim", "at=week; left_at=left", "4.13", plausible_n="all-treated;evaluable")
    reason = judge(trial, claim, *told).reason  # 33/8 = 4.125 is the only smaller total that prints as 4.13
    assert "So, unless only 8 were scored, it counts patient 3, who left after 1 week (C901)." in reason
    later = (tell("left", "3", 1, patient="3", unit="weeks"), told[1])
    assert "patient 3" not in judge(trial, claim, *later).reason


@pytest.mark.parametrize(
    ("mean", "sd", "sizes", "expected"),
    [
        ("4.13", "3.66", "all-treated", "consistent"),  # sum 62, squares 444: (444 - 3844/15)/14 = 13.41
        ("3.26", "2.22", "all-treated", "consistent"),
        ("2.39", "3.15", "all-treated", "untestable"),  # the mean beside it is impossible
        ("3.08", "3.15", "all-treated", "consistent"),  # twelve: sum 37, squares 223: (223 - 1369/12)/11 = 9.90
        ("3.10", "3.15", "10", "impossible"),  # squares 185 give 3.14 and 187 give 3.18; 186 has the wrong parity
    ],
)
def test_grimmer(trial, mean, sd, sizes, expected):
    claim = make_claim("grimmer", "mean=mean_told; lower=0; upper=70", sd, plausible_n=sizes, kind="sd")
    assert judge(trial, claim, tell("mean_told", mean)).verdict == expected


def test_an_sd_that_nothing_could_refuse_still_shows_the_other_sizes(trial):
    claim = make_claim("grimmer", "mean=mean_told; lower=0; upper=70", "3", plausible_n="all-treated", kind="sd")
    finding = judge(trial, claim, tell("mean_told", "3"))
    assert finding.verdict == "untestable" and "would have passed" in finding.reason
    # Scores 0 and 6, five times each, have mean 3 and SD 3.16.
    assert "n = 10" in [each.label for each in finding.alternatives]


def test_p_value_from_unpaired_paired_and_no_test(trial):
    def judge_p(p, mean1, sd1, mean2, sd2, sizes):
        told = [
            tell(fact, value, number)
            for number, (fact, value) in enumerate({"m1": mean1, "s1": sd1, "m2": mean2, "s2": sd2}.items(), start=1)
        ]
        args = "mean1=m1; sd1=s1; mean2=m2; sd2=s2"
        return judge(trial, make_claim("t_test", args, p, kind="p-value", plausible_n=sizes), *told)

    # Student's sleep data (1908) in tenths of an hour, as two groups: t = -1.8608, p = 0.079 unpaired and 0.0028 paired
    # (r = 0.795).
    assert judge_p("0.079", "7.5", "17.89", "23.3", "20.02", "10").verdict == "consistent"
    paired = judge_p("0.0028", "7.5", "17.89", "23.3", "20.02", "10")
    assert paired.verdict == "consistent" and paired.power.startswith("weak") and "0.79 to 0.80" in paired.reason
    assert judge_p("0.9", "7.5", "17.89", "23.3", "20.02", "10").verdict == "impossible"
    assert judge_p("0.9", "7.5", "17.89", "23.3", "20.02", "").verdict == "untestable"


def test_p_value_is_tried_at_the_sizes_that_its_later_mean_allows(trial):
    claim = make_claim("none", "", "0.398", plausible_n="all-treated;evaluable;followed>=12", kind="p-value")
    evidence = Evidence(trial, [claim])
    # 3.08 cannot be of 15, 14 or 10; it can be of 12 or 13. Before, everyone, the evaluable, or as many.
    assert pair_sizes(claim, evidence, "3.08") == [(15, 13), (15, 12), (14, 13), (14, 12), (13, 13), (12, 12)]
    assert pair_sizes(claim, evidence, "4.13") == [(15, 15)]  # 62/15
    assert pair_sizes(claim, evidence, "11")[-1] == (10, 10)  # a whole mean allows every size


@pytest.mark.parametrize(
    ("p", "extra", "expected"),
    [("0.398", "", "untestable"), ("0.398", "; repeats=yes", "repeated"), ("0.04", "; repeats=yes", "contradicted")],
)
def test_p_value_above_the_level_supports_nothing(trial, p, extra, expected):
    told = (tell("p_told", p, 1), tell("level", "0.05", 2))
    assert verdict(trial, "p_level", f"p=p_told; level=level{extra}", "none", *told) == expected
    assert verdict(trial, "p_level", "p=p_told; level=level", "none") == "untestable"


@pytest.mark.parametrize(
    ("args", "reported", "expected"),
    [
        ("low=low; high=high", "4.4", "consistent"),
        ("low=low; high=high", "8.5", "impossible"),
        ("low=low; high=high; n=nine; parts=7", "4.4", "consistent"),  # 31 days
        ("low=low; high=high; n=nine", "4.4", "impossible"),  # nine whole weeks have a whole median
        ("low=low; high=high; n=nine", "4", "consistent"),
        ("low=low; high=none_told", "4", "untestable"),
    ],
)
def test_median_between_its_extremes(trial, args, reported, expected):
    told = (tell("low", "2", 1), tell("high", "8", 2), tell("nine", "9", 3))
    claim = make_claim("between_facts", args, reported, kind="median", unit="weeks")
    finding = judge(trial, claim, *told)
    assert finding.verdict == expected
    assert finding.conflicts == (("C901", "C902") if reported == "8.5" else ())
    if "n=nine" in args and reported == "4.4":
        assert [(each.label, each.text) for each in finding.alternatives] == [("mean of 9 whole weeks", "40/9 = 4.44")]


@pytest.mark.parametrize(
    ("args", "reported", "expected"),
    [
        ("limits=neutrophils; grade=reported; value=count_told", "2", "contradicted"),  # 1.19 as it stands
        ("limits=neutrophils; grade=reported; value=count_told; scale=1000", "2", "consistent"),
        ("limits=neutrophils; grade=reported; value=count_told; scale=1000", "3", "contradicted"),
        ("limits=leukocytes; grade=reported; value=3606", "0", "contradicted"),  # below 4000
        ("limits=leukocytes; grade=reported; value=3606", "1", "consistent"),
        ("limits=leukocytes; grade=reported; value=4000", "0", "consistent"),
        ("limits=severity; grade=reported; value=max AETOXGR", "minor", "consistent"),
        ("limits=severity; grade=reported; value=max AETOXGR", "severe", "discrepant"),
        ("limits=severity; grade=reported; value=max WORST_GRADE where SUBJID = patient", "moderate", "consistent"),
        ("limits=severity; grade=reported; value=max AETOXGR", "awful", "untestable"),
        ("limits=severity; grade=reported; value=not_told", "severe", "untestable"),
    ],
)
def test_limits_of_a_grading(trial, args, reported, expected):
    assert verdict(trial, "range_check", args, reported, tell("count_told", "1.190"), patient="3") == expected


@pytest.mark.parametrize(
    ("args", "reported", "expected"),
    [
        # The series has 50 of 59, which is 11.9 of 14; a share is the same to within one patient.
        ("name=thalidomide; count=n_complete_response; total=n_evaluable; k=12; n=14", "same", "consistent"),
        ("name=thalidomide; count=n_complete_response; total=n_evaluable; k=11; n=14", "same", "consistent"),
        ("name=thalidomide; count=n_complete_response; total=n_evaluable; k=10; n=14", "same", "discrepant"),
        # That fewer had it shows a direction and not its cause, whatever the numbers.
        ("name=thalidomide; count=n_polyneuropathy; total=n_enrolled; k=0; n=15", "better", "untestable"),
        ("name=thalidomide; count=11; total=n_enrolled; k=0; n=15", "better", "untestable"),
        ("name=thalidomide; count=n_polyneuropathy; total=n_enrolled; k=9; n=15", "better", "discrepant"),
        # 70% of a number that is not given is 8.3 to 8.5 of 12.
        (
            "name=thalidomide; count=relapse_events; total=relapse_at_risk; k=9; n=12; percent=relapse_percent",
            "same",
            "consistent",
        ),
        (
            "name=thalidomide; count=relapse_events; total=relapse_at_risk; k=10; n=12; percent=relapse_percent",
            "same",
            "discrepant",
        ),
        ("name=thalidomide; count=relapse_events; total=relapse_at_risk; k=9; n=12", "same", "untestable"),
        ("name=no such series; count=n_complete_response; total=n_evaluable; k=12; n=14", "same", "untestable"),
    ],
)
def test_published_series(trial, args, reported, expected):
    assert verdict(trial, "series", args, reported) == expected


def test_comparison_with_a_series_makes_no_test(trial):
    args = "name=thalidomide; count=n_complete_response; total=n_evaluable; k=12; n=14; note=They may overlap."
    finding = judge(trial, make_claim("series", args, "same"))
    assert (
        " p " not in finding.reason and "Fisher" not in finding.reason and finding.reason.endswith("They may overlap.")
    )


def test_shares_that_print_as_a_percentage_are_those_listed_by_hand():
    # Of up to ten: 7/10 alone rounds to 70%; 5/7 is 71.4% and 2/3 is 66.7%. Of 17, 12 is 70.6%, truncated.
    assert list_shares("70", 10) == [7 / 10] and list_shares("70", 17) == [7 / 10, 12 / 17]


def test_series_cannot_be_compared_where_the_folder_has_none(second_trial):
    args = "name=thalidomide; count=n_complete_response; total=n_evaluable; k=12; n=14"
    assert verdict(second_trial, "series", args, "same") == "untestable"


def test_statements_alone(trial):
    assert verdict(trial, "told", "fact=other", "yes", tell("other", "75", unit="%")) == "definition"
    assert verdict(trial, "told", "fact=other; needed=the share", "yes") == "definition"
    assert verdict(trial, "same_fact", "", "yes", tell("a_fact", "yes")) == "repeated"
    assert verdict(trial, "same_fact", "", "yes", tell("a_fact", "yes"), kind="rule") == "definition"
    assert verdict(trial, "same_fact", "", "yes") == "untestable"
    assert "it would take the scores" in judge(trial, make_claim("none", "needed=the scores")).reason
    assert verdict(trial, "none", "", "yes", kind="rule") == "definition"


def test_statements_of_other_facts_can_speak_against_one(trial):
    args = "facts=other|another; what=the discussion asks for larger trials to confirm it"
    against = judge(trial, make_claim("exceptions", args), tell("another", "yes"))
    assert (against.verdict, against.conflicts) == ("contradicted", ("C901",))
    assert against.reason == "The discussion asks for larger trials to confirm it (C901)."
    assert verdict(trial, "exceptions", args, "yes") == "untestable"


def test_number_that_a_reason_for_exclusion_makes_zero(trial):
    told = tell("antibodies_excluded", "yes")
    assert verdict(trial, "excluded", "facts=antibodies_excluded", "0", told) == "consistent"
    assert verdict(trial, "excluded", "facts=antibodies_excluded", "1", told) == "contradicted"
    assert verdict(trial, "excluded", "facts=antibodies_excluded", "0") == "untestable"


def test_points_at_entry_say_that_more_than_those_with_systemic_lupus_scored(trial):
    told = (tell("mean_told", "3.26", 1), tell("sd_told", "2.22", 2), tell("n_sle", "6", 3), tell("n_sle", "7", 4))
    args = "mean=mean_told; sd=sd_told; systemic=n_sle; cleared=count where BEST_RESPONSE = CR"
    finding = judge(trial, make_claim("rash_points", args, "none"), *told)
    # 49 points, squares 229: 49^2/229 = 10.5, so eleven; less seven, four; less two points in twelve, 25/15 = 1.67.
    assert finding.verdict == "untestable" and "at least 11 scored above zero, though 6 or 7" in finding.reason
    assert "At least 4 others" in finding.reason and "to 1.67" in finding.reason
    everyone = (*told[:2], tell("n_sle", "15", 3))
    assert "Nothing printed" in judge(trial, make_claim("rash_points", args, "none"), *everyone).reason


# What goes wrong


@pytest.mark.parametrize(
    ("check", "args", "reported", "part"),
    [
        ("cuont", "", "1", "cuont"),
        ("count", "fliter=SEX = F", "1", "fliter"),
        ("percentage", "of=SEX = F", "1", "of=SEX = F"),
        ("count", "frame=adtte", "1", "adtte"),
        ("count", "filter=SEX = F; evidence=some", "15", "some"),
        ("count", "filter=SUBJID = patient", "15", "patient"),
        ("count", "filter=MAX_DOSE_MG > fact:no_such", "15", "fact:no_such"),
        ("count", "filter=SEX = F", "fifteen", "fifteen"),
        ("statistic", "column=WEEKS; stat=mean", "1", "WEEKS"),
        ("statistic", "column=DIAGNOSIS; stat=mean", "1", "DIAGNOSIS"),
        ("statistic", "column=WEEKS_TO_CR; stat=mode", "1", "mode"),
        ("cell", "column=SEX; patient=99", "F", "SUBJID = 99, SEX"),
        ("compare", "left=1; right=2", "sooner", "sooner"),
        ("compare", "left=reported; op=<; right=2", "soon", "reported"),
        ("compare", "left=1; op=<; right=max WEEKS_TO_CR if DIAGNOSIS = DLE", "1", "if DIAGNOSIS = DLE"),
        ("compare", "left=1; op=<; right=The mean", "1", "The mean"),
        ("compare", "left=1; op=<; right=2; when=other", "1", "other"),
        ("range_check", "limits=platelets; grade=reported; value=1", "1", "platelets"),
    ],
)
def test_argument_that_cannot_be_used_is_named(trial, check, args, reported, part):
    with pytest.raises(SyntaxProblem) as refused:
        judge(trial, make_claim(check, args, reported))
    assert refused.value.part == part and refused.value.allowed


def test_unknown_sample_size_is_refused(trial):
    with pytest.raises(SyntaxProblem, match="is not a sample size"):
        judge(trial, make_claim("grim", "", "4.13", plausible_n="everybody"))


def test_every_check_says_what_it_does():
    assert all(check.meaning.endswith(".") for check in list_checks().values()) and 15 <= len(list_checks()) <= 25


# The registry record


@pytest.mark.parametrize(
    ("args", "reported", "expected"),
    [
        ("items=start", "2010-01", "consistent"),
        ("items=start", "2009-01", "differs"),
        ("items=primary_completion; by=end", "2010-08", "consistent"),
        ("items=primary_completion; by=end", "2010-09", "differs"),  # after August 2010
        ("items=start|completion; by=span", "19", "consistent"),  # January 2010 to August 2011
        ("items=start|completion; by=span", "20", "differs"),
        ("items=actual_patients", "15", "consistent"),
        ("items=actual_patients; adds=planned_patients", "15", "differs"),
        ("items=secondary_flare_definition", "3", "differs"),
        ("items=secondary_flare_definition", "6", "consistent"),
    ],
)
def test_registry(trial, args, reported, expected):
    assert verdict(trial, "registry", args, reported) == expected


def test_an_item_that_the_record_lacks_is_refused(trial):
    with pytest.raises(SyntaxProblem, match="is not an item of the registry record"):
        verdict(trial, "registry", "items=colour", "red")


def test_without_a_record_the_text_alone_is_looked_at(second_trial):
    assert verdict(second_trial, "registry", "items=start", "2009-01", tell("a_fact", "2009-01")) == verdict(
        second_trial, "same_fact", "", "2009-01", tell("a_fact", "2009-01")
    )


@pytest.mark.parametrize(
    ("reported", "other", "expected"),
    [
        ("2009", "2009-01", "contradicted"),  # no month of the year lies before its first
        ("2009", "2009-02", "consistent"),  # January does
        ("2009-03", "2009-01", "contradicted"),
        ("2008-12", "2009-01", "consistent"),
        ("2009", "2010", "consistent"),
        ("2009", "spring", "untestable"),
    ],
)
def test_what_came_first_has_an_earlier_month(trial, reported, other, expected):
    args = "fact=opening; what=The report; beside=and enrolment opened in"
    assert verdict(trial, "precedes", args, reported, tell("opening", other)) == expected


@pytest.mark.parametrize("nothing", [None, "", math.nan])
def test_a_cell_without_an_entry_is_blank_however_it_is_kept(nothing):
    assert is_blank(nothing) and not is_blank(0) and not is_blank("-")
