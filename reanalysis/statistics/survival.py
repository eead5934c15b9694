"""Kaplan–Meier estimates and what is read off them: bands, medians, numbers at risk, restricted means.

Times in weeks, events as booleans; the estimates are compared with lifelines and R in the tests.
"""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from reanalysis.statistics.beta_product import find_beta_product_limits

BETA_PRODUCT = "beta-product"
HALF_TOLERANCE = 1e-9  # a survival of one half need not be exactly 0.5 in floating point


@dataclass(frozen=True)
class Median:
    """A median survival time with its interval; inf where it is not reached."""

    weeks: float
    lower: float
    upper: float
    rule: str


def kaplan_meier(weeks, events, level: float = 0.95, km_ci: str = "log-log") -> pd.DataFrame:
    """The product-limit estimate with Greenwood's standard error and a pointwise interval.

    Parameters
    ----------
    weeks : array-like, shape (n,)
        Time to event or censoring.
    events : array-like of bool, shape (n,)
        True where the event was seen.
    level : float
        Confidence level.
    km_ci : str
        Scale of the interval: log-log (Kalbfleisch & Prentice 1980), log (R's default) or plain; or beta-product,
        which is exact where nobody is censored (Fay, Brittain & Proschan 2013).

    Returns
    -------
    DataFrame
        A row a distinct time: weeks, at_risk, events, censored, survival, std_error, lower, upper.
        Where survival is 0 the standard error is 0 and the limits are nan; the beta product has limits there too.
    """
    times, at_risk, deaths, ended, survival = multiply_shares(weeks, events)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(deaths / (at_risk * (at_risk - deaths)))
        std_error = np.where(survival > 0, survival * np.sqrt(greenwood), 0.0)
    if km_ci == BETA_PRODUCT:
        lower, upper = find_beta_product_limits(at_risk, deaths, at_risk - ended, level)
    else:
        lower, upper = survival_limits(survival, greenwood, level, km_ci)
    return pd.DataFrame(
        {
            "weeks": times,
            "at_risk": at_risk,
            "events": deaths,
            "censored": ended - deaths,
            "survival": survival,
            "std_error": std_error,
            "lower": lower,
            "upper": upper,
        }
    )


def multiply_shares(weeks, events) -> tuple[np.ndarray, ...]:
    """The product-limit estimate alone: distinct times, and at each those at risk, events, all that end there, survival."""
    weeks, events = np.asarray(weeks, dtype=float), np.asarray(events, dtype=bool)
    times = np.unique(weeks)
    at_risk = np.array([(weeks >= time).sum() for time in times])
    deaths = np.array([((weeks == time) & events).sum() for time in times])
    ended = np.array([(weeks == time).sum() for time in times])
    survival = np.cumprod(1 - deaths / at_risk) if len(times) else np.array([])
    return times, at_risk, deaths, ended, survival


def survival_at(table: pd.DataFrame, week: float, column: str = "survival") -> float:
    """A column of `kaplan_meier` at a time, read as a step function: 1 (0 for a standard error) before the first row."""
    before = np.flatnonzero(table["weeks"].to_numpy() <= week)
    if not len(before):
        return 0.0 if column == "std_error" else 1.0
    return float(table[column].to_numpy()[before[-1]])


def median_survival(table: pd.DataFrame, rule: str = "midpoint") -> Median:
    """The median of a `kaplan_meier` table and its Brookmeyer–Crowley (1982) interval, under a named rule.

    Parameters
    ----------
    rule : str
        midpoint: the middle of the flat stretch where survival equals one half, which is the ordinary median where
        nobody is censored, and what R and SAS report. first: the first time at which survival is at or below one
        half. Both apply to the limits too.
    """
    return Median(
        crossing_time(table, "survival", rule),
        crossing_time(table, "lower", rule),
        crossing_time(table, "upper", rule),
        rule,
    )


def crossing_time(table: pd.DataFrame, column: str, rule: str) -> float:
    """First time at which a column falls to one half (within 1e-9) or below; inf if it never does.

    Where the estimate is 0 its limits are undefined: there the lower limit counts as below one half (R gives
    none) and the upper limit as not reached (as in R).
    """
    times, values = table["weeks"].to_numpy(), table[column].to_numpy()
    if column == "lower":
        values = np.nan_to_num(values, nan=0.0)
    at_or_below = np.flatnonzero(values <= 0.5 + HALF_TOLERANCE)
    if not len(at_or_below):
        return math.inf
    first = at_or_below[0]
    if rule == "midpoint" and abs(values[first] - 0.5) <= HALF_TOLERANCE:
        below = np.flatnonzero(values < 0.5 - HALF_TOLERANCE)
        end = times[below[0]] if len(below) else table["weeks"].iloc[-1]
        return float((times[first] + end) / 2)
    return float(times[first])


def find_week_at_half(curve: pd.DataFrame) -> float | None:
    """The week of the first step that lands on one half; None where no step does."""
    at_half = curve[(curve["events"] > 0) & ((curve["survival"] - 0.5).abs() <= HALF_TOLERANCE)]
    return None if at_half.empty else float(at_half["weeks"].iloc[0])


def count_at_risk(table: pd.DataFrame, ticks) -> pd.DataFrame:
    """Numbers at risk just before each tick, and events and censorings up to and including it, from `kaplan_meier`.

    Returns
    -------
    DataFrame
        A row a tick: weeks, at_risk, events, censored.
    """
    weeks, at_risk = table["weeks"].to_numpy(), np.append(table["at_risk"].to_numpy(), 0)
    rows = [(tick, at_risk[np.searchsorted(weeks, tick)], *_count_until(table, tick)) for tick in ticks]
    return pd.DataFrame(rows, columns=["weeks", "at_risk", "events", "censored"])


