"""What is computed twice of comparisons: groups, the Cox model, tests, and published data sets."""

from reanalysis.statistics.logrank import logrank_scores
from reanalysis.verification.compare import CURVE, NO_LIMITS, NOT_REACHED, POPULATIONS, WORDS, Quantity
from reanalysis.verification.values import PythonValues, read_test

ITERATIVE = "An iterative fit: lifelines also stops when the log-likelihood changes by less than a billionth of itself."
ROOT_SEARCH = "R’s fisher.test stops its root search early."
HAZARD_RATIOS = (
    *("hazard_ratio", "hr_lower_95", "hr_upper_95"),
    *("hazard_ratio_5_points", "hr_5_points_lower_95", "hr_5_points_upper_95"),
)
MONTE_CARLO = "Python draws 20,000 seeded shuffles where R goes through every relabeling: 3% is some five standard errors of such a draw."


def list_groups() -> list[Quantity]:
    group, test = "Comparison of groups", "lifelines, multivariate_logrank_test"
    pair = "s05_logrank/{comparison:lep_versus_rest|lep_versus_dle_and_scle|scle_versus_rest}"

    def pair_test(part):
        return lambda values, comparison: read_test(values.pair_test(comparison), part)

    return [
        *(
            Quantity(
                group,
                f"log-rank test of all groups: {WORDS.get(part, part)}",
                test,
                f"s05_logrank/four_groups/{part}",
                lambda values, part=part: values.all_groups(part),
            )
            for part in ("chisq", "df", "p")
        ),
        *(
            Quantity(
                group,
                f"all groups: {part}",
                "logrank_scores",
                f"s05_logrank/four_groups/{part}/<group>",
                lambda values, group, part=part: values.all_groups(part, group),
            )
            for part in ("n", "observed", "expected")
        ),
        Quantity(
            group,
            "all groups: permutation statistic",
            "logrank_scores",
            "s05_logrank/four_groups/permutation/quadratic_form_observed",
            lambda values: values.all_groups("quadratic_form_observed"),
        ),
        Quantity(
            group,
            "all groups: permutation p",
            "permutation_logrank",
            "s05_logrank/four_groups/permutation/p",
            lambda values: values.all_groups("permutation_p"),
            tolerance=0.03,
            reason=MONTE_CARLO,
        ),
        Quantity(
            group,
            "patients in the order of the scores",
            "response_times",
            "s05_logrank/scores/patient",
            lambda values: values.times("evaluable")["SUBJID"],
        ),
        Quantity(
            group, "log-rank scores", "logrank_scores", "s05_logrank/scores/score", lambda values: _scores(values)
        ),
        *(
            Quantity(
                group, f"{{comparison}}: log-rank {WORDS.get(part, part)}", test, f"{pair}/{part}", pair_test(part)
            )
            for part in ("chisq", "df", "p")
        ),
        *(
            Quantity(
                group,
                f"{{comparison}}: {part}",
                "logrank_scores",
                f"{pair}/{part}/<group>",
                lambda values, comparison, group, part=part: values.pair_counts(comparison, part, group),
            )
            for part in ("n", "observed", "expected")
        ),
        Quantity(
            group,
            "{comparison}: {part} of the permutation test",
            "permutation_logrank",
            f"{pair}/permutation/{{part:assignments|u_observed}}",
            lambda values, comparison, part: values.pair_permutation(comparison, part),
        ),
        Quantity(
            group,
            "{comparison}: exact permutation {part}",
            "permutation_logrank",
            f"{pair}/permutation/score_abs_u/{{part}}",
            lambda values, comparison, part: values.pair_permutation(comparison, part),
        ),
        Quantity(
            group,
            "each group against the rest: {part}",
            "logrank_scores, lifelines, permutation_logrank",
            "s18_groups/<group>/against_rest/{part}",
            lambda values, group, part: values.group_test(group, part),
        ),
        *(
            Quantity(
                group,
                f"median weeks by group, {rule} rule",
                "median_survival",
                f"s18_groups/<group>/median_{rule}_weeks",
                lambda values, group, rule=rule: values.group_median(group, "weeks", rule),
                convention=NOT_REACHED,
            )
            for rule in ("first", "midpoint")
        ),
        Quantity(
            group,
            "{end} log-log 95% limit of the median by group, midpoint rule",
            "median_survival",
            "s18_groups/<group>/median_limits_log_log_95/{end}",
            lambda values, group, end: values.group_median(group, end, "midpoint"),
            convention=NOT_REACHED,
        ),
    ]


