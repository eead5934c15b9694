"""Reasons of the ledger, each worked out by hand from the printed tables and the text before it was written down here."""

import pytest

from reanalysis.ledger.checks import list_checks
from reanalysis.ledger.verdicts import VERDICTS, judge_claims

REASONS = {
    # precedes: no month of 2009 lies before January 2009.
    "C271": (
        "contradicted",
        "The report is of 2009, and enrolment is said to have opened in January 2009 (C006 and C061): it cannot have come "
        "before that month.",
    ),
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
    # Vomiting, diarrhoea and weight loss; the fourth row of patient 3, fatigue, is in no sentence. To count the three alone could not fail.
    "C191": (
        "discrepant",
        "Counted in Table 3: 4 (patient 3), while 3 is printed.",
    ),
    # percentage: 12/14 = 85.71.
    "C019": (
        "reproduced",
        "Table 2: 12 of 14 is 85.7%, which rounds to the printed 86%. As the methods define the primary endpoint, with no "
        "exclusion: 12 of 15 is 80.0%.",
    ),
    # statistic: months add up to 215; 215/14 = 15.357. Damage adds up to 35; 35/15 = 2.333.
    "C010": ("reproduced", "Table 2: the mean of the 14 values is 15.357, which rounds to the printed 15."),
    "C119": (
        "reproduced",
        "Table 1: the mean of the 15 values is 2.333, which rounds to the printed 2.33. Elsewhere the paper has 2.39 (C174).",
    ),
    # 36/15 = 2.40, 33/14 = 2.36 and 34/14 = 2.43, 31/13 = 2.38, 29/12 = 2.42, 26/11 = 2.36: none up to 15 is 2.39.
    "C174": (
        "impossible",
        "Elsewhere the paper has 2.33 (C119). No whole total divided by any number of patients up to 15 prints as 2.39, rounded "
        "or truncated. Table 1: the mean of the 15 values is 2.333, while 2.39 is printed.",
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
    "C147": (
        "reproduced",
        "Table 2, largest daily dose of patient 9: 10, as stated.",
    ),
    "C249": (
        "reproduced",
        "Table 1, sites of patient 12: Face, v-neck, back, scalp, as stated.",
    ),
    # all_rows: nine relapses, all with a dose.
    "C023": (
        "discrepant",
        "Elsewhere the paper has taper or withdrawal (C160 and C217). Table 2: mg a week at relapse is 0 in none of the 9 patients "
        "concerned: patients 1, 2, 4, 8, 10, 11, 12, 14 and 15 (mg a week at relapse: 10, 15 and 17.5).",
    ),
    "C068": (
        "discrepant",
        "Table 1: earlier treatments include HCQ and include TCS in 14 of the 15 patients; not in patient 6 (earlier treatments: "
        "TCS, OCS, MMF).",
    ),
    "C246": (
        "reproduced",
        "Table 2: mg a week at relapse is above 0 in all 9 patients concerned.",
    ),
    # schedule: the only response after six months is that of patient 5; nine months of four weeks; with calendar months 26.1 and 39.1.
    "C089": (
        "consistent",
        "Week 36: a scheduled visit (C087 and C088) if a month has four weeks, and not with calendar months.",
    ),
    # dose_after_response: decided at week 4, lowered a month later, at week 8 or 8.35; two months are week 8 or 8.70.
    "C199": (
        "consistent",
        "Patient 15, with complete response at week 2, is said to take 5 mg daily at 2 months: this fits a taper that begins with "
        "complete response if a month has four weeks, and not with calendar months.",
    ),
    # compare: DLE 1, 8, 11, 12, 14, 15 relapsed, SCLE 6 and 7 did not.
    "C219": (
        "reproduced",
        "6 of 6 (100%) in Tables 1 and 2 is more than 0 of 2 (0%) in Tables 1 and 2.",
    ),
    "C026": (
        "untestable",
        "P = 0.398 (C176) is not below the level 0.05 (C096), which does not show that nothing changed. It would take the damage "
        "score of each patient at each visit.",
    ),
    "C083": (
        "contradicted",
        "Improvement is reported as noticeable by week 2 (C017, C131 and C265), before the decision at week 4 (C081), yet the "
        "number of raised doses, 1 (C146), is not equal to what the rule then allows, none, though a smaller improvement "
        "may have counted as no improvement.",
    ),
    # percent_of: 6/15 = 40.0, 7/15 = 46.7, 3/14 = 21.4.
    "C113": (
        "contradicted",
        "6 of 15 (C112, C097 and C002) is 40.0%, printed as 40%; 7 of 15 (C179, C097 and C002) is 46.7%, not 40%.",
    ),
    "C167": ("consistent", "3 of 14 (C165, C166 and C208) is 21.4%, printed as 21%."),
    # grim: 49/15 = 3.267; 45/14 = 3.21 and 46/14 = 3.29, 19/6 = 3.17 and 20/6 = 3.33, 22/7 = 3.14 and 23/7 = 3.29,
    # 39/12 = 3.25 and 40/12 = 3.33, 42/13 = 3.23 and 43/13 = 3.31.
    "C121": (
        "consistent",
        "49 points in 15 patients (everyone treated) give 3.267, which is the printed 3.26 only when truncated, not when "
        "rounded; no total of 14 (the evaluable), 6 (the number of C112), 7 (the number of C179), 12 (the complete responders) "
        "or 13 (the evaluable treated with thalidomide before) patients does.",
    ),
    # 62/15 = 4.133; 57/14 = 4.07 and 58/14 = 4.14; of fewer than 14 only 33/8 = 4.125 prints as 4.13.
    "C134": (
        "consistent",
        "62 points in 15 patients (everyone treated) give 4.133, which rounds to the printed 4.13; no total of 14 (the "
        "evaluable), 12 (the complete responders) or 13 (the evaluable treated with thalidomide before) patients does. So, unless "
        "only 8 were scored, it counts patient 3, who left after 1 week (C124).",
    ),
    # 46/15 = 3.067 and 47/15 = 3.13, 43/14 = 3.071 and 44/14 = 3.14, and tenths of ten; but twelve responded
    # completely and thirteen of the evaluable had had thalidomide.
    "C172": (
        "discrepant",
        "Table 2: 10 patients were followed that long, and no whole total divided by 10 prints as 3.08. The mean fits 12 (the "
        "complete responders: 37/12 = 3.083) or 13 (the evaluable treated with thalidomide before: 40/13 = 3.077).",
    ),
    # grimmer: (444 - 62^2/15)/14 = 13.41, whose root is 3.662.
    "C135": (
        "consistent",
        "15 whole scores with sum 62 and sum of squares 444 have an SD of 3.662, which rounds to the printed 3.66.",
    ),
    # (223 - 37^2/12)/11 = 9.902, whose root is 3.147; (242 - 40^2/13)/12 = 9.910.
    "C173": (
        "consistent",
        "12 whole scores with sum 37 and sum of squares 223 have an SD of 3.147, which rounds to the printed 3.15; 13 can have "
        "both as well.",
    ),
    # t_test: scipy's ttest_ind_from_stats at the ends of the printed numbers, 12 or 13 at one year, which 3.08 allows, and 15, 14 or as
    # many at entry.
    "C176": (
        "consistent",
        "No unpaired t test of these means and SDs gives 0.398; they give 0.55 to 0.59. A paired one does, if the two scores "
        "correlate at 0.55 to 0.62; a rank test cannot be worked out without the scores.",
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
        "Elsewhere the paper has minor (C027). Grade 2 in Table 3 lies outside what we count as disabling, grade 3 to 4 (grade 4 "
        "in CTCAE 3.0, grade 3 in CTCAE 4.0).",
    ),
    "C190": (
        "discrepant",
        "Elsewhere the paper has minor (C027). Grade 2 in Table 3 lies outside what we count as severe, grade 3 (the word of "
        "CTCAE 4.0 for it).",
    ),
    "C027": (
        "contradicted",
        "Elsewhere the paper has disabling (C125 and C207); severe (C190). Grade 2 in Table 3 lies within what we count as "
        "minor, grade 1 to 2 (our reading, as CTCAE has no such word).",
    ),
    "C195": (
        "consistent",
        "1190 (C197), the point in 1.190 being read as a thousands mark, lies within the neutrophils per mm3 that CTCAE 3.0 and "
        "4.0 give for grade 2, 1000 to under 1500.",
    ),
    # series: 15 * 11/60 = 2.75; 70% of up to 60 patients is 8.3 to 8.5 of 12, 9 being less than one away.
    "C235": (
        "untestable",
        "Paraesthesia, one part of tolerability: 0 of 15 (0%) here, 11 of 60 (18%) in the series, which would be 2.8 of 15. The "
        "direction is as stated; what it is due to, such a comparison cannot tell. The patients of the two series probably overlap, "
        "since this trial took patients of the same centre whom thalidomide had harmed or had not helped.",
    ),
    "C237": (
        "consistent",
        "Relapse: 9 of 12 (75%) here, 70% of a number that is not given in the series, which would be 8.3 to 8.5 of 12. They "
        "differ by less than one patient. The patients of the two series probably overlap, "
        "since this trial took patients of the same centre whom thalidomide had harmed or had not helped. Relapse came about "
        "five months after withdrawal or reduction in the series, and much sooner here (C159).",
    ),
    # told, same_fact, none
    "C047": (
        "definition",
        "Announced in the methods, and reported as 13% (C028 and C188).",
    ),
    "C051": (
        "definition",
        "Announced in the methods, but no result is printed; it would take the number of patients with a flare.",
    ),
    "C003": (
        "repeated",
        "Also stated in C038 and C060, without conflict.",
    ),
    "C065": (
        "definition",
        "A rule and not a result. To see whether it was kept would take each patient's prednisone dose.",
    ),
    # exceptions, excluded
    "C241": (
        "contradicted",
        "The abstract says only that it appears so, and the discussion asks for larger controlled trials to confirm it "
        "(C033 and C274).",
    ),
    "C227": ("consistent", "This was a reason for exclusion (C078 and C077); of smoking nothing else is printed."),
    # range_check: 1190/0.33 = 3606, below 4000 and not held against the 2000 that kept a person out.
    "C203": (
        "contradicted",
        "The white cell count that follows from both numbers, 3606 (C197 and C196), lies outside grade 0 of "
        "CTCAE 3.0 and 4.0 for white cells per mm3 (grade 0 begins at the usual lower limit of normal), 4000 or more.",
    ),
    # rash_points: 49 points, squares 229; 49^2/229 = 10.5; 11 - 7 = 4; (49 - 24)/15 = 1.67.
    "C182": (
        "untestable",
        "3.26 ± 2.22 (C121 and C122) are 49 points in 15 patients (the mean truncated and the SD rounded), of whom at least 11 "
        "scored above zero, though 6 or 7 (C179 and C112) had systemic lupus. At least 4 others scored for something, most "
        "simply the rash (2 points), which all had. If so, 12 cleared rashes alone would take the mean to 1.67, which hardly "
        "fits no change, unless rashes had come back, other points were added, or the rash was scored otherwise. It would "
        "take the SLEDAI of each patient at each visit.",
    ),
    "C166": ("discrepant", "Counted in Table 1: 15, while 14 is printed."),
    "C031": ("consistent", "Table 3 lists none."),
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
    assert set(ledger.loc[list(REASONS), "check"]) | {"sum_of_facts"} == set(
        list_checks()
    )  # the sum is an alternative only
    assert {verdict for verdict, _ in REASONS.values()} == set(VERDICTS)
