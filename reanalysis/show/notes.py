"""The note that a published value carries: what it is, in a sentence, and what it rests on."""

import re

from reanalysis.book import find_book

RESTS_ON = {
    "published": "",
    "inferred": "Not printed as such: it follows from what is printed.",
}
# Of a meaning, what only tells one result of a chapter from another.
ASIDES = re.compile(r",? (?:percent|chosen reading|this run's parameters|without an entry: [a-z ]+)(?=[,;]|$)")


def write_note(chapter: str, name: str, result: dict, parameters: dict) -> str:
    """What a value is and rests on.

    Parameters
    ----------
    chapter, name : str
        Where the value was published, and as what.
    result : dict
        As the results file has it.
    parameters : dict
        The scenario's; asked for where a result rests on an assumption.
    """
    meaning = ASIDES.sub("", result["meaning"] or name.replace("_", " ")).strip().rstrip(".,;")
    origin = result["origin"]
    basis = RESTS_ON[origin] if origin in RESTS_ON else find_book().explain_assumed(chapter, name, parameters)
    return f"{meaning[:1].upper()}{meaning[1:]}. {basis}".strip()
