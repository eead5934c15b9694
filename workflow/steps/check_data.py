"""List every problem of a data folder's tables, without building anything: python -m workflow.steps.check_data DATA."""

import sys

from reanalysis.book import find_book
from reanalysis.data.tables import DataError, DataFolder, list_tables, read_package, read_table, resolve_folder
from workflow.paths import describe_error, fail
from workflow.steps.prepare_data import (
    check_checksums,
    check_claims,
    check_frames,
    check_order,
    check_words,
    list_schema_problems,
)


def list_problems(data_dir: str) -> list[str]:
    """A line a problem, by file and row; of tables that cannot be read at all, one each.

    Raises
    ------
    DataError
        If there is no such folder, or its data package cannot be read.
    """
    path = resolve_folder(data_dir)
    package = read_package(path)
    tables, unread = {}, []
    for name in list_tables():
        try:
            tables[name] = read_table(path, package, name)
        except DataError as error:
            unread.append(str(error))
    if unread:
        return unread
    folder = DataFolder(path, package, tables)
    problems = [str(error) for error in find_book().list_problems(folder)]  # these say more than the codebook's
    problems += list_schema_problems(folder)
    for check in (check_words, check_order, check_events_and_claims, *([check_checksums] if folder.is_own else [])):
        try:
            check(folder) if not problems or check is check_words else None
        except DataError as error:
            problems.append(str(error))
    return sorted({problem.partition("': ")[0]: problem for problem in reversed(problems)}.values())  # one a cell


def check_events_and_claims(folder: DataFolder) -> None:
    """Raise a DataError for an event, a claim or a derived frame that the patients cannot have."""
    trial = find_book().read_trial(str(folder.path))
    check_frames(trial)
    check_claims(trial)


def main(data_dir: str) -> None:
    try:
        problems = list_problems(data_dir)
    except DataError as error:
        fail(error)
    except Exception as error:  # the trial's own modules may break on what they do not expect
        fail(describe_error(error))
    for problem in problems:
        print(problem)
    if problems:
        fail(f"{data_dir}: {len(problems)} problem{'s' if len(problems) > 1 else ''}, listed above")
    print(f"{data_dir}: no problem found")


if __name__ == "__main__":
    main(*sys.argv[1:])
