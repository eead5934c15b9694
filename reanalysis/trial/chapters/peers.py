"""Among its peers: this trial beside published series, against its own centre's, and what to believe of the next patient."""

import pandas as pd

from reanalysis.data.printed import find_reading
from reanalysis.show.text import format_chance
from reanalysis.statistics.differences import estimate_difference, estimate_ratio, estimate_score_difference
from reanalysis.statistics.pooling import pool_proportions
from reanalysis.trial.chapters.efficacy import ANY, COMPLETE, estimate_response
from reanalysis.trial.chapters.relapse import count_relapses, estimate_relapse
from reanalysis.trial.cohort import Trial
from reanalysis.trial.harms import HARMS, list_own_harm
from reanalysis.trial.series import (
    OUTCOMES,
    SAME_CENTRE,
    describe_share,
    list_series,
    list_shares,
    name_drug,
    name_series,
    name_source,
    select_poolable,
)

FEWEST_POOLED = 3
NOTHING = "nothing"  # is left out
RESPONSES = {"complete_response": COMPLETE, "any_response": ANY}
POPULATIONS = ("all-treated", "evaluable")
ENDS = ("estimate", "lower", "upper")

PUBLISHED = {
    "shares": ("table", "outcomes of this trial and of each series that states them, with intervals"),
    "times": ("table", "times to response and to relapse, here and as the abstracts state them"),
    "centre": ("table", "this trial against its own centre's series: differences and ratios with intervals"),
    "pooled": ("table", "any response pooled over series of other centres, all and each left out in turn"),
    "beliefs": ("table", "priors, posteriors, chances and the next patients"),
    "clearing": ("sentence", "complete response here, in other series of the drug and in those of its relative"),
    "against_centre": ("sentence", "complete response against the same centre's series: what is left open"),
    "harms_against_centre": ("sentence", "harms against the same centre's series: what is left open"),
    "relapse_times": ("sentence", "time to relapse here and in the same centre's series"),
    "pooling": ("sentence", "any response pooled, and what a further series may show"),
    "sceptic": ("sentence", "what a sceptic would believe of complete response after this trial"),
    "next_patients": ("sentence", "what to expect of the next patients"),
    "registered_belief": ("sentence", "the same chance by the registered time"),
    "informed_prior": ("sentence", "which series the informed prior of response is taken from"),
}


def compare_outcomes(trial: Trial, unrecorded_relapse: str, level: float, method: str) -> pd.DataFrame:
    """Every outcome in this trial and in each published series that states it, the own drug first.

    Returns
    -------
    DataFrame
        The columns of `reanalysis.trial.series.list_shares`, is_own, and section (outcome and drug in words).
    """
    published = list_shares(trial.folder, level, method)
    own = pd.DataFrame(_list_own(trial, unrecorded_relapse, level, method), columns=published.columns).assign(
        is_own=True
    )
    shares = pd.concat([own, published.assign(is_own=False)], ignore_index=True) if len(published) else own
    words = shares["outcome"].map(lambda outcome: OUTCOMES[outcome].words)
    shares["section"] = words + ", " + shares["drug_name"]
    drug = name_drug(trial.folder.trial["drug"])
    order = [(list(OUTCOMES).index(row.outcome), row.drug_name != drug) for row in shares.itertuples()]
    ordered = shares.assign(order=order).sort_values("order", kind="stable", ignore_index=True)
    return ordered.drop(columns="order").fillna({"caution": "", "relation": "", "author_group": ""})


def _list_own(trial: Trial, unrecorded_relapse: str, level: float, method: str) -> list[dict[str, object]]:
    drug = trial.folder.trial["drug"]
    same = {"drug": drug, "drug_name": name_drug(drug), "source": "this trial"}
    rows = []
    for outcome, met in RESPONSES.items():
        for population in POPULATIONS:
            share = estimate_response(trial, population, level, method, outcomes=met)
            label = {"outcome": outcome, "label": f"This trial, {population}"}
            rows.append(same | label | describe_share(share))
    relapse = estimate_relapse(trial, unrecorded_relapse, level, method)
    if relapse.total:
        rows.append(same | {"outcome": "relapse", "label": "This trial"} | describe_share(relapse))
    return rows + [row for outcome in HARMS for row in list_own_harm(trial, outcome, level, method)]


def list_times(trial: Trial) -> pd.DataFrame:
    """When patients cleared and relapsed, here and in each series that states a time.

    Returns
    -------
    DataFrame
        label, drug, response and relapse (in words, empty where not stated), source.
    """
    cleared = trial.adsl.loc[trial.adsl["BEST_RESPONSE"] == "CR", "WEEKS_TO_CR"]
    own = {"label": "This trial", "drug": trial.folder.trial["drug"], "response": "", "relapse": ""}
    if len(cleared):
        spread = f"{cleared.min():g} to {cleared.max():g}"
        own["response"] = f"median {cleared.median():g} weeks to complete response ({spread}), of those who cleared"
    low, middle, high = (trial.facts.reported(f"relapse_weeks_{name}") for name in ("min", "median", "max"))
    if low and middle and high:
        own["relapse"] = f"median {middle} weeks after the dose was lowered or stopped ({low} to {high})"
    rows = [own | {"source": "this trial"}]
    for one in list_series(trial.folder):
        months = one["relapse_months"]
        relapse = f"about {months} months after the dose was lowered or stopped" if months else ""
        if one["response_time"] or relapse:
            times = {"response": one["response_time"], "relapse": relapse}
            rows.append({"label": name_series(one), "drug": one["drug"], "source": name_source(one)} | times)
    return pd.DataFrame(rows)


