"""Which published results are numbers, and the numbers that each holds."""

from collections.abc import Iterator

NAMES = ("estimate", "conf.low", "conf.high")  # as R's broom and cards call them


def list_numbers(result: dict) -> list[tuple[str, float]]:
    """A result's number and, where it has them, its confidence limits, each with its name; nothing for text and tables."""
    limits = result.get("limits") or (None, None)
    values = zip(NAMES, (result["value"], *limits), strict=True)
    return [(name, value) for name, value in values if isinstance(value, int | float) and not isinstance(value, bool)]


def list_numeric(results: dict[str, dict[str, dict]]) -> Iterator[tuple[str, str, dict]]:
    """Chapter, name and content of every result that is a number, in the order in which chapters publish them."""
    for chapter, published in results.items():
        for name, result in published.items():
            if list_numbers(result):
                yield chapter, name, result
