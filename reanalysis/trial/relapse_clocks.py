"""When relapse came, as far as it is printed: bounds on two clocks, from taper or withdrawal and from complete response."""

import math
from collections.abc import Iterable

import pandas as pd

from reanalysis.statistics.bounds import order_statistic_bounds, relapse_envelope
from reanalysis.statistics.survival import HALF_TOLERANCE
from reanalysis.trial.adtte import build_adtte
from reanalysis.trial.chapters.relapse import count_relapses, find_origin
from reanalysis.trial.cohort import Trial

ASSUMPTIONS = ("followed", "unfollowed")  # those without a relapse: throughout, or leaving at any time
ROUNDINGS = {"printed": "as printed", "low": "half a month earlier", "high": "half a month later"}


def order_relapses(trial: Trial, earliest: Iterable[float] = ()) -> pd.DataFrame:
    """Bounds of the ordered times of the printed relapses, in weeks from taper or withdrawal.

    `earliest` are weeks before which some relapses cannot have come, as for `order_statistic_bounds`.

    Returns
    -------
    DataFrame
        A row a relapse: rank, earliest_weeks, latest_weeks, held_by (the printed number that bounds it most closely).
        No rows where the text prints no range, or no set of as many times has the printed range and median.
    """
    n_dated = _count_dated(trial)
    shortest, median, longest = (_read_weeks(trial, name) for name in ("min", "median", "max"))
    bounds = []
    if shortest and longest and n_dated:
        bounds = order_statistic_bounds(n_dated, shortest, longest, median or (shortest[0], longest[1]), earliest)
    if any(lower > upper for lower, upper in bounds):
        bounds = []
    middle = (n_dated + 1) / 2
    rows = []
    for rank, (earliest, latest) in enumerate(bounds, start=1):
        holders = {"shortest": rank == 1, "median": median and abs(rank - middle) < 1, "longest": rank == n_dated}
        held_by = " and ".join(name for name, holds in holders.items() if holds)
        rows.append((rank, earliest, latest, f"printed {held_by}" if held_by else "its neighbours"))
    return pd.DataFrame(rows, columns=["rank", "earliest_weeks", "latest_weeks", "held_by"])


def bound_taper(trial: Trial, unrecorded_relapse: str, earliest: Iterable[float] = ()) -> dict[str, pd.DataFrame]:
    """Lowest and highest share in remission from taper or withdrawal on, under each of `ASSUMPTIONS`.

    A relapse that is assumed, not printed, has no place among the printed times: it comes at once in the lowest curve
    and after all others in the highest. `earliest` as for `order_relapses`.

    Returns
    -------
    dict of DataFrame
        As `relapse_envelope` gives them: weeks, lowest, highest; without rows where `order_relapses` has none.
    """
    n_relapsed, n_counted = count_relapses(trial, unrecorded_relapse)
    bounds = _list_bounds(trial, earliest)
    if not bounds:
        return {name: pd.DataFrame(columns=["weeks", "lowest", "highest"], dtype=float) for name in ASSUMPTIONS}
    undated = n_relapsed - len(bounds)
    return {name: relapse_envelope(bounds, n_counted, name == "followed", undated) for name in ASSUMPTIONS}


def read_band(envelope: pd.DataFrame, week: float) -> tuple[float, float]:
    """Lowest and highest share in remission at a week; nan where nothing can be drawn."""
    rows = envelope[envelope["weeks"] <= week]
    return (float(rows["lowest"].iloc[-1]), float(rows["highest"].iloc[-1])) if len(rows) else (math.nan, math.nan)


def find_moments(trial: Trial) -> dict[str, float]:
    """The weeks by which the printed median and the printed range have surely passed; nan where there are none."""
    latest = order_relapses(trial)["latest_weeks"]
    median = _read_weeks(trial, "median")
    return {
        "after_median": median[1] if median and len(latest) else math.nan,
        "at_end": latest.iloc[-1] if len(latest) else math.nan,
    }


def bound_taper_median(trial: Trial, unrecorded_relapse: str) -> tuple[float, float]:
    """Earliest and latest possible median week of relapse after taper or withdrawal, of all responders counted.

    Returns
    -------
    tuple of float
        Weeks, inf where one half need not or cannot be reached; nan where `order_relapses` has no rows.
    """
    envelopes = bound_taper(trial, unrecorded_relapse).values()
    if any(envelope.empty for envelope in envelopes):
        return math.nan, math.nan
    earliest = min(_week_at_half(envelope, "lowest") for envelope in envelopes)
    return earliest, max(_week_at_half(envelope, "highest") for envelope in envelopes)


