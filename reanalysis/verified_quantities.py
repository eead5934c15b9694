"""The table of what is computed twice, and of the conventions in which the two programs differ on purpose.

`QUANTITIES` holds one entry a quantity or family of quantities, `CONVENTIONS` one a difference that is meant.
"""

from reanalysis.logrank import logrank_scores
from reanalysis.parameters import WEEKS_PER_MONTH
from reanalysis.survival import median_survival
from reanalysis.verification import WORDS, Convention, Quantity
from reanalysis.verified_values import (
    AS_PRINTED,
    TABLE_COLUMNS,
    PythonValues,
    describe,
    read_limit,
    read_share,
    read_test,
)

SHARE = "estimate_proportion"
CURVE = "kaplan_meier"
POPULATIONS = "<population:all_treated|evaluable>"
METHOD_ENDS = "<method>/<level>/<end>"
LIMITS_95 = "<method>/<end>"
KM = "s03_kaplan_meier/<analysis>/<rounding>"
NEVER = (
    "A patient who never responds stays at risk until the last time analysed in Python, until anyone's longest follow-up "
    "in R: compared up to the last response."
)
NO_LIMITS = "Before the first response the log-log limits are 1 in Python and missing in R: compared as missing."
NOT_REACHED = "Where a limit is not reached Python gives infinity and R a missing value: compared as missing."
ITERATIVE = "An iterative fit: lifelines also stops when the log-likelihood changes by less than a billionth of itself."
BOUNDARY = "Newton steps in Python and self-consistency in R, each stopped when no mass moves."
ROOT_SEARCH = "R's fisher.test stops its root search early."
HAZARD_RATIOS = (
    *("hazard_ratio", "hr_lower_95", "hr_upper_95"),
    *("hazard_ratio_5_points", "hr_5_points_lower_95", "hr_5_points_upper_95"),
)
QUADRATURE = "R integrates numerically, Python in closed form."
SEARCHED = "R looks for the lowest coverage a little beside each limit, Python at the limit itself."
MONTE_CARLO = "Python draws 20,000 seeded shuffles where R goes through every relabeling: 3% is some five standard errors of such a draw."


def _proportions() -> list[Quantity]:
    group = "Proportions and their limits"

    def share(part):
        return lambda values, endpoint, population: read_share(values.share(endpoint, population), part)

    def responder_share(values, endpoint, part):
        return read_share(values.responder_share(endpoint), part)

    def responder_limits(values, endpoint, method, level, end):
        return read_limit(values.responder_share(endpoint), method, end, level)

    counted = {"x": "count", "n": "number", "estimate": "share"}
    first = "s01_proportions"
    relapse, sustained = f"{first}/complete_responders/relapse", f"{first}/complete_responders"
    limits = "ci_two_sided_by_level_percent"
    return [
        *(
            Quantity(
                group,
                f"{{endpoint}}: {word}, both populations",
                SHARE,
                f"{first}/{POPULATIONS}/{{endpoint}}/{part}",
                share(part),
            )
            for part, word in counted.items()
        ),
        Quantity(
            group,
            "{endpoint}: limits (three methods, three levels, both populations)",
            SHARE,
            f"{first}/{POPULATIONS}/{{endpoint}}/{limits}/{METHOD_ENDS}",
            lambda values, endpoint, population, method, level, end: read_limit(
                values.share(endpoint, population), method, end, level
            ),
        ),
        Quantity(
            group,
            "relapse of complete responders, {endpoint}: count, number, share",
            SHARE,
            f"{relapse}/{{endpoint}}/<part:x|n|estimate>",
            responder_share,
        ),
        Quantity(
            group,
            "relapse of complete responders, {endpoint}: limits",
            SHARE,
            f"{relapse}/{{endpoint}}/{limits}/{METHOD_ENDS}",
            responder_limits,
        ),
        Quantity(
            group,
            "{endpoint} of complete responders: count, number, share",
            SHARE,
            f"{sustained}/{{endpoint:sustained_drug_free_remission}}/<part:x|n|estimate>",
            responder_share,
        ),
        Quantity(
            group,
            "{endpoint} of complete responders: limits",
            SHARE,
            f"{sustained}/{{endpoint:sustained_drug_free_remission}}/{limits}/{METHOD_ENDS}",
            responder_limits,
        ),
        Quantity(
            group,
            "{column} 95% limit, every count out of 1 to 20",
            SHARE,
            f"{first}/grid_95_percent/{{column:clopper_pearson_lower|clopper_pearson_upper|wilson_lower|wilson_upper|jeffreys_lower|jeffreys_upper}}",
            lambda values, column: values.grid(column),
            needs_data=False,
        ),
        Quantity(
            group,
            "{bound} for an event seen in nobody",
            "zero_event_upper",
            f"{first}/zero_event_upper_bounds/<size>/{{bound:one_sided_95_upper|two_sided_95_upper}}",
            lambda values, size, bound: values.zero_upper(size, bound),
            needs_data=False,
        ),
        Quantity(
            group,
            "partial response: count, number, share, both populations",
            SHARE,
            f"s13_response_splits/{POPULATIONS}/partial_response/<part:x|n|estimate>",
            lambda values, population, part: read_share(values.share("partial_response", population), part),
        ),
        Quantity(
            group,
            "partial response: 95% limits, both populations",
            SHARE,
            f"s13_response_splits/{POPULATIONS}/partial_response/limits_95/{LIMITS_95}",
            lambda values, population, method, end: read_limit(
                values.share("partial_response", population), method, end
            ),
        ),
        *_split_shares(group),
        *_event_shares(group),
    ]


