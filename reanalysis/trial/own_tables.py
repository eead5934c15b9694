"""The book's own tables beside the trial's: checklists, what leans on what, decisions, questions to the authors."""

import pandas as pd

from reanalysis.data.tables import OWN_DATA, DataFolder, find_resource, read_package, read_table


def read_own_table(folder: DataFolder, name: str) -> pd.DataFrame:
    """A table of the data folder, every cell a string; the repository's own where the folder has none."""
    names = [resource["name"] for resource in folder.package["resources"]]
    if name in names and (folder.path / find_resource(folder.package, name)["path"]).exists():
        return read_table(folder.path, folder.package, name)
    return read_table(OWN_DATA, read_package(OWN_DATA), name)
