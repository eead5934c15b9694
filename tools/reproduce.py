"""Build the book twice, as differently as one machine can, and compare every byte: python -m tools.reproduce.

The second build is in another folder, on one core, in another time zone and language, with other rights for new files,
and, where `faketime` is installed, more than a year later.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.bench import copy_project
from workflow.paths import REPOSITORY, fail, report

LATER = "+400d"
ELSEWHERE = {"TZ": "Pacific/Kiritimati", "LANG": "C", "LC_ALL": "C", "COLUMNS": "40", "PYTHONHASHSEED": "7"}


def build(project: Path, prefix: list[str], environment: dict[str, str], umask: int) -> Path:
    """Build a copy of the project whole; return its site."""
    project.mkdir(parents=True)
    copy_project(project)
    command = [*prefix, sys.executable, "-m", "workflow.build"]
    done = subprocess.run(
        command, cwd=project, env=os.environ | environment, umask=umask, capture_output=True, text=True
    )
    if done.returncode:
        fail(f"{project}: {done.stderr.strip() or 'the build failed'}")
    return project / "_build" / "html"


def main() -> None:
    # The clock that waits are measured by stays true: moved, Snakemake's timers would wait for these days.
    later = ["faketime", "--exclude-monotonic", "-f", LATER] if shutil.which("faketime") else []
    one_core = ["taskset", "-c", "0"] if shutil.which("taskset") else []
    with tempfile.TemporaryDirectory(prefix="reproduce-") as folder:
        first = build(Path(folder) / "a", [], {"PYTHONHASHSEED": "random"}, 0o022)
        second = build(Path(folder) / "an other földer" / "b", [*one_core, *later], ELSEWHERE, 0o077)
        if subprocess.run([REPOSITORY / "tools" / "verify.sh", first, second]).returncode:
            raise SystemExit(1)
    how = ["in another folder", *["on one core"] * bool(one_core), *["400 days later"] * bool(later)]
    report(f"two clean builds, the second {', '.join(how)}, are the same, byte for byte")


if __name__ == "__main__":
    main()
