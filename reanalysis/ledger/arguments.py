"""The kinds of arguments that checks take, each a function that parses an argument as it is written."""

import re

from reanalysis.ledger.language import (
    FACT,
    NUMBER,
    STATISTICS,
    parse_comparison,
    parse_filter,
    parse_group,
    parse_quantity,
)
from reanalysis.ledger.syntax import Column, Parser, SyntaxProblem


def parse_choice(*allowed: str) -> Parser:
    """A parser of one of a few words."""

    def parse(text: str) -> str:
        if text not in allowed:
            raise SyntaxProblem(text, "is not one of the words for this argument", ", ".join(allowed))
        return text

    return parse


def parse_fact(text: str) -> str:
    """Read the name of a fact."""
    if not FACT.fullmatch(text):
        raise SyntaxProblem(text, "is not the name of a fact", "small letters, digits and _")
    return text


def parse_facts(text: str) -> tuple[str, ...]:
    """Read names of facts joined by `|`."""
    return tuple(map(parse_fact, text.split("|")))


def parse_column(text: str) -> Column:
    """Read the name of a column."""
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*", text):
        raise SyntaxProblem(text, "is not the name of a column", "capitals, digits and _")
    return Column(text)


def parse_whole(text: str) -> int:
    """Read a whole number that is not negative."""
    if not re.fullmatch(r"[0-9]+", text):
        raise SyntaxProblem(text, "is not a whole number", "digits")
    return int(text)


def parse_number(text: str) -> float:
    """Read a decimal number."""
    if not NUMBER.fullmatch(text):
        raise SyntaxProblem(text, "is not a number", "a decimal number")
    return float(text)


TEXT: Parser = str
FILTER, GROUP, QUANTITY, COMPARISON = parse_filter, parse_group, parse_quantity, parse_comparison
COLUMN, FACT_NAME, FACT_NAMES = parse_column, parse_fact, parse_facts
WHOLE, DECIMAL = parse_whole, parse_number
FRAME = parse_choice("adsl", "adae")
STATISTIC = parse_choice(*STATISTICS)
# How much of a claim the tables show, and what is added to the reason of a pass.
PASS = {"evidence": parse_choice("complete", "partial"), "note": TEXT}
