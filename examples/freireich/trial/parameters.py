"""What a scenario of this book may set."""

from reanalysis.contract import CONFIDENCE_LEVEL, CONVENTION, DATA_DIR, KM_CI, MEDIAN_RULE, Parameter

PARAMETERS = (
    DATA_DIR,
    CONFIDENCE_LEVEL,
    KM_CI,
    MEDIAN_RULE,
    Parameter(
        "ties",
        str,
        "efron",
        "children who relapse in the same week, in Cox’s model: as Efron or Breslow treat them, or exactly",
        ("efron", "breslow", "exact"),
        kind=CONVENTION,
    ),
)
