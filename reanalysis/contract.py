"""What a parameter is, and the parameters that any trial may need; a book's own stand in its module `parameters`."""

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


DATA_DIR = Parameter("data_dir", str, "data", "folder with the printed tables")
RESULTS_DIR = Parameter("results_dir", str, "_build/results", "folder with the chapters’ published results")
CONFIDENCE_LEVEL = Parameter(
    "confidence_level",
    float,
    0.95,
    "confidence level of every interval",
    minimum=0.5,
    maximum=0.999,
    kind=CONVENTION,
)
PROPORTION_CI = Parameter(
    "proportion_ci",
    str,
    EXACT,
    "interval for a proportion",
    tuple(PROPORTION_METHODS),
    kind=CONVENTION,
)
KM_CI = Parameter(
    "km_ci",
    str,
    "log-log",
    "interval of the Kaplan–Meier estimate: its scale, or the beta product, which becomes the exact interval "
    "where nobody is censored (a cumulative incidence has none and keeps the log-log scale)",
    ("log-log", "log", "plain", "beta-product"),
    kind=CONVENTION,
)
MEDIAN_RULE = Parameter(
    "median_rule",
    str,
    "midpoint",
    "median: the midpoint of a flat stretch at one half, or the first time at or below one half",
    ("midpoint", "first"),
    kind=CONVENTION,
)