def compare_centre(trial: Trial, unrecorded_relapse: str, level: float) -> pd.DataFrame:
    """This trial against the series of its own centre.

    Where that series prints relapse as a percentage alone, the counts are those of its complete responders that print so:
    an assumption, named in the label.

    Returns
    -------
    DataFrame
        outcome, label, count, total, other_count, other_total, then of the difference (fractions): difference,
        difference_lower and _upper (Newcombe), score_lower and _upper (Miettinen-Nurminen); ratio, ratio_lower, ratio_upper.
    """
    rows = []
    for one in list_series(trial.folder):
        if one["relation"] == SAME_CENTRE:
            for outcome, label, own, other in _pair_counts(trial, one, unrecorded_relapse):
                if own[1] and all(other):
                    rows.append((outcome, label, *own, *map(int, other), *_compare(own, tuple(map(int, other)), level)))
    counts = ["outcome", "label", "count", "total", "other_count", "other_total"]
    numbers = ["difference", "difference_lower", "difference_upper", "score_lower", "score_upper"]
    return pd.DataFrame(rows, columns=[*counts, *numbers, "ratio", "ratio_lower", "ratio_upper"])


def _compare(own: tuple[int, int], other: tuple[int, int], level: float) -> tuple[float, ...]:
    score = estimate_score_difference(*own, *other, level)
    return *estimate_difference(*own, *other, level), *score[1:], *estimate_ratio(*own, *other, level)


def _pair_counts(trial: Trial, one: dict[str, str], unrecorded_relapse: str):
    """Outcome, label, own count and total, the series' count and total as printed."""
    for outcome, met in RESPONSES.items():
        words, count = OUTCOMES[outcome].words, one[OUTCOMES[outcome].count]
        for population, total, of in (
            ("evaluable", "n_evaluable", "those judged"),
            ("all-treated", "n_enrolled", "all who began"),
        ):
            share = estimate_response(trial, population, 0.95, "wilson", outcomes=met)
            yield outcome, f"{words}, of {of}", (share.count, share.total), (count, one[total])
    relapsed = count_relapses(trial, unrecorded_relapse)
    if one["relapse_events"] and one["relapse_at_risk"]:
        yield "relapse", "Relapse", relapsed, (one["relapse_events"], one["relapse_at_risk"])
    elif one["relapse_percent"] and one["n_complete_response"]:
        responders = int(one["n_complete_response"])
        for count in range(responders + 1):
            if find_reading(100 * count / responders, one["relapse_percent"]):
                label = f"Relapse, if its {one['relapse_percent']}% is of those who cleared"
                yield "relapse", label, relapsed, (count, responders)
    for outcome, fact in HARMS.items():
        if trial.facts.number(fact) == 0:
            asked = OUTCOMES[outcome]
            yield outcome, asked.words, (0, len(trial.adsl)), (one[asked.count], one[asked.total])


def pool_responses(shares: pd.DataFrame, level: float) -> pd.DataFrame:
    """Any response pooled over the series of each drug from other centres, and again with each of them left out.

    Returns
    -------
    DataFrame
        drug_name, left_out (a label, or `NOTHING`), series (how many), names, typical, lower, upper, predicted_lower,
        predicted_upper; no rows for a drug with fewer than `FEWEST_POOLED` series.
    """
    rows = []
    for drug in dict.fromkeys(shares["drug_name"]):
        kept = select_poolable(shares, "any_response", drug)
        if len(kept) < FEWEST_POOLED:
            continue
        for left_out in (NOTHING, *kept["label"]):
            part = kept[kept["label"] != left_out]
            found = pool_proportions(*list_counts(part), level)
            numbers = (found.typical, found.lower, found.upper, found.predicted_lower, found.predicted_upper)
            rows.append((drug, left_out, found.series, list(part["label"]), *numbers))
    columns = ["drug_name", "left_out", "series", "names", "typical", "lower", "upper"]
    return pd.DataFrame(rows, columns=[*columns, "predicted_lower", "predicted_upper"])


def list_counts(shares: pd.DataFrame) -> tuple[list[int], list[int]]:
    """Counts and totals of shares."""
    return [share.count for share in shares["share"]], [share.total for share in shares["share"]]


def arrange_pooled(shares: pd.DataFrame, pooled: pd.DataFrame) -> pd.DataFrame:
    """Rows of a forest plot: each series that was pooled, a typical and a further one, and each series left out in turn."""
    rows = []
    for drug, found in pooled.groupby("drug_name", sort=False):
        section = drug.capitalize()
        for one in select_poolable(shares, "any_response", drug).itertuples():
            rows.append((section, one.label, one.estimate, one.lower, one.upper, one.text))
        for row in found.itertuples():
            label = "Typical series" if row.left_out == NOTHING else f"Without {row.left_out.partition(' (week')[0]}"
            rows.append((section, label, *_write_limits(row.typical, row.lower, row.upper)))
            if row.left_out == NOTHING:
                further = _write_limits(row.typical, row.predicted_lower, row.predicted_upper)
                rows.append((section, "A further series", *further))
    return pd.DataFrame(rows, columns=["section", "label", *ENDS, "text"])


def _write_limits(estimate: float, lower: float, upper: float) -> tuple[float, float, float, str]:
    limits = f"{format_chance(lower)} to {format_chance(upper)}"
    return estimate, lower, upper, f"{format_chance(estimate)} ({limits})"
