"""Wording that the checks of the ledger share."""

from collections.abc import Callable, Iterable

from reanalysis.book import find_book
from reanalysis.ledger.claims import Claim
from reanalysis.ledger.quantities import Quantity
from reanalysis.ledger.syntax import Filter
from reanalysis.show.text import join_words

MOST_NAMED = 12  # values or patients named one by one in a reason


def name_tables(columns: Iterable[str]) -> str:
    """Where columns are printed: `Table 2`, `Tables 1 and 2`."""
    return find_book().name_tables(columns)


def name_column(column: str) -> str:
    """A column as a reason names it."""
    return find_book().labels.get(column, column)


def list_whole_groups() -> list[tuple[str, Filter]]:
    """The groups that stand for the whole trial, the evaluable before everyone treated: in words, and who belongs to them."""
    populations = find_book().populations
    return [populations[name] for name in ("evaluable", "all-treated") if name in populations]


def describe_how(claim: Claim, how: str | None, printed: str = "") -> str:
    """The end of a sentence that gave a recomputed value."""
    shown = f"{printed or claim.reported}{unit_sign(claim)}"
    return {
        "exact": "as printed",
        "rounded": f"which rounds to the printed {shown}",
        "truncated": f"which is the printed {shown} only when truncated, not when rounded",
    }.get(how, f"while {shown} is printed")


def unit_sign(claim: Claim) -> str:
    """The percent sign of a percentage, nothing for other units."""
    return "%" if claim.unit == "%" and claim.is_numeric else ""


def name_sizes(sizes: dict[int, str]) -> str:
    """Sample sizes with what they are: `15 (everyone treated) or 14 (the evaluable)`."""
    return join_or([f"{size} ({label})" if not label.startswith("n =") else str(size) for size, label in sizes.items()])


def join_or(items: Iterable) -> str:
    """`15, 14 or 10`."""
    items = [str(item) for item in items]
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} or {items[-1]}"


def name_patients(patients: Iterable[int]) -> str:
    """`patients 1, 2 and 13`; nothing where there are none."""
    patients = list(dict.fromkeys(patients))
    return f"patient{'s' if len(patients) > 1 else ''} {join_words(patients)}" if patients else ""


def bracket_patients(patients: Iterable[int]) -> str:
    """The same in brackets after a space; nothing where there are none or too many."""
    patients = list(dict.fromkeys(patients))
    return f" ({name_patients(patients)})" if 0 < len(patients) <= MOST_NAMED else ""


def describe_quantity(quantity: Quantity, what: str = "") -> str:
    """A quantity with where it comes from, after what it is."""
    value = quantity.text if " of " not in quantity.text else f"{quantity.text} ({quantity.value:.0f}%)"
    source = f" in {name_tables(quantity.columns)}" if quantity.is_recomputed else cite(quantity)
    return f"{what}, {value}{source}," if what else f"{value}{source}"


def name_beside(quantity: Quantity, what: str = "") -> str:
    """A quantity that another is compared with, what it is being said first; a bare number gives way to its name."""
    if what and not quantity.is_recomputed and not quantity.claim_ids:
        return what
    return ", ".join(filter(None, (what, describe_quantity(quantity))))


def cite(*quantities: Quantity) -> str:
    """The claims that state quantities, in brackets after a space."""
    names = list(dict.fromkeys(name for quantity in quantities for name in quantity.claim_ids))
    return f" ({join_words(names)})" if names else ""


def list_conflicts(*quantities: Quantity) -> tuple[str, ...]:
    """The claims that state quantities, each once."""
    return tuple(dict.fromkeys(name for quantity in quantities for name in quantity.claim_ids))


def list_columns(*filters: Filter) -> tuple[str, ...]:
    """The columns that filters look at, the patient number only where there is no other."""
    used = dict.fromkeys(column for chosen in filters for column in chosen.columns)
    return tuple(column for column in used if column != "SUBJID") or ("SUBJID",)


OPERATOR_WORDS = {
    "=": "is",
    "in": "is",
    "!=": "is not",
    ">=": "is at least",
    "<=": "is at most",
    ">": "is above",
    "<": "is below",
    "contains": "include",
    "lacks": "do not include",
    "mentions": "mentions",
}
LONGEST_ABBREVIATION = 4  # longer words in capitals are keys of ours, and not the paper's abbreviations


def describe_filter(chosen: Filter, meaning: Callable[[str], str]) -> str:
    """A filter in words: `largest daily dose is at least 5`, `earlier treatments include HCQ and include TCS`.

    `meaning` says what a value stands for.
    """
    parts: list[str] = []
    column = ""
    for condition in chosen.conditions:
        label = name_column(condition.column)
        values = join_or([_name_value(meaning(value)) for value in condition.values])
        words = f"{OPERATOR_WORDS[condition.operator]} {values}"
        parts.append(words if condition.column == column else f"{label} {words}")
        column = condition.column
    return join_words(parts)


def _name_value(value: str) -> str:
    """A value of a filter as a reader knows it: `lack of efficacy` for LACK_OF_EFFICACY."""
    if value == "blank":
        return "not printed"
    is_key = value.isupper() and len(value) > LONGEST_ABBREVIATION
    return value.replace("_", " ").lower() if is_key else value


def capitalise(text: str) -> str:
    """A sentence's first letter as a capital."""
    return text[:1].upper() + text[1:]
