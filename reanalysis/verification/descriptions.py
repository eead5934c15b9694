"""What is computed twice of the descriptions of the patients."""

from reanalysis.parameters import WEEKS_PER_MONTH
from reanalysis.verification.compare import Quantity
from reanalysis.verification.values import PythonValues, describe


def list_descriptions() -> list[Quantity]:
    group = "Descriptions of the patients"
    both = "s10_descriptive/<population:all_treated|evaluable>"
    statistics = "<statistic:n|sum|mean|sd|median|min|max>"
    quartiles = "<statistic:quartiles_type_7|quartiles_type_2>/<quartile>"
    columns = {"clasi_activity": "CLASI_ACTIVITY", "clasi_damage": "CLASI_DAMAGE"}
    found = []

    def add(name, place, series):
        """A summary and its quartiles of a column that `series` picks from the keys before them."""

        def summary(values, statistic, quartile="", **keys):
            return describe(series(values, **keys), statistic, quartile)

        found.append(
            Quantity(group, f"{name}: number, sum, mean, SD, median, range", "pandas", f"{place}/{statistics}", summary)
        )
        found.append(
            Quantity(group, f"{name}: quartiles, types 7 and 2", "numpy.quantile", f"{place}/{quartiles}", summary)
        )

    for name, column in columns.items():
        add(
            f"{name.replace('_', ' ')}, both populations, by diagnosis",
            f"{both}/{name}/<diagnosis>",
            lambda values, population, diagnosis, column=column: values.score(population, column, diagnosis),
        )
    add(
        "ANA titre, both populations",
        f"{both}/ana_titre_denominator",
        lambda values, population: values.patients(population)["ANA_TITRE"],
    )
    add("follow-up in months", "s10_descriptive/followup_months", lambda values: values.trial.adsl["FOLLOWUP_MONTHS"])
    add(
        "weeks to complete response of responders, by diagnosis",
        "s10_descriptive/ttcr_weeks_among_responders/<diagnosis>",
        lambda values, diagnosis: values.chosen(values.responders(), diagnosis)["WEEKS_TO_CR"],
    )
    add(
        "dose at relapse, mg a week",
        "s11_dose/relapse_dose/summary_mg_per_week",
        lambda values: _doses(values)["RELAPSE_DOSE_MG_WEEK"],
    )
    add(
        "number of earlier treatments",
        "s24_further_descriptions/prior_treatments",
        lambda values: values.trial.adsl["PRIOR_TREATMENTS"].str.split("; ").map(len),
    )
    add(
        "CLASI {score} at entry of those followed for 12 months",
        "s24_further_descriptions/clasi_of_those_followed_12_months/{score}",
        lambda values, score: values.trial.adsl.loc[
            values.trial.adsl["FOLLOWUP_MONTHS"] >= 12, columns[f"clasi_{score}"]
        ],
    )
    return found + _counts(group, both)