def list_cox() -> list[Quantity]:
    group, method = "Cox model (Efron’s ties)", "lifelines, CoxPHFitter"
    place = "s06_cox"
    parts = "|".join(("coef_per_clasi_point", "std_error", "loglik_null", "loglik_fitted", *HAZARD_RATIOS))
    fit = {"tolerance": 1e-5, "reason": ITERATIVE}
    return [
        Quantity(group, "patients", "read_times", f"{place}/n", lambda values: len(values.times("evaluable"))),
        Quantity(
            group,
            "complete responses",
            "read_times",
            f"{place}/events",
            lambda values: values.times("evaluable")["event"].sum(),
        ),
        Quantity(
            group,
            "{part}",
            method,
            f"{place}/efron/{{part:{parts}}}",
            lambda values, part: values.cox()[part],
            **fit,
        ),
        Quantity(
            group,
            "{test} test: {part}",
            method,
            f"{place}/efron/{{test:likelihood_ratio|wald}}/{{part}}",
            lambda values, test, part: values.cox()[f"{test}_{part}"],
            **fit,
        ),
    ]


def list_tests() -> list[Quantity]:
    group, fisher = "Fisher’s test and t-tests", "scipy.stats.fisher_exact"
    tables = "s08_fisher/<population>/<comparison>"
    cells = ("exposed_with_outcome", "exposed_without_outcome", "unexposed_with_outcome", "unexposed_without_outcome")
    summaries = "s09_t_tests/{comparison}/<size>"
    further = "s25_further_t_tests/{comparison}"
    conditional = "scipy.stats.contingency.odds_ratio"

    def cell(position):
        return lambda values, population, comparison: values.fisher_table(population, comparison)[position // 2][
            position % 2
        ]

    def ratio(values, population, comparison, part):
        return values.conditional_odds(population, comparison)[part]

    def printed(when, item):
        return lambda values, comparison: getattr(values.change(comparison), when)[item]

    inputs = {f"{name}_{when}": (when, i) for when in ("first", "second") for i, name in enumerate(("mean", "sd"))}
    return [
        *(
            Quantity(
                group,
                f"five comparisons: patients {name.replace('_', ' ')}",
                "count",
                f"{tables}/{name}",
                cell(position),
            )
            for position, name in enumerate(cells)
        ),
        Quantity(
            group,
            "five comparisons: Fisher’s exact p",
            fisher,
            f"{tables}/p_two_sided",
            lambda values, population, comparison: values.fisher_p(values.fisher_table(population, comparison)),
        ),
        Quantity(
            group,
            "five comparisons: conditional odds ratio and limits, solved tightly in R",
            conditional,
            f"{tables}/odds_ratio_refined/<part>",
            ratio,
            tolerance=1e-6,
            reason="Iterative root searches on both sides.",
        ),
        Quantity(
            group,
            "five comparisons: conditional odds ratio and limits, as fisher.test gives them",
            conditional,
            f"{tables}/odds_ratio_as_fisher_test/<part>",
            ratio,
            tolerance=2e-2,
            reason=ROOT_SEARCH,
        ),
        Quantity(
            group,
            "complete response by {split}: Fisher’s exact p, both populations",
            fisher,
            f"s13_response_splits/{POPULATIONS}/two_way/{{split}}/fisher_p",
            lambda values, population, split: values.split_fisher_p(population, split),
        ),
        Quantity(
            group,
            "relapse by subtype, every reading of a dash: Fisher’s exact p",
            fisher,
            "s15_relapse_splits/<reading>/<kind>/<code>/fisher_p",
            lambda values, reading, kind, code: values.relapse_fisher_p(reading, kind, code),
        ),
        Quantity(
            group,
            "{comparison}: {kind}'s t",
            "scipy.stats.ttest_ind_from_stats",
            f"{summaries}/unpaired/{{kind}}/t",
            lambda values, comparison, size, kind: values.t_test(comparison, size, kind, "t"),
        ),
        Quantity(
            group,
            "{comparison}: {kind}'s p",
            "t_test_from_summaries",
            f"{summaries}/unpaired/{{kind}}/p",
            lambda values, comparison, size, kind: values.t_test(comparison, size, kind, "p"),
        ),
        Quantity(
            group,
            "{comparison}: paired p under assumed correlations",
            "t_test_from_summaries",
            f"{summaries}/paired_by_correlation/<correlation>/p",
            lambda values, comparison, size, correlation: values.paired_p(comparison, size, correlation),
        ),
        Quantity(
            group,
            "{comparison}: correlation that gives the printed p",
            "correlation_for_p",
            f"{summaries}/correlation_giving_printed_p/correlation",
            lambda values, comparison, size: values.implied_correlation(comparison, size),
        ),
        Quantity(
            group,
            "{comparison}: printed p",
            "read from the text",
            f"{summaries}/correlation_giving_printed_p/printed_p",
            lambda values, comparison, size: float(values.change(comparison).p),
        ),
        *(
            Quantity(
                group,
                f"{{comparison}}: printed {name.replace('_', ', ')}",
                "read from the text",
                f"{further}/input/{name}",
                printed(*where),
            )
            for name, where in inputs.items()
        ),
        *(
            Quantity(
                group,
                f"{{comparison}}, {word}",
                "select_population",
                f"{further}/{name}",
                lambda values, comparison, population=population: len(values.patients(population)),
            )
            for name, word, population in (
                ("n_first", "number at entry", "all_treated"),
                ("n_second", "number later", "evaluable"),
            )
        ),
        Quantity(
            group,
            "{comparison}, unequal numbers: {part}",
            "t_test_from_summaries",
            f"{further}/{{part:student_p|welch_p|least_p_within_rounding|greatest_p_within_rounding}}",
            lambda values, comparison, part: values.unequal_test(comparison, part),
        ),
        Quantity(
            group,
            "anti-dsDNA: {part}, values multiplied by 1.5 to 5",
            "scipy.stats",
            "s22_dsdna/{part:mann_whitney_p|student_p|one_sample_p|smallest_signed_rank_p}",
            lambda values, part: values.dsdna_p(part),
        ),
    ]


