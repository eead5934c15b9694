"""Time builds: one scenario beside stock Jupyter Book, more scenarios, more patients: python -m tools.bench.

Works in a copy of the project, so nothing here is touched. Stock Jupyter Book executes the same notebooks itself
(`execute_notebooks: force`) and renders the same pages.
"""

import functools
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

from reanalysis.scenarios.files import list_scenarios
from tools.generate_cohort import write_cohort
from workflow.build import base_environment
from workflow.paths import REPOSITORY

COPIED = (
    *("CITATION.cff", "Snakefile", "_config.yml", "_site.yml", "_toc.yml", "requirements.txt"),
    *("book", "data", "notebooks", "profiles", "reanalysis", "scenarios", "tests/reference", "workflow"),
)
CHAPTER = "toxicity"
ALONE = ("--scenario", "as-published")
COLD_BUILDS = 3
WIDE_PIXELS = 1440
SCENARIO_COUNTS = (1, 4, 16)
PATIENT_COUNTS = (15, 150, 1500)
YARDSTICK = "import matplotlib.pyplot, pandas, seaborn, lifelines, scipy.stats"  # machines differ, and one from minute to minute
STEP = re.compile(r"^== (?P<step>data|chapter|pages|site)\b.* (?P<seconds>[\d.]+) s$")


def copy_project(folder: Path) -> None:
    """Copy what a build reads."""
    for name in COPIED:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, folder / name)


