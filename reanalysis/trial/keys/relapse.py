"""Who relapsed: what a dash can stand for, a test of few patients, and a time that is only bounded."""

import math

import numpy as np
import pandas as pd
from scipy.stats import chi2_contingency, fisher_exact

from reanalysis.learn.answers import Key
from reanalysis.statistics.proportions import EXACT
from reanalysis.trial.adsl import HALF_MONTH
from reanalysis.trial.chapters.relapse import estimate_readings, select_counted

PATIENT = 8  # whose window an exercise asks for
SUBTYPE = "SCLE"
IN_WEEKS = 0.05


def range_of_shares(given) -> Key:
    """The smallest and the largest share of relapse that the dash allows."""
    readings = estimate_readings(given.trial, given.level, EXACT)
    shares = [share for share in readings["share"] if share]
    if not shares or not readings.loc["no", "share"]:
        return Key(None, "")
    no, yes = readings.loc["no", "share"], readings.loc["yes", "share"]
    smallest, largest = (pick(share.estimate for share in shares) for pick in (min, max))
    treated = len(given.trial.adsl)
    return Key(
        right=(smallest, largest),
        because=f"From {smallest:.3f} to {largest:.3f}. A dash is no “no”: it may hide a relapse, the lack of one, or "
        "a patient who was not asked.",
        wrong={
            "You divided by everyone treated. Only who has cleared can relapse.": (
                no.count / treated,
                yes.count / treated,
            ),
            "You gave one reading. The dash can stand for a relapse, or for none.": (no.estimate, no.estimate),
            "You gave numbers of patients. Give shares.": (no.count, yes.count),
        },
    )


def fisher_p(given) -> Key:
    """Fisher's two-sided p-value of SCLE against all others."""
    counted = select_counted(given.trial, given.parameters["unrecorded_relapse"])
    relapsed = counted["relapsed"].astype(bool)
    table = pd.crosstab(counted["SUBTYPE_GROUP"] == SUBTYPE, relapsed)
    table = table.reindex(index=[False, True], columns=[False, True], fill_value=0).to_numpy()
    if not table.sum(axis=1).all():
        return Key(None, "")
    p = fisher_exact(table).pvalue
    usable = table.sum(axis=0).all()
    plain, corrected = (
        (chi2_contingency(table, correction=each).pvalue for each in (False, True)) if usable else (np.nan, np.nan)
    )
    return Key(
        right=p,
        because=f"{p:.4f}. It counts the ways in which so many relapses can fall on so many patients. Among so "
        "few the dash alone can move it.",
        wrong={
            "That is the chi-squared test without correction. It leans on large samples.": plain,
            "That is the chi-squared test with Yates’s correction. It leans on large samples.": corrected,
            "That is half, or one side. Nobody said beforehand which of the two would relapse less.": p / 2,
        },
    )


def chance_of_sparing(given) -> Key:
    """Chance that as many relapses as are printed, dealt out by lot, spare all complete responders with SCLE."""
    counted = select_counted(given.trial, "no")
    spared, relapses, total = (counted["SUBTYPE_GROUP"] == SUBTYPE).sum(), counted["relapsed"].sum(), len(counted)
    if not spared or not relapses or relapses > total - spared:
        return Key(None, "")
    ways, all_ways = math.comb(total - spared, relapses), math.comb(total, relapses)
    return Key(
        right=ways / all_ways,
        because=f"{ways} of {all_ways} ways. With one relapse more there are {math.comb(total - spared, relapses + 1)} of "
        f"{math.comb(total, relapses + 1)}: the more relapse, the rarer it is by lot that these are spared.",
        wrong={
            "You drew with replacement. Nobody relapses twice here, so each draw leaves fewer.": (1 - spared / total)
            ** relapses,
            "That is the chance that one relapse spares them.": 1 - spared / total,
            "You gave the number of ways. Divide by all ways.": ways,
        },
    )


def relapse_window(given) -> Key:
    """Between which weeks after clearing patient 8 relapsed."""
    patients = given.trial.adsl.set_index("SUBJID")
    if PATIENT not in patients.index or patients.loc[PATIENT, "RELAPSE"] != "Y":
        return Key(None, "")
    row = patients.loc[PATIENT]
    shift = {"printed": 0.0, "low": -HALF_MONTH, "high": HALF_MONTH}[given.parameters["month_rounding"]]
    months, cleared = row["FOLLOWUP_MONTHS"] + shift, row["WEEKS_TO_CR"]
    last = max(months * given.parameters["weeks_per_month"], 0.0)
    return Key(
        right=(0.0, max(last - cleared, 0.0)),
        because=f"Between 0 and {max(last - cleared, 0.0):.1f} weeks after clearing. That is all that is printed: an "
        "interval, not a time, which no Kaplan–Meier curve can use as if it were one.",
        wrong={
            "You counted from the start of treatment. The clock here starts when she cleared.": (cleared, last),
            "You forgot the weeks until she cleared.": (0.0, last),
            "You took a month for four weeks. A month has 365.25 / 12 / 7 weeks, a third of a week more.": (
                0.0,
                max(4 * months - cleared, 0.0),
            ),
        },
        within=IN_WEEKS,
    )
