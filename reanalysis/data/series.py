"""Published series of other patients, as a data folder may hold them."""

import pandas as pd

from reanalysis.data.tables import DataFolder, find_resource, read_table


def read_series(folder: DataFolder) -> pd.DataFrame | None:
    """The data folder's published series, every cell a string; None for a folder without them."""
    names = [resource["name"] for resource in folder.package["resources"]]
    if "series" not in names or not (folder.path / find_resource(folder.package, "series")["path"]).exists():
        return None
    return read_table(folder.path, folder.package, "series")
