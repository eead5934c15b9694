"""How far to trust the trial: whole sentences on its conclusions and on possible misprints."""

from reanalysis.ledger.leaning import FAILS, FALLS, OPEN, STANDS, WEAKER
from reanalysis.show.text import format_count, join_words, spell_count


def say_conclusions(states: dict[str, int]) -> str:
    """What has become of the paper's conclusions.

    Parameters
    ----------
    states : dict
        From `reanalysis.trial.chapters.appraisal.count_states`.
    """
    total = sum(states.values())
    if not total:
        return "The text draws no conclusion that is followed here."
    if states[STANDS] == total:
        return "Every conclusion of the paper stands on claims that hold."
    told = []
    if standing := states[STANDS] + states[WEAKER]:
        told.append(f"{spell_count(standing)} {_plural(standing, 'stands', 'stand')} on claims that hold")
    if states[OPEN]:
        told.append(f"{spell_count(states[OPEN])} cannot be told from what is printed")
    if states[FALLS]:
        told.append(
            f"{spell_count(states[FALLS])} {_plural(states[FALLS], 'needs', 'need')} a claim that does not hold"
        )
    if states[FAILS]:
        told.append(f"{spell_count(states[FAILS])} {_plural(states[FAILS], 'does', 'do')} not hold as worded")
    return f"Of the {format_count(total, 'sentence')} in which the paper concludes, {join_words(told)}."


def say_misprints(total: int, slip: int, other: int, neither: int) -> str:
    """How many of the numbers that do not hold one slip would make right, and how many something else.

    Parameters
    ----------
    total, slip, other, neither : int
        From `reanalysis.trial.chapters.appraisal.count_misprints`.
    """
    if not total:
        return "Every printed number that can be checked fits the tables, the text and the registration."
    numbers = format_count(total, "printed number or date", "printed numbers and dates")
    explained = (
        f"Of {numbers} that do not fit the tables, the text or the registration, one slip would make {spell_count(slip)} right, "
        f"and another group, denominator or statistic gives {spell_count(other)}"
    )
    return (
        f"{explained}; {spell_count(neither)} {_plural(neither, 'is', 'are')} explained by neither."
        if neither
        else f"{explained}."
    )


def _plural(count: int, one: str, many: str) -> str:
    return one if count == 1 else many