def _count_until(table: pd.DataFrame, week: float) -> tuple[int, int]:
    until = table["weeks"] <= week
    return int(table.loc[until, "events"].sum()), int(table.loc[until, "censored"].sum())


def count_without_censoring(table: pd.DataFrame, week: float) -> tuple[int, int] | None:
    """Events by a week and the patients they are counted among, where nobody is censored between; None where someone is.

    One minus the estimate is then the one divided by the other. Whoever is censored before the first event is in the
    denominator of no event and belongs to nobody's count. A column `competing` says which of the censored had a competing
    event: they are counted, as patients without the event.
    """
    weeks, events, censored, at_risk = (
        table[column].to_numpy() for column in ("weeks", "events", "censored", "at_risk")
    )
    competing = table["competing"].to_numpy() if "competing" in table else np.zeros_like(events)
    by_then = weeks <= week
    happened = weeks[by_then & (events > 0)]
    start = happened[0] if len(happened) and not competing.any() else 0.0
    if (censored - competing)[(weeks >= start) & (weeks < week)].any():
        return None
    return int(events[by_then].sum()), int(at_risk[weeks >= start].max())


def first_difference(one: pd.DataFrame, other: pd.DataFrame) -> tuple[float, float]:
    """First week at which two curves differ (inf if they never do), and the largest difference of their survival."""
    weeks = np.union1d(one["weeks"], other["weeks"])
    gaps = np.array([abs(survival_at(one, week) - survival_at(other, week)) for week in weeks])
    apart = np.flatnonzero(gaps > HALF_TOLERANCE)
    return float(weeks[apart[0]]) if len(apart) else math.inf, float(gaps.max())


def restricted_mean(table: pd.DataFrame, horizon: float) -> tuple[float, float]:
    """Restricted mean time to a horizon (weeks) and its standard error.

    The area under the Kaplan–Meier curve up to the horizon; its standard error sums Greenwood's
    increments times the squared area that remains (Klein & Moeschberger 2003, section 4.5).
    """
    weeks, survival, at_risk, events = (
        table[column].to_numpy() for column in ("weeks", "survival", "at_risk", "events")
    )
    stepped = (weeks < horizon) & (events > 0)
    edges = np.concatenate([[0.0], weeks[stepped], [horizon]])
    areas = np.diff(edges) * np.concatenate([[1.0], survival[stepped]])
    remaining = areas[::-1].cumsum()[::-1][1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        increments = (events / (at_risk * (at_risk - events)))[stepped]
        variance = np.sum(np.where(remaining > 0, remaining**2 * increments, 0.0))
    return float(areas.sum()), float(math.sqrt(variance))


def cumulative_incidence(weeks, events, competing) -> pd.DataFrame:
    """Aalen–Johansen (1978) cumulative incidence of an event and of the event that competes with it.

    Parameters
    ----------
    weeks : array-like, shape (n,)
    events, competing : array-like of bool, shape (n,)
        Who had the event, who had the competing one; whoever had neither is censored.

    Returns
    -------
    DataFrame
        A row a distinct time: weeks, at_risk, event, competing (cumulative incidences) and event_std_error
        (infinitesimal jackknife, as R's survival).
    """
    weeks = np.asarray(weeks, dtype=float)
    events, competing = np.asarray(events, dtype=bool), np.asarray(competing, dtype=bool)
    times = np.unique(weeks)
    ones = np.ones(len(weeks))
    incidence, competing_incidence = _weighted_incidence(weeks, events, competing, times, ones)
    variance = np.zeros(len(times))
    step = 1e-20  # complex-step derivative: exact to machine precision, nothing is subtracted
    for patient in range(len(weeks)):
        weights = ones.astype(complex)
        weights[patient] += 1j * step
        variance += (_weighted_incidence(weeks, events, competing, times, weights)[0].imag / step) ** 2
    return pd.DataFrame(
        {
            "weeks": times,
            "at_risk": [(weeks >= time).sum() for time in times],
            "event": incidence,
            "competing": competing_incidence,
            "event_std_error": np.sqrt(variance),
        }
    )


def _weighted_incidence(weeks, events, competing, times, weights):
    """Cumulative incidences at `times` when each patient counts with a weight."""
    survival, incidence, other = 1.0, 0.0, 0.0
    rows = []
    for time in times:
        at_risk, here = weights[weeks >= time].sum(), weeks == time
        hazard, hazard_other = weights[here & events].sum() / at_risk, weights[here & competing].sum() / at_risk
        incidence, other = incidence + survival * hazard, other + survival * hazard_other
        survival = survival * (1 - hazard - hazard_other)
        rows.append((incidence, other))
    first, second = zip(*rows, strict=True) if rows else ((), ())
    return np.array(first), np.array(second)


def survival_limits(survival, greenwood, level: float, km_ci: str):
    """Limits of survival estimates on a scale (log-log, log, plain), from their relative variances (Greenwood's sums).

    Returns
    -------
    tuple of array
        Lower and upper limits; nan where survival is 0.
    """
    z = ndtri((1 + level) / 2)
    survival = np.where(survival > 0, survival, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(greenwood)
        if km_ci == "plain":
            spread = survival * error * z
            return np.clip(survival - spread, 0, 1), np.clip(survival + spread, 0, 1)
        if km_ci == "log":
            return survival * np.exp(-z * error), np.minimum(survival * np.exp(z * error), 1.0)
        if km_ci != "log-log":
            raise ValueError(f"interval scale {km_ci!r} is not known; allowed: log-log, log, plain")
        spread = z * error / np.abs(np.log(survival))
        lower, upper = survival ** np.exp(spread), survival ** np.exp(-spread)
        unmoved = survival == 1
        return np.where(unmoved, 1.0, lower), np.where(unmoved, 1.0, upper)
