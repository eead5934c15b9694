"""The language of claims.csv: parsed here, once for each cell, and never run as code.

    arguments  = name "=" value, joined by ";"                     a cell of check_args
    calls      = label ":" check "(" arguments ")", joined by ","  a cell of alternatives
    filter     = condition, joined by "&"
    condition  = COLUMN operator value
    operator   = "=" "!=" ">=" "<=" ">" "<"                        one value
               | "in" "contains" "lacks" "mentions"                one or more values, joined by "|"
    value      = a text or number | "blank" (an empty cell) | "reported" (the claim's printed value)
               | "patient" (the claim's patient) | "fact:" name (the printed value of another fact)
    quantity   = term, joined by " + ", " - ", " * ", " / "        worked out from left to right
    term       = number | "reported" | fact | "count" where | "percent" filter "of" group | statistic COLUMN where
    statistic  = "mean" | "median" | "sd" | "min" | "max"
    where      = nothing (all rows) | "where" filter
    group      = filter | "all"
    sizes      = size, joined by ";"                               a cell of plausible_n
    size       = number | "all-treated" | "evaluable" | "complete-responders" | "relapsers" | "followed>=" number
               | "fact:" name (every whole number that the text prints of the fact)
    comparison = quantity " >= " quantity, or with "<=", "=", ">", "<"; it is split at the
               first of them, so that the quantity on the left can hold no filter

Which argument of a check is a filter, a quantity or a plain text is said where the check is registered. What rows a
filter keeps is left to `filters`, what a quantity amounts to is left to `evidence`.
"""

import re

from reanalysis.book import find_book
from reanalysis.ledger.syntax import (
    ALL_ROWS,
    Comparison,
    Condition,
    Count,
    Expression,
    Fact,
    Filter,
    Number,
    Percent,
    Reported,
    Size,
    Statistic,
    SyntaxProblem,
    Term,
    keep_where,
)

SEVERAL = ("in", "contains", "lacks", "mentions")  # operators that take several values
OPERATORS = ("!=", ">=", "<=", "=", ">", "<", *SEVERAL)
COMPARISONS = (">=", "<=", ">", "<", "=")
STATISTICS = ("mean", "median", "sd", "min", "max")
BLANK = "blank"  # stands for a cell without a value
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
FACT = re.compile(r"[a-z][a-z0-9_]*")
CONDITION = re.compile(r"([A-Z][A-Z0-9_]*)\s*(!=|>=|<=|=|>|<|(?:in|contains|lacks|mentions)\s)\s*(.*)", re.DOTALL)
COMPARISON = re.compile(r"(.+?)\s(>=|<=|=|>|<)\s(.+)")
CALL = re.compile(r"\s*([^:()]+):\s*([a-z_]+)\(([^()]*)\)\s*(?:,|$)")
QUANTITIES = (
    f"a number, reported, a fact, count where ..., percent ... of ..., or one of {', '.join(STATISTICS)} COLUMN"
)


def split_arguments(text: str) -> dict[str, str]:
    """Read `key=value; key=value` and leave the values as they are written; a value may hold further equals signs.

    Raises
    ------
    SyntaxProblem
        If a part is not `key=value`, or a key stands twice.

    Examples
    --------
    >>> split_arguments("column=WEEKS_TO_CR; stat=min; filter=DIAGNOSIS = LEP")
    {'column': 'WEEKS_TO_CR', 'stat': 'min', 'filter': 'DIAGNOSIS = LEP'}
    """
    arguments = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        key, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not value or not FACT.fullmatch(key):
            raise SyntaxProblem(part, "is not an argument", "key=value; key=value")
        if key in arguments:
            raise SyntaxProblem(key, "stands twice", "each key once")
        arguments[key] = value
    return arguments


def split_calls(text: str) -> list[tuple[str, str, str]]:
    """Read `label: check(arguments), label: check(arguments)` into labels, names of checks and arguments as written."""
    calls, position = [], 0
    while position < len(text.rstrip()):
        found = CALL.match(text, position)
        if not found:
            allowed = "label: check(key=value; key=value), ..."
            raise SyntaxProblem(text[position:].strip(), "is not an alternative", allowed)
        calls.append((found[1].strip(), found[2], found[3]))
        position = found.end()
    return calls


