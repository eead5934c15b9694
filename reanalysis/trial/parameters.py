"""What a scenario of this book may set: how the paper is read, and the conventions that any trial needs."""

from reanalysis.contract import (
    AMBIGUITY,
    CONFIDENCE_LEVEL,
    CONVENTION,
    DATA_DIR,
    KM_CI,
    MEDIAN_RULE,
    PRINCIPLE,
    PROPORTION_CI,
    RESULTS_DIR,
    WEEKS_PER_MONTH,
    Parameter,
)

PARAMETERS = (
    DATA_DIR,
    RESULTS_DIR,
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
    CONFIDENCE_LEVEL,
    PROPORTION_CI,
    KM_CI,
    MEDIAN_RULE,
)
