"""Python's side of the comparison with R: each value from the functions that the chapters call, under R's keys.

A method's keyword arguments are keys of R's answers; nothing here reads a number of R's but inputs that R made up
or took from a published data set.
"""

import functools
import math
import re

import numpy as np
import pandas as pd

from reanalysis.parameters import WEEKS_PER_MONTH
from reanalysis.statistics.bounds import interval_censored_estimate, survival_bounds
from reanalysis.statistics.cox import fit_cox, read_hazard_ratio
from reanalysis.statistics.groups import compare_shares, compare_with_rest
from reanalysis.statistics.logrank import logrank_scores, permutation_logrank, run_logrank
from reanalysis.statistics.operating import (
    coverage_probability,
    exceedance_probability,
    fewest_responses,
    patients_for_width,
    summarise_coverage,
)
from reanalysis.statistics.proportions import EXACT, Proportion, estimate_proportion, rate_interval, zero_event_upper
from reanalysis.statistics.survival import (
    count_at_risk,
    cumulative_incidence,
    kaplan_meier,
    median_survival,
    restricted_mean,
    survival_at,
)
from reanalysis.statistics.visits import bracket_times
from reanalysis.trial import relapse_clocks
from reanalysis.trial.chapters.efficacy import (
    ANY,
    AT_ANY_TIME,
    COMPLETE,
    PARTIAL,
    RESPONDERS,
    estimate_response,
    estimate_sustained_remission,
    has_reason,
)
from reanalysis.trial.chapters.relapse import count_relapses, select_counted
from reanalysis.trial.chapters.systemic import compare_with_multiples, smallest_signed_rank_p
from reanalysis.trial.chapters.time_to_response import estimate_curve, estimate_share_by, list_visits, read_times
from reanalysis.trial.clasi import Change, read_change
from reanalysis.trial.cohort import DIAGNOSIS, REASONS, TREATMENTS, Trial, select_population

# R's analyses of time to response, and the parameters that make them.
ANALYSES = {
    "evaluable": ("evaluable", "censored"),
    "all_treated_censored_week_1": ("all-treated", "censored"),
    "all_treated_never_responds": ("all-treated", "never-responds"),
}
ROUNDINGS = {
    "pr_censoring_as_printed": "printed",
    "pr_censoring_minus_half_month": "low",
    "pr_censoring_plus_half_month": "high",
}
AS_PRINTED = "pr_censoring_as_printed"
LATER = {  # R's comparison to the score
    "activity_baseline_vs_week_2": "activity",
    "damage_baseline_vs_one_year": "damage",
    "activity": "activity",
    "damage": "damage",
}
TABLE_COLUMNS = {
    "time_weeks": "weeks",
    "n_at_risk": "at_risk",
    "n_event": "events",
    "n_censored": "censored",
    "survival": "survival",
    "greenwood_se_survival": "std_error",
}
QUARTILE_METHODS = {"quartiles_type_7": "linear", "quartiles_type_2": "averaged_inverted_cdf"}
QUARTILES = {"q1": 0.25, "median": 0.5, "q3": 0.75}

# What several rows ask for, each time with the same arguments.
SHARED = (
    *("patients", "responders", "share", "responder_share", "split_share", "relapse_rows", "relapse_share"),
    *(
        "event_rows",
        "event_share",
        "score",
        "times",
        "curve",
        "curve_rows",
        "find_median",
        "competing",
        "incidence",
        "incidence_gap",
    ),
    *("labels", "pair_test", "group_logrank", "all_logrank", "cox", "cox_published", "example", "likeliest", "visits"),
    *("ordered", "taper_intervals", "envelope", "last_visits", "fisher_table", "conditional_odds"),
    *("change", "published_table"),
)


