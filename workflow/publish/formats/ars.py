"""Results by CDISC's Analysis Results Standard, version 1.0 (2024): one reporting event of a scenario, as JSON."""

import json

from workflow.publish.formats.numbers import list_numbers, list_numeric

# The standard's own terms are for whoever plans a trial; it lets others add theirs.
TERMS = {
    "AnalysisReasonEnum": (
        "POST_HOC",
        "POST HOC REANALYSIS",
        "Made after the trial was published, from what is published.",
    ),
    "AnalysisPurposeEnum": ("RECOMPUTATION", "RECOMPUTATION", "To see what the published values give, and how surely."),
}
METHODS = {
    False: ("MTH_NUMBER", "One number, without an interval", ("estimate",)),
    True: ("MTH_INTERVAL", "An estimate with its confidence limits", ("estimate", "conf.low", "conf.high")),
}


def write_ars(results: dict[str, dict[str, dict]], trial: dict[str, str], scenario: str, title: str) -> str:
    """The reporting event, with its list of contents, two methods and an analysis for every result that is a number.

    Parameters
    ----------
    results : dict
        Chapter, name of a result, and the result as its chapter publishes it.
    trial : dict
        `study_id`, `label`, `drug` and `condition` of the data package.
    scenario, title : str
        The scenario's name and its title.
    """
    analyses, contents = [], []
    for chapter, name, result in list_numeric(results):
        analyses.append(describe_analysis(chapter, name, result))
        if not contents or contents[-1]["name"] != chapter:
            contents.append({"name": chapter, "level": 1, "order": len(contents) + 1, "sublist": {"listItems": []}})
        items = contents[-1]["sublist"]["listItems"]
        items.append({"name": name, "level": 2, "order": len(items) + 1, "analysisId": analyses[-1]["id"]})
    event = {
        "id": f"{trial['study_id']}.reanalysis.{scenario}",
        "name": f"A reanalysis of {trial['label']} ({trial['drug']} for {trial['condition']}); scenario: {title}",
        "description": "Recomputed from what is published.",
        "version": 1,
        "mainListOfContents": {"name": "Results by chapter", "contentsList": {"listItems": contents}},
        "terminologyExtensions": [describe_term(name, *term) for name, term in TERMS.items()],
        "methods": [describe_method(*method) for method in METHODS.values()],
        "analyses": analyses,
    }
    return json.dumps(event, ensure_ascii=False, indent=1) + "\n"


def describe_term(enumeration: str, name: str, value: str, meaning: str) -> dict:
    """A term that the standard does not have, added to one of its lists."""
    term = {"id": name, "submissionValue": value, "description": meaning}
    return {"id": f"EXT.{name}", "enumeration": enumeration, "sponsorTerms": [term]}


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
        "reason": {"sponsorTermId": TERMS["AnalysisReasonEnum"][0]},
        "purpose": {"sponsorTermId": TERMS["AnalysisPurposeEnum"][0]},
        "methodId": method,
        "results": [
            {"operationId": f"{method}.{operation}", "rawValue": value}
            | ({"formattedValue": result["text"]} if operation == "estimate" else {})
            for operation, value in numbers
        ],
    }