def _split_shares(group: str) -> list[Quantity]:
    def split(values, population, split, side="inside", part="x"):
        return read_share(values.split_share(population, split, side), part)

    def split_limit(values, population, split, method, end, side="inside"):
        return read_limit(values.split_share(population, split, side), method, end)

    def relapse(values, reading, kind, code, side, part):
        return read_share(values.relapse_share(reading, kind, code, side), part)

    def relapse_limit(values, reading, kind, code, side, method, end):
        return read_limit(values.relapse_share(reading, kind, code, side), method, end)

    first, second = (
        f"s13_response_splits/{POPULATIONS}",
        "s15_relapse_splits/<reading>/<kind>/<code>/<side:inside|outside>",
    )
    return [
        Quantity(
            group,
            "complete response by diagnosis: counts, numbers, shares",
            SHARE,
            f"{first}/by_diagnosis/<split>/<part:x|n|estimate>",
            split,
        ),
        Quantity(
            group,
            "complete response by diagnosis: 95% limits",
            SHARE,
            f"{first}/by_diagnosis/<split>/limits_95/{LIMITS_95}",
            split_limit,
        ),
        Quantity(
            group,
            "complete response by {split}: counts, numbers, shares",
            SHARE,
            f"{first}/two_way/{{split}}/<side:inside|outside>/<part:x|n|estimate>",
            split,
        ),
        Quantity(
            group,
            "complete response by {split}: 95% limits",
            SHARE,
            f"{first}/two_way/{{split}}/<side:inside|outside>/limits_95/{LIMITS_95}",
            split_limit,
        ),
        Quantity(
            group,
            "relapse by subtype, every reading of a dash: counts, numbers, shares",
            SHARE,
            f"{second}/<part:x|n|estimate>",
            relapse,
        ),
        Quantity(
            group,
            "relapse by subtype, every reading of a dash: 95% limits",
            SHARE,
            f"{second}/limits_95/{LIMITS_95}",
            relapse_limit,
        ),
    ]


def _event_shares(group: str) -> list[Quantity]:
    first = "s14_adverse_events/{kind}/<value>"
    return [
        Quantity(
            group,
            "adverse events {kind}: patients, number, share",
            SHARE,
            f"{first}/<part:x|n|estimate>",
            lambda values, kind, value, part: read_share(values.event_share(kind, value), part),
        ),
        Quantity(
            group,
            "adverse events {kind}: 95% limits",
            SHARE,
            f"{first}/limits_95/{LIMITS_95}",
            lambda values, kind, value, method, end: read_limit(values.event_share(kind, value), method, end),
        ),
        Quantity(
            group,
            "adverse events {kind}: events",
            "count",
            f"{first}/events",
            lambda values, kind, value: len(values.event_rows(kind, value)),
        ),
    ]