def list_published() -> list[Quantity]:
    group, place = "Published data sets", "s23_published/{example}"

    def value(part):
        return lambda values, example: values.published(example, part)

    words = {
        "survival": ("S(t)", CURVE, ""),
        "greenwood_se": ("standard error of S(t)", CURVE, ""),
        "log_log_lower": ("lower log-log limit of S(t)", CURVE, NO_LIMITS),
        "log_log_upper": ("upper log-log limit of S(t)", CURVE, NO_LIMITS),
        "rmst": ("restricted mean", "restricted_mean", ""),
        "rmst_se": ("standard error of the restricted mean", "restricted_mean", ""),
        "logrank_chisq": ("log-rank chi-square", "lifelines, multivariate_logrank_test", ""),
        "logrank_p": ("log-rank p", "lifelines, multivariate_logrank_test", ""),
    }
    return [
        *(
            Quantity(
                group,
                f"{{example}}: {word}",
                method,
                f"{place}/{part}",
                value(part),
                convention=convention,
                needs_data=False,
            )
            for part, (word, method, convention) in words.items()
        ),
        Quantity(
            group,
            "{example}: median and its limits, midpoint rule",
            "median_survival",
            f"{place}/median/<part>",
            lambda values, example, part: values.published(example, part),
            convention=NOT_REACHED,
            needs_data=False,
        ),
        Quantity(
            group,
            "{example}: Cox model, {part}",
            "lifelines, CoxPHFitter",
            f"{place}/cox_efron/{{part}}",
            lambda values, example, part: values.cox_published(example)[part],
            tolerance=1e-5,
            reason=ITERATIVE,
            needs_data=False,
        ),
    ]


def _scores(values: PythonValues):
    times = values.times("evaluable")
    return logrank_scores(times["weeks"], times["event"])
