"""Patients at entry: what is quoted of Table 1 and of the text, and how many patients reached each stage of the trial."""

import numpy as np
import pandas as pd

from reanalysis.data.facts import is_number
from reanalysis.show.text import format_count, join_words
from reanalysis.trial.cohort import Trial
from reanalysis.trial.table_one import list_items

SCORE_RESULTS = {  # column: name of its results, unit, what it is
    "CLASI_ACTIVITY": ("clasi_activity_baseline", "points", "CLASI activity at entry"),
    "CLASI_DAMAGE": ("clasi_damage_baseline", "points", "CLASI damage at entry"),
    "FOLLOWUP_MONTHS": ("followup_months", "months", "printed follow-up"),
    "PRIOR_COUNT": ("prior_treatments", "treatments", "number of earlier treatments"),
}
STATISTICS = {"mean": "mean", "sd": "standard deviation", "median": "median", "range": "range"}
STAGES = {  # result: label, and the stage after which these patients left (none for a stage)
    "n_enrolled": ("Enrolled and treated", None),
    "n_evaluable": ("Evaluable for response", None),
    "n_complete_response": ("Complete response", None),
    "n_relapsed": ("Relapse recorded", None),
    "n_withdrawn": ("Withdrawn", "n_enrolled"),
    "n_partial_response": ("Partial response", "n_evaluable"),
    "n_no_response": ("No response", "n_evaluable"),
    "n_not_relapsed": ("No relapse", "n_complete_response"),
    "n_relapse_not_printed": ("Relapse not printed", "n_complete_response"),
}
OUTCOMES = {"n_complete_response": "CR", "n_partial_response": "PR", "n_no_response": "NR", "n_withdrawn": "WITHDRAWN"}
RELAPSE_ENTRIES = {"n_relapsed": "Y", "n_not_relapsed": "N", "n_relapse_not_printed": ""}
STATEMENTS = {  # fact of the text: what it states
    "age_years_min": "Age of the youngest patient",
    "age_years_median": "Median age",
    "age_years_max": "Age of the oldest patient",
    "n_female": "Women",
    "n_caucasian": "Caucasian",
    "n_photosensitive": "Photosensitive",
    "n_sle": "With systemic lupus",
    "n_nephritis_history": "With earlier lupus nephritis",
    "n_thalidomide_hypersensitivity": "Known to be hypersensitive to thalidomide",
}
CAME_BECAUSE = {  # label: name of the result
    "Harmed by thalidomide": "n_came_harmed",
    "Not helped by thalidomide": "n_came_unhelped",
    "Both": "n_came_harmed_unhelped",
    "Neither": "n_came_otherwise",
}
PUBLISHED = {
    **{
        f"{name}_{statistic}": (unit, f"{word} of {what}, all-treated")
        for name, unit, what in SCORE_RESULTS.values()
        for statistic, word in STATISTICS.items()
    },
    "followup_months_sum": ("months", "printed follow-up, all patients together"),
    "n_subtypes": ("subtypes", "subtypes of cutaneous lupus among the treated"),
    "largest_subtype": ("", "most frequent subtype"),
    "n_largest_subtype": ("patients", "patients with the most frequent subtype, all-treated"),
    "n_small_subtypes": ("subtypes", "subtypes with fewer than three patients"),
    "n_prior_thalidomide": ("patients", "patients who had taken thalidomide before, all-treated"),
    "prior_thalidomide_count": ("patients", "patients who had taken thalidomide before, all-treated"),
    "daily_dose": ("", "largest daily dose of the patients, as Table 2 prints it"),
    "n_extensive_rash": ("patients", "patients with a rash beyond the body surface criterion, all-treated"),
    "n_anti_ro": ("patients", "patients with anti-Ro/SSA antibodies, all-treated"),
    "n_anti_la": ("patients", "patients with anti-La/SSB antibodies, all-treated"),
    "n_dsdna_positive": (
        "patients",
        "patients with anti-dsDNA at or above the normal limit at entry, a dash read as within normal",
    ),
    "n_undamaged": ("patients", "patients without CLASI damage at entry, all-treated"),
    "clasi_activity_quartiles": ("points", "quartiles of CLASI activity at entry, interpolated (type 7)"),
    "clasi_activity_quartiles_averaged": ("points", "quartiles of CLASI activity at entry, averaged (type 2)"),
    "clasi_damage_quartiles": ("points", "quartiles of CLASI damage at entry, interpolated (type 7)"),
    "clasi_damage_quartiles_averaged": ("points", "quartiles of CLASI damage at entry, averaged (type 2)"),
    "largest_subtype_activity": ("points", "median CLASI activity of the most frequent subtype"),
    "largest_subtype_damage": ("points", "median CLASI damage of the most frequent subtype"),
    **{name: ("patients", f"patients: {label.lower()}") for name, (label, _) in STAGES.items()},
    "n_withdrawn": ("patients", "patients: withdrawn (week 1)"),  # the week as the text states it
    "n_thalidomide_no_response": ("patients", "patients in whom thalidomide had not worked"),
    "n_reason_side_effects": ("patients", "patients who could enter for side effects of thalidomide"),
    "n_reason_polyneuropathy": ("patients", "patients who could enter for polyneuropathy under thalidomide"),
    "n_thalidomide_side_effects": (
        "patients",
        "patients with thalidomide side effects, polyneuropathy counted as one",
    ),
    **{
        name: ("patients", f"patients by what thalidomide had done to them: {label.lower()}")
        for label, name in CAME_BECAUSE.items()
    },
    "n_thalidomide_side_effects_stated": ("patients", "patients with thalidomide side effects, as stated by the text"),
    "age": ("years", "age as stated by the text"),
    "n_female": ("patients", "women among the treated"),
    "n_photosensitive": ("patients", "photosensitive patients, as stated by the text"),
    "item_counts": ("table", "patients with each item of Table 1, by population"),
    "score_summaries": ("table", "scores, follow-up and number of treatments, by population and subtype"),
    "registration": ("sentence", "when the trial was registered, beside its enrolment"),
    "registry": ("table", "the paper beside the trial's registry record, row by row"),
    "text_statements": ("table", "what the text states of the patients at entry"),
}


