"""What a data package must say before anything is built from it: the trial, its sources, each table, each derived frame."""

from collections.abc import Iterator

FILE = "datapackage.json"
TEXT = "a text that is not empty"
OF_TRIAL = ("study_id", "label", "drug", "condition")  # whom pages and formats name
OF_TABLE = ("name", "path", "title", "description")
OF_COLUMN = ("name", "type", "description", "allowed")
OF_FRAME = ("name", "path", "title")
OF_FRAME_COLUMN = ("name", "description", "origin")


def find_problem(package: object, tables: tuple[str, ...] = ()) -> str | None:
    """The first thing that a data package lacks, and what is allowed there; None for one that can be used.

    Parameters
    ----------
    package : object
        What the file holds.
    tables : tuple of str
        Printed tables that it has to describe.
    """
    return next(list_problems(package, tables), None)


def list_problems(package: object, tables: tuple[str, ...]) -> Iterator[str]:
    """What a data package lacks, of which the first is meant: what comes after it may rest on what is missing."""
    if not isinstance(package, dict) or not isinstance(package.get("trial"), dict):
        yield "has no 'trial'; allowed: a Frictionless data package with the key 'trial'"
        return
    yield from list_absent(package, "the package", "resources")
    described = [resource.get("name") for resource in package["resources"]]
    for table in tables:
        if table not in described:
            yield f"has no resource '{table}'; allowed: a resource for each of {', '.join(tables)}"
    yield from list_missing(package["trial"], "'trial'", OF_TRIAL)
    yield from list_missing(package, "the package", ("name",))
    yield from list_origins(package, "the package")
    if not package["sources"][0].get("path"):
        yield "the first of 'sources' has no 'path'; allowed: the address of the paper, or of where the data are"
    for resource in package["resources"]:
        yield from list_of_table(resource)
    yield from list_absent(package, "the package", "derived")
    for frame in package["derived"]:
        yield from list_of_frame(frame)


def list_of_table(resource: dict) -> Iterator[str]:
    """What a table's description lacks; sources and licences that it does not name are the package's."""
    where = f"the resource '{resource.get('name', '')}'"
    yield from list_missing(resource, where, OF_TABLE)
    yield from list_origins({"sources": [{"title": "-"}], "licenses": [{"title": "-", "path": "-"}]} | resource, where)
    schema = resource["schema"] if isinstance(resource.get("schema"), dict) else {}
    yield from list_absent(schema, f"the 'schema' of {where}", "fields")
    for field in schema["fields"]:
        yield from list_missing(field, f"{where}, column '{field.get('name', '')}',", OF_COLUMN)


def list_of_frame(frame: dict) -> Iterator[str]:
    """What the description of a derived frame lacks."""
    where = f"'{frame.get('name', '')}' in 'derived'"
    yield from list_missing(frame, where, OF_FRAME)
    if frame.get("path") != f"{frame.get('name')}.csv":
        yield f"{where} has the path {frame.get('path')!r}; allowed: '{frame.get('name')}.csv'"
    yield from list_absent(frame, where, "fields")
    for field in frame["fields"]:
        yield from list_missing(field, f"{where}, column '{field.get('name', '')}',", OF_FRAME_COLUMN)


def list_origins(holder: dict, where: str) -> Iterator[str]:
    """What is missing of sources, which have titles, and licences, which have addresses too."""
    for key, names in (("sources", ("title",)), ("licenses", ("title", "path"))):
        yield from list_absent(holder, where, key)
        for number, entry in enumerate(holder[key], start=1):
            yield from list_missing(entry, f"{where}, entry {number} of '{key}',", names)


def list_absent(holder: dict, where: str, key: str) -> Iterator[str]:
    """Whether a list is missing, empty, or holds something else than mappings."""
    entries = holder.get(key)
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        yield f"{where} has no '{key}'; allowed: a list with an entry in braces for each"


def list_missing(holder: dict, where: str, names: tuple[str, ...]) -> Iterator[str]:
    """Texts that are missing or empty."""
    for name in names:
        if not isinstance(holder.get(name), str) or not holder[name].strip():
            yield f"{where} has no '{name}'; allowed: {TEXT}"


def find_frame_problem(package: dict, frames: dict[str, object]) -> str | None:
    """The first column of a derived frame that the package does not describe, or a frame that only one of them has.

    Parameters
    ----------
    package : dict
        A data package that can be used.
    frames : dict of DataFrame
        By name, as the book derives them.
    """
    described = {frame["name"]: [field["name"] for field in frame["fields"]] for frame in package["derived"]}
    for name, frame in frames.items():
        if name not in described:
            return f"does not describe the frame '{name}' that the book derives; allowed: an entry of 'derived' for it"
        for column in frame.columns:
            if column not in described[name]:
                return (
                    f"'{name}' in 'derived' does not describe the column '{column}' that the book gives it; "
                    "allowed: an entry of its 'fields' for each column"
                )
    for name in described:
        if name not in frames:
            return (
                f"describes a frame '{name}' in 'derived' that the book does not derive; allowed: {', '.join(frames)}"
            )
    return None
