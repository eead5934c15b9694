"""Relapse after complete response: how many and in which subtype, on what dose, and what the text counts afterwards."""

import math

import numpy as np
import pandas as pd

from reanalysis.data.facts import is_number
from reanalysis.data.printed import reported_interval
from reanalysis.statistics.groups import compare_shares, estimate_groups, tabulate_shares
from reanalysis.statistics.proportions import Proportion, estimate_proportion
from reanalysis.trial.cohort import Trial

READINGS = {"no": "did not relapse", "yes": "relapsed", "exclude": "left out"}  # what a dash may stand for
SUBTYPES = {  # result name: column, code, label
    "group_dle": ("SUBTYPE_GROUP", "DLE", "DLE"),
    "group_scle": ("SUBTYPE_GROUP", "SCLE", "SCLE"),
    "group_lep": ("SUBTYPE_GROUP", "LEP", "LEP"),
    "group_other": ("SUBTYPE_GROUP", "other", "other"),
    "diagnosis_acle": ("DIAGNOSIS", "ACLE", "other: ACLE"),
    "diagnosis_let": ("DIAGNOSIS", "LET", "other: LET"),
}
STATED = {  # facts of the text
    "n_relapsed_twice": "Relapsed at least twice",
    "n_maintenance": "Needed long-term maintenance",
    "n_sustained_remission": "Stayed in remission after withdrawal",
}
_RELAPSED = "complete responders who relapsed"
_REMISSION = "share still in remission"
_TAPER = "clock from taper or withdrawal"
_MOMENTS = {
    "after_median": "once the printed median has surely passed",
    "at_end": "once the printed range has surely passed",
}
_OTHERS = {"followed": "others followed throughout", "unfollowed": "others may leave any time"}


def _declare_share(name: str, meaning: str) -> dict[str, tuple[str, str]]:
    return {name: ("%", f"{meaning}, percent"), f"{name}_count": ("patients", meaning)}


PUBLISHED = {
    **_declare_share("relapse_headline", f"{_RELAPSED}, chosen reading"),
    **{
        result: declared
        for reading, words in READINGS.items()
        for result, declared in _declare_share(f"relapse_{reading}", f"{_RELAPSED}; without an entry: {words}").items()
    },
    "complete_responders": ("patients", "complete responders"),
    "relapses_printed": ("patients", "complete responders with a relapse in Table 2"),
    "no_relapse_printed": ("patients", "complete responders without a relapse, as Table 2 says"),
    "unrecorded": ("patients", "complete responders whose relapse entry is a dash"),
    "printed_share": ("sentence", "which reading gives the percentage that the text prints"),
    **{
        result: declared
        for name, (_, _, label) in SUBTYPES.items()
        for result, declared in {
            **_declare_share(f"relapse_{name}", f"{_RELAPSED}, {label}"),
            f"relapse_p_{name}": ("p-value", f"Fisher's exact test of relapse, {label} against all other responders"),
        }.items()
    },
    "scle_readings": ("table", "relapse in SCLE and in all others, under each reading of a missing entry"),
    "largest_subtype": ("patients", "complete responders in the largest subtype group"),
    "ordered_times": ("table", f"bounds of each ordered time to relapse, {_TAPER}"),
    "printed_times": ("sentence", "what the printed count, range and median allow"),
    **{
        f"taper_{edge}_{name}_{moment}": ("%", f"{_REMISSION}, {edge} possible, {_TAPER}, {when}; {others}")
        for name, others in _OTHERS.items()
        for moment, when in _MOMENTS.items()
        for edge in ("lowest", "highest")
    },
    **{
        f"taper_median_{edge}": ("weeks", f"{edge} possible median of all responders on the {_TAPER}")
        for edge in ("earliest", "latest")
    },
    **{f"taper_bounds_{name}": ("table", f"{_REMISSION}, bounds, {_TAPER}; {_OTHERS[name]}") for name in _OTHERS},
    "last_visits": ("table", "weeks from complete response to last visit, one row a patient"),
    "response_bounds": ("table", f"{_REMISSION} by weeks from complete response: bounds, and two simple curves"),
    "response_silent_until": ("weeks", "weeks from complete response before any relapse must have come"),
    "response_window_longest": ("weeks", "longest time after complete response in which a relapse lies"),
    "response_weeks_observed": ("weeks", "weeks from complete response to last visit, all counted"),
    "response_earliest": ("weeks", "weeks from complete response before which no printed relapse can have come"),
    "response_lowest_at_start": ("%", f"{_REMISSION}, if every relapse came as soon after complete response as it can"),
    "response_at_last_visit_end": ("%", f"{_REMISSION} after the last visit of all, if every relapse came at one"),
    "doses": ("table", "dose at relapse, one row a printed relapse"),
    "lowest_relapse_dose": ("mg/week", "lowest weekly dose at which a relapse is printed"),
    "lowest_dose_by_text": ("regimen", "lowest dose at a relapse, as the text gives it"),
    "n_relapsed_lowest_dose": ("patients", "relapses printed at the lowest weekly dose"),
    "n_relapse_dose_printed": ("patients", "printed relapses with a dose beside them"),
    "n_relapsed_on_drug": ("patients", "printed relapses with a dose above zero beside them"),
    "taper_steps": ("table", "reductions to the dose at relapse, and how soon after the first it can be reached"),
    "relapses_beyond_range": ("patients", "relapses on a dose that monthly steps reach later than the printed range"),
    "lowest_dose_reached": ("weeks", "how soon after the start of the taper monthly steps reach the lowest dose"),
    "steps_and_range": ("sentence", "whether monthly steps and the printed range of times to relapse fit together"),
    "start_of_weeks": ("sentence", "from which day the printed times to relapse can be counted"),
    "place_of_dose": ("sentence", "whether the heading and the text place the relapse at the printed dose"),
    "n_relapsed_off_drug": ("patients", "printed relapses without a dose above zero beside them"),
    **{fact: ("patients", f"{label.lower()}, as the text counts") for fact, label in STATED.items()},
    "printed_weeks": ("weeks", "shortest and longest time to relapse, as the text prints them"),
    "printed_median": ("weeks", "median time to relapse, as the text prints it"),
    "scle_odds_thalidomide": ("odds ratio", "lasting remission in SCLE under thalidomide, as a series prints it"),
    "pooled_relapse": ("%", "relapse after thalidomide, pooled over published series, as printed"),
    "pooled_relapse_maintenance": ("%", "relapse on a maintenance dose of thalidomide, pooled likewise, as printed"),
    "printed_maintenance": ("sentence", "which denominator gives the percentage that the text prints"),
}


