"""Which files of the repository a program needs: found by reading its imports, without running anything."""

import ast
import json
from collections.abc import Iterable
from pathlib import Path

from workflow.paths import REPOSITORY

EXTENSIONS = REPOSITORY / "book" / "_extensions"  # Sphinx has them on its path


def find_closure(roots: Iterable[Path]) -> set[str]:
    """Paths, within the repository, of programs and of every module of ours that they import, directly or not."""
    waiting, found = list(roots), set()
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [place for name in list_imports(read_source(path)) for place in find_modules(name)]
    return {str(path.relative_to(REPOSITORY)) for path in found if path.stat().st_size}


def read_source(path: Path) -> str:
    """A module's text, or the code of a notebook's cells."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == "code")


def list_imports(source: str) -> set[str]:
    """Every name that a program imports, within functions too; what `from a import b` names may be a module `a.b`."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "an import that is relative to its package"
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def find_modules(name: str) -> list[Path]:
    """The files of a module of ours and of the packages that it is in; none for a module of others."""
    parts = name.split(".")
    places = [folder.joinpath(*parts[: n + 1]) for folder in (REPOSITORY, EXTENSIONS) for n in range(len(parts))]
    files = [file for place in places for file in (place.with_suffix(".py"), place / "__init__.py")]
    return [file for file in files if file.exists()]
