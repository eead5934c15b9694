"""What hangs on choices: what the chapter publishes, and the tables that set its results beside each other.

The results come from `reanalysis.trial.scenario_results` (named sets of choices) and `reanalysis.trial.conclusions` (every
combination of them).
"""

import pandas as pd

from reanalysis.parameters import KINDS_OF_CHOICE
from reanalysis.scenarios.files import DEFAULT, list_scenarios
from reanalysis.show.text import format_out_of
from reanalysis.trial.chapters.efficacy import USUAL_RESPONSE_WEEK
from reanalysis.trial.specifications import CONCLUSIONS

NAMED_SETS = {
    "patients": ("patients", "patients treated"),
    "n_scenarios": ("scenarios", "scenarios set side by side"),
    "n_headlines": ("results", "headline results compared"),
    "n_changed": ("results", "headline results whose reading differs from the default's in at least one scenario"),
    "changed": ("", "headline results whose reading differs from the default's in at least one scenario"),
    **{
        f"n_changed_by_{kind}": (
            "results",
            f"headline results whose reading differs in at least one scenario by choices of one kind alone: {label}",
        )
        for kind, label in KINDS_OF_CHOICE.items()
    },
    **{
        f"changed_by_{kind}": ("", f"headline results that choices of one kind alone change: {label}")
        for kind, label in KINDS_OF_CHOICE.items()
    },
    **{
        f"same_values_{name.replace('-', '_')}": (
            "results",
            f"headline results with the same value as under the default, scenario {name}",
        )
        for name in list_scenarios()
        if name != DEFAULT
    },
    "optimistic": ("sentence", "what the scenario optimistic changes"),
    "n_combinations": ("combinations", "combinations of the open choices"),
    "n_outside_ends": (
        "results",
        "shares for which some combination of the open choices lies outside the pessimistic and optimistic scenarios",
    ),
    "headlines": ("table", "every headline result under every scenario, and what it says"),
    "ends": ("table", "smallest and largest share among all combinations of the open choices, and under the two ends"),
}
EACH_CONCLUSION = {  # {unit} is % or weeks, {change} percentage points or weeks
    "n_specifications": ("", "specifications evaluated"),
    "range": ("{unit}", "lowest and highest estimate"),
    "moves_most": ("", "the choice that moves the estimate most"),
    "largest_move": ("{change}", "largest change of the estimate by one choice"),
    "results": ("table", "distinct results, and how many specifications share each"),
    "moves": ("table", "how far each choice moves the estimate and its limits"),
}
UNITS = {"share": {"unit": "%", "change": "percentage points"}, "weeks": {"unit": "weeks", "change": "weeks"}}
EVERY_COMBINATION = {
    f"{name}_{key}": (
        unit.format(**UNITS[conclusion.unit]),
        f"{conclusion.label.format(week=USUAL_RESPONSE_WEEK)}: {meaning}",
    )
    for key, conclusion in CONCLUSIONS.items()
    for name, (unit, meaning) in EACH_CONCLUSION.items()
} | {
    **{f"n_choices_{kind}": ("choices", f"different choices: {label}") for kind, label in KINDS_OF_CHOICE.items()},
    "chance": ("sentence", "whether every estimate lies within the default's own interval"),
}
PUBLISHED = NAMED_SETS | EVERY_COMBINATION


def list_readings_changed(headlines: pd.DataFrame) -> pd.DataFrame:
    """The results that say something else under a scenario than by default.

    Parameters
    ----------
    headlines : DataFrame
        From `reanalysis.trial.scenario_results.compare_headlines`.

    Returns
    -------
    DataFrame
        A row a result and scenario: label, title, usual_text, usual_reading (those of the default), text, reading.
    """
    return _beside_default(headlines).loc[lambda rows: rows["changed"].astype(bool)]


def list_values_changed(headlines: pd.DataFrame) -> pd.DataFrame:
    """As `list_readings_changed`, for every result whose published text is not the default's."""
    return _beside_default(headlines).loc[lambda rows: ~rows["same_value"].astype(bool)]


def _beside_default(headlines: pd.DataFrame) -> pd.DataFrame:
    usual = headlines[headlines["scenario"] == DEFAULT].set_index("key")[["text", "reading"]]
    return headlines.join(usual.add_prefix("usual_"), on="key")


def count_same(count: float, total: float) -> str:
    """How many results are the same, as in `3 of 10`."""
    return format_out_of(int(count), int(total))
