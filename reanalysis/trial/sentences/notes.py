"""The note that a published value carries: what it is, in a sentence, and what it rests on."""

import re

RESTS_ON = {
    "published": "",
    "inferred": "Not printed as such: it follows from what is printed.",
    "assumed": "Rests on an assumption that the chapter names.",
}
DASHES = {
    "no": "Assumes that a dash in the paper's Table 2 stands for no relapse.",
    "yes": "Assumes that a dash in the paper's Table 2 stands for a relapse.",
    "exclude": "Leaves out whoever has a dash for relapse in the paper's Table 2.",
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
        The scenario's; asked for the reading of a dash where a result rests on that.
    """
    meaning = ASIDES.sub("", result["meaning"] or name.replace("_", " ")).strip().rstrip(".,;")
    basis = RESTS_ON[result["origin"]]
    if chapter == "relapse" and result["origin"] == "assumed":
        named = next((reading for reading in DASHES if name.endswith(f"_{reading}")), None)
        basis = DASHES[named or parameters["unrecorded_relapse"]]
    return f"{meaning[:1].upper()}{meaning[1:]}. {basis}".strip()
