"""An answer to an exercise held against its key: what is right, and what leads to the likeliest wrong answers."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

DECIMALS = 0.001  # answers are right to three decimals unless a key says otherwise
CLOSE = 10  # times as far off is close, and worth saying so


@dataclass(frozen=True)
class Key:
    """What is right, why, and what each foreseen wrong answer has overlooked.

    `right` is a number, a word, or several of them; None where the tables have nothing to ask. A wrong answer that
    happens to be right in these tables, or that cannot be computed (nan), is not looked for.
    """

    right: object
    because: str
    wrong: dict[str, object] = field(default_factory=dict)  # what was overlooked: the answer it leads to
    within: float = DECIMALS


@dataclass(frozen=True)
class Verdict:
    """What is said of an answer; true if it is right."""

    heading: str
    text: str
    is_right: bool = False

    def __bool__(self) -> bool:
        return self.is_right

    def __repr__(self) -> str:
        return f"{self.heading} {self.text}".strip()

    def _repr_markdown_(self) -> str:
        return f"**{self.heading}** {self.text}".strip()


def judge_answer(answer: object, key: Key) -> Verdict:
    """Say of an answer whether it is right, and if not, what it has overlooked where that can be seen.

    Examples
    --------
    >>> key = Key(right=0.8, because="12 of 15.", wrong={"Everybody took the drug.": 12 / 14})
    >>> judge_answer(12 / 14, key)
    Not yet. Everybody took the drug.
    >>> bool(judge_answer(0.8, key))
    True
    """
    if answer is ...:
        return Verdict("Your turn.", "Put your answer in place of the three dots, and run the cell again.")
    if key.right is None:
        return Verdict("Nothing to ask.", "These tables do not have what this exercise is about.")
    given, right = simplify(answer), simplify(key.right)
    if is_same(given, right, key.within):
        return Verdict("Right.", key.because, is_right=True)
    overlooked = find_overlooked(given, key)
    return Verdict("Not yet.", overlooked or describe_misfit(given, right, key.within))


def find_overlooked(given: object, key: Key) -> str | None:
    """What the answer has overlooked, if it is a foreseen one; the first of several that lead to it."""
    for overlooked, wrong in key.wrong.items():
        value = simplify(wrong)
        if value == value and is_same(given, value, key.within):
            return overlooked
    return None


def describe_misfit(given: object, right: object, within: float) -> str:
    """What can be said of an answer that was not foreseen, without giving the right one away."""
    if isinstance(given, tuple) != isinstance(right, tuple):
        return "Several values are asked for." if isinstance(right, tuple) else "One value is asked for."
    if isinstance(given, tuple) and len(given) != len(right):
        return f"You give {len(given)} values; that is not how many there are."
    if isinstance(given, str) != isinstance(right, str):
        return "A word is asked for." if isinstance(right, str) else "A number is asked for."
    if _contains(given, math.isinf):
        return "An infinite number is a program’s way of saying “not reached”: here the value is reached."
    if _contains(given, math.isnan):
        return "Your answer is not a number (nan): somewhere a value is missing."
    if is_same(_divide(given), right, within):
        return "That is a percentage. Give a share between 0 and 1."
    if not isinstance(given, str) and is_same(given, right, CLOSE * within):
        return "That is close. Give more decimals, and round only at the end."
    return "This is none of the answers foreseen here. The hint may help."


def simplify(answer: object) -> object:
    """An answer as a float, a word in small letters, a bool, or a tuple of them; sets are sorted."""
    if isinstance(answer, bool | str):
        return answer.strip().casefold() if isinstance(answer, str) else answer
    if isinstance(answer, Iterable) and getattr(answer, "ndim", 1):
        parts = tuple(simplify(part) for part in answer)
        return tuple(sorted(parts)) if isinstance(answer, set | frozenset) else parts
    answer = answer.item() if hasattr(answer, "item") else answer
    if isinstance(answer, bool):
        return answer
    try:
        return float(answer)
    except (TypeError, ValueError):
        return str(answer)


def is_same(given: object, wanted: object, within: float) -> bool:
    """Whether two simplified answers are the same, numbers within a distance; nan is nan, and inf is inf."""
    if isinstance(given, tuple) and isinstance(wanted, tuple):
        pairs = zip(given, wanted, strict=False)
        return len(given) == len(wanted) and all(is_same(one, other, within) for one, other in pairs)
    if isinstance(given, float) and isinstance(wanted, float):
        return given == wanted or (math.isnan(given) and math.isnan(wanted)) or abs(given - wanted) <= within
    return type(given) is type(wanted) and given == wanted


def _divide(given: object) -> object:
    if isinstance(given, tuple):
        return tuple(_divide(part) for part in given)
    return given / 100 if isinstance(given, float) else given


def _contains(given: object, is_so) -> bool:
    parts = given if isinstance(given, tuple) else (given,)
    return any(isinstance(part, float) and is_so(part) for part in parts)
