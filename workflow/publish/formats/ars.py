"""Results by CDISC's Analysis Results Standard, version 1.0 (2024): one reporting event of a scenario, as JSON."""

import json

from workflow.publish.formats.numbers import list_numbers, list_numeric

# All were chosen with the data in sight, and none was planned by who ran the trial: the standard's words for that.
REASON, PURPOSE = {"controlledTerm": "DATA DRIVEN"}, {"controlledTerm": "EXPLORATORY OUTCOME MEASURE"}
METHODS = {
    False: ("MTH_NUMBER", "One number, without an interval", ("estimate",)),
    True: ("MTH_INTERVAL", "An estimate with its confidence limits", ("estimate", "conf.low", "conf.high")),
}


def write_ars(results: dict[str, dict[str, dict]], trial: dict[str, str], scenario: str) -> str:
    """The reporting event, with its list of contents, two methods and an analysis for every result that is a number.

    Parameters
    ----------
    results : dict
        Chapter, name of a result, and the result as its chapter publishes it.
    trial : dict
        `study_id`, `label`, `drug` and `condition` of the data package.
    scenario : str
        The scenario's title.
    """
    analyses, contents = [], []
    for chapter, name, result in list_numeric(results):
        analyses.append(describe_analysis(chapter, name, result))
        if not contents or contents[-1]["name"] != chapter:
            contents.append({"name": chapter, "level": 1, "order": len(contents) + 1, "sublist": {"listItems": []}})
        items = contents[-1]["sublist"]["listItems"]
        items.append({"name": name, "level": 2, "order": len(items) + 1, "analysisId": analyses[-1]["id"]})
    event = {
        "id": trial["study_id"],
        "name": f"A reanalysis of {trial['label']} ({trial['drug']} for {trial['condition']}); scenario: {scenario}",
        "description": "Recomputed from the printed tables. The trial's authors planned and made none of these analyses.",
        "version": 1,
        "mainListOfContents": {"name": "Results by chapter", "contentsList": {"listItems": contents}},
        "methods": [describe_method(*method) for method in METHODS.values()],
        "analyses": analyses,
    }
    return json.dumps(event, ensure_ascii=False, indent=1) + "\n"


def describe_method(name: str, meaning: str, operations: tuple[str, ...]) -> dict:
    """A method of the standard, whose operations each give one number."""
    return {
        "id": name,
        "name": meaning,
        "operations": [
            {"id": f"{name}.{operation}", "name": operation, "order": order}
            for order, operation in enumerate(operations, start=1)
        ],
    }


def describe_analysis(chapter: str, name: str, result: dict) -> dict:
    """One result as an analysis; its first number is formatted as the book's pages print it, limits and all."""
    numbers = list_numbers(result)
    method = METHODS[len(numbers) > 1][0]
    unit = f" ({result['unit']})" if result["unit"] else ""
    return {
        "id": f"{chapter}.{name}",
        "name": name,
        "label": f"{result['meaning']}{unit}",
        "description": f"Rests on {result['origin']} values.",
        "version": 1,
        "reason": REASON,
        "purpose": PURPOSE,
        "methodId": method,
        "results": [
            {
                "operationId": f"{method}.{operation}",
                "rawValue": repr(value),
                "formattedValue": result["text"] if operation == "estimate" else f"{value:g}",
            }
            for operation, value in numbers
        ],
    }
