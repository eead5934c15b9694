"""Write the sha256 of every table into data/datapackage.json: python -m tools.checksums.

For a documented change of a table beside the raw ones, which never change.
"""

import hashlib
import json

from reanalysis.data.tables import OWN_DATA, PACKAGE, DataError, read_package, shorten
from workflow.paths import fail, report


def main() -> None:
    try:
        package = read_package(OWN_DATA)
    except DataError as error:
        fail(error)
    for resource in package["resources"]:
        path = OWN_DATA / resource["path"]
        if not path.is_file():
            fail(
                f"{shorten(path)}: there is no such file; allowed: the table of the resource '{resource['name']}' in {PACKAGE}"
            )
        digest = "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
        if resource.get("hash") != digest:
            report(f"{resource['path']}: checksum updated")
            resource["hash"] = digest
    (OWN_DATA / PACKAGE).write_text(json.dumps(package, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