def summarise_taper(trial: Trial, unrecorded_relapse: str) -> pd.DataFrame:
    """Bounds of the share in remission at the weeks of `find_moments`.

    Returns
    -------
    DataFrame
        Indexed by result name: share (nan where nothing can be drawn), origin.
    """
    envelopes = bound_taper(trial, unrecorded_relapse)
    moments = find_moments(trial)
    printed = "assumed" if find_origin(trial, unrecorded_relapse) == "assumed" else "inferred"
    rows = {}
    for name in ASSUMPTIONS:
        origin = "assumed" if name == "followed" else printed
        for moment, week in moments.items():
            lowest, highest = read_band(envelopes[name], week)
            rows[f"taper_lowest_{name}_{moment}"] = lowest, origin
            rows[f"taper_highest_{name}_{moment}"] = highest, origin
    return pd.DataFrame.from_dict(rows, orient="index", columns=["share", "origin"])


def read_last_visits(
    trial: Trial, unrecorded_relapse: str, weeks_per_month: float, month_rounding: str
) -> pd.DataFrame:
    """Each responder counted, with the weeks from complete response to last visit.

    By the protocol the dose comes down only after a complete response, and by the text a relapse takes the shortest
    printed time from then at least. So no printed relapse comes sooner than that after the response; of one that is
    assumed, this is not known.

    Returns
    -------
    DataFrame
        SUBJID, DIAGNOSIS, WEEKS_TO_CR, FOLLOWUP_MONTHS, weeks (under `month_rounding`), earliest_weeks and
        latest_weeks (within the rounding of the printed months), relapsed (bool), origin (of relapsed), soonest_weeks
        (before which a relapse cannot have come), by weeks.
    """
    chosen, low, high = (
        _read_visit_rows(trial, unrecorded_relapse, weeks_per_month, rounding)
        for rounding in (month_rounding, "low", "high")
    )
    visits = chosen[["weeks", "relapsed", "CNSR_ORIGIN"]].rename(columns={"CNSR_ORIGIN": "origin"})
    visits = visits.assign(earliest_weeks=low["weeks"], latest_weeks=high["weeks"])
    printed = trial.adsl.set_index("SUBJID")[["DIAGNOSIS", "WEEKS_TO_CR", "FOLLOWUP_MONTHS"]]
    shortest = _read_weeks(trial, "min")
    soonest = (trial.adsl.set_index("SUBJID")["RELAPSE"] == "Y") * (shortest[0] if shortest else 0.0)
    visits = visits.join(printed).join(soonest.rename("soonest_weeks"))
    return visits.reset_index().sort_values("weeks", ignore_index=True)


def _read_visit_rows(trial: Trial, unrecorded_relapse: str, weeks_per_month: float, rounding: str) -> pd.DataFrame:
    adtte = build_adtte(
        trial, unrecorded_relapse=unrecorded_relapse, weeks_per_month=weeks_per_month, month_rounding=rounding
    )
    rows = adtte[(adtte["PARAMCD"] == "TTREL") & (adtte["ANL01FL"] == "Y")].set_index("SUBJID")
    return rows.assign(weeks=rows["AVAL"].fillna(rows["AVAL_UPPER"]), relapsed=rows["CNSR"] == 0)


def _count_dated(trial: Trial) -> int:
    """Relapses in Table 2: those that the printed range and median are taken to be of."""
    return int((trial.adsl["RELAPSE"] == "Y").sum())


def _read_weeks(trial: Trial, name: str) -> tuple[float, float] | None:
    """The weeks, none below 0, that round to a number printed for the relapses; None where none is printed."""
    interval = trial.facts.interval(f"relapse_weeks_{name}")
    return interval and (max(interval[0], 0.0), interval[1])


def _list_bounds(trial: Trial, earliest: Iterable[float]) -> list[tuple[float, float]]:
    ordered = order_relapses(trial, earliest)
    return list(zip(ordered["earliest_weeks"], ordered["latest_weeks"], strict=True))


def _week_at_half(envelope: pd.DataFrame, column: str) -> float:
    reached = envelope.loc[envelope[column] <= 0.5 + HALF_TOLERANCE, "weeks"]
    return float(reached.iloc[0]) if len(reached) else math.inf
