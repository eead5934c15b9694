"""Results as analysis results data (ARD), laid out like those of R's package cards (Sjoberg et al.), as CSV."""

import csv
import io

from workflow.publish.formats.numbers import list_numbers, list_numeric

COLUMNS = ("variable", "context", "stat_name", "stat_label", "stat", "stat_fmt", "unit", "origin")
LABELS = {
    "estimate": "Estimate",
    "conf.low": "CI lower limit",
    "conf.high": "CI upper limit",
    "p.value": "p-value",
}


def write_ard(results: dict[str, dict[str, dict]]) -> str:
    """A row for every number: `context` is the chapter, `variable` the result's name, `stat_fmt` what a page prints.

    Two columns are this book's own: the unit, and whether the number rests on published, inferred or assumed values.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for chapter, name, result in list_numeric(results):
        for place, (stat, value) in enumerate(list_numbers(result)):
            stat = "p.value" if result["unit"] == "p-value" else stat
            printed = "" if place else result["text"]
            writer.writerow([name, chapter, stat, LABELS[stat], value, printed, result["unit"], result["origin"]])
    return text.getvalue()
