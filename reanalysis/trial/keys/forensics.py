"""Printed numbers: a total by hand, the sizes that a mean can have, and what a percentage can stand for."""

from reanalysis.forensics.grim import grim_scalar, percent_counts
from reanalysis.learn.answers import Key

MEAN, PATIENTS = "3.08", 13
OTHER_MEAN, SIZES = "2.47", range(10, 16)
PERCENT = "86"


def total_behind_mean(given) -> Key:
    """Total of 13 whole scores whose mean is printed as 3.08."""
    (total,) = grim_scalar(MEAN, PATIENTS).totals
    return Key(
        right=total,
        because=f"{total}: {total}/{PATIENTS} is {total / PATIENTS:.4f}, which prints as {MEAN}. Had no whole number done "
        "so, the mean or the 13 would be wrong.",
        wrong={
            "Scores are whole points, so their total is a whole number. Which one gives this mean?": float(MEAN)
            * PATIENTS,
            "That total gives another mean. Divide it and look.": total + 1,
            "That total gives another mean: divide it, and look.": total - 1,
        },
    )


def sizes_of_mean(given) -> Key:
    """Numbers of patients from 10 to 15 that can have a mean of 2.47."""
    able = [n for n in SIZES if grim_scalar(OTHER_MEAN, n).consistent]
    return Key(
        right=able,
        because=f"{', '.join(map(str, able))}. With two decimals and so few patients most means are impossible; from a "
        "hundred patients on every one is possible, and the test catches nothing.",
        wrong={
            "Those are the sizes that cannot have it.": [n for n in SIZES if n not in able],
            "Every size has some means; the question is which of them have this one.": list(SIZES),
            "You gave how many sizes there are. Give the sizes.": [len(able)],
        },
    )


def count_behind_percent(given) -> Key:
    """The count out of 14 that is printed as 86%."""
    (count,) = percent_counts(PERCENT, 14).counts
    return Key(
        right=count,
        because=f"{count} of 14 is {100 * count / 14:.2f}%. Of 15 no count rounds to {PERCENT}%: so a percentage can tell its "
        "denominator.",
        wrong={
            "Patients are whole. Which whole number, divided by 14, rounds to it?": 14 * float(PERCENT) / 100,
            "That would be a count out of 15, cut off and not rounded. The question is about 14.": 13,
        },
    )
