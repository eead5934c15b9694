"""Named sets of parameters: read a scenario's file and check it against the contract."""

import re
from pathlib import Path

from reanalysis.home import HOME
from reanalysis.parameters import ParameterError, check_parameters, default_parameters

SCENARIOS = HOME / "scenarios"
DEFAULT = "as-published"  # the scenario at the site's root
# Names and labels become part of sentences and captions, which are Markdown: none of them may act as markup.
MARKUP = re.compile(r"[<`{}\[\]$\\|]")
# A scenario's pages lie in a folder of its name, beside what the site has at its root; the last four no Windows can make.
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_NAME = 40
RESERVED = ("downloads", "lab", "notebooks", "patients", "static", "html", "con", "prn", "aux", "nul")
YAML_WORDS = {False: "no, off or false", True: "yes, on or true"}
KEYS = ("title", "sentence", "parameters")


def list_scenarios(folder: Path = SCENARIOS) -> list[str]:
    """Names of all scenarios, one a file: the default first, then by name."""
    names = sorted(path.stem for path in folder.glob("*.yml"))
    return sorted(names, key=lambda name: name != DEFAULT)


def check_name(name: str, folder: Path = SCENARIOS) -> None:
    """Raise a ParameterError for a scenario's name that could not be a folder of the site."""
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME or name in RESERVED:
        reason = "is a name that the site or a system needs" if name in RESERVED else "cannot be a scenario's name"
        raise ParameterError(
            f"{folder.name}/{name}.yml: {name!r} {reason}; allowed: small letters, digits and single hyphens between them, "
            f"at most {LONGEST_NAME}, and not {', '.join(RESERVED)}"
        )


def read_scenario(name: str, folder: Path = SCENARIOS) -> dict:
    """Read FOLDER/NAME.yml and check it against the contract.

    Returns
    -------
    dict
        `name`, `title`, `sentence`, and `parameters`: every parameter of the contract, with the scenario's value
        or its default.

    Raises
    ------
    ParameterError
        If the name cannot be a folder of the site, the file is missing, unreadable or has other keys, its title or sentence is not plain words, or a
        parameter is unknown or not allowed.
    """
    import yaml

    check_name(name, folder)
    path = folder / f"{name}.yml"
    if not path.exists():
        raise ParameterError(f"scenario {name!r} does not exist; allowed: {', '.join(list_scenarios(folder))}")
    where = f"{folder.name}/{path.name}"
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise ParameterError(f"{where}: cannot be read ({reason}); allowed: YAML with {', '.join(KEYS)}") from error
    if not isinstance(content, dict) or set(content) != set(KEYS) or not isinstance(content["parameters"], dict):
        raise ParameterError(f"{where}: has not the right keys; allowed: {', '.join(KEYS)} (parameters: a mapping)")
    for key, value in content["parameters"].items():
        if isinstance(value, bool):
            raise ParameterError(
                f"{where}, parameter '{key}': {value} is what YAML reads where {YAML_WORDS[value]} stands without quotes; "
                'allowed: the word in quotes, as in "no"'
            )
    for key in ("title", "sentence"):
        if not isinstance(content[key], str) or not content[key].strip():
            raise ParameterError(f"{where}, {key}: {content[key]!r} is not possible; allowed: text")
        if found := MARKUP.search(content[key]):
            raise ParameterError(f"{where}, {key}: holds {found.group()!r}, which acts as markup; allowed: plain words")
    return {
        "name": name,
        "title": content["title"].strip(),
        "sentence": content["sentence"].strip(),
        "parameters": default_parameters() | check_parameters(content["parameters"], where),
    }
