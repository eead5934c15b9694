"""What is computed twice of proportions and rates, and of what a trial of a size can show."""

from reanalysis.statistics.proportions import PROPORTION_METHODS
from reanalysis.verification.compare import POPULATIONS, Quantity
from reanalysis.verification.values import read_limit, read_share

SHARE = "estimate_proportion"
METHOD_ENDS = "<method>/<level>/<end>"
LIMITS_95 = "<method>/<end>"
GRID_COLUMNS = "|".join(f"{name.replace('-', '_')}_{end}" for name in PROPORTION_METHODS for end in ("lower", "upper"))
QUADRATURE = "R integrates numerically, Python in closed form."
SEARCHED = "R looks for the lowest coverage a little beside each limit, Python at the limit itself."


def list_proportions() -> list[Quantity]:
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
            f"{first}/grid_95_percent/{{column:{GRID_COLUMNS}}}",
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


def list_rates() -> list[Quantity]:
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


def list_operating() -> list[Quantity]:
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
        *(
            Quantity(
                group,
                name,
                "summarise_coverage",
                f"{place}/{part}",
                lambda values, case, part=part: values.coverage(case, part),
                tolerance=1e-7,
                reason=reason,
                **free,
            )
            for name, part, reason in (
                ("mean coverage", "mean", QUADRATURE),
                ("lowest coverage", "minimum", SEARCHED),
                ("mean width", "mean_width", QUADRATURE),
            )
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
