"""What a printed number could have been before one slip: a digit mistyped, or two neighbours that changed places."""

DIGIT, TRANSPOSITION = "one digit", "two digits in the wrong order"


def list_slips(printed: str) -> list[tuple[str, str]]:
    """Every number, or date, that differs from a printed one by one slip, with the kind of slip.

    A number of several digits before the point does not begin with 0. Digits on both sides of a point are neighbours.

    Examples
    --------
    >>> [slip for kind, slip in list_slips("32") if kind == TRANSPOSITION]
    ['23']
    >>> len(list_slips("32"))
    18
    """
    places = [place for place, sign in enumerate(printed) if sign.isdigit()]
    found = [
        (DIGIT, f"{printed[:place]}{digit}{printed[place + 1 :]}")
        for place in places
        for digit in "0123456789"
        if digit != printed[place]
    ]
    for first, second in zip(places, places[1:], strict=False):
        if printed[first] != printed[second]:
            signs = list(printed)
            signs[first], signs[second] = signs[second], signs[first]
            found.append((TRANSPOSITION, "".join(signs)))
    return [(kind, slip) for kind, slip in found if not _begins_with_zero(slip)]


def share_reached(printed: str) -> float:
    """The share of all other numbers of the same form that one slip reaches: how easily a slip explains anything.

    Examples
    --------
    >>> share_reached("6"), round(share_reached("32"), 3)
    (1.0, 0.202)
    """
    digits = sum(sign.isdigit() for sign in printed)
    has_first = printed.split(".")[0].isdigit() and len(printed.split(".")[0]) > 1
    forms = (9 if has_first else 10) * 10 ** (digits - 1)
    return len({slip for _, slip in list_slips(printed)}) / (forms - 1)


def _begins_with_zero(number: str) -> bool:
    whole = number.split(".")[0].split("-")[0]
    return len(whole) > 1 and whole[0] == "0"
