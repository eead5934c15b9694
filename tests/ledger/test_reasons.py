"""Reasons of the ledger, each worked out by hand from the printed tables and the text before it was written down here."""

import pytest

from reanalysis.ledger.checks import CHECKS
from reanalysis.ledger.verdicts import VERDICTS, judge_claims

REASONS = {
    # registry: data/registry.csv has 2010-01, and 3 months for the outcome that the paper names without a time.
    "C006": (
        "differs",
        "The registry record of 2 August 2011 has January 2010. Two documents disagree; which of them is right cannot be "
        "told.",
    ),
    "C013": (
        "differs",
        "The registry record of 2 August 2011 names the same and adds 3 months; the paper gives none. Two documents "
        "disagree; which of them is right cannot be told.",
    ),
    "C037": (
        "consistent",
        "The registry record of 2 August 2011 has this as well, with 19 July 2011 (first received) beside it.",
    ),
    "C039": (
        "consistent",
        "The registry record of 2 August 2011 has this as well, with phase 4 (phase field) beside it.",
    ),
    # count: rows of Table 2 with CR or PR; patients of Table 1 with "T lack of efficacy" (1, 2, 3, 13) who responded.
    "C016": ("reproduced", "Counted in Table 2: 14, as printed."),
    "C130": ("discrepant", "Counted in Tables 1 and 2: 3 (patients 1, 2 and 13), while 4 is printed."),
    # Vomiting, diarrhoea and weight loss; the fourth row of patient 3, fatigue, is not in the sentence.
    "C191": (
        "consistent",
        "Counted in Table 3: 3 (patient 3), as printed, counting the complaints that the sentence names.",
    ),
    # percentage: 12/14 = 85.71.
    "C019": ("reproduced", "Table 2: 12 of 14 is 85.7%, which rounds to the printed 86%."),
    # statistic: months add up to 215; 215/14 = 15.357. Damage adds up to 35; 35/15 = 2.333.
    "C010": ("reproduced", "Table 2: the mean of the 14 values is 15.357, which rounds to the printed 15."),
    "C119": (
        "contradicted",
        "Elsewhere the paper has 2.39 (C174). Table 1: the mean of the 15 values is 2.333, which rounds to the printed "
        "2.33.",
    ),
    # 36/15 = 2.40, 33/14 = 2.36 and 34/14 = 2.43, and tenths of ten: none is 2.39.
    "C174": (
        "impossible",
        "Elsewhere the paper has 2.33 (C119). No whole total divided by 15 (everyone treated), 14 (the evaluable) or 10 "
        "(those followed 12 months or longer) prints as 2.39, rounded or cut off. Table 1: the mean of the 15 values is "
        "2.333, while 2.39 is printed.",
    ),
    # Patients 1, 8, 11, 12, 14, 15 (DLE) and 6, 7 (SCLE).
    "C140": (
        "discrepant",
        "Tables 1 and 2: the median of the 8 values (2, 2, 4, 4, 4, 10, 11 and 12) is 4, while 6 is printed.",
    ),
    # Alternate days are 17.5 mg a week, three times 15 mg; the table goes down to 5 mg twice weekly.
    "C161": (
        "discrepant",
        "Table 2: the smallest value (patients 1 and 11) is 10, while 5 mg alternate days or three times weekly (15 mg a "
        "week) is printed.",
    ),
    # cell
    "C147": ("reproduced", "Table 2, largest daily dose of patient 9: 10, as told."),
    "C249": ("reproduced", "Table 1, sites of patient 12: Face, v-neck, back, scalp, as told."),
    # all_rows: nine relapses, all with a dose.
    "C023": (
        "discrepant",
        "Elsewhere the paper has taper or withdrawal (C160 and C217). Table 2: 0 of 9 patients whom this concerns fit it; "
        "patients 1, 2, 4, 8, 10, 11, 12, 14 and 15 do not (mg a week at relapse: 10, 15 and 17.5).",
    ),
    "C068": (
        "discrepant",
        "Table 1: 14 of 15 patients whom this concerns fit it; patient 6 does not (earlier treatments: TCS, OCS, MMF).",
    ),
    "C246": ("reproduced", "Table 2: 9 of 9 patients whom this concerns fit it."),
    # schedule: the only response after six months is that of patient 5; nine months of four weeks.
    "C089": ("consistent", "36 weeks: a scheduled visit (C087 and C088)."),
    # dose_after_response: week 2 and one month is before two months.
    "C199": (
        "contradicted",
        "Patient 15, with complete response at week 2, is told to take 5 mg daily at 2 months, while the dose should fall "
        "each month from complete response on (C198 and C085); a relapse in between may have brought it back.",
    ),
    # compare: DLE 1, 8, 11, 12, 14, 15 relapsed, SCLE 6 and 7 did not.
    "C219": (
        "reproduced",
        "6 of 6 (100%) in Tables 1 and 2 is more than 0 of 2 (0%) in Tables 1 and 2, as it should be.",
    ),
    "C026": (
        "consistent",
        "The p-value of the change in damage, 0.398 (C176), is at least 0.05 (C096), as it should be, which does not show "
        "that there was no influence.",
    ),
    "C083": (
        "contradicted",
        "Improvement is told as noticeable by week 2 (C017, C131 and C265), before the decision at week 4 (C081), yet the "
        "number of raised doses, 1 (C146), is not equal to what the rule then allows, none, though a smaller improvement "
        "may have counted as no improvement.",
    ),
    # percent_of: 6/15 = 40.0, 7/15 = 46.7, 3/14 = 21.4.
    "C113": (
        "contradicted",
        "6 of 15 (C112, C097 and C002) is 40.0%, printed as 40%; 7 of 15 (C179, C097 and C002) is 46.7%, not 40%.",
    ),
    "C167": ("consistent", "3 of 14 (C165, C166 and C208) is 21.4%, printed as 21%."),
    # grim: 49/15 = 3.267; 45/14 = 3.21 and 46/14 = 3.29, 19/6 = 3.17 and 20/6 = 3.33, 22/7 = 3.14 and 23/7 = 3.29.
    "C121": (
        "consistent",
        "49 points in 15 patients (everyone treated) give 3.267, which is the printed 3.26 only when cut off, not when "
        "rounded; no total of 14 (the evaluable), 6 (the number of C112) or 7 (the number of C179) patients does.",
    ),
    # 62/15 = 4.133; 57/14 = 4.07 and 58/14 = 4.14; of fewer than 14 only 33/8 = 4.125 prints as 4.13.
    "C134": (
        "consistent",
        "62 points in 15 patients (everyone treated) give 4.133, which rounds to the printed 4.13; no total of 14 (the "
        "evaluable) patients does. So, unless only 8 were scored, it counts patient 3, who left after 1 week (C124).",
    ),
    # 46/15 = 3.067 and 47/15 = 3.13, 43/14 = 3.071 and 44/14 = 3.14, and tenths of ten.
    "C172": (
        "impossible",
        "No whole total divided by 15 (everyone treated), 14 (the evaluable) or 10 (those followed 12 months or longer) "
        "prints as 3.08, rounded or cut off.",
    ),
    # grimmer: (444 - 62^2/15)/14 = 13.41, whose root is 3.662.
    "C135": (
        "consistent",
        "15 whole scores with sum 62 and sum of squares 444 have an SD of 3.662, which rounds to the printed 3.66.",
    ),
    "C173": (
        "untestable",
        "The mean beside it, 3.08 (C172), is already impossible with 15 (everyone treated), 14 (the evaluable) or 10 (those "
        "followed 12 months or longer) patients, and an SD alone cannot be tested; it would take the scores.",
    ),
    # t_test: scipy's ttest_ind_from_stats at the ends of the printed numbers, 10, 14 or 15 in a group.
    "C176": (
        "consistent",
        "No unpaired t test of these means and SDs gives 0.398; they give 0.53 to 0.63. A paired one does, if the two scores "
        "correlate at 0.48 to 0.69; a rank test cannot be worked out without the scores.",
    ),
    # between_facts: nine values have a value as their median; 31 days are 4.43 weeks.
    "C159": (
        "consistent",
        "4.4 lies within its range, 2 to 8 (C157, C021, C215, C158, C022 and C216); 9 values in whole weeks cannot have this "
        "median, values in parts of one in 7 can.",
    ),
    # range_check: severe and disabling are both grade 3, so these two words do not oppose each other.
    "C125": (
        "discrepant",
        "Elsewhere the paper has minor (C027). Grade 2 in Table 3 lies outside the toxicity criteria's grades for what is "
        "disabling, 3 to 4.",
    ),
    "C190": (
        "discrepant",
        "Elsewhere the paper has minor (C027). Grade 2 in Table 3 lies outside the toxicity criteria's grades for what is "
        "severe, 3.",
    ),
    "C027": (
        "contradicted",
        "Elsewhere the paper has disabling (C125 and C207); severe (C190). Grade 2 in Table 3 lies within the toxicity "
        "criteria's grades for what is minor, 1 to 2.",
    ),
    "C195": (
        "consistent",
        "1190 (C197), the point in 1.190 being read as a thousands mark, lies within the toxicity criteria's neutrophils per "
        "mm3 for grade 2, 1000 to under 1500.",
    ),
    # series: none of 15 has the chance 60!/55! / (75!/70!) = 0.316, one of 15 has 0.424; p = 1 - 0.424.
    "C235": (
        "untestable",
        "Confirmed polyneuropathy, one part of tolerability: 0 of 15 (0%) against 5 of 60 (8%), Fisher's exact p = 0.58; no "
        "count of 15 could be told from the series in this direction.",
    ),
    "C237": (
        "untestable",
        "Relapse: 9 of 12 (75%), in the series 70% of a number that is not given, so that no test can be made.",
    ),
    # told, same_fact, none
    "C047": ("consistent", "Announced, and reported as 13% (C028 and C188)."),
    "C051": (
        "untestable",
        "Announced, but no result is printed; it would take the number of patients with a flare.",
    ),
    "C003": ("consistent", "Also told in C038 and C060, without conflict."),
    "C033": ("untestable", "Nothing printed can test this; it would take a comparison group."),
}


@pytest.fixture(scope="module")
def ledger(trial):
    return judge_claims(trial).set_index("claim_id")


@pytest.mark.parametrize("claim_id", REASONS)
def test_reason_is_the_one_worked_out_by_hand(ledger, claim_id):
    row = ledger.loc[claim_id]
    assert (row["verdict"], row["reason"]) == REASONS[claim_id]


def test_every_check_and_every_verdict_has_a_reason_worked_out_by_hand(ledger):
    assert set(ledger.loc[list(REASONS), "check"]) | {"sum_of_facts"} == set(CHECKS)  # the sum is an alternative only
    assert {verdict for verdict, _ in REASONS.values()} == set(VERDICTS)
