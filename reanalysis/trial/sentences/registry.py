"""What the registry's date of registration says of the trial, in one sentence."""

from reanalysis.data.registry import count_months, format_date
from reanalysis.trial.cohort import Trial


def describe_registration(trial: Trial) -> str:
    """When the trial was registered, beside its enrolment and its primary completion."""
    record = trial.registry
    ended = list(filter(None, map(count_months, trial.facts.all_reported("recruitment_end"))))
    if "registered" not in record:
        return "No registry record is known here."
    month = format_date(record["registered"].value[: len("2010-01")])
    registered = count_months(record["registered"].value)
    completed = count_months(record["primary_completion"].value) if "primary_completion" in record else None
    if ended and completed and registered > max(*ended, completed):
        return (
            f"It was registered in {month}, after enrolment had ended and after the registered date of its primary "
            "completion."
        )
    if ended and registered > max(ended):
        return f"It was registered in {month}, after enrolment had ended."
    return f"It was registered in {month}."
