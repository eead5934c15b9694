"""Beside other series: a difference of two small groups, and what to believe before and after."""

import math

from scipy.stats import beta, betabinom, binom, norm

from reanalysis.learn.answers import Key
from reanalysis.statistics.differences import estimate_difference, estimate_score_difference
from reanalysis.trial.beliefs import NEXT_PATIENTS, SCEPTICS
from reanalysis.trial.chapters.efficacy import estimate_response
from reanalysis.trial.chapters.peers import compare_centre

EXPECTED = SCEPTICS["complete_response"]
EIGHT = 8


def limits_of_difference(given) -> Key:
    """Newcombe's limits of the difference in complete response from the same centre's series."""
    centre = compare_centre(given.trial, given.parameters["unrecorded_relapse"], given.level)
    rows = centre[centre["outcome"] == "complete_response"]
    if rows.empty:
        return Key(None, "")
    counts = rows[["count", "total", "other_count", "other_total"]].iloc[0].astype(int)
    found, turned = (
        estimate_difference(*counts, given.level),
        estimate_difference(*counts.iloc[[2, 3, 0, 1]], given.level),
    )
    first, second = counts["count"] / counts["total"], counts["other_count"] / counts["other_total"]
    error = math.sqrt(first * (1 - first) / counts["total"] + second * (1 - second) / counts["other_total"])
    margin = float(norm.ppf((1 + given.level) / 2)) * error
    return Key(
        right=found[1:],
        because=f"{found.lower:.3f} to {found.upper:.3f}. The interval is not even, because neither share is near one "
        "half; and it is wide because of the smaller group.",
        wrong={
            "You took the normal approximation. It ignores that shares near one have less room above.": (
                found.value - margin,
                found.value + margin,
            ),
            "You subtracted the other way round: here minus there was asked for.": turned[1:],
            "That is Miettinen and Nurminen’s interval, as good a one. Newcombe’s was asked "
            "for.": estimate_score_difference(*counts, given.level)[1:],
        },
    )


def chance_above_half(given) -> Key:
    """A sceptic's probability of a rate above one half, after the trial."""
    cleared, total, weight = _count(given)
    before = EXPECTED * weight, (1 - EXPECTED) * weight
    after = before[0] + cleared, before[1] + total - cleared
    chance = beta.sf(0.5, *after)
    return Key(
        right=chance,
        because=f"{chance:.3f}, from Beta({after[0]:g}, {after[1]:g}). Before the trial it was {beta.sf(0.5, *before):.3f}.",
        wrong={
            "That is the sceptic before the trial.": beta.sf(0.5, *before),
            "That is the neutral prior, Beta(1, 1). The sceptic’s was asked for.": beta.sf(
                0.5, cleared + 1, total - cleared + 1
            ),
            "That is the probability of a rate below one half.": beta.cdf(0.5, *after),
            "That is the expected rate.": after[0] / sum(after),
        },
    )


def patients_of_doubt(given) -> Key:
    """The smallest whole number of patients that a doubt must weigh to keep the chance below one half."""
    cleared, total, _ = _count(given)
    found = next(
        weight
        for weight in range(1, 10 * total + 10)
        if beta.sf(0.5, EXPECTED * weight + cleared, (1 - EXPECTED) * weight + total - cleared) < 0.5 - 1e-9
    )
    return Key(
        right=found,
        because=f"{found}: more than the whole trial. With three in ten expected, doubt of that weight has seen "
        f"{EXPECTED * found:.1f} patients clear and {(1 - EXPECTED) * found:.1f} not.",
        wrong={
            "With one patient fewer the chance is one half or more; below one half was asked for.": found - 1,
            "As many patients as the trial has are not enough: three in ten is nearer to one half than what was "
            "seen.": total,
        },
        within=1e-9,
    )


def chance_of_eight(given) -> Key:
    """The chance that at least eight of the next ten clear, after a neutral prior."""
    cleared, total, _ = _count(given)
    after = cleared + 1, total - cleared + 1
    chance = betabinom.sf(EIGHT - 1, NEXT_PATIENTS, *after)
    return Key(
        right=chance,
        because=f"{chance:.3f}. Two things are uncertain, the rate and who of the ten is lucky; betabinom has both.",
        wrong={
            "You took the observed share for the rate itself. It is not known so well.": binom.sf(
                EIGHT - 1, NEXT_PATIENTS, cleared / total
            ),
            "You took the expected rate for the rate itself. It is not known so well.": binom.sf(
                EIGHT - 1, NEXT_PATIENTS, after[0] / sum(after)
            ),
            "That is more than eight. At least eight was asked for.": betabinom.sf(EIGHT, NEXT_PATIENTS, *after),
        },
    )


def _count(given) -> tuple[int, int, float]:
    """Who cleared at any time, of how many, and what the sceptic's doubt weighs."""
    share = estimate_response(given.trial, given.parameters["population"], 0.95, "wilson")
    return share.count, share.total, given.parameters["sceptic_patients"]