def time_command(command: list[str], folder: Path, project: Path) -> tuple[float, str]:
    """Seconds that a command takes in a folder, with the project's package on the path, and what it printed."""
    started = time.perf_counter()
    environment = base_environment() | {"PYTHONPATH": str(project)}
    done = subprocess.run(
        command, cwd=folder, env=environment, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    return time.perf_counter() - started, done.stdout


def time_build(project: Path, *arguments: str) -> tuple[float, str]:
    """Seconds and output of one build."""
    return time_command([sys.executable, "-m", "workflow.build", *arguments], project, project)


def print_yardstick(folder: Path) -> None:
    """Seconds that the chapters' imports take in a fresh Python: what to hold other seconds of this machine against."""
    seconds = min(time_command([sys.executable, "-c", YARDSTICK], folder, folder)[0] for _ in range(3))
    print(f"Yardstick: {YARDSTICK.replace('import', 'importing', 1)}: {seconds:.1f} s", flush=True)


def sum_steps(printed: str) -> dict[str, float]:
    """Seconds of all steps of a kind together; steps run side by side, so their sum may exceed the build's seconds."""
    sums = dict.fromkeys(("data", "chapter", "pages", "site"), 0.0)
    for line in printed.splitlines():
        found = STEP.match(line)
        if found:
            sums[found["step"]] += float(found["seconds"])
    return sums


def print_row(label: str, seconds: float, printed: str = "") -> None:
    """One line: what was timed, its seconds, and where they went."""
    steps = "".join(f"{name}{sum_:>7.1f}" for name, sum_ in sum_steps(printed).items() if printed)
    print(f"  {label:<28}{seconds:6.1f}   {re.sub(r'(?<=[0-9])(?=[a-z])', '   ', steps)}".rstrip(), flush=True)


def time_one_scenario(project: Path, stock: Path) -> None:
    """Cold, nothing changed, one edit; and stock Jupyter Book on the same sources."""
    print(f"One scenario on {os.cpu_count()} cores, seconds (then: seconds in steps of each kind, side by side)")
    builds = []
    for _ in range(COLD_BUILDS):
        shutil.rmtree(project / "_build", ignore_errors=True)
        builds.append(time_build(project, *ALONE))
    cold, printed = min(builds)
    print_row(f"cold, best of {COLD_BUILDS}", cold, printed)
    print_row("nothing changed", time_build(project, *ALONE)[0])
    notebook = project / "notebooks" / f"{CHAPTER}.ipynb"
    notebook.write_text(notebook.read_text(encoding="utf-8").replace("# ", "# On ", 1), encoding="utf-8")
    print_row(f"one edit ({CHAPTER})", *time_build(project, *ALONE))
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print_row("cold, PLAIN=1", *time_build(project, *ALONE, "--plain", "--build", "_build_plain"))
    prepare_stock(project, stock)
    jupyter_book = str(Path(sys.executable).with_name("jupyter-book"))
    stock_cold, _ = time_command([jupyter_book, "build", str(stock), "-q"], stock, project)
    print_row("stock Jupyter Book, cold", stock_cold)
    print(f"  cold / stock {cold / stock_cold:.2f}; largest process {peak_mb:.0f} MB")
    print_lighthouse("Lighthouse on stock Jupyter Book, served compressed", stock / "_build" / "html")


def print_lighthouse(title: str, site: Path) -> None:
    """Lighthouse's scores of a site's front page and heaviest chapter."""
    print(title, flush=True)
    subprocess.run([sys.executable, "-m", "tests.book.browser_lighthouse", str(site)], cwd=REPOSITORY, check=True)


def print_lengths(site: Path) -> None:
    """How long each page is as it opens, in pixels on a wide screen."""
    from playwright.sync_api import sync_playwright

    print(f"Lengths at {WIDE_PIXELS} px, px")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        page = chromium.new_page(viewport={"width": WIDE_PIXELS, "height": 1000})
        for path in sorted([*site.glob("*.html"), *site.glob("notebooks/*.html")]):
            if 'http-equiv="refresh"' in path.read_text(encoding="utf-8"):
                continue  # an old address, which leads to the new one
            page.goto(path.as_uri())
            length = page.evaluate("document.documentElement.scrollHeight")
            print(f"  {path.relative_to(site).as_posix():<40}{length:>7}", flush=True)
        chromium.close()


def time_scenarios(project: Path) -> None:
    """All scenarios of the book, then made-up ones: each with another length of the month, which touches most pages."""
    print("Scenarios, cold")
    print_row(f"the book's {len(list_scenarios())}", *time_build(project, "--build", "_build_all"))
    print_lighthouse("Lighthouse, served compressed", project / "_build_all" / "html")
    print_lengths(project / "_build_all" / "html")
    print("Made-up scenarios, cold")
    scenarios = project / "scenarios"
    for path in scenarios.glob("*.yml"):
        if path.stem != "as-published":
            path.unlink()
    for count in SCENARIO_COUNTS:
        for number in range(1, count):
            (scenarios / f"month-{number}.yml").write_text(
                f"title: Month {number}\nsentence: Another month.\nparameters:\n  weeks_per_month: {4.3 + number / 1000}\n",
                encoding="utf-8",
            )
        print_row(f"{count}", *time_build(project, "--build", f"_build_{count}"))


def time_patients(project: Path) -> None:
    """Generated cohorts of growing size, one scenario."""
    print("Patients, one scenario, cold")
    for count in PATIENT_COUNTS:
        write_cohort(project / f"cohort_{count}", count)
        print_row(f"{count}", *time_build(project, *ALONE, "--data", f"cohort_{count}", "--build", f"_build_p{count}"))


def prepare_stock(project: Path, stock: Path) -> None:
    """The sources of the last build, with notebooks as committed and stock execution."""
    shutil.copytree(project / "_build" / "rendered" / "as-published" / "source", stock)
    for path in (project / "notebooks").glob("*.ipynb"):
        shutil.copy2(path, stock / "notebooks" / path.name)
    shutil.copytree(project / "data", stock / "data")
    path = stock / "_config.yml"
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    config["execute"] = {"execute_notebooks": "force", "timeout": 300}
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    for index in (stock / "index.md", stock / "one-page.md"):
        # They show a figure of an executed notebook, which stock has not got yet.
        text = re.sub(
            r"^```{chapter-figure}.*?^```$", "", index.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
        )
        index.write_text(text, encoding="utf-8")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        project = Path(folder) / "project"
        project.mkdir()
        copy_project(project)
        for time_group in (
            functools.partial(time_one_scenario, stock=Path(folder) / "stock"),
            time_scenarios,
            time_patients,
        ):
            print_yardstick(project)
            time_group(project)


if __name__ == "__main__":
    main()