def _rates() -> list[Quantity]:
    group = "Poisson rates"
    return [
        Quantity(
            group,
            "adverse events per 100 months, {case}",
            "rate_interval",
            "s02_poisson/{case:followup_only|followup_plus_one_week_for_withdrawn|evaluable_events_over_evaluable_time}/<part>",
            lambda values, case, part: values.rate(case)[part],
        ),
        Quantity(
            group,
            "{column}, 0 to 10 events over 100 months",
            "rate_interval",
            "s02_poisson/counts_0_to_10_over_100/{column:rate_per_100|lower_95_per_100|upper_95_per_100}",
            lambda values, column: values.rate_grid(column),
            needs_data=False,
        ),
    ]


def _kaplan_meier() -> list[Quantity]:
    group = "Kaplan–Meier"

    def column(name):
        return lambda values, analysis, rounding: values.curve_rows(analysis, rounding)[TABLE_COLUMNS[name]]

    words = {
        "time_weeks": "weeks of steps and censorings",
        "n_at_risk": "number at risk just before each",
        "n_event": "responses at each",
        "n_censored": "censored at each",
        "survival": "share without complete response, S(t)",
        "greenwood_se_survival": "Greenwood's standard error of S(t)",
    }

    def median(end, rule):
        def compute(values, analysis, rounding, scale="log-log", level="95"):
            return values.median(analysis, rounding, scale, level, end, rule)

        return compute

    medians = {"midpoint_convention_weeks": "midpoint", "first_time_at_or_below_half_weeks": "first"}
    return [
        Quantity(
            group,
            "patients in each analysis",
            "read_times",
            f"{KM}/n",
            lambda values, analysis, rounding: len(values.times(analysis, rounding)),
        ),
        Quantity(
            group,
            "complete responses in each analysis",
            "read_times",
            f"{KM}/events",
            lambda values, analysis, rounding: values.times(analysis, rounding)["event"].sum(),
        ),
        *(
            Quantity(
                group,
                f"{word} (nine analyses)",
                CURVE,
                f"{KM}/table/{name}",
                column(name),
                convention=NEVER,
                leading=True,
            )
            for name, word in words.items()
        ),
        Quantity(
            group,
            "limits of S(t), {scale} scale, {level}%",
            CURVE,
            f"{KM}/ci_survival/{{scale}}/{{level}}/<end>",
            lambda values, analysis, rounding, scale, level, end: values.limit(analysis, rounding, scale, level, end),
            convention=f"{NEVER} {NO_LIMITS}",
            leading=True,
        ),
        *(
            Quantity(
                group,
                f"median weeks, {rule} rule",
                "median_survival",
                f"{KM}/median/{name}",
                median("weeks", rule),
                convention=NOT_REACHED,
            )
            for name, rule in medians.items()
        ),
        *(
            Quantity(
                group,
                f"{end} limit of the median, midpoint rule, {{scale}} scale",
                "median_survival",
                f"{KM}/median/ci_midpoint_convention_weeks/{{scale}}/<level>/{end}",
                median(end, "midpoint"),
                convention=NOT_REACHED,
            )
            for end in ("lower", "upper")
        ),
        Quantity(
            group,
            "restricted mean, {tau}",
            "restricted_mean",
            f"{KM}/rmst/{{tau}}/rmst_weeks",
            lambda values, analysis, rounding, tau: values.mean(analysis, rounding, tau, 0),
        ),
        Quantity(
            group,
            "standard error of the restricted mean, {tau}",
            "restricted_mean",
            f"{KM}/rmst/{{tau}}/std_error_weeks",
            lambda values, analysis, rounding, tau: values.mean(analysis, rounding, tau, 1),
        ),
        Quantity(
            group,
            "numbers at risk under the figure, weeks 0 to 60",
            "count_at_risk",
            f"{KM}/at_risk/n_at_risk_just_before",
            lambda values, analysis, rounding: values.at_risk(analysis, rounding),
        ),
        Quantity(
            group,
            "estimated share with complete response by weeks 4, 12, 24, and limits, {scale} scale",
            "estimate_share_by",
            "s19_landmarks/<analysis>/{scale:log|log-log|plain}/<column>",
            lambda values, analysis, scale, column: values.landmark(analysis, scale, column),
        ),
    ]


