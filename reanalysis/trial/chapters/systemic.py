"""Systemic disease: what the few printed numbers bound of flares, SLEDAI, anti-dsDNA antibodies and the kidneys."""

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

from reanalysis.data.facts import is_number
from reanalysis.show.text import join_words
from reanalysis.statistics.proportions import Proportion, estimate_proportion, zero_event_upper
from reanalysis.trial.cohort import Trial
from reanalysis.trial.printed_rows import ANTIBODIES

POINTS = {"arthritis": 4, "proteinuria": 4, "raised anti-dsDNA": 2, "low complement": 2, "rash": 2}  # of SLEDAI-2K
ALONE, WHILE_CLEARING = "Arthritis, new", "Arthritis, new, while the rash clears"
EXAMPLES = {  # change: its signs, and whether they are new (1) or gone (-1)
    "Raised anti-dsDNA, new": {"raised anti-dsDNA": 1},
    "Low complement, new": {"low complement": 1},
    "Raised anti-dsDNA and low complement, both new": {"raised anti-dsDNA": 1, "low complement": 1},
    ALONE: {"arthritis": 1},
    WHILE_CLEARING: {"arthritis": 1, "rash": -1},
    "Proteinuria, new": {"proteinuria": 1},
    "Arthritis, proteinuria, raised anti-dsDNA and low complement, all new": {
        sign: 1 for sign in POINTS if sign != "rash"
    },
}
FACTORS = (1.5, 2, 3, 5)  # by which every anti-dsDNA value could have risen
LIMITS = {  # name of a bounded event: what it is
    "cutaneous_only": "systemic symptoms in patients with skin disease only",
    "proteinuria": "new or increased proteinuria, all treated",
    "proteinuria_after_nephritis": "new or increased proteinuria after earlier nephritis",
    "severe_flare": "severe flare, all treated",
    "severe_flare_sle": "severe flare in patients with systemic lupus",
}
PUBLISHED = {
    "confidence_level": ("%", "confidence level of every interval"),
    "n_sle_printed": ("patients", "patients with systemic lupus: every number that the text prints"),
    "arthritis_fewest_sle": (
        "share",
        "new joint symptoms with the smallest printed number of patients with systemic lupus",
    ),
    "arthritis_most_sle": (
        "share",
        "new joint symptoms with the largest printed number of patients with systemic lupus",
    ),
    "arthritis_patient": ("", "number of the patient whose joint symptoms the text tells"),
    "flare_mild": ("points", "rise of SLEDAI beyond which the text speaks of a mild flare"),
    "flare_severe": ("points", "rise of SLEDAI beyond which the text speaks of a severe flare"),
    "arthritis_alone": ("", "what the text's rule calls new arthritis alone"),
    "arthritis_while_clearing": ("", "what the text's rule calls new arthritis while the rash clears"),
    "sledai_sem": ("points", "standard error of mean SLEDAI at entry, over every number of patients it could rest on"),
    "sledai_mean": ("points", "mean SLEDAI at entry, all treated taken as its basis"),
    "flares_needed": (
        "patients",
        "equal flares that must occur among all treated before a paired t test of mean SLEDAI falls below the paper's "
        "level, nobody else changing",
    ),
    "sledai_fall": ("points", "fall of mean SLEDAI of all treated if the rash of every complete responder was scored"),
    "sledai_points": ("table", "points that give the printed mean and SD of SLEDAI, by number of patients"),
    "sledai_above_zero": ("patients", "fewest patients with a SLEDAI above zero at entry, all treated scored"),
    "sledai_others_scored": (
        "patients",
        "fewest of these without systemic lupus, by the largest printed number with it",
    ),
    "sledai_explained": ("points", "points of SLEDAI that the rash of all and raised anti-dsDNA make"),
    "sledai_short": ("sentence", "what the printed mean and SD of SLEDAI force, in short"),
    "sledai_forced": ("sentence", "how many patients must have had points of SLEDAI at entry"),
    "sledai_scorings": ("sentence", "how the points left by rash and antibodies can be dealt out"),
    "sledai_cleared": (
        "points",
        "mean SLEDAI if the rash of every complete responder is gone and nothing else changed",
    ),
    "sledai_cleared_p": ("p-value", "paired t test of mean SLEDAI if that is all that changed"),
    "dsdna_positive": ("patients", "patients with anti-dsDNA at or above the normal limit at entry, all treated"),
    "dsdna_range": ("IU/ml", "range of the printed anti-dsDNA values at entry"),
    "n_dsdna_not_printed": ("patients", "patients without a printed anti-dsDNA value at entry"),
    "dsdna_and_sle": ("sentence", "whether the positive patients can be those with systemic lupus"),
    "dsdna_smallest_signed_rank_p": (
        "",
        "smallest two-sided p-value that a signed-rank test could give with the printed number of values",
    ),
    "dsdna_signed_rank": ("sentence", "whether a signed-rank test could fall below the paper's level"),
    "dsdna_missed_rise": ("sentence", "which rise of every value the Mann–Whitney test would have missed"),
    **{
        f"{name}_upper_{sides}_sided": ("share", f"{sides}-sided upper limit: {event}")
        for name, event in LIMITS.items()
        for sides in ("one", "two")
    },
    "n_nephritis_history": ("patients", "patients with earlier nephritis, as stated by the text"),
    "unseen_all_treated": ("share", "one-sided upper limit of an event that nobody treated had"),
    "unseen_evaluable": ("share", "one-sided upper limit of an event that no evaluable patient had"),
    "joint_symptoms": ("table", "new joint symptoms under each printed number of patients with systemic lupus"),
    "sledai": ("table", "mean SLEDAI at entry under each number of patients it could rest on"),
    "dsdna_tests": ("table", "p-values if every anti-dsDNA value had risen by a factor"),
    "bounds": ("table", "upper limits of systemic events that nobody had"),
}


