"""What texts of claims.csv are parsed into: filters, quantities and calls of checks, each with the columns it looks at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


class SyntaxProblem(ValueError):
    """Text that cannot be read: the part, what is wrong, what would be right, and the column of claims.csv if known."""

    def __init__(self, part: str, reason: str, allowed: str, column: str = ""):
        super().__init__(f"{part!r} {reason}; allowed: {allowed}")
        self.part, self.reason, self.allowed, self.column = part, reason, allowed, column


@dataclass(frozen=True)
class Condition:
    """One condition of a filter; several values mean any of them."""

    column: str
    operator: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.column} {self.operator} {'|'.join(self.values)}"


@dataclass(frozen=True)
class Filter:
    """Conditions that a row must all satisfy; without any, every row does."""

    conditions: tuple[Condition, ...] = ()

    def __and__(self, other: "Filter") -> "Filter":
        return Filter(self.conditions + other.conditions)

    def __str__(self) -> str:
        return " & ".join(map(str, self.conditions))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it looks at, each once."""
        return tuple(dict.fromkeys(condition.column for condition in self.conditions))

    @property
    def values(self) -> Iterator[str]:
        """The values as written, of one condition after the other."""
        return (value for condition in self.conditions for value in condition.values)

    def without(self, column: str) -> "Filter":
        """The filter without its conditions on a column."""
        return Filter(tuple(condition for condition in self.conditions if condition.column != column))


ALL_ROWS = Filter()


@dataclass(frozen=True)
class Number:
    """A number as written."""

    text: str
    columns = ()


@dataclass(frozen=True)
class Reported:
    """The claim's own printed value."""

    columns = ()


@dataclass(frozen=True)
class Fact:
    """What the text prints of a fact."""

    name: str
    columns = ()


@dataclass(frozen=True)
class Count:
    """How many patients a filter keeps."""

    chosen: Filter

    @property
    def columns(self) -> tuple[str, ...]:
        return self.chosen.columns


@dataclass(frozen=True)
class Percent:
    """What percentage of a group a filter keeps."""

    part: Filter
    whole: Filter

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.part.columns + self.whole.columns))


@dataclass(frozen=True)
class Statistic:
    """One of STATISTICS of a column, of the rows that a filter keeps."""

    name: str
    column: str
    chosen: Filter

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.column, *self.chosen.columns)))


Term = Number | Reported | Fact | Count | Percent | Statistic


@dataclass(frozen=True)
class Expression:
    """A first term, and pairs of a sign and a term, worked out from left to right."""

    first: Term
    rest: tuple[tuple[str, Term], ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that its terms look at, each once."""
        terms = (self.first, *(term for _, term in self.rest))
        return tuple(dict.fromkeys(column for term in terms for column in term.columns))

    @property
    def is_reported(self) -> bool:
        """Whether it is the claim's own printed value and nothing else."""
        return self == Expression(Reported())

    @property
    def fact(self) -> str | None:
        """The fact, if it is one fact and nothing else."""
        return self.first.name if isinstance(self.first, Fact) and not self.rest else None


@dataclass(frozen=True)
class Comparison:
    """Two quantities with an operator of COMPARISONS between them."""

    left: Expression
    operator: str
    right: Expression

    @property
    def columns(self) -> tuple[str, ...]:
        return self.left.columns + self.right.columns


@dataclass(frozen=True)
class Column:
    """The name of a column."""

    name: str

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.name,)


Argument = str | int | float | tuple | Filter | Expression | Comparison | Column
Parser = Callable[[str], Argument]


@dataclass(frozen=True)
class Call:
    """A check with its parsed arguments; a label where it stands among the alternatives."""

    check: str
    arguments: dict[str, Argument]
    label: str = ""

    @property
    def columns(self) -> set[str]:
        """The columns that its arguments look at."""
        return {column for value in self.arguments.values() for column in getattr(value, "columns", ())}


@dataclass(frozen=True)
class Size:
    """A number of patients that a claim could rest on: how it is found, and what it is in words."""

    term: Number | Fact | Count
    label: str


def keep_where(column: str, operator: str, *values: str) -> Filter:
    """A filter of one condition."""
    return Filter((Condition(column, operator, values),))
