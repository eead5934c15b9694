"""The typed contract of what a scenario may set: each parameter's type, values, default and meaning, once."""

import difflib
from dataclasses import dataclass

from reanalysis.statistics.proportions import EXACT, PROPORTION_METHODS

AMBIGUITY, CONVENTION, PRINCIPLE = "ambiguity", "convention", "principle"
KINDS_OF_CHOICE = {  # why a choice can be made otherwise
    AMBIGUITY: "left open by the paper",
    CONVENTION: "convention of method or software",
    PRINCIPLE: "dispute of principle",
}
WEEKS_PER_MONTH = 365.25 / 12 / 7
FOLDERS = ("data_dir", "results_dir")  # given by a build, the same for all its scenarios


class ParameterError(ValueError):
    """A parameter that is unknown, of the wrong type or out of range; the message is one line."""


@dataclass(frozen=True)
class Parameter:
    """One parameter: its type, default, meaning, what values it may take, and which kind of choice it is."""

    name: str
    type: type
    default: object
    meaning: str
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    kind: str = ""

    @property
    def allowed(self) -> str:
        """What values the parameter may take, in words."""
        if self.choices:
            return " | ".join(self.choices)
        if self.minimum is not None:
            return f"a number from {self.minimum:g} to {self.maximum:g}"
        return "text"

    def check(self, value: object, where: str) -> object:
        """Return the value in the parameter's type.

        Raises
        ------
        ParameterError
            If the value is of another type or not allowed.
        """
        number = isinstance(value, int | float) and not isinstance(value, bool)
        fits_type = number if self.type is float else isinstance(value, self.type)
        in_range = fits_type and (self.minimum is None or self.minimum <= value <= self.maximum)
        if not fits_type or not in_range or (self.choices and value not in self.choices):
            raise ParameterError(
                f"{where}, parameter '{self.name}': {value!r} is not possible; allowed: {self.allowed}"
            )
        return self.type(value)


CONTRACT = {
    parameter.name: parameter
    for parameter in (
        Parameter("data_dir", str, "data", "folder with the printed tables"),
        Parameter("results_dir", str, "_build/results", "folder with the chapters’ published results"),
        Parameter(
            "population",
            str,
            "evaluable",
            "who is counted: the paper’s evaluable patients, those of them who met the rule of entry on earlier treatment "
            "(eligible), or everyone treated",
            ("evaluable", "eligible", "all-treated"),
            kind=PRINCIPLE,
        ),
        Parameter(
            "withdrawal",
            str,
            "censored",
            "a withdrawn patient is censored at withdrawal, has a competing event, or never responds",
            ("censored", "competing", "never-responds"),
            kind=PRINCIPLE,
        ),
        Parameter(
            "unrecorded_relapse",
            str,
            "no",
            "a complete responder without a relapse entry did not relapse, did, or is left out",
            ("no", "yes", "exclude"),
            kind=AMBIGUITY,
        ),
        Parameter(
            "weeks_per_month",
            float,
            WEEKS_PER_MONTH,
            "weeks in a month of printed follow-up",
            minimum=4.0,
            maximum=4.5,
            kind=CONVENTION,
        ),
        Parameter(
            "month_rounding",
            str,
            "printed",
            "follow-up in whole months is taken as printed, half a month less, or half a month more",
            ("printed", "low", "high"),
            kind=AMBIGUITY,
        ),
        Parameter(
            "confidence_level",
            float,
            0.95,
            "confidence level of every interval",
            minimum=0.5,
            maximum=0.999,
            kind=CONVENTION,
        ),
        Parameter(
            "proportion_ci",
            str,
            EXACT,
            "interval for a proportion",
            tuple(PROPORTION_METHODS),
            kind=CONVENTION,
        ),
        Parameter(
            "km_ci",
            str,
            "log-log",
            "interval of the Kaplan–Meier estimate: its scale, or the beta product, which becomes the exact interval "
            "where nobody is censored (a cumulative incidence has none and keeps the log-log scale)",
            ("log-log", "log", "plain", "beta-product"),
            kind=CONVENTION,
        ),
        Parameter(
            "median_rule",
            str,
            "midpoint",
            "median: the midpoint of a flat stretch at one half, or the first time at or below one half",
            ("midpoint", "first"),
            kind=CONVENTION,
        ),
        Parameter(
            "sceptic_patients",
            float,
            10.0,
            "how many patients the doubt of a sceptic weighs as much as, before this trial",
            minimum=1.0,
            maximum=100.0,
            kind=PRINCIPLE,
        ),
    )
}


def check_parameters(values: dict[str, object], where: str) -> dict[str, object]:
    """Check named values against the contract and return them in their types.

    Parameters
    ----------
    values : dict
        Parameter name to value.
    where : str
        What to name in an error: a scenario file or a notebook.

    Raises
    ------
    ParameterError
        If a name is unknown (with the nearest valid one) or a value is not allowed.
    """
    checked = {}
    for name, value in values.items():
        if name not in CONTRACT:
            near = difflib.get_close_matches(str(name), CONTRACT, n=1, cutoff=0.0)
            raise ParameterError(
                f"{where}, parameter '{name}': there is no such parameter (nearest: {near[0]}); allowed: {', '.join(CONTRACT)}"
            )
        checked[name] = CONTRACT[name].check(value, where)
    return checked


def default_parameters() -> dict[str, object]:
    """The default of every parameter."""
    return {name: parameter.default for name, parameter in CONTRACT.items()}
