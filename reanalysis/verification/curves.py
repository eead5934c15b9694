"""What is computed twice of the time to response and to relapse: one curve each."""

from reanalysis.statistics.survival import median_survival
from reanalysis.verification.compare import CURVE, NO_LIMITS, NOT_REACHED, Quantity
from reanalysis.verification.values import TABLE_COLUMNS, PythonValues, describe

KM = "s03_kaplan_meier/<analysis>/<rounding>"
NEVER = (
    "A patient who never responds stays at risk until the last time analysed in Python, until anyone’s longest follow-up "
    "in R: compared up to the last response."
)
BOUNDARY = "Newton steps in Python and self-consistency in R, each stopped when no mass moves."


def list_kaplan_meier() -> list[Quantity]:
    group = "Kaplan–Meier"

    def column(name):
        return lambda values, analysis, rounding: values.curve_rows(analysis, rounding)[TABLE_COLUMNS[name]]

    words = {
        "time_weeks": "weeks of steps and censorings",
        "n_at_risk": "number at risk just before each",
        "n_event": "responses at each",
        "n_censored": "censored at each",
        "survival": "share without complete response, S(t)",
        "greenwood_se_survival": "Greenwood’s standard error of S(t)",
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


def list_competing() -> list[Quantity]:
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


def list_interval_censored() -> list[Quantity]:
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


def list_relapse_bounds() -> list[Quantity]:
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
                ("weeks", "weeks of the envelope’s steps"),
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


def _first_gap(values: PythonValues) -> float:
    gap, weeks = values.incidence_gap(), values.incidence("complete_response")["weeks"].to_numpy()
    return weeks[abs(gap) > 1e-9].min()


def _windows(values: PythonValues, reading: str):
    rows = values.last_visits(reading)
    return rows.loc[rows["relapsed"], "weeks"]
