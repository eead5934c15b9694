"""How many cleared: of whom, how surely, and by when."""

import numpy as np
from scipy.stats import norm

from reanalysis.learn.answers import Key
from reanalysis.statistics.proportions import EXACT, estimate_proportion
from reanalysis.trial import rates
from reanalysis.trial.chapters.efficacy import estimate_response


def share_of_everyone(given) -> Key:
    """Share with complete response among everyone who took the drug."""
    everyone = estimate_response(given.trial, "all-treated", given.level, EXACT)
    evaluable = estimate_response(given.trial, "evaluable", given.level, EXACT)
    outcomes = given.trial.adsl["BEST_RESPONSE"]
    return Key(
        right=everyone.estimate,
        because=f"{everyone.count} of {everyone.total}. By intention to treat a patient who stops is counted, as one "
        "without a response: stopping may be what the drug did to her.",
        wrong={
            "You left out who stopped early. That is the paper’s way; intention to treat counts her.": evaluable.estimate,
            "You counted partial responses too. The question is who cleared.": outcomes.isin(["CR", "PR"]).mean(),
            "That is the share who did not clear.": 1 - everyone.estimate,
        },
    )


def exact_limits(given) -> Key:
    """The exact interval of that share."""
    share = estimate_response(given.trial, "all-treated", given.level, EXACT)
    one_sided = estimate_proportion(share.count, share.total, 2 * given.level - 1, EXACT) if given.level > 0.5 else None
    wilson = estimate_proportion(share.count, share.total, given.level, "wilson")
    margin = norm.ppf((1 + given.level) / 2) * np.sqrt(share.estimate * (1 - share.estimate) / share.total)
    sides = (one_sided.lower, one_sided.upper) if one_sided else np.nan
    return Key(
        right=(share.lower, share.upper),
        because=f"{share.lower:.3f} to {share.upper:.3f}. It holds every true share at which so many responders, or "
        "so few, are no rarity; with so few patients these are many.",
        wrong={
            "You took the normal approximation, share ± z × its standard error. With few patients, and near 0 or 1, "
            "it misses the truth too often.": (share.estimate - margin, share.estimate + margin),
            "That is Wilson’s interval. It is a good one, but on average exact and not at every share.": (
                wilson.lower,
                wilson.upper,
            ),
            "You spent the whole error on each side. A two-sided interval of 95% leaves 2.5% below and 2.5% above.": sides,
        },
    )


def share_as_registered(given) -> Key:
    """Share of everyone treated who had cleared by the time that the registry names."""
    weeks_per_month = given.parameters["weeks_per_month"]
    how = given.level, EXACT, weeks_per_month
    if not rates.find_registered_months(given.trial):
        return Key(None, "")
    registered = rates.estimate_registered(given.trial, "all-treated", *how)
    evaluable = rates.estimate_registered(given.trial, "evaluable", *how)
    ever = estimate_response(given.trial, "all-treated", given.level, EXACT)
    return Key(
        right=registered.estimate,
        because=f"{registered.count} of {registered.total}. Both documents speak of complete response; only the record "
        "says when one looks.",
        wrong={
            "You counted whoever cleared at any time. The record judges at a fixed time.": ever.estimate,
            "You left out who stopped early. She was enrolled too.": evaluable.estimate,
            "That is how many, not which share.": registered.count,
        },
    )