def list_sle_counts(trial: Trial) -> list[int]:
    """Every printed number of patients with systemic lupus, in the order of the paper."""
    printed = [float(text) for text in trial.facts.all_reported("n_sle") if is_number(text)]
    return [int(number) for number in printed if 0 < number <= len(trial.adsl)]


def estimate_joint_symptoms(trial: Trial, level: float, method: str) -> dict[int, Proportion]:
    """The share with new joint symptoms, by the number of patients with systemic lupus."""
    affected = int(trial.facts.number("n_arthritis"))
    return {count: estimate_proportion(affected, count, level, method) for count in list_sle_counts(trial)}


def tabulate_joint_symptoms(trial: Trial, joint: dict[int, Proportion]) -> pd.DataFrame:
    """The shares as rows: count, total and limits as in Proportion, treated, and section (of the paper)."""
    sections = [join_words(trial.facts.sections("n_sle", str(count))) for count in joint]
    return pd.DataFrame(joint.values()).assign(treated=len(trial.adsl), section=sections)


def find_named_patient(trial: Trial) -> str:
    """Number of the patient whose joint symptoms the text tells."""
    claims = trial.facts.claims
    return claims.loc[claims["fact"] == "n_arthritis", "patient"].iloc[0]


def name_flare(points: float, mild: float, severe: float) -> str:
    """What the paper's rule calls a change of SLEDAI: each grade begins above its threshold."""
    return "severe flare" if points > severe else "mild flare" if points > mild else "no flare"


def list_flare_examples(trial: Trial) -> pd.DataFrame:
    """Changes of SLEDAI-2K (Gladman 2002): change, points, flare (what the paper's rule calls it)."""
    mild, severe = (trial.facts.number(f"flare_sledai_{grade}") for grade in ("mild", "severe"))
    rows = []
    for change, signs in EXAMPLES.items():
        points = sum(POINTS[sign] * direction for sign, direction in signs.items())
        rows.append((change, points, name_flare(points, mild, severe)))
    return pd.DataFrame(rows, columns=["change", "points", "flare"])


def count_flares_needed(total: int, alpha: float) -> int:
    """Fewest equal flares at which a paired t test falls below a level, nobody else changing; the total if never."""
    return next((k for k in range(1, total) if compare_equal_changes(k, total) < alpha), total)


def compare_equal_changes(changed: int, total: int) -> float:
    """Two-sided p-value of the paired t test if so many of a total change by one amount and nobody else does.

    The amount cancels: t is the root of k (n - 1) / (n - k). nan if nobody changes, 0 if everybody does.
    """
    from scipy.stats import t

    if not changed:
        return math.nan
    statistic = math.sqrt(changed * (total - 1) / (total - changed)) if changed < total else math.inf
    return float(2 * t.sf(statistic, df=total - 1))


