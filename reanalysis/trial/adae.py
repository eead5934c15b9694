"""ADAE, one row an adverse event, parsed from the printed strings of Table 3."""

import pandas as pd

from reanalysis.data.tables import DataFolder
from reanalysis.trial.printed_rows import AE_GRADE, AE_PATIENT, AE_RELATION, AE_TERM, NOT_PRINTED, PrintedRow


def build_adae(folder: DataFolder, adsl: pd.DataFrame) -> pd.DataFrame:
    """One row an adverse event; a blank patient cell continues the patient above.

    A term in another case or with other spaces is the same event, as it was spelt first.

    Raises
    ------
    DataError
        If the first row names no patient, a row names one who is not in table 1, or a term is empty.
    """
    columns = ["STUDYID", "USUBJID", "SUBJID", "SUBJID_ORIGIN", "AESEQ", "AEDECOD", "AETOXGR", "AEREL"]
    known, events, number, spellings = set(adsl["SUBJID"]), [], None, {}
    for position, record in enumerate(folder.tables["table3"].to_dict("records")):
        row = PrintedRow(folder, "table3", position + 2, record)
        printed = record[AE_PATIENT].strip() not in NOT_PRINTED
        number = row.whole_number(AE_PATIENT) if printed else number
        if number not in known:
            raise row.error(
                AE_PATIENT, "is not a patient of table 1" if printed else "has no patient above to continue"
            )
        term = " ".join(record[AE_TERM].split())
        if not term:
            raise row.error(AE_TERM, "is empty")
        events.append(
            {
                "STUDYID": folder.trial["study_id"],
                "USUBJID": f"{folder.trial['study_id']}-{number:03d}",
                "SUBJID": number,
                "SUBJID_ORIGIN": "published" if printed else "inferred",
                "AESEQ": 1 + sum(event["SUBJID"] == number for event in events),
                "AEDECOD": spellings.setdefault(term.casefold(), term),
                "AETOXGR": row.grade(AE_GRADE),
                "AEREL": record[AE_RELATION],
            }
        )
    return pd.DataFrame(events, columns=columns).astype({"AETOXGR": "Int64"})