def count_stages(trial: Trial) -> pd.DataFrame:
    """How many patients reached each stage from enrolment to relapse, and how many left after which.

    Returns
    -------
    DataFrame
        name (of the result), label, patients, leaves_after (name of a stage; None for a stage). Withdrawn patients have
        their week in the label where the text states one week for all of them.
    """
    patients = trial.adsl
    outcomes = patients["BEST_RESPONSE"].value_counts()
    relapses = patients.loc[patients["BEST_RESPONSE"] == "CR", "RELAPSE"].value_counts()
    counts = {
        "n_enrolled": len(patients),
        "n_evaluable": (patients["EVALFL"] == "Y").sum(),
        **{name: relapses.get(entry, 0) for name, entry in RELAPSE_ENTRIES.items()},
        **{name: outcomes.get(outcome, 0) for name, outcome in OUTCOMES.items()},
    }
    withdrawn = patients.loc[patients["EVALFL"] == "N", "SUBJID"]
    weeks = {trial.facts.number("withdrawal_weeks", patient=patient) for patient in withdrawn}
    when = f" (week {weeks.pop():g})" if len(weeks) == 1 and None not in weeks else ""
    rows = [
        (name, label + (when if name == "n_withdrawn" else ""), int(counts[name]), stage)
        for name, (label, stage) in STAGES.items()
    ]
    return pd.DataFrame(rows, columns=["name", "label", "patients", "leaves_after"])


def count_properties(patients: pd.DataFrame) -> dict[str, int]:
    """Patients with each property that pages quote, by the name of its result."""
    treatments, reasons = list_items(patients, "PRIOR_TREATMENTS"), list_items(patients, "REASONS")
    return {
        "n_prior_thalidomide": int((treatments == "T").sum()),
        "n_extensive_rash": int((reasons == "EXTENSIVE_RASH").sum()),
        "n_anti_ro": int((patients["ANTI_RO"] == "Y").sum()),
        "n_anti_la": int((patients["ANTI_LA"] == "Y").sum()),
        "n_dsdna_positive": int((patients["DSDNA_POSITIVE"] == "Y").sum()),
        "n_undamaged": int((patients["CLASI_DAMAGE"] == 0).sum()),
        "n_female": int((patients["SEX"] == "F").sum()),
    }


def describe_daily_dose(patients: pd.DataFrame) -> str:
    """The largest daily dose of the patients: `5 mg a day (one patient 10 mg)`."""
    (usual, _), *others = patients["MAX_DOSE_MG"].dropna().value_counts().items()
    words = [f"{format_count(number, 'patient')} {dose:g} mg" for dose, number in others]
    return f"{usual:g} mg a day" + (f" ({join_words(words)})" if words else "")


def count_thalidomide_reasons(patients: pd.DataFrame) -> dict[str, int]:
    """Patients whom thalidomide had failed or harmed, by the name of the result; each is counted once in a line."""
    reasons = list_items(patients, "REASONS")
    holders = {code: set(reasons.index[reasons == code]) for code in reasons.unique()}
    lack, harmed, nerves = (holders.get(code, set()) for code in ("LACK_OF_EFFICACY", "SIDE_EFFECTS", "POLYNEUROPATHY"))
    return {
        "n_thalidomide_no_response": len(lack),
        "n_reason_side_effects": len(harmed),
        "n_reason_polyneuropathy": len(nerves),
        "n_thalidomide_side_effects": len(harmed | nerves),
    }


def group_reasons(patients: pd.DataFrame) -> dict[str, list[int]]:
    """Who came because thalidomide had harmed her, had not helped her, both, or for neither reason.

    Returns
    -------
    dict of str to list of int
        The names of `CAME_BECAUSE` to patients.
    """
    reasons = patients.set_index("SUBJID")["REASONS"].str.split("; ").map(set)
    harmed = reasons.map(lambda given: bool(given & {"SIDE_EFFECTS", "POLYNEUROPATHY"}))
    unhelped = reasons.map(lambda given: "LACK_OF_EFFICACY" in given)
    members = (harmed & ~unhelped, unhelped & ~harmed, harmed & unhelped, ~harmed & ~unhelped)
    return {
        name: sorted(reasons.index[belongs.astype(bool)]) for name, belongs in zip(CAME_BECAUSE, members, strict=True)
    }


def list_statements(trial: Trial) -> pd.DataFrame:
    """What the text states of the patients at entry: a row a printed value.

    Returns
    -------
    DataFrame
        label, reported (as printed), unit, share (of all treated; nan unless it is a count of them), section.
    """
    rows, claims, total = [], trial.facts.claims, len(trial.adsl)
    for fact, label in STATEMENTS.items():
        for reported in trial.facts.all_reported(fact):
            unit = claims.loc[claims["fact"] == fact, "unit"].iloc[0]
            counts = fact.startswith("n_") and is_number(reported) and float(reported) <= total
            share = float(reported) / total if counts else np.nan
            rows.append((label, reported, unit, share, join_words(trial.facts.sections(fact, reported))))
    return pd.DataFrame(rows, columns=["label", "reported", "unit", "share", "section"])