def _groups() -> list[Quantity]:
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


def _cox() -> list[Quantity]:
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


def _competing() -> list[Quantity]:
    group, method = "Aalen–Johansen", "cumulative_incidence"
    place = "s04_aalen_johansen"
    states = "{state:complete_response|withdrawal}"
    limits = "s20_competing/limits_95/{scale}"

    def limit(values, scale, end):
        return values.competing(scale)[end]

    def median(values, scale, end):
        return getattr(median_survival(values.competing(scale), "first"), end)

    return [
        *(
            Quantity(
                group,
                word,
                method,
                f"{place}/table/{name}",
                lambda values, column=column: values.incidence("complete_response")[column],
            )
            for name, column, word in (
                ("time_weeks", "weeks", "weeks of steps and censorings"),
                ("n_at_risk", "at_risk", "number at risk just before each"),
            )
        ),
        Quantity(
            group,
            "cumulative incidence of {state}",
            method,
            f"{place}/{states}/cumulative_incidence",
            lambda values, state: values.incidence(state)["event"],
        ),
        Quantity(
            group,
            "standard error of the incidence of {state}",
            method,
            f"{place}/{states}/survfit_se",
            lambda values, state: values.incidence(state)["event_std_error"],
        ),
        Quantity(
            group,
            "standard error of the incidence of {state}, delta method in R",
            method,
            f"{place}/{states}/delta_method_se",
            lambda values, state: values.incidence(state)["event_std_error"],
            convention="The jackknife and the delta method are different formulas that give the same here.",
        ),
        Quantity(
            group,
            "one minus Kaplan–Meier, the withdrawn never responding",
            CURVE,
            f"{place}/complete_response_versus_one_minus_km/one_minus_km_never_responds",
            lambda values: values.incidence("complete_response")["event"] - values.incidence_gap(),
        ),
        Quantity(
            group,
            "difference of the two",
            f"{method}, {CURVE}",
            f"{place}/complete_response_versus_one_minus_km/difference",
            lambda values: values.incidence_gap(),
            reason="A difference of two nearly equal numbers.",
            tolerance=1e-7,
        ),
        Quantity(
            group,
            "largest difference of the two",
            f"{method}, {CURVE}",
            f"{place}/complete_response_versus_one_minus_km/max_abs_difference",
            lambda values: abs(values.incidence_gap()).max(),
        ),
        Quantity(
            group,
            "first week at which the two differ",
            f"{method}, {CURVE}",
            f"{place}/complete_response_versus_one_minus_km/first_time_of_difference_weeks",
            _first_gap,
        ),
        Quantity(
            group,
            "weeks from the first response on",
            "estimate_curve",
            "s20_competing/weeks",
            lambda values: values.competing()["weeks"],
        ),
        Quantity(
            group,
            "one minus the incidence",
            "estimate_curve",
            "s20_competing/without_response",
            lambda values: values.competing()["survival"],
        ),
        Quantity(group, "its {end} 95% limit, {scale} scale", "estimate_curve", f"{limits}/{{end:lower|upper}}", limit),
        Quantity(
            group,
            "median of the incidence, first rule",
            "median_survival",
            "s20_competing/median_first_weeks",
            lambda values: median(values, "log-log", "weeks"),
        ),
        Quantity(
            group,
            "its {end} 95% limit, {scale} scale, first rule",
            "median_survival",
            f"{limits}/median_limits_first_weeks/{{end}}",
            median,
        ),
    ]


