"""What hangs on choices: the sentence that sets the reach of the choices beside the play of chance."""

from reanalysis.show.text import format_level, format_out_of


def say_chance(n_outside: int, total: int, level: float) -> str:
    """Whether choices move any conclusion further than its default's own interval reaches.

    Parameters
    ----------
    n_outside : int
        Conclusions of which some estimate lies outside the interval of the default.
    total : int
        Conclusions there are.
    """
    interval = f"{format_level(level)} interval"
    if not n_outside:
        return (
            f"No choice moves a result out of the {interval} that the default has anyway: with so few patients, chance "
            "leaves more open than the choices do."
        )
    return (
        f"In {format_out_of(n_outside, total)} results, choices move the estimate out of the {interval} that the default "
        "has: there the choices leave more open than chance does."
    )


def say_optimistic(n_same: int, total: int) -> str:
    """What the choices that favour the drug change beside the default.

    Parameters
    ----------
    n_same : int
        Headline results that have the same value under the scenario *optimistic*.
    total : int
        Headline results there are.
    """
    if n_same == total:
        return (
            "Choosing for the drug wherever something is open changes nothing: where a choice matters, the paper's own is "
            "already the favourable one."
        )
    return f"Choosing for the drug wherever something is open changes {format_out_of(total - n_same, total)} headline results."
