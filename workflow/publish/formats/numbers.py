"""Which published results are numbers, and the numbers that each holds."""

from collections.abc import Iterator

NAMES = ("estimate", "conf.low", "conf.high")  # as R's broom and cards call them
NOT_REACHED = "NA"


def is_number(value: object) -> bool:
    """Whether a published value is a plain number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def list_numbers(result: dict) -> list[tuple[str, str]]:
    """A result's number and, where it has them, its confidence limits, each with its name; nothing for text and tables.

    What follow-up was too short for, an estimate or a limit, is NA.
    """
    if "limits" not in result and not is_number(result["value"]):
        return []
    values = zip(NAMES, (result["value"], *result.get("limits", ())), strict=False)
    return [(name, repr(value) if is_number(value) else NOT_REACHED) for name, value in values]


def list_numeric(results: dict[str, dict[str, dict]]) -> Iterator[tuple[str, str, dict]]:
    """Chapter, name and content of every result that is a number, in the order in which chapters publish them."""
    for chapter, published in results.items():
        for name, result in published.items():
            if list_numbers(result):
                yield chapter, name, result