def _interval_censored() -> list[Quantity]:
    group, method = "Interval-censored estimates", "interval_censored_estimate"
    loose = {"tolerance": 1e-6, "reason": BOUNDARY}
    place, taper = "s07_interval_npmle/<example>", "s16_taper_clock/reading/<reading>/likeliest/<followed>"
    visits = "s21_visits"

    def column(name):
        return lambda values, example: values.example(example).masses[name]

    def taper_column(name):
        return lambda values, reading, followed: values.likeliest(reading, followed).masses[name]

    ends = {"innermost_left": "lower", "innermost_right": "upper", "mass": "mass"}
    words = {
        "innermost_left": "left ends of the innermost intervals",
        "innermost_right": "right ends of the innermost intervals",
        "mass": "probability of each",
    }
    return [
        *(
            Quantity(
                group,
                f"examples solved by hand: {words[name]}",
                method,
                f"{place}/{name}",
                column(ours),
                needs_data=False,
                **loose,
            )
            for name, ours in ends.items()
        ),
        Quantity(
            group,
            "examples solved by hand: log-likelihood",
            method,
            f"{place}/log_likelihood",
            lambda values, example: values.example(example).log_likelihood,
            needs_data=False,
        ),
        Quantity(
            group,
            "examples solved by hand: S(t) at right ends",
            method,
            f"{place}/survival_at_innermost_right",
            lambda values, example: 1 - values.example(example).masses["mass"].cumsum(),
            needs_data=False,
            **loose,
        ),
        *(
            Quantity(
                group,
                f"weeks from taper to relapse, every reading of a dash: {side} ends of the intervals",
                "order_statistic_bounds",
                f"{taper}/{side}",
                lambda values, reading, followed, place=position: values.taper_intervals(reading, followed)[place],
            )
            for position, side in enumerate(("left", "right"))
        ),
        *(
            Quantity(
                group,
                f"weeks from taper to relapse, every reading of a dash: {words[name]}",
                method,
                f"{taper}/{name}",
                taper_column(ours),
                **loose,
            )
            for name, ours in ends.items()
        ),
        Quantity(
            group,
            "weeks from taper to relapse, every reading of a dash: log-likelihood",
            method,
            f"{taper}/log_likelihood",
            lambda values, reading, followed: values.likeliest(reading, followed).log_likelihood,
        ),
        *(
            Quantity(
                group,
                f"response known by visit: {words[name]}",
                method,
                f"{visits}/{name}",
                lambda values, ours=ours: values.visits().masses[ours],
                **loose,
            )
            for name, ours in ends.items()
        ),
        Quantity(
            group,
            "response known by visit: log-likelihood",
            method,
            f"{visits}/log_likelihood",
            lambda values: values.visits().log_likelihood,
        ),
    ]


def _relapse_bounds() -> list[Quantity]:
    group = "Bounds of the time to relapse"
    bounds = "s12_relapse_upper_bounds"

    def observed(values):
        return values.last_visits()["weeks"]

    return [
        *(
            Quantity(
                group,
                f"{word} of each ordered time, taper to relapse",
                "order_statistic_bounds",
                f"s16_taper_clock/order/{name}",
                lambda values, end=end: [pair[end] for pair in values.ordered()],
            )
            for end, (name, word) in enumerate((("lower_weeks", "earliest week"), ("upper_weeks", "latest week")))
        ),
        *(
            Quantity(
                group,
                f"{word}, taper to relapse, every reading of a dash",
                "relapse_envelope",
                f"s16_taper_clock/reading/<reading>/envelope/<followed>/{name}",
                lambda values, reading, followed, name=name: values.envelope(reading, followed)[name],
            )
            for name, word in (
                ("weeks", "weeks of the envelope's steps"),
                ("lowest", "lowest curve"),
                ("highest", "highest curve"),
            )
        ),
        *(
            Quantity(
                group,
                f"{edge} possible median, taper to relapse, every reading of a dash",
                "bound_taper_median",
                f"s16_taper_clock/reading/<reading>/median_{edge}_weeks",
                lambda values, reading, edge=edge: values.taper_median(reading, edge),
            )
            for edge in ("earliest", "latest")
        ),
        Quantity(
            group,
            "complete responders, in order",
            "build_adtte",
            f"{bounds}/patient",
            lambda values: values.last_visits()["SUBJID"],
        ),
        Quantity(
            group,
            "weeks from complete response to last visit",
            "build_adtte",
            f"{bounds}/weeks_from_complete_response_to_last_visit",
            observed,
        ),
        *(
            Quantity(
                group,
                f"{word} of these weeks",
                "build_adtte",
                f"{bounds}/{word}_weeks",
                lambda values, name=name: getattr(observed(values), name)(),
            )
            for word, name in (("total", "sum"), ("min", "min"), ("max", "max"))
        ),
        Quantity(
            group,
            "{column} after complete response, every reading of a dash",
            CURVE,
            "s17_response_clock/<reading>/{column:weeks|lowest|highest|all_at_once|all_at_last_visit}",
            lambda values, reading, column: values.response_clock(reading, column),
        ),
        Quantity(
            group,
            "weeks that a relapse after response may lie in: summary, every reading of a dash",
            "pandas",
            "s17_response_clock/<reading>/window_weeks/<statistic:n|sum|mean|sd|median|min|max>",
            lambda values, reading, statistic: describe(_windows(values, reading), statistic),
        ),
        Quantity(
            group,
            "the same: quartiles",
            "numpy.quantile",
            "s17_response_clock/<reading>/window_weeks/{statistic:quartiles_type_7|quartiles_type_2}/<quartile>",
            lambda values, reading, statistic, quartile: describe(_windows(values, reading), statistic, quartile),
        ),
    ]