class PythonValues:
    """Python's values for a trial under the keys of R's answers; what several rows share is computed once."""

    def __init__(self, trial: Trial, reference: dict):
        self.trial = trial
        self.reference = reference
        for name in SHARED:
            setattr(self, name, functools.cache(getattr(self, name)))

    # ---- Shares and rates

    def patients(self, population: str) -> pd.DataFrame:
        """ADSL of a population named as R names it."""
        return select_population(self.trial.adsl, self.trial.adsl, population.replace("_", "-"))

    def share(self, endpoint: str, population: str) -> Proportion:
        """A share of a population."""
        asked = (self.trial, population.replace("_", "-"), 0.95, EXACT)
        if endpoint == "sustained_drug_free_remission":
            return estimate_sustained_remission(*asked)
        if endpoint in ("zero_events", "adverse_event_patients"):
            patients = self.patients(population)
            affected = patients["SUBJID"].isin(self.trial.adae["SUBJID"])
            return estimate_proportion(0 if endpoint == "zero_events" else int(affected.sum()), len(patients))
        week = re.search(r"by_week_([0-9]+)", endpoint)
        outcomes = {"any_response": ANY, "partial_response": PARTIAL}.get(endpoint, COMPLETE)
        return estimate_response(*asked, float(week[1]) if week else AT_ANY_TIME, outcomes)

    def responder_share(self, endpoint: str) -> Proportion:
        """A share of the complete responders: relapse under a reading, or sustained remission."""
        if endpoint.startswith("unrecorded_"):
            return estimate_proportion(*count_relapses(self.trial, endpoint.removeprefix("unrecorded_")))
        return estimate_sustained_remission(self.trial, RESPONDERS, 0.95, EXACT)

    def fact(self, name: str, patient: int | None = None) -> float:
        """A number that the text states; nan where it does not."""
        number = self.trial.facts.number(name, patient)
        return math.nan if number is None else number

    def responders(self) -> pd.DataFrame:
        """ADSL of the complete responders."""
        return self.trial.adsl[self.trial.adsl["BEST_RESPONSE"] == "CR"]

    def grid(self, column: str) -> list[float]:
        """A limit of every count that R's grid holds."""
        method, end = column.rsplit("_", 1)
        grid = self.reference["s01_proportions"]["grid_95_percent"]
        pairs = zip(grid["x"], grid["n"], strict=True)
        return [getattr(estimate_proportion(x, n, 0.95, method.replace("_", "-")), end) for x, n in pairs]

    def zero_upper(self, size: str, bound: str) -> float:
        """Upper limit for an event seen in nobody."""
        return zero_event_upper(int(size.removeprefix("n")), 0.95, 1 if bound.startswith("one") else 2)

    def split_share(self, population: str, split: str, side: str) -> Proportion:
        """Complete response inside or outside of a group of patients."""
        patients = self.patients(population)
        member = self.member(patients, split)
        kept = patients[member if side == "inside" else ~member]
        return estimate_proportion(int((kept["BEST_RESPONSE"] == "CR").sum()), len(kept))

    def member(self, patients: pd.DataFrame, split: str) -> pd.Series:
        """Who belongs to a split: a diagnosis, a reason for inclusion, or an activity above the median."""
        if split == "above_median_activity":
            return patients["CLASI_ACTIVITY"] > patients["CLASI_ACTIVITY"].median()
        if split in set(patients["DIAGNOSIS"]):
            return patients["DIAGNOSIS"] == split
        return has_reason(patients, split)

    def event_rows(self, kind: str, value: str) -> pd.DataFrame:
        """Adverse events of a term, a relation to the drug, or a grade."""
        events = self.trial.adae
        if kind == "by_grade":
            chosen = events["AETOXGR"].isna() if value == "none" else (events["AETOXGR"] == float(value)).fillna(False)
        else:
            chosen = events[{"by_term": "AEDECOD", "by_relation": "AEREL"}[kind]] == value
        return events[chosen]

    def event_share(self, kind: str, value: str) -> Proportion:
        """Share of all treated patients with an adverse event of a kind."""
        count = self.event_rows(kind, value)["SUBJID"].nunique()
        return estimate_proportion(count, len(self.trial.adsl))

    def relapse_rows(self, reading: str) -> pd.DataFrame:
        """Complete responders counted under a reading, with whether they relapsed."""
        return select_counted(self.trial, reading)

    def relapse_share(self, reading: str, kind: str, code: str, side: str) -> Proportion:
        """Relapse inside or outside of a subtype group or a diagnosis."""
        rows = self.relapse_rows(reading)
        member = rows[{"group": "SUBTYPE_GROUP", "diagnosis": "DIAGNOSIS"}[kind]] == code
        kept = rows[member if side == "inside" else ~member]
        return estimate_proportion(int(kept["relapsed"].sum()), len(kept))

    def rate(self, case: str) -> dict[str, float]:
        """Patients with an adverse event for 100 months of follow-up, under R's three denominators."""
        patients, affected = self.trial.adsl, self.trial.adae["SUBJID"].nunique()
        months = patients["FOLLOWUP_MONTHS"].sum()
        if case == "evaluable_events_over_evaluable_time":
            affected = self.share("adverse_event_patients", "evaluable").count
        elif case != "followup_only":
            months += sum(self.withdrawal_weeks()) / WEEKS_PER_MONTH
        return _rate(affected, months)

    def withdrawal_weeks(self) -> list[float]:
        """Weeks after which the withdrawn left, as the text states them."""
        withdrawn = self.trial.adsl.loc[self.trial.adsl["BEST_RESPONSE"] == "WITHDRAWN", "SUBJID"]
        return [self.fact("withdrawal_weeks", number) for number in withdrawn]

    def rate_grid(self, column: str) -> list[float]:
        """Rates and limits of R's made-up counts over 100 units of time."""
        counts = self.reference["s02_poisson"]["counts_0_to_10_over_100"]["events"]
        return [_rate(count, 100.0)[column] for count in counts]

    # ---- Time to complete response

    def times(self, analysis: str, rounding: str = AS_PRINTED) -> pd.DataFrame:
        """Times to complete response of one of R's analyses."""
        return read_times(self.trial, *ANALYSES[analysis], WEEKS_PER_MONTH, ROUNDINGS[rounding])

    def curve(self, analysis: str, rounding: str = AS_PRINTED, scale: str = "log-log", level: str = "95"):
        """The Kaplan–Meier table of one of R's analyses."""
        return estimate_curve(self.times(analysis, rounding), float(level) / 100, scale)

    def curve_rows(self, analysis: str, rounding: str, scale: str = "log-log", level: str = "95") -> pd.DataFrame:
        """Its rows up to the last response: who never responds has no time of his own after it."""
        table = self.curve(analysis, rounding, scale, level)
        return table[table["weeks"] <= table.loc[table["events"] > 0, "weeks"].max()]

    def limit(self, analysis: str, rounding: str, scale: str, level: str, end: str) -> np.ndarray:
        """Pointwise limits, with R's gap before the first response on the log-log scale."""
        table = self.curve_rows(analysis, rounding, scale, level)
        gap = (table["survival"] == 1) & (scale == "log-log")
        return table[end].mask(gap).to_numpy()

    def median(self, analysis: str, rounding: str, scale: str, level: str, end: str, rule: str = "midpoint") -> float:
        """A median or its limit; nan where it is not reached, as in R."""
        found = getattr(self.find_median(analysis, rounding, scale, level, rule), end)
        return found if math.isfinite(found) else math.nan

    def find_median(self, analysis: str, rounding: str, scale: str, level: str, rule: str):
        """A median with its limits."""
        return median_survival(self.curve(analysis, rounding, scale, level), rule)

    def mean(self, analysis: str, rounding: str, tau: str, part: int) -> float:
        """A restricted mean (part 0) or its standard error (part 1)."""
        return restricted_mean(self.curve(analysis, rounding), float(re.search("[0-9]+", tau)[0]))[part]

    def at_risk(self, analysis: str, rounding: str) -> np.ndarray:
        """Numbers at risk just before R's ticks."""
        ticks = self.reference["s03_kaplan_meier"][analysis][rounding]["at_risk"]["tick_weeks"]
        return count_at_risk(self.curve(analysis, rounding), ticks)["at_risk"].to_numpy()

    def landmark(self, analysis: str, scale: str, column: str) -> list[float]:
        """Estimated shares with a complete response by R's landmark weeks, or their limits."""
        position = ("share", "lower", "upper").index(column)
        weeks = self.reference["s19_landmarks"][analysis]["weeks"]
        return [estimate_share_by(self.curve(analysis, scale=scale), week)[position] for week in weeks]

    # ---- Withdrawal as a competing event

    def competing_times(self) -> pd.DataFrame:
        """Times to complete response of all treated, withdrawal a competing event."""
        return read_times(self.trial, "all-treated", "competing", WEEKS_PER_MONTH, "printed")

    def competing(self, scale: str = "log-log") -> pd.DataFrame:
        """One minus the cumulative incidence of complete response, from the first response on."""
        times = self.competing_times()
        table = estimate_curve(times, 0.95, scale)
        return table[table["survival"] < 1]

    def incidence(self, state: str) -> pd.DataFrame:
        """The Aalen–Johansen table, with the named state first."""
        times = self.competing_times()
        columns = ("event", "competing") if state == "complete_response" else ("competing", "event")
        return cumulative_incidence(times["weeks"], *(times[column] for column in columns))

    def incidence_gap(self) -> np.ndarray:
        """Cumulative incidence less one minus Kaplan–Meier with the withdrawn never responding."""
        table = self.incidence("complete_response")
        never = self.curve("all_treated_never_responds")
        return np.array([row.event - (1 - survival_at(never, row.weeks)) for row in table.itertuples()])

    # ---- Groups

    def labels(self, comparison: str) -> tuple[pd.DataFrame, np.ndarray]:
        """The patients of a comparison that R names, and which of them are in the group named first."""
        times = self.times("evaluable")
        first, others = comparison.split("_versus_")
        if others != "rest":
            kept = [first.upper(), *others.upper().split("_AND_")]
            times = times[times["SUBTYPE_GROUP"].isin(kept)]
        return times, (times["SUBTYPE_GROUP"] == first.upper()).to_numpy()

    def pair_test(self, comparison: str):
        """The log-rank test of a comparison that R names."""
        times, member = self.labels(comparison)
        return run_logrank(times["weeks"], times["event"], member)

    def group_logrank(self, group: str):
        """The log-rank test of a subtype group against the rest."""
        times = self.times("evaluable")
        return run_logrank(times["weeks"], times["event"], times["SUBTYPE_GROUP"] == group)

    def all_logrank(self):
        """The log-rank test of all subtype groups."""
        times = self.times("evaluable")
        return run_logrank(times["weeks"], times["event"], times["SUBTYPE_GROUP"])

    def group_counts(self, times: pd.DataFrame, labels, group: str) -> dict[str, float]:
        """Patients, and observed and expected responses, of one group of a log-rank comparison."""
        member = np.asarray(labels) == group
        scores = logrank_scores(times["weeks"], times["event"])[member].sum()
        observed = float(times.loc[member, "event"].sum())
        return {"n": member.sum(), "observed": observed, "expected": observed - scores}

    def pair_counts(self, comparison: str, column: str, group: str) -> float:
        """One of these numbers for R's `group` or `rest`."""
        times, member = self.labels(comparison)
        return self.group_counts(times, np.where(member, "group", "rest"), group)[column]

    def pair_permutation(self, comparison: str, part: str) -> float:
        """Score sum, relabelings, how many of them are as extreme, and the p-value."""
        times, member = self.labels(comparison)
        if part == "u_observed":
            return logrank_scores(times["weeks"], times["event"])[member].sum()
        found = permutation_logrank(times["weeks"], times["event"], member)
        assert found.exact
        counts = {"assignments": found.relabelings, "as_extreme": found.p_value * found.relabelings}
        return (counts | {"p": found.p_value})[part]

    def all_groups(self, part: str, group: str = "") -> float:
        """A number of the comparison of all subtype groups."""
        times = self.times("evaluable")
        labels = times["SUBTYPE_GROUP"]
        if group:
            return self.group_counts(times, labels, group)[part]
        if part == "quadratic_form_observed":
            scores = logrank_scores(times["weeks"], times["event"])
            return float((pd.Series(scores).groupby(labels.to_numpy()).sum() ** 2 / labels.value_counts()).sum())
        if part == "permutation_p":
            return permutation_logrank(times["weeks"], times["event"], labels).p_value
        return read_test(self.all_logrank(), part)

    def group_median(self, group: str, end: str, rule: str) -> float:
        """Median time of a subtype group, or its log-log limit; nan where it is not reached."""
        times = self.times("evaluable")
        rows = times[times["SUBTYPE_GROUP"] == group]
        found = getattr(median_survival(kaplan_meier(rows["weeks"], rows["event"]), rule), end)
        return found if math.isfinite(found) else math.nan

    def group_test(self, group: str, part: str) -> float:
        """A number of the comparison of one subtype group with the rest."""
        times = self.times("evaluable")
        member = (times["SUBTYPE_GROUP"] == group).to_numpy()
        if part == "permutation_p":
            return permutation_logrank(times["weeks"], times["event"], member).p_value
        if part == "observed_minus_expected":
            return logrank_scores(times["weeks"], times["event"])[member].sum()
        return read_test(self.group_logrank(group), part)

    def cox(self) -> dict[str, float]:
        """The numbers of the chapter's Cox model."""
        times = self.times("evaluable")
        return read_cox(fit_cox(times["weeks"], times["event"], times["CLASI_ACTIVITY"]))

    # ---- Interval-censored times

    def example(self, example: str):
        """The estimate for one of R's examples that are solved by hand."""
        case = self.reference["s07_interval_npmle"][example]
        return interval_censored_estimate(case["left"], case["right"])

    def ordered(self) -> list[tuple[float, float]]:
        """Bounds of the ordered times from taper to relapse."""
        ordered = relapse_clocks.order_relapses(self.trial)
        return list(zip(ordered["earliest_weeks"], ordered["latest_weeks"], strict=True))

    def envelope(self, reading: str, followed: str) -> pd.DataFrame:
        """Lowest and highest curve from taper to relapse."""
        return relapse_clocks.bound_taper(self.trial, reading)[followed]

    def taper_median(self, reading: str, edge: str) -> float:
        """Earliest or latest possible median from taper to relapse."""
        return relapse_clocks.bound_taper_median(self.trial, reading)[edge == "latest"]

    def taper_intervals(self, reading: str, followed: str) -> tuple[list[float], list[float]]:
        """The intervals of the taper clock's maximum-likelihood estimate."""
        return relapse_clocks.list_taper_intervals(self.trial, reading, followed)

    def likeliest(self, reading: str, followed: str):
        """The maximum-likelihood estimate of the taper clock."""
        return interval_censored_estimate(*self.taper_intervals(reading, followed))

    def visits(self):
        """The maximum-likelihood estimate from the intervals between scheduled visits."""
        times = self.times("evaluable")
        visits = list_visits(self.trial, WEEKS_PER_MONTH, times["weeks"].max())
        return interval_censored_estimate(*bracket_times(times["weeks"], times["event"], visits))

    # ---- Complete response to relapse

    def last_visits(self, reading: str = "no") -> pd.DataFrame:
        """Weeks from complete response to last visit, and whether a relapse lies between."""
        visits = relapse_clocks.read_last_visits(self.trial, reading, WEEKS_PER_MONTH, "printed")
        return visits.sort_values("SUBJID", ignore_index=True)

    def response_clock(self, reading: str, column: str) -> list[float]:
        """Extreme and simple curves between the last visits."""
        visits = self.last_visits(reading)
        bounds = survival_bounds(visits["weeks"], visits["relapsed"])
        return list(bounds[{"all_at_once": "at_once", "all_at_last_visit": "at_last_visit"}.get(column, column)])

    # ---- Tests

    def fisher_table(self, population: str, comparison: str) -> list[list[int]]:
        """The two-by-two table of one of R's comparisons: exposed first, outcome first."""
        if comparison.startswith("relapse_by_"):
            rows = self.relapse_rows("exclude")
            exposed, outcome = rows["SUBTYPE_GROUP"] == comparison.rsplit("_", 1)[1].upper(), rows["relapsed"]
        else:
            rows = self.patients(population)
            outcome = rows["BEST_RESPONSE"] == "CR"
            week = re.search(r"week_([0-9]+)", comparison)
            outcome = outcome & (rows["WEEKS_TO_CR"] <= float(week[1])) if week else outcome
            code = "LACK_OF_EFFICACY" if comparison.endswith("lack_of_efficacy") else "EXTENSIVE_RASH"
            exposed = self.member(rows, code)
        return _cross(exposed, outcome)

    def fisher_p(self, table: list[list[int]]) -> float:
        """Fisher's exact two-sided p-value of one of these tables."""
        (a, b), (c, d) = table
        return compare_shares(a, a + b, c, c + d)

    def split_fisher_p(self, population: str, split: str) -> float:
        """Fisher's p-value of complete response by a split."""
        rows = self.patients(population)
        return compare_with_rest(self.member(rows, split), rows["BEST_RESPONSE"] == "CR")

    def relapse_fisher_p(self, reading: str, kind: str, code: str) -> float:
        """Fisher's p-value of relapse in a subtype group or a diagnosis against the rest."""
        rows = self.relapse_rows(reading)
        return compare_with_rest(
            rows[{"group": "SUBTYPE_GROUP", "diagnosis": "DIAGNOSIS"}[kind]] == code, rows["relapsed"]
        )

    def conditional_odds(self, population: str, comparison: str) -> dict[str, float]:
        """The conditional odds ratio and its exact limits, from scipy."""
        from scipy.stats.contingency import odds_ratio

        found = odds_ratio(self.fisher_table(population, comparison))
        limits = found.confidence_interval(0.95)
        return {"conditional_mle": found.statistic, "lower_95": limits.low, "upper_95": limits.high}

    def change(self, comparison: str) -> Change:
        """The printed change of a score."""
        return read_change(self.trial.facts, LATER[comparison])

    def t_test(self, comparison: str, size: str, kind: str, part: str) -> float:
        """An unpaired test of the printed summaries in two groups of one size."""
        n, change = int(size.removeprefix("n")), self.change(comparison)
        if part == "p":
            return change.test(n, n, kind)
        from scipy.stats import ttest_ind_from_stats

        return float(ttest_ind_from_stats(*change.first, n, *change.second, n, equal_var=kind == "student").statistic)

    def paired_p(self, comparison: str, size: str, correlation: str) -> float:
        """The paired test's p-value under an assumed correlation."""
        n = int(size.removeprefix("n"))
        return self.change(comparison).test(n, n, "paired", float(correlation.removeprefix("r_")))

    def implied_correlation(self, comparison: str, size: str) -> float:
        """The correlation at which a paired test gives the printed p-value."""
        return self.change(comparison).solve_correlation(int(size.removeprefix("n")))

    def unequal_test(self, comparison: str, part: str) -> float:
        """A test with all treated at entry and the evaluable later, or an end of its p-values within rounding."""
        sizes = [len(self.patients(population)) for population in ("all_treated", "evaluable")]
        change = self.change(comparison)
        if part.endswith("within_rounding"):
            return change.test_rounded(*sizes)[0 if part.startswith("least") else 1]
        return change.test(*sizes, part.removesuffix("_p"))

    def dsdna_p(self, part: str) -> list[float] | float:
        """p-values of tests on the printed anti-dsDNA values, multiplied by R's factors."""
        values = self.trial.adsl["DSDNA_IU_ML"].dropna().to_numpy(dtype=float)
        if part == "smallest_signed_rank_p":
            return smallest_signed_rank_p(len(values))
        if part == "one_sample_p":
            from scipy.stats import ttest_1samp

            return ttest_1samp(values, 0).pvalue
        tests = compare_with_multiples(values, self.reference["s22_dsdna"]["factor"])
        return tests[{"mann_whitney_p": "mann_whitney_p", "student_p": "t_p"}[part]].tolist()

    # ---- Descriptions

    def score(self, population: str, column: str, group: str) -> pd.Series:
        """A column of ADSL for a population and a diagnosis that R names."""
        return self.chosen(self.patients(population), group)[column]

    def chosen(self, rows: pd.DataFrame, group: str) -> pd.DataFrame:
        """The rows of a group that R names: everyone, a diagnosis, two of them, or an extent."""
        if group == "overall":
            return rows
        name, _, extent = group.partition("_")
        if extent in ("localized", "generalized"):
            return rows[(rows["DIAGNOSIS"] == name.upper()) & (rows["DLE_EXTENT"].str.lower() == extent)]
        return rows[rows["DIAGNOSIS"].isin(group.upper().split("_AND_"))]

    def count_codes(self, population: str, kind: str, printed: str) -> int:
        """How many patients of a population have a printed code."""
        rows = self.patients(population)
        table, column, derived = {
            "reason_counts": ("table1", REASONS, "REASONS"),
            "treatment_counts": ("table1", TREATMENTS, "PRIOR_TREATMENTS"),
        }[kind]
        categories = self.trial.folder.field(table, column)["categories"]
        code = next(category["code"] for category in categories if category["value"] == printed)
        return int(rows[derived].str.split("; ").map(lambda codes: codes.count(code)).sum())

    def count_diagnosis(self, population: str, printed: str) -> int:
        """How many patients of a population have a printed diagnosis."""
        entry = next(
            category
            for category in self.trial.folder.field("table1", DIAGNOSIS)["categories"]
            if category["value"] == printed
        )
        rows = self.patients(population)
        same = (rows["DIAGNOSIS"] == entry["code"]) & (rows["DLE_EXTENT"].fillna("") == (entry.get("extent") or ""))
        return int(same.sum())

    def count_site(self, population: str, site: str) -> int:
        """How many patients of a population have a site, without regard to capitals."""
        sites = self.patients(population)["SITES"].str.lower().str.split("; ")
        return int(sites.map(lambda names: names.count(site)).sum())

    # ---- Published data sets

    def published(self, example: str, part: str) -> float | np.ndarray:
        """A number or a column of the estimates of a published data set."""
        given = self.reference["s23_published"][example]["input"]
        table = self.published_table(example)
        if part in ("logrank_chisq", "logrank_p"):
            found = run_logrank(given["time"], given["event"], given["group"])
            return read_test(found, part.removeprefix("logrank_"))
        if part in ("rmst", "rmst_se"):
            return restricted_mean(table, given["tau"])[part == "rmst_se"]
        if part in ("midpoint", "lower", "upper"):
            found = getattr(median_survival(table, "midpoint"), "weeks" if part == "midpoint" else part)
            return found if math.isfinite(found) else math.nan
        columns = {"greenwood_se": "std_error", "log_log_lower": "lower", "log_log_upper": "upper"}
        column = table[columns.get(part, part)]
        return column.mask(table["survival"] == 1).to_numpy() if part.startswith("log_log") else column.to_numpy()

    def published_table(self, example: str) -> pd.DataFrame:
        """The Kaplan–Meier table of a published data set."""
        given = self.reference["s23_published"][example]["input"]
        return kaplan_meier(given["time"], given["event"])

    def cox_published(self, example: str) -> dict[str, float]:
        """The numbers of the Cox model of a published data set."""
        given = self.reference["s23_published"][example]["input"]
        return read_cox(fit_cox(given["time"], given["event"], given["covariate"]))

    # ---- Operating characteristics

    def coverage(self, case: str, part: str) -> float | np.ndarray:
        """Coverage of an interval at R's rates, or a summary of it over all rates."""
        design = self.design(case)
        if part == "coverage":
            return coverage_probability(design[0], self.reference["operating"]["rates"], *design[1:])
        return getattr(summarise_coverage(*design), part)

    def exceedance(self, case: str, part: str) -> list[float]:
        """Responses needed to exceed each reference rate, or the chance of so many at R's true rates."""
        total, level, method = self.design(case)
        answers = self.reference["operating"]
        if part == "needed":
            needed = [fewest_responses(total, rate, level, method) for rate in answers["reference_rates"]]
            return [math.nan if count is None else count for count in needed]
        found = []
        for rate in answers["reference_rates"]:
            true_rates = [rate] if part == "type_1_error" else answers["power_rates"]
            found += list(exceedance_probability(total, true_rates, rate, level, method))
        return found

    def precision(self, case: str) -> int:
        """Patients from which on an interval is no wider than R's target."""
        given = self.reference["operating"]["precision"][int(case)]
        return patients_for_width(given["target"], given["x"] / given["n"], given["level"], given["method"])

    def design(self, case: str) -> tuple[int, float, str]:
        """Patients, level and method of one of R's cases."""
        given = self.reference["operating"]["cases"][int(case)]
        return given["n"], given["level"], given["method"]


