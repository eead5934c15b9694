"""Who was harmed: patients and events, and what nobody had."""

import numpy as np
from scipy.stats import norm

from reanalysis.learn.answers import Key
from reanalysis.statistics.proportions import EXACT, estimate_proportion, zero_event_upper
from reanalysis.trial.chapters.toxicity import estimate_any_event, estimate_by_definition


def share_with_event(given) -> Key:
    """Share of patients with an adverse event of the paper's Table 3."""
    total, events = len(given.trial.adsl), len(given.trial.adae)
    share = estimate_any_event(given.trial, given.level, EXACT)
    evaluable = int((given.trial.adsl["EVALFL"] == "Y").sum())
    return Key(
        right=share.estimate,
        because=f"{share.count} of {share.total}. Events of one patient are not independent, so patients are counted; "
        "and everyone who took the drug can be harmed by it.",
        wrong={
            "You counted events. Several of one patient’s are one patient.": events / total,
            "You divided by the evaluable. Who stopped because of a side effect is the last to leave out.": share.count
            / max(evaluable, 1),
            "You added what only the text tells. Table 3 was asked for; by the paper’s own definition you are "
            "right.": estimate_by_definition(given.trial, given.level, EXACT).estimate,
        },
    )


def largest_unseen_rate(given) -> Key:
    """One-sided upper limit of a harm that nobody had."""
    total, level = len(given.trial.adsl), given.level
    upper = zero_event_upper(total, level, sided=1)
    return Key(
        right=upper,
        because=f"{upper:.3f}. At that rate a trial of this size sees none with a probability of {1 - level:.3g}; "
        "at any lower rate with a larger one.",
        wrong={
            "That is the rule of three, 3/n: a good guess for large n. Solve (1 − p)ⁿ = α instead.": 3 / total,
            "That is the upper end of the two-sided interval. One side was asked for, since nothing lies below "
            "zero.": zero_event_upper(total, level, sided=2),
            "Zero is the estimate. The question is what it leaves open.": 0.0,
        },
    )


def limits_of_one(given) -> Key:
    """The exact interval had one patient had a clot."""
    total, level = len(given.trial.adsl), given.level
    share = estimate_proportion(1, total, level, EXACT)
    p = 1 / total
    margin = norm.ppf((1 + level) / 2) * np.sqrt(p * (1 - p) / total)
    sides = estimate_proportion(1, total, max(2 * level - 1, 0.01), EXACT)
    return Key(
        right=(share.lower, share.upper),
        because=f"{share.lower:.3f} to {share.upper:.3f}. One case would have shown that it happens, and hardly more "
        "about how often.",
        wrong={
            "You took the normal approximation. With one case it does not hold: its limits lie as far below as above.": (
                p - margin,
                p + margin,
            ),
            "You cut the normal approximation at zero. That does not mend it: a case was seen, so zero is out.": (
                max(p - margin, 0.0),
                p + margin,
            ),
            "You spent the whole error on each side.": (sides.lower, sides.upper),
            "That is one-sided. After one case both sides are open.": (0.0, sides.upper),
        },
    )