def parse_filter(text: str) -> Filter:
    """Read conditions joined by `&`.

    Raises
    ------
    SyntaxProblem
        If a condition cannot be read.

    Examples
    --------
    >>> parse_filter("DIAGNOSIS in DLE|SCLE & EVALFL = Y").columns
    ('DIAGNOSIS', 'EVALFL')
    """
    return Filter(tuple(_parse_condition(part.strip()) for part in text.split("&")))


def parse_group(text: str) -> Filter:
    """Read a filter, or `all`."""
    return ALL_ROWS if text.strip() == "all" else parse_filter(text)


def _parse_condition(text: str) -> Condition:
    found = CONDITION.fullmatch(text)
    if not found:
        raise SyntaxProblem(text, "is not a condition", f"COLUMN operator value, with one of {' '.join(OPERATORS)}")
    column, operator, rest = found[1], found[2].strip(), found[3]
    values = tuple(value.strip() for value in (rest.split("|") if operator in SEVERAL else [rest]))
    if not all(values):
        raise SyntaxProblem(text, "has an empty value", f"a value, or {BLANK}")
    if operator not in SEVERAL and "|" in rest:
        raise SyntaxProblem(text, f"has several values for {operator}", "one value, or the operator in")
    return Condition(column, operator, values)


def parse_quantity(text: str) -> Expression:
    """Read terms joined by signs with a space on either side.

    Examples
    --------
    >>> parse_quantity("n_enrolled - 1").rest
    (('-', Number(text='1')),)
    """
    terms = re.split(r"\s([-+*/])\s", text.strip())
    rest = zip(terms[1::2], map(_parse_term, terms[2::2]), strict=True)
    return Expression(_parse_term(terms[0]), tuple(rest))


def _parse_term(term: str) -> Term:
    word, _, rest = term.partition(" ")
    if term == "reported":
        return Reported()
    if NUMBER.fullmatch(term):
        return Number(term)
    if word == "count":
        return Count(_parse_where(rest))
    if word == "percent":
        part, _, whole = rest.partition(" of ")
        return Percent(parse_filter(part), parse_group(whole))
    if word in STATISTICS:
        column, _, tail = rest.partition(" ")
        return Statistic(word, column, _parse_where(tail))
    if FACT.fullmatch(term):
        return Fact(term)
    raise SyntaxProblem(term, "is not a quantity", QUANTITIES)


def _parse_where(text: str) -> Filter:
    text = text.strip()
    if text and not text.startswith("where "):
        raise SyntaxProblem(text, "is not understood", "where and a filter, or nothing")
    return parse_filter(text.removeprefix("where")) if text else ALL_ROWS


def parse_comparison(text: str) -> Comparison:
    """Read two quantities with an operator between them."""
    found = COMPARISON.fullmatch(text)
    if not found:
        raise SyntaxProblem(text, "is not a condition", f"two quantities and one of {', '.join(COMPARISONS)}")
    return Comparison(parse_quantity(found[1]), found[2], parse_quantity(found[3]))


def parse_sizes(text: str) -> tuple[Size, ...]:
    """Read the numbers of patients that a claim could rest on, joined by semicolons."""
    return tuple(_parse_size(part.strip()) for part in text.split(";") if part.strip())


def _parse_size(text: str) -> Size:
    populations = find_book().populations
    if text in populations:
        label, members = populations[text]
        return Size(Count(members), label)
    if found := re.fullmatch(r"followed>=([0-9]+)", text):
        return Size(Count(keep_where("FOLLOWUP_MONTHS", ">=", found[1])), f"those followed {found[1]} months or longer")
    if text.startswith("fact:"):
        return Size(Fact(text.removeprefix("fact:")), "")
    if not re.fullmatch("[0-9]+", text):
        allowed = ", ".join(("a whole number", *populations, "followed>=months", "fact:name"))
        raise SyntaxProblem(text, "is not a sample size", allowed)
    return Size(Number(text), f"n = {text}")