def summarise_sledai(trial: Trial, level: float, alpha: float) -> pd.DataFrame:
    """Mean SLEDAI at entry for every number of patients that it could rest on, the largest first.

    Returns
    -------
    DataFrame
        patients, who, sem, mean, lower, upper (t interval, Student 1908), mild_shift and severe_shift (how far one
        least flare moves the mean), flares_needed (of `count_flares_needed`).
    """
    from scipy.stats import t

    mean, sd = trial.facts.number("sledai_baseline_mean"), trial.facts.number("sledai_baseline_sd")
    least = {grade: math.floor(trial.facts.number(f"flare_sledai_{grade}")) + 1 for grade in ("mild", "severe")}
    groups = dict.fromkeys(list_sle_counts(trial), "with SLE, as printed")
    groups |= {int((trial.adsl["EVALFL"] == "Y").sum()): "evaluable", len(trial.adsl): "all treated"}
    rows = []
    for total in sorted((count for count in groups if count > 1), reverse=True):
        sem = sd / math.sqrt(total)
        lower, upper = t.interval(level, df=total - 1, loc=mean, scale=sem)
        shifts = {f"{grade}_shift": points / total for grade, points in least.items()}
        row = {"patients": total, "who": groups[total], "sem": sem, "mean": mean, "lower": lower, "upper": upper}
        rows.append(row | shifts | {"flares_needed": count_flares_needed(total, alpha)})
    return pd.DataFrame(rows)


def list_dsdna(trial: Trial) -> pd.DataFrame:
    """Patients with a printed anti-dsDNA value, the highest first: ADSL, and `times_normal`."""
    normal_below = trial.folder.field("table1", ANTIBODIES)["normal_below"]
    printed = trial.adsl[trial.adsl["DSDNA_IU_ML"].notna()].sort_values("DSDNA_IU_ML", ascending=False)
    return printed.assign(times_normal=printed["DSDNA_IU_ML"] / normal_below)


def smallest_signed_rank_p(total: int) -> float:
    """Smallest two-sided p-value of Wilcoxon's signed-rank test: all of so many patients change in one direction."""
    return min(1.0, 2 / 2**total)


def compare_with_multiples(values, factors: Iterable[float] = FACTORS) -> pd.DataFrame:
    """Tests of values against the same values times a factor, as two separate groups.

    Returns
    -------
    DataFrame
        factor, mann_whitney_p, t_p (Student's); nan where there are fewer than two different values.
    """
    from scipy import stats

    values = np.asarray(values, dtype=float)
    rows = []
    for factor in factors:
        p_values = (math.nan, math.nan)
        if len(np.unique(values)) > 1:
            ranks = stats.mannwhitneyu(values, factor * values, alternative="two-sided")
            p_values = (ranks.pvalue, stats.ttest_ind(values, factor * values).pvalue)
        rows.append((factor, *p_values))
    return pd.DataFrame(rows, columns=["factor", "mann_whitney_p", "t_p"])


def bound_events(trial: Trial, level: float) -> pd.DataFrame:
    """Exact upper limits of systemic events that nobody had by the text.

    Returns
    -------
    DataFrame
        name (a key of LIMITS), event, group, patients (0), total, one_sided, two_sided (fractions), origin: inferred
        where the zero or its total follows from statements, assumed where it is read from a statement without a count.
    """
    total, with_sle = len(trial.adsl), list_sle_counts(trial)
    nephritis = int(trial.facts.number("n_nephritis_history"))
    symptoms, protein, flare = "Systemic symptoms", "New or increased proteinuria", "Severe flare"
    rows = [
        *(("cutaneous_only", symptoms, f"skin disease only, if {n} had SLE", total - n, "inferred") for n in with_sle),
        ("proteinuria", protein, "all treated", total, "inferred"),
        ("proteinuria_after_nephritis", protein, "earlier nephritis", nephritis, "inferred"),
        ("severe_flare", flare, "all treated", total, "assumed"),
        *(("severe_flare_sle", flare, f"with SLE, if {n}", n, "assumed") for n in with_sle),
    ]
    frame = pd.DataFrame(rows, columns=["name", "event", "group", "total", "origin"]).assign(patients=0)
    frame["one_sided"] = [zero_event_upper(size, level, sided=1) for size in frame["total"]]
    frame["two_sided"] = [zero_event_upper(size, level, sided=2) for size in frame["total"]]
    return frame