def _counts(group: str, both: str) -> list[Quantity]:
    def count(column):
        return lambda values, population, code: (
            values.patients(population)[column] == type(values.patients(population)[column].iloc[0])(code)
        ).sum()

    def positive(column, values, population):
        rows = values.patients(population)
        return rows[rows[column] == "Y"]

    def dsdna(values, population):
        rows = values.patients(population)
        return rows[rows["DSDNA_IU_ML"].notna()]

    codes = "<code>"
    return [
        Quantity(
            group,
            "diagnoses, both populations",
            "count",
            f"{both}/diagnosis_counts/{codes}",
            lambda values, population, code: values.count_diagnosis(population, code),
        ),
        Quantity(
            group,
            "sites, both populations",
            "count",
            f"{both}/site_counts_lower_case/{codes}",
            lambda values, population, code: values.count_site(population, code),
        ),
        Quantity(
            group,
            "{kind}, both populations",
            "count",
            f"{both}/{{kind:reason_counts|treatment_counts}}/{codes}",
            lambda values, population, kind, code: values.count_codes(population, kind, code),
        ),
        Quantity(
            group, "ANA titres, both populations", "count", f"{both}/ana_titre_counts/{codes}", count("ANA_TITRE")
        ),
        Quantity(
            group,
            "largest dose in mg a day, all treated and evaluable",
            "count",
            "s11_dose/max_dose_mg_counts/<population>/<code>",
            count("MAX_DOSE_MG"),
        ),
        Quantity(
            group,
            "sex, all treated",
            "count",
            "s24_further_descriptions/sex_counts/<code>",
            lambda values, code: (values.trial.adsl["SEX"] == code).sum(),
        ),
        Quantity(
            group,
            "outcomes, all treated",
            "count",
            "s10_descriptive/outcome_counts/<code>",
            lambda values, code: (values.trial.adsl["BEST_RESPONSE"] == code.upper()).sum(),
        ),
        *(
            Quantity(
                group,
                f"{name.replace('_', ' ')}, both populations: number",
                "count",
                f"{both}/{name}/n",
                lambda values, population, column=column: len(positive(column, values, population)),
            )
            for name, column in (("anti_ro_positive", "ANTI_RO"), ("anti_la_positive", "ANTI_LA"))
        ),
        Quantity(
            group,
            "anti ro positive, both populations: patients",
            "select",
            f"{both}/anti_ro_positive/patients",
            lambda values, population: positive("ANTI_RO", values, population)["SUBJID"],
        ),
        Quantity(
            group,
            "anti-dsDNA values printed, both populations: number",
            "count",
            f"{both}/dsdna_positive/n",
            lambda values, population: len(dsdna(values, population)),
        ),
        Quantity(
            group,
            "anti-dsDNA values printed, both populations: patients",
            "select",
            f"{both}/dsdna_positive/patients",
            lambda values, population: dsdna(values, population)["SUBJID"],
        ),
        Quantity(
            group,
            "anti-dsDNA values printed, both populations: IU/ml",
            "select",
            f"{both}/dsdna_positive/values_iu_per_ml",
            lambda values, population: dsdna(values, population)["DSDNA_IU_ML"],
        ),
        Quantity(
            group,
            "adverse events",
            "count",
            "s10_descriptive/adverse_events/events",
            lambda values: len(values.trial.adae),
        ),
        Quantity(
            group,
            "adverse events of each patient",
            "count",
            "s10_descriptive/adverse_events/events_per_patient/<code>",
            lambda values, code: (values.trial.adae["SUBJID"] == int(code)).sum(),
        ),
        Quantity(
            group,
            "patients with an adverse event",
            "select",
            "s10_descriptive/adverse_events/patients",
            lambda values: values.trial.adae["SUBJID"].unique(),
        ),
        Quantity(
            group,
            "patients with a dose at relapse",
            "select",
            "s11_dose/relapse_dose/patient",
            lambda values: _doses(values)["SUBJID"],
        ),
        Quantity(
            group,
            "dose at relapse of each, mg a week",
            "select",
            "s11_dose/relapse_dose/mg_per_week",
            lambda values: _doses(values)["RELAPSE_DOSE_MG_WEEK"].astype(float),
        ),
        Quantity(
            group,
            "relapses at each dose",
            "count",
            "s11_dose/relapse_dose/counts_by_mg_per_week/<code>",
            lambda values, code: (_doses(values)["RELAPSE_DOSE_MG_WEEK"].astype(float) == float(code)).sum(),
        ),
        Quantity(
            group,
            "weeks in a month",
            "WEEKS_PER_MONTH",
            "meta/weeks_per_month",
            lambda values: WEEKS_PER_MONTH,
            needs_data=False,
        ),
        Quantity(
            group,
            "week of withdrawal",
            "read from the text",
            "meta/withdrawal_week",
            lambda values: values.withdrawal_weeks(),
        ),
    ]


def _doses(values: PythonValues):
    return values.trial.adsl[values.trial.adsl["RELAPSE_DOSE"] != ""]
