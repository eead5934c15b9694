"""Write the sha256 of every table into data/datapackage.json: python -m tools.checksums.

For a documented change of a table beside the raw ones, which never change.
"""

import hashlib
import json

from reanalysis.data.tables import OWN_DATA, read_package
from workflow.paths import report


def main() -> None:
    package = read_package(OWN_DATA)
    for resource in package["resources"]:
        digest = "sha256:" + hashlib.sha256((OWN_DATA / resource["path"]).read_bytes()).hexdigest()
        if resource["hash"] != digest:
            report(f"{resource['path']}: checksum updated")
            resource["hash"] = digest
    (OWN_DATA / "datapackage.json").write_text(
        json.dumps(package, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
