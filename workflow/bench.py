"""Time cold, no-op and one-edit builds beside stock Jupyter Book: python -m workflow.bench.

Works in a copy of the project, so nothing here is touched. Stock Jupyter Book executes the same notebooks itself
(`execute_notebooks: force`) and renders the same pages.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from workflow.build import base_environment
from workflow.paths import REPOSITORY

COPIED = (
    "Snakefile", "_config.yml", "_toc.yml", "book", "data", "notebooks", "profiles", "reanalysis", "requirements.txt", "scenarios", "workflow",
)  # fmt: skip
CHAPTER = "toxicity"


def copy_project(folder: Path) -> None:
    """Copy what a build reads."""
    for name in COPIED:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, folder / name)


def time_command(command: list[str], folder: Path, project: Path) -> float:
    """Seconds that a command takes in a folder, with the project's package on the path; it must succeed."""
    started = time.perf_counter()
    environment = base_environment() | {"PYTHONPATH": str(project)}
    subprocess.run(
        command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return time.perf_counter() - started


def prepare_stock(project: Path, stock: Path) -> None:
    """The sources of the last build, with notebooks as committed and stock execution."""
    shutil.copytree(project / "_build" / "source", stock)
    for path in (project / "notebooks").glob("*.ipynb"):
        shutil.copy2(path, stock / "notebooks" / path.name)
    shutil.copytree(project / "data", stock / "data")
    config = stock / "_config.yml"
    text = config.read_text(encoding="utf-8").replace(
        'execute_notebooks: "off"', "execute_notebooks: force\n  timeout: 300"
    )
    config.write_text(text, encoding="utf-8")
    index = stock / "index.md"  # the front page shows a figure of an executed notebook, which stock has not got yet
    lines, inside = [], False
    for line in index.read_text(encoding="utf-8").splitlines():
        inside = inside or line.startswith("```{chapter-figure}")
        lines += [] if inside else [line]
        inside = inside and line != "```"
    index.write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        project, stock = Path(folder) / "project", Path(folder) / "stock"
        project.mkdir()
        copy_project(project)
        build = [sys.executable, "-m", "workflow.build"]
        cold = time_command(build, project, project)
        no_op = time_command(build, project, project)
        notebook = project / "notebooks" / f"{CHAPTER}.ipynb"
        notebook.write_text(notebook.read_text(encoding="utf-8").replace("Who had", "Who has had", 1), encoding="utf-8")
        one_edit = time_command(build, project, project)
        peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        prepare_stock(project, stock)
        stock_cold = time_command(
            [str(Path(sys.executable).with_name("jupyter-book")), "build", str(stock), "-q"], stock, project
        )
    print(f"{os.cpu_count()} cores; seconds")
    for label, seconds in (
        ("cold", cold),
        ("nothing changed", no_op),
        (f"one edit ({CHAPTER})", one_edit),
        ("stock, cold", stock_cold),
    ):
        print(f"  {label:<24}{seconds:6.1f}")
    print(f"  {'cold / stock':<24}{cold / stock_cold:6.2f}")
    print(f"  largest process: {peak_mb:.0f} MB")


if __name__ == "__main__":
    main()