def select_counted(trial: Trial, unrecorded_relapse: str) -> pd.DataFrame:
    """Complete responders counted under a reading of a missing entry: their rows of ADSL, and relapsed (bool)."""
    rows = trial.adsl[trial.adsl["BEST_RESPONSE"] == "CR"]
    rows = rows[rows["RELAPSE"] != ""] if unrecorded_relapse == "exclude" else rows
    return rows.assign(relapsed=rows["RELAPSE"].isin(["Y", ""] if unrecorded_relapse == "yes" else ["Y"]))


def count_relapses(trial: Trial, unrecorded_relapse: str) -> tuple[int, int]:
    """Complete responders who relapsed, and complete responders counted, under a reading of a missing entry."""
    counted = select_counted(trial, unrecorded_relapse)
    return int(counted["relapsed"].sum()), len(counted)


def estimate_relapse(trial: Trial, unrecorded_relapse: str, level: float, method: str) -> Proportion:
    """The share of complete responders who relapsed, under a reading of a missing entry."""
    return estimate_proportion(*count_relapses(trial, unrecorded_relapse), level, method)


def count_entries(trial: Trial) -> dict[str, int]:
    """Complete responders by what their relapse cell holds: Y, N, or "" for a dash."""
    entries = trial.adsl.loc[trial.adsl["BEST_RESPONSE"] == "CR", "RELAPSE"]
    return {entry: int((entries == entry).sum()) for entry in ("Y", "N", "")}


def estimate_readings(trial: Trial, level: float, method: str) -> pd.DataFrame:
    """The share who relapsed under each reading of a missing entry, indexed by it: as `tabulate_shares`, and origin."""
    shares = {words: estimate_relapse(trial, reading, level, method) for reading, words in READINGS.items()}
    origins = [find_origin(trial, reading) for reading in READINGS]
    return tabulate_shares(shares).assign(origin=origins).set_axis(list(READINGS))


def find_origin(trial: Trial, unrecorded_relapse: str) -> str:
    """Whether a share of relapses is published, or rests on what a dash is assumed to mean."""
    counted = select_counted(trial, unrecorded_relapse)
    return "assumed" if (counted["RELAPSE"] == "").any() else "published"


def estimate_subtypes(trial: Trial, unrecorded_relapse: str, level: float, method: str) -> pd.DataFrame:
    """Relapse in each subtype group, and in each diagnosis of the group that holds several, against the rest.

    Returns
    -------
    DataFrame
        Indexed by the names of `SUBTYPES`: the columns of `estimate_groups`, and origin (of the share).
    """
    counted = select_counted(trial, unrecorded_relapse)
    members = {label: counted[column] == code for column, code, label in SUBTYPES.values()}
    table = estimate_groups(members, counted["relapsed"], level, method)
    assumed = [(counted.loc[member, "RELAPSE"] == "").any() for member in members.values()]
    return table.assign(origin=np.where(assumed, "assumed", "published")).set_axis(list(SUBTYPES))