def _tests() -> list[Quantity]:
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

    def printed(position, item):
        return lambda values, comparison: float(values.summaries(comparison)[position][item])

    inputs = {"mean_first": (0, 0), "sd_first": (0, 1), "mean_second": (1, 0), "sd_second": (1, 1)}
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
            "five comparisons: Fisher's exact p",
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
            "complete response by {split}: Fisher's exact p, both populations",
            fisher,
            f"s13_response_splits/{POPULATIONS}/two_way/{{split}}/fisher_p",
            lambda values, population, split: values.split_fisher_p(population, split),
        ),
        Quantity(
            group,
            "relapse by subtype, every reading of a dash: Fisher's exact p",
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
            "scipy.stats.ttest_ind_from_stats",
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
            lambda values, comparison, size: values.summaries(comparison)[2],
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


def _descriptions() -> list[Quantity]:
    group = "Descriptions of the patients"
    both = "s10_descriptive/<population:all_treated|evaluable>"
    statistics = "<statistic:n|sum|mean|sd|median|min|max>"
    quartiles = "<statistic:quartiles_type_7|quartiles_type_2>/<quartile>"
    columns = {"clasi_activity": "CLASI_ACTIVITY", "clasi_damage": "CLASI_DAMAGE"}
    found = []

    def add(name, place, series):
        """A summary and its quartiles of a column that `series` picks from the keys before them."""

        def summary(values, statistic, quartile="", **keys):
            return describe(series(values, **keys), statistic, quartile)

        found.append(
            Quantity(group, f"{name}: number, sum, mean, SD, median, range", "pandas", f"{place}/{statistics}", summary)
        )
        found.append(
            Quantity(group, f"{name}: quartiles, types 7 and 2", "numpy.quantile", f"{place}/{quartiles}", summary)
        )

    for name, column in columns.items():
        add(
            f"{name.replace('_', ' ')}, both populations, by diagnosis",
            f"{both}/{name}/<diagnosis>",
            lambda values, population, diagnosis, column=column: values.score(population, column, diagnosis),
        )
    add(
        "ANA titre, both populations",
        f"{both}/ana_titre_denominator",
        lambda values, population: values.patients(population)["ANA_TITRE"],
    )
    add("follow-up in months", "s10_descriptive/followup_months", lambda values: values.trial.adsl["FOLLOWUP_MONTHS"])
    add(
        "weeks to complete response of responders, by diagnosis",
        "s10_descriptive/ttcr_weeks_among_responders/<diagnosis>",
        lambda values, diagnosis: values.chosen(values.responders(), diagnosis)["WEEKS_TO_CR"],
    )
    add(
        "dose at relapse, mg a week",
        "s11_dose/relapse_dose/summary_mg_per_week",
        lambda values: _doses(values)["RELAPSE_DOSE_MG_WEEK"],
    )
    add(
        "number of earlier treatments",
        "s24_further_descriptions/prior_treatments",
        lambda values: values.trial.adsl["PRIOR_TREATMENTS"].str.split("; ").map(len),
    )
    add(
        "CLASI {score} at entry of those followed for 12 months",
        "s24_further_descriptions/clasi_of_those_followed_12_months/{score}",
        lambda values, score: values.trial.adsl.loc[
            values.trial.adsl["FOLLOWUP_MONTHS"] >= 12, columns[f"clasi_{score}"]
        ],
    )
    return found + _counts(group, both)


def _counts(group: str, both: str) -> list[Quantity]:
    def count(column):
        return lambda values, population, code: (
            values.patients(population)[column] == type(values.patients(population)[column].iloc[0])(code)
        ).sum()

    def positive(column, values, population):
        rows = values.patients(population)
        return rows[rows[column] == "Y"]

    def dsdna(values, population):
        rows = values.patients(population)
        return rows[rows["DSDNA_IU_ML"].notna()]

    codes = "<code>"
    return [
        Quantity(
            group,
            "diagnoses, both populations",
            "count",
            f"{both}/diagnosis_counts/{codes}",
            lambda values, population, code: values.count_diagnosis(population, code),
        ),
        Quantity(
            group,
            "sites, both populations",
            "count",
            f"{both}/site_counts_lower_case/{codes}",
            lambda values, population, code: values.count_site(population, code),
        ),
        Quantity(
            group,
            "{kind}, both populations",
            "count",
            f"{both}/{{kind:reason_counts|treatment_counts}}/{codes}",
            lambda values, population, kind, code: values.count_codes(population, kind, code),
        ),
        Quantity(
            group, "ANA titres, both populations", "count", f"{both}/ana_titre_counts/{codes}", count("ANA_TITRE")
        ),
        Quantity(
            group,
            "largest dose in mg a day, all treated and evaluable",
            "count",
            "s11_dose/max_dose_mg_counts/<population>/<code>",
            count("MAX_DOSE_MG"),
        ),
        Quantity(
            group,
            "sex, all treated",
            "count",
            "s24_further_descriptions/sex_counts/<code>",
            lambda values, code: (values.trial.adsl["SEX"] == code).sum(),
        ),
        Quantity(
            group,
            "outcomes, all treated",
            "count",
            "s10_descriptive/outcome_counts/<code>",
            lambda values, code: (values.trial.adsl["BEST_RESPONSE"] == code.upper()).sum(),
        ),
        *(
            Quantity(
                group,
                f"{name.replace('_', ' ')}, both populations: number",
                "count",
                f"{both}/{name}/n",
                lambda values, population, column=column: len(positive(column, values, population)),
            )
            for name, column in (("anti_ro_positive", "ANTI_RO"), ("anti_la_positive", "ANTI_LA"))
        ),
        Quantity(
            group,
            "anti ro positive, both populations: patients",
            "select",
            f"{both}/anti_ro_positive/patients",
            lambda values, population: positive("ANTI_RO", values, population)["SUBJID"],
        ),
        Quantity(
            group,
            "anti-dsDNA values printed, both populations: number",
            "count",
            f"{both}/dsdna_positive/n",
            lambda values, population: len(dsdna(values, population)),
        ),
        Quantity(
            group,
            "anti-dsDNA values printed, both populations: patients",
            "select",
            f"{both}/dsdna_positive/patients",
            lambda values, population: dsdna(values, population)["SUBJID"],
        ),
        Quantity(
            group,
            "anti-dsDNA values printed, both populations: IU/ml",
            "select",
            f"{both}/dsdna_positive/values_iu_per_ml",
            lambda values, population: dsdna(values, population)["DSDNA_IU_ML"],
        ),
        Quantity(
            group,
            "adverse events",
            "count",
            "s10_descriptive/adverse_events/events",
            lambda values: len(values.trial.adae),
        ),
        Quantity(
            group,
            "adverse events of each patient",
            "count",
            "s10_descriptive/adverse_events/events_per_patient/<code>",
            lambda values, code: (values.trial.adae["SUBJID"] == int(code)).sum(),
        ),
        Quantity(
            group,
            "patients with an adverse event",
            "select",
            "s10_descriptive/adverse_events/patients",
            lambda values: values.trial.adae["SUBJID"].unique(),
        ),
        Quantity(
            group,
            "patients with a dose at relapse",
            "select",
            "s11_dose/relapse_dose/patient",
            lambda values: _doses(values)["SUBJID"],
        ),
        Quantity(
            group,
            "dose at relapse of each, mg a week",
            "select",
            "s11_dose/relapse_dose/mg_per_week",
            lambda values: _doses(values)["RELAPSE_DOSE_MG_WEEK"].astype(float),
        ),
        Quantity(
            group,
            "relapses at each dose",
            "count",
            "s11_dose/relapse_dose/counts_by_mg_per_week/<code>",
            lambda values, code: (_doses(values)["RELAPSE_DOSE_MG_WEEK"].astype(float) == float(code)).sum(),
        ),
        Quantity(
            group,
            "weeks in a month",
            "WEEKS_PER_MONTH",
            "meta/weeks_per_month",
            lambda values: WEEKS_PER_MONTH,
            needs_data=False,
        ),
        Quantity(
            group,
            "week of withdrawal",
            "read from the text",
            "meta/withdrawal_week",
            lambda values: values.withdrawal_weeks(),
        ),
    ]


def _published() -> list[Quantity]:
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


def _operating() -> list[Quantity]:
    group, place = "What a trial of a size can show", "operating/cases/<case>"
    free = {"needs_data": False}
    return [
        Quantity(
            group,
            "coverage at twelve true rates",
            "coverage_probability",
            f"{place}/coverage",
            lambda values, case: values.coverage(case, "coverage"),
            **free,
        ),
        Quantity(
            group,
            "mean coverage",
            "summarise_coverage",
            f"{place}/mean",
            lambda values, case: values.coverage(case, "mean"),
            tolerance=1e-7,
            reason=QUADRATURE,
            **free,
        ),
        Quantity(
            group,
            "lowest coverage",
            "summarise_coverage",
            f"{place}/minimum",
            lambda values, case: values.coverage(case, "minimum"),
            tolerance=1e-7,
            reason=SEARCHED,
            **free,
        ),
        Quantity(
            group,
            "mean width",
            "summarise_coverage",
            f"{place}/mean_width",
            lambda values, case: values.coverage(case, "mean_width"),
            tolerance=1e-7,
            reason=QUADRATURE,
            **free,
        ),
        *(
            Quantity(
                group,
                word,
                method,
                f"{place}/{part}",
                lambda values, case, part=part: values.exceedance(case, part),
                **free,
            )
            for part, word, method in (
                ("needed", "fewest responses to exceed a reference rate", "fewest_responses"),
                ("type_1_error", "chance of so many at that rate", "exceedance_probability"),
                ("power", "chance of so many at higher rates", "exceedance_probability"),
            )
        ),
        Quantity(
            group,
            "patients for an interval half as wide",
            "patients_for_width",
            "operating/precision/<case>/patients",
            lambda values, case: values.precision(case),
            **free,
        ),
    ]


def _scores(values: PythonValues):
    times = values.times("evaluable")
    return logrank_scores(times["weeks"], times["event"])


def _first_gap(values: PythonValues) -> float:
    gap, weeks = values.incidence_gap(), values.incidence("complete_response")["weeks"].to_numpy()
    return weeks[abs(gap) > 1e-9].min()


def _windows(values: PythonValues, reading: str):
    rows = values.last_visits(reading)
    return rows.loc[rows["relapsed"], "weeks"]


def _doses(values: PythonValues):
    return values.trial.adsl[values.trial.adsl["RELAPSE_DOSE"] != ""]


QUANTITIES = [
    *_descriptions(),
    *_proportions(),
    *_rates(),
    *_kaplan_meier(),
    *_competing(),
    *_groups(),
    *_cox(),
    *_interval_censored(),
    *_relapse_bounds(),
    *_tests(),
    *_published(),
    *_operating(),
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
        "Efron's ties (lifelines)",
        lambda values: values.cox()["hazard_ratio"],
        "Breslow's ties (coxph on request)",
        "s06_cox/breslow/hazard_ratio",
        "Two approximations for tied times; Efron's, the default of both programs, is compared above.",
    ),
    Convention(
        "Odds ratio of complete response, earlier treatment having failed against not",
        "sample odds ratio (scipy.stats.fisher_exact)",
        _sample_odds,
        "conditional maximum likelihood (fisher.test)",
        f"s08_fisher/all_treated/{_FAILED}/odds_ratio_as_fisher_test/conditional_mle",
        "The p-value is the same; the book prints no odds ratio. The conditional one is compared above with scipy's.",
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
