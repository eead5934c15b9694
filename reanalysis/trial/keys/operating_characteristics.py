"""What so small a trial can show: responders needed, power, and a harm that it misses."""

from scipy.stats import binom, norm

from reanalysis.learn.answers import Key
from reanalysis.statistics.operating import fewest_responses
from reanalysis.statistics.proportions import EXACT

PLANNED = 30
RATE, HARM, HALF = 0.7, 0.05, 0.5


def responders_of_30(given) -> Key:
    """Fewest responders of 30 that put the exact interval above one half."""
    needed = fewest_responses(PLANNED, HALF, given.level, EXACT)
    z = norm.ppf((1 + given.level) / 2)
    wald = (x for x in range(PLANNED + 1) if x / PLANNED - z * (x * (PLANNED - x) / PLANNED**3) ** 0.5 > HALF)
    one_sided = fewest_responses(PLANNED, HALF, max(2 * given.level - 1, 0.01), EXACT)
    return Key(
        right=needed,
        because=f"{needed} of {PLANNED}. A bare majority is far from enough: the interval has to clear one half with its lower "
        "end.",
        wrong={
            "That is a majority. Its interval still reaches below one half.": PLANNED // 2 + 1,
            "You used one side of the interval, or the normal approximation. One responder more is needed.": min(
                next(wald), one_sided
            ),
            "With so many the interval is above one half, but with one fewer it is too.": needed + 1,
        },
    )


def power_of_this_trial(given) -> Key:
    """Chance that the exact interval lies above one half if 70% truly respond, with everyone treated."""
    total = len(given.trial.adsl)
    needed = fewest_responses(total, HALF, given.level, EXACT)
    if needed is None or needed > total:
        return Key(None, "")
    power = binom.sf(needed - 1, total, RATE)
    return Key(
        right=power,
        because=f"{power:.3f}: the chance of {needed} or more responders of {total}. So often would "
        "such a trial show that a drug which helps seven in ten helps more than half.",
        wrong={
            f"sf(x) is the chance of more than x. “{needed} or more” is sf({needed} − 1).": binom.sf(
                needed, total, RATE
            ),
            f"That is the chance of exactly {needed}. More would do as well.": binom.pmf(needed, total, RATE),
            "That is the chance of falling short.": 1 - power,
        },
    )


def chance_of_missing(given) -> Key:
    """Chance that nobody treated has a harm that strikes one in 20."""
    total = len(given.trial.adsl)
    missed = (1 - HARM) ** total
    return Key(
        right=missed,
        because=f"{missed:.3f}: so often nobody of {total} has it. A trial that saw none has not shown that there is none.",
        wrong={
            "That is the chance of seeing it at least once.": 1 - missed,
            "Those are the cases to be expected, not a probability.": total * HARM,
            "That is the chance that everybody has it.": HARM**total,
        },
    )
