"""Put small faults into the package, one at a time, and count which of them the default tests notice: python -m tools.mutate_code.

What is tested is the last commit, in two temporary clones; the work tree is never touched. The sample is drawn by SEED, which was
committed before anything was drawn with it. A fault runs only the tests that execute its line (a line that runs on import: those
that execute anything in its module or in one that imports it), quickest files first, until one fails. Faults that may live stand
with their reasons in mutants.csv: *equivalent* means that no input of the function tells, and leaves the share.
"""

import csv
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

import pytest

from tools.code_mutants import Mutant, draw_sample, list_all
from tools.line_coverage import QUIET, Coverage, choose_tests, measure_coverage
from tools.run_apart import PACKAGE, enter, run_apart, silence
from workflow.paths import REPOSITORY, fail, report

SEED = 20261129
SAMPLE = 150
LOWEST_SHARE = 0.9
CLONES = 2
KNOWN = REPOSITORY / "tools" / "mutants.csv"
PATIENCE_SECONDS = 60  # a fault may make a loop endless: this, and as often the time that its tests take
PATIENCE_TIMES = 5
# Imported once; every fault's process is forked from here.
HEAVY = (
    "frictionless",
    "hypothesis",
    "IPython",
    "lifelines.statistics",
    "matplotlib.pyplot",
    "nbformat",
    "pandas",
    "papermill",
)


class Selector:
    """A pytest plugin that keeps the chosen tests, quickest files first, and remembers the first that fails."""

    def __init__(self, chosen: set[str], seconds: dict[str, float]):
        self.chosen, self.seconds, self.first = chosen, seconds, ""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items):
        total = defaultdict(float)
        for item in items:
            total[item.path] += self.seconds.get(item.nodeid, 0) * (item.nodeid in self.chosen)
        items[:] = sorted(
            (item for item in items if item.nodeid in self.chosen),
            key=lambda item: (total[item.path], item.path, self.seconds[item.nodeid]),
        )

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.first = self.first or report.nodeid


def run_tests(clone: Path, chosen: set[str], seconds: dict[str, float]) -> str:
    """The first of the chosen tests that fails in a clone, or nothing."""
    enter(clone)
    silence(clone.parent / "log")
    sys.dont_write_bytecode = True  # what was compiled is good for the code without the fault
    selector = Selector(chosen, seconds)
    files = sorted({test.split("::")[0] for test in chosen})
    code = pytest.main(["-x", *QUIET, f"--basetemp={clone.parent / 'tests'}", *files], plugins=[selector])
    return "" if code == 0 else selector.first or "import"


def try_mutant(mutant: Mutant, clone: Path, found: Coverage) -> str:
    """The test that kills a mutant, "time" if none ends, or nothing; the clone is as before."""
    chosen = choose_tests(mutant, found, clone)
    if not chosen:
        return ""
    path = clone / mutant.file
    source, status = path.read_text(encoding="utf-8"), path.stat()
    patience = PATIENCE_SECONDS + PATIENCE_TIMES * sum(found.seconds[each] for each in chosen)
    path.write_text(mutant.apply(source), encoding="utf-8")
    try:
        killer = run_apart(run_tests, patience, clone, chosen, found.seconds)
    finally:
        path.write_text(source, encoding="utf-8")
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    return "time" if killer is None else killer


def work_in(clones, found: Coverage) -> None:
    """Give a worker its clone."""
    global MINE, FOUND
    MINE, FOUND = clones.get(), found


def try_in_mine(mutant: Mutant) -> tuple[str, float]:
    """Who kills a mutant in this worker's clone, and after how many seconds."""
    before = time.monotonic()
    return try_mutant(mutant, MINE, FOUND), time.monotonic() - before


def read_known() -> dict[tuple[str, str, str], tuple[str, str]]:
    """Why a fault may live: kind and reason, by file and by the lines before and after."""
    with KNOWN.open(encoding="utf-8", newline="") as handle:
        return {
            (row["file"], row["before"], row["after"]): (row["kind"], row["reason"]) for row in csv.DictReader(handle)
        }


def prepare(scratch: Path) -> tuple[list[Path], Coverage]:
    """Clones of the last commit, in folders of their own, and what the default tests execute there."""
    clones = [scratch / str(number) / "clone" for number in range(CLONES)]
    subprocess.run(["git", "clone", "-q", str(REPOSITORY), str(clones[0])], check=True)
    found = run_apart(measure_coverage, None, clones[0], clones[0].parent / "log")
    if found is None or found["failed"]:
        log = (clones[0].parent / "log").read_text(encoding="utf-8", errors="replace")
        fail(f"without any fault, tests fail: {', '.join(found['failed']) if found else log[-2000:]}; allowed: none")
    for other in clones[1:]:  # with what Python compiled there
        subprocess.run(["cp", "-a", str(clones[0]), f"{other.parent}/"], check=True)
    return clones, Coverage(**found)


def main() -> None:
    """Draw, try and report; an exit code of 1 if too few faults were noticed."""
    started = time.monotonic()
    for name in HEAVY:
        import_module(name)
    with tempfile.TemporaryDirectory() as scratch:
        for number in range(CLONES):
            Path(scratch, str(number)).mkdir()
        clones, found = prepare(Path(scratch))
        everything = list_all(clones[0], PACKAGE)
        sample = draw_sample(everything, SAMPLE, SEED)
        report(
            f"{len(found.seconds)} tests took {sum(found.seconds.values()):.0f} s; {SAMPLE} of {len(everything)} faults"
        )
        queue = get_context("fork").Queue()
        for clone in clones:
            queue.put(clone)
        with ProcessPoolExecutor(CLONES, get_context("fork"), work_in, (queue, found)) as pool:
            outcomes = [
                tell(mutant, *outcome) for mutant, outcome in zip(sample, pool.map(try_in_mine, sample), strict=True)
            ]
    counted = {kind: outcomes.count(kind) for kind in dict.fromkeys(outcomes)}
    share = counted.get("killed", 0) / (SAMPLE - counted.get("equivalent", 0))
    report(f"{counted}; killed of those not equivalent {share:.1%}; {time.monotonic() - started:.0f} s")
    sys.exit(share < LOWEST_SHARE)


def tell(mutant: Mutant, killer: str, seconds: float) -> str:
    """Print what became of a fault; "killed", or why it may live, or "survived"."""
    kind, reason = read_known().get((mutant.file, mutant.before, mutant.after), ("survived", ""))
    outcome = "killed" if killer else kind
    print(f"{outcome}: {mutant.file}:{mutant.line} ({killer or reason or 'no reason known'}, {seconds:.0f} s)")
    print(f"  - {mutant.before}\n  + {mutant.after}", flush=True)
    return outcome


if __name__ == "__main__":
    main()
