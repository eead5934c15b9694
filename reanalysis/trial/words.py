"""The words that the ledger needs of this trial: its columns and where they are printed, and its groups of patients."""

from reanalysis.ledger.syntax import ALL_ROWS, keep_where
from reanalysis.show.text import join_words

OUTCOME_COLUMNS = (
    "EVALFL",
    "BEST_RESPONSE",
    "WEEKS_TO_CR",
    "FOLLOWUP_MONTHS",
    "MAX_DOSE_MG",
    "RELAPSE",
    "RELAPSE_DOSE",
    "RELAPSE_DOSE_MG_WEEK",
)
EVENT_COLUMNS = ("EVENTS", "WORST_GRADE", "AEDECOD", "AETOXGR", "AEREL", "AESEQ", "SUBJID_ORIGIN")
LABELS = {  # columns as a reason names them
    "PRIOR_TREATMENTS": "earlier treatments",
    "BEST_RESPONSE": "outcome",
    "MAX_DOSE_MG": "largest daily dose",
    "RELAPSE_DOSE_MG_WEEK": "mg a week at relapse",
    "AETOXGR": "grade",
    "AEDECOD": "event",
    "EVENTS": "number of events",
    "REASONS": "reasons for inclusion",
    "CLASI_ACTIVITY": "activity",
    "CLASI_DAMAGE": "damage",
    "DIAGNOSIS": "diagnosis",
    "DSDNA_IU_ML": "anti-dsDNA",
    "WEEKS_TO_CR": "weeks to complete response",
    "SITES": "sites",
    "RELAPSE": "relapse",
    "DLE_EXTENT": "extent",
    "SEX": "sex",
}

_PRIOR = keep_where("PRIOR_TREATMENTS", "contains", "T")
POPULATIONS = {  # what they are in words, and who belongs to them
    "all-treated": ("everyone treated", ALL_ROWS),
    "evaluable": ("the evaluable", keep_where("EVALFL", "=", "Y")),
    "complete-responders": ("the complete responders", keep_where("BEST_RESPONSE", "=", "CR")),
    "relapsers": ("those who relapsed", keep_where("RELAPSE", "=", "Y")),
    "prior-thalidomide": ("those treated with thalidomide before", _PRIOR),
    "prior-thalidomide-evaluable": (
        "the evaluable treated with thalidomide before",
        _PRIOR & keep_where("EVALFL", "=", "Y"),
    ),
}
# The groups on whom a printed mean or percentage could rest beside those that its claim names: nothing is called
# impossible that one of these can give.
NAMED_GROUPS = ("all-treated", "evaluable", "complete-responders", "prior-thalidomide", "prior-thalidomide-evaluable")


def name_tables(columns) -> str:
    """The printed tables that columns come from: `Table 2`, `Tables 1 and 2`."""
    columns = [column for column in columns if column != "SUBJID"] or ["SUBJID"]
    tables = sorted({3 if column in EVENT_COLUMNS else 2 if column in OUTCOME_COLUMNS else 1 for column in columns})
    return f"Table{'s' if len(tables) > 1 else ''} {join_words(tables)}"
