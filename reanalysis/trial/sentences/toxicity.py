"""Sentences of the chapter on toxicity whose truth hangs on the data."""

from reanalysis.show.text import format_interval
from reanalysis.trial.chapters.toxicity import Exposure


def say_exposure(found: Exposure | None) -> str:
    """What the printed times on the drug leave of the months of all together."""
    if found is None:
        return "How long each patient took the drug is not printed, and no times fit what is printed of them."
    shortest, median, longest = found.printed
    return (
        f"Treatment is said to have lasted {shortest} to {longest} months, with a median of {median}, and nobody was "
        f"treated for longer than she was followed. So the {found.patients} evaluable patients took the drug for "
        f"{format_interval(*found.whole, 0)} months together if these are whole months, and for "
        f"{format_interval(*found.rounded, 0)} if they are rounded."
    )