def describe(values: pd.Series, statistic: str, quartile: str = "") -> float:
    """A descriptive statistic under R's name; nan where it is not defined."""
    values = values.dropna()
    if quartile:
        return float(np.quantile(values, QUARTILES[quartile], method=QUARTILE_METHODS[statistic]))
    return float(values.count() if statistic == "n" else getattr(values, {"sd": "std"}.get(statistic, statistic))())


def read_test(test, part: str) -> float:
    """A number of lifelines' log-rank test under R's name."""
    return getattr(test, {"chisq": "test_statistic", "p": "p_value", "df": "degrees_of_freedom"}[part])


def read_limit(share: Proportion, method: str, end: str, level: str = "95") -> float:
    """A limit of a proportion by a method and at a level (percent) under R's names."""
    found = estimate_proportion(share.count, share.total, float(level) / 100, method.replace("_", "-"))
    return getattr(found, end)


def read_share(share: Proportion, part: str) -> float:
    """A part of a proportion under R's name."""
    return getattr(share, {"x": "count", "n": "total"}.get(part, part))


def _rate(events: int, person_time: float) -> dict[str, float]:
    rate, lower, upper = (100 * value for value in rate_interval(events, person_time))
    counts = {"events": events, "person_time": person_time}
    return counts | {"rate_per_100": rate, "lower_95_per_100": lower, "upper_95_per_100": upper}


