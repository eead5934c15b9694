"""Read a scenario: a title, a sentence, and checked parameters."""

from pathlib import Path

import yaml

from reanalysis.parameters import ParameterError, check_parameters
from workflow.paths import REPOSITORY, SCENARIOS

KEYS = ("title", "sentence", "parameters")


def read_scenario(name: str) -> dict:
    """Read scenarios/NAME.yml and check its parameters against the contract.

    Raises
    ------
    ParameterError
        If the file is missing, unreadable or has other keys, or a parameter is unknown or not allowed.
    """
    path = SCENARIOS / f"{name}.yml"
    if not path.exists():
        known = ", ".join(sorted(file.stem for file in SCENARIOS.glob("*.yml")))
        raise ParameterError(f"scenario {name!r} does not exist; allowed: {known}")
    where = str(path.relative_to(REPOSITORY))
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        reason = " ".join(str(error).split())
        raise ParameterError(f"{where}: cannot be read ({reason}); allowed: YAML with {', '.join(KEYS)}") from error
    if not isinstance(content, dict) or set(content) != set(KEYS) or not isinstance(content["parameters"], dict):
        raise ParameterError(f"{where}: has not the right keys; allowed: {', '.join(KEYS)} (parameters: a mapping)")
    return content | {"name": name, "parameters": check_parameters(content["parameters"], where)}


def list_chapters() -> list[str]:
    """Names of the chapters, one a notebook."""
    return sorted(path.stem for path in Path(REPOSITORY / "notebooks").glob("*.ipynb"))
