"""What hangs on choices: how many combinations there are, and a scenario of one's own."""

import math

from reanalysis.learn.answers import Key
from reanalysis.parameters import CONTRACT, default_parameters
from reanalysis.trial.headline import compute_headline
from reanalysis.trial.scenario_results import OPEN_CHOICES, count_combinations

OWN = {"population": "all-treated", "withdrawal": "competing", "unrecorded_relapse": "exclude"}
IN_WEEKS = 0.05


def number_of_combinations(given) -> Key:
    """Combinations of the four open choices."""
    sizes = [len(CONTRACT[name].choices) for name in OPEN_CHOICES]
    return Key(
        right=count_combinations(),
        because=f"{count_combinations()}, {' × '.join(map(str, sizes))}: every value of one can meet every value of the others. A reader "
        "is usually shown one of them.",
        wrong={
            "You added. Choices multiply, for each can be made whatever the others are.": sum(sizes),
            "That is two values a choice. These have more.": 2 ** len(sizes),
            "That is how many choices there are.": len(sizes),
        },
    )


def own_scenario(given) -> Key:
    """Relapse and median weeks to complete response under a scenario of one's own."""
    own = compute_headline(given.trial, default_parameters() | OWN)
    usual = compute_headline(given.trial, default_parameters())
    relapse, weeks = own["relapse"].estimate, own["median_weeks_to_cr"].estimate
    if math.isnan(relapse):
        return Key(None, "")
    return Key(
        right=(relapse, weeks),
        because=f"{own['relapse'].text} relapsed, and the median is {own['median_weeks_to_cr'].text}. Say before you look "
        "which one you would defend.",
        wrong={
            "Those are the default’s. Hand your parameters over.": (
                usual["relapse"].estimate,
                usual["median_weeks_to_cr"].estimate,
            ),
            "The relapse is still the default’s: unrecorded_relapse is “exclude”.": (usual["relapse"].estimate, weeks),
            "The median is still the default’s: the population is everyone treated.": (
                relapse,
                usual["median_weeks_to_cr"].estimate,
            ),
        },
        within=0.002,
    )


def widest_range(given) -> Key:
    """Lowest and highest share of complete response over the populations."""
    shares = [
        compute_headline(given.trial, default_parameters() | {"population": population})["complete_response"].estimate
        for population in CONTRACT["population"].choices
    ]
    if any(map(math.isnan, shares)):
        return Key(None, "")
    usual = compute_headline(given.trial, default_parameters())["complete_response"]
    return Key(
        right=(min(shares), max(shares)),
        because=f"{min(shares):.3f} to {max(shares):.3f}. Beside that, chance: the default’s interval is "
        f"{usual.lower:.3f} to {usual.upper:.3f}.",
        wrong={
            "That is the confidence interval. It tells of chance, and this question is about choice.": (
                usual.lower,
                usual.upper,
            ),
            "The largest stands first. Give the smallest first.": (max(shares), min(shares)),
        },
    )