def compare_scle(trial: Trial) -> pd.DataFrame:
    """Relapse in SCLE against all other complete responders under each reading of a missing entry.

    Returns
    -------
    DataFrame
        Indexed by the names of `READINGS`: label, count, total (SCLE), other_count, other_total, p (Fisher, two-sided).
    """
    rows = []
    for reading, words in READINGS.items():
        counted = select_counted(trial, reading)
        member = counted["SUBTYPE_GROUP"] == "SCLE"
        inside, outside = counted.loc[member, "relapsed"], counted.loc[~member, "relapsed"]
        counts = int(inside.sum()), len(inside), int(outside.sum()), len(outside)
        rows.append((words, *counts, compare_shares(*counts)))
    columns = ["label", "count", "total", "other_count", "other_total", "p"]
    return pd.DataFrame(rows, columns=columns, index=list(READINGS))


def list_doses(trial: Trial) -> pd.DataFrame:
    """The dose beside each printed relapse, lowest first.

    Returns
    -------
    DataFrame
        SUBJID, DIAGNOSIS, RELAPSE_DOSE (words), RELAPSE_DOSE_MG_WEEK, MAX_DOSE_MG (a day), share (of the largest
        dose, if that was taken daily); missing where not printed.
    """
    rows = trial.adsl[trial.adsl["RELAPSE"] == "Y"].sort_values(["RELAPSE_DOSE_MG_WEEK", "SUBJID"], ignore_index=True)
    rows = rows[["SUBJID", "DIAGNOSIS", "RELAPSE_DOSE", "RELAPSE_DOSE_MG_WEEK", "MAX_DOSE_MG"]]
    most = 7 * rows["MAX_DOSE_MG"]
    rows = rows.assign(share=rows["RELAPSE_DOSE_MG_WEEK"] / most.where(most > 0))
    return rows.assign(RELAPSE_DOSE=rows["RELAPSE_DOSE"].replace("", None))


def find_lowest_dose(doses: pd.DataFrame) -> tuple[float, str, int]:
    """The lowest dose at a printed relapse: mg a week, its words, and how many relapses it has; nan, "", 0 without one."""
    lowest = doses["RELAPSE_DOSE_MG_WEEK"].min()
    rows = doses[doses["RELAPSE_DOSE_MG_WEEK"] == lowest]
    return lowest, " or ".join(rows["RELAPSE_DOSE"].unique()), len(rows)


def count_doses(doses: pd.DataFrame) -> dict[str, int]:
    """Printed relapses with a dose beside them, with one above zero, and without one above zero, by result name."""
    on_drug = int((doses["RELAPSE_DOSE_MG_WEEK"] > 0).sum())
    return {
        "n_relapse_dose_printed": int(doses["RELAPSE_DOSE"].notna().sum()),
        "n_relapsed_on_drug": on_drug,
        "n_relapsed_off_drug": len(doses) - on_drug,
    }


def list_denominators(trial: Trial) -> dict[str, int]:
    """The groups of patients that a count after complete response may be a share of, by size."""
    adsl = trial.adsl
    return {
        "printed relapses": int((adsl["RELAPSE"] == "Y").sum()),
        "complete responders": int((adsl["BEST_RESPONSE"] == "CR").sum()),
        "evaluable": int((adsl["EVALFL"] == "Y").sum()),
        "all-treated": len(adsl),
    }


def estimate_stated(trial: Trial, level: float, method: str) -> pd.DataFrame:
    """What the text counts after complete response, as a share of each denominator that makes sense.

    Returns
    -------
    DataFrame
        label, denominator, count, total, estimate, lower, upper; nan where the count is larger than the total.
    """
    rows = []
    for fact, label in STATED.items():
        stated = trial.facts.number(fact)
        for name, total in list_denominators(trial).items():
            if stated is None or (fact, name) == ("n_sustained_remission", "printed relapses"):
                continue
            share = estimate_proportion(min(int(stated), total), total, level, method)
            limits = (share.estimate, share.lower, share.upper) if stated <= total else (math.nan,) * 3
            rows.append((label, name, int(stated), total, *limits))
    return pd.DataFrame(rows, columns=["label", "denominator", "count", "total", "estimate", "lower", "upper"])


def find_fitting(trial: Trial, fact: str, shares: dict[str, tuple[int, int]]) -> list[str]:
    """The names of those counts and totals whose percentage rounds to the one that the text prints for a fact."""
    reported = trial.facts.reported(fact)
    if reported is None or not is_number(reported):
        return []
    lower, upper = reported_interval(reported)
    return [name for name, (count, total) in shares.items() if total and lower <= 100 * count / total <= upper]
