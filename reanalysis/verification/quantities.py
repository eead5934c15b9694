"""The table of what is computed twice, and of the conventions in which the two programs differ on purpose.

`QUANTITIES` holds one entry a quantity or family of quantities, `CONVENTIONS` one a difference that is meant.
"""

from reanalysis.verification.compare import Convention
from reanalysis.verification.curves import (
    list_competing,
    list_interval_censored,
    list_kaplan_meier,
    list_relapse_bounds,
)
from reanalysis.verification.descriptions import list_descriptions
from reanalysis.verification.groups import list_cox, list_groups, list_published, list_tests
from reanalysis.verification.shares import list_operating, list_proportions, list_rates
from reanalysis.verification.values import AS_PRINTED, PythonValues, describe

QUANTITIES = [
    *list_descriptions(),
    *list_proportions(),
    *list_rates(),
    *list_kaplan_meier(),
    *list_competing(),
    *list_groups(),
    *list_cox(),
    *list_interval_censored(),
    *list_relapse_bounds(),
    *list_tests(),
    *list_published(),
    *list_operating(),
]


def _first_median(values: PythonValues) -> float:
    return values.median("evaluable", AS_PRINTED, "log-log", "95", "weeks", "first")


def _lifelines_median(values: PythonValues) -> float:
    from lifelines import KaplanMeierFitter

    times = values.times("evaluable")
    return KaplanMeierFitter().fit(times["weeks"], times["event"]).median_survival_time_


def _sample_odds(values: PythonValues) -> float:
    (a, b), (c, d) = values.fisher_table("all_treated", _FAILED)
    return a * d / (b * c)


_FAILED = "complete_response_by_thalidomide_lack_of_efficacy"
_EVALUABLE = f"s03_kaplan_meier/evaluable/{AS_PRINTED}"
_MEDIAN = f"{_EVALUABLE}/median"
_LEP = "s05_logrank/lep_versus_rest"
CONVENTIONS = [
    Convention(
        "Median weeks where the curve is one half for a while",
        "first week at or below one half",
        _first_median,
        "midpoint of the stretch (quantile.survfit)",
        f"{_MEDIAN}/midpoint_convention_weeks",
        "Both are in use, and both are compared above under the same rule; the parameter `median_rule` chooses.",
    ),
    Convention(
        "The same median, compared with one half strictly",
        "lifelines: below one half in floating point",
        _lifelines_median,
        "first week at or below one half, within one part in a billion",
        f"{_MEDIAN}/first_time_at_or_below_half_weeks",
        "A survival of one half on paper may be a rounding error above it; this book allows for that.",
    ),
    Convention(
        "Upper 95% limit of the share with complete response by week 12",
        "log-log scale, the default of lifelines and of this book",
        lambda values: values.landmark("evaluable", "log-log", "upper")[1],
        "log scale, the default of survfit",
        "s19_landmarks/evaluable/log/upper/1",
        "Each program has its default scale; all three scales are compared above.",
    ),
    Convention(
        "Upper quartile of CLASI activity, all treated",
        "type 7, as pandas and R",
        lambda values: describe(values.score("all_treated", "CLASI_ACTIVITY", "overall"), "quartiles_type_7", "q3"),
        "type 2, as SAS",
        "s10_descriptive/all_treated/clasi_activity/overall/quartiles_type_2/q3",
        "Programs interpolate or take the mean of two neighbours; both are compared above.",
    ),
    Convention(
        "Standard error of the share with complete response at the end, all treated",
        "Greenwood, the withdrawn kept at risk",
        lambda values: values.curve("all_treated_never_responds")["std_error"].iloc[-1],
        "infinitesimal jackknife of the Aalen–Johansen estimate",
        "s04_aalen_johansen/complete_response/survfit_se/-1",
        "Two estimators that take the withdrawn in differently; each is compared above with its own. The delta method "
        "(Dinse and Larson) is a third formula, for the second of them, and equals the jackknife in these data.",
    ),
    Convention(
        "Hazard ratio for one point of CLASI activity",
        "Efron’s ties (lifelines)",
        lambda values: values.cox()["hazard_ratio"],
        "Breslow’s ties (coxph on request)",
        "s06_cox/breslow/hazard_ratio",
        "Two approximations for tied times; Efron’s, the default of both programs, is compared above.",
    ),
    Convention(
        "Odds ratio of complete response, earlier treatment having failed against not",
        "sample odds ratio (scipy.stats.fisher_exact)",
        _sample_odds,
        "conditional maximum likelihood (fisher.test)",
        f"s08_fisher/all_treated/{_FAILED}/odds_ratio_as_fisher_test/conditional_mle",
        "The p-value is the same; the book prints no odds ratio. The conditional one is compared above with scipy’s.",
    ),
    Convention(
        "Its lower 95% limit",
        "solved tightly (scipy)",
        lambda values: values.conditional_odds("all_treated", _FAILED)["lower_95"],
        "fisher.test",
        f"s08_fisher/all_treated/{_FAILED}/odds_ratio_as_fisher_test/lower_95",
        "fisher.test stops its root search early; solved tightly in R, the limit agrees.",
    ),
    Convention(
        "Permutation p of lupus profundus against the rest",
        "relabelings ordered by |observed − expected|",
        lambda values: values.pair_permutation("lep_versus_rest", "p"),
        "ordered by the log-rank chi-square",
        f"{_LEP}/permutation/survdiff_chisq/p",
        "The chi-square divides by a variance that changes from relabeling to relabeling; both are exact tests.",
    ),
    Convention(
        "Permutation p of all groups",
        "20,000 seeded shuffles",
        lambda values: values.all_groups("permutation_p"),
        "every relabeling",
        "s05_logrank/four_groups/permutation/p",
        "The page would have to wait for all of them; a test of the book goes through them in Python too.",
    ),
]