def _cross(exposed, outcome) -> list[list[int]]:
    return [
        [int((exposed_side & with_).sum()) for with_ in (outcome, ~outcome)] for exposed_side in (exposed, ~exposed)
    ]


def read_cox(model) -> dict[str, float]:
    """The numbers of a fitted Cox model under R's names, the hazard ratio for one and for five points."""
    coefficient, error = model.params_.iloc[0], model.standard_errors_.iloc[0]
    one, five = read_hazard_ratio(model, 1), read_hazard_ratio(model, 5)
    ratio, wald = model.log_likelihood_ratio_test(), model.summary.iloc[0]
    return {
        "coef": coefficient,
        "coef_per_clasi_point": coefficient,
        "std_error": error,
        **dict(zip(("hazard_ratio", "hr_lower_95", "hr_upper_95"), one, strict=True)),
        **dict(zip(("hazard_ratio_5_points", "hr_5_points_lower_95", "hr_5_points_upper_95"), five, strict=True)),
        "loglik_fitted": model.log_likelihood_,
        "loglik_null": model.log_likelihood_ - ratio.test_statistic / 2,
        "likelihood_ratio_chisq": ratio.test_statistic,
        "likelihood_ratio_p": ratio.p_value,
        "wald_chisq": wald["z"] ** 2,
        "wald_p": wald["p"],
    }
