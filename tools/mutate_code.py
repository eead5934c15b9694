"""Put small faults into the package, one at a time, and count which of them the default tests notice: python -m tools.mutate_code.

What is tested is the last commit, in two temporary clones; the work tree is never touched. The sample is drawn by SEED, which was
committed before anything was drawn with it. A fault runs only the tests that execute its line (a line that runs on import: those
that execute anything in its module or in one that imports it), quickest files first, until one fails. Faults that may live stand
with their reasons in mutants.csv: *equivalent* means that no input of the function tells, and leaves the share.
"""

import ast
import csv
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from multiprocessing import get_context, util
from pathlib import Path

import coverage
import pytest

from tools.code_mutants import Mutant, draw_sample, list_all
from workflow.paths import REPOSITORY, fail, report

SEED = 20261129
SAMPLE = 150
LOWEST_SHARE = 0.9
PACKAGE = "reanalysis"
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
CACHED = type(lru_cache(lambda: None))
OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "--no-header", "--tb=line")


@dataclass
class Coverage:
    """Which tests execute which lines, how long each takes, and which failed although nothing was changed."""

    tests: dict[str, dict[int, set[str]]] = field(default_factory=dict)  # file, line, tests
    seconds: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


class Recorder:
    """A pytest plugin that tells coverage which test runs, or which fixture that several tests share."""

    def __init__(self, measure: coverage.Coverage):
        self.measure = measure
        self.seconds, self.failed, self.shared = {}, [], defaultdict(set)

    def begin(self, context: str) -> None:
        """Lay what follows to a test's or a fixture's charge; nothing comes from what another one had computed."""
        for name, module in list(sys.modules.items()):
            if name.split(".")[0] in (PACKAGE, "tests"):
                for each in list(vars(module).values()):
                    if isinstance(each, CACHED):
                        each.cache_clear()
        self.measure.switch_context(context)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        self.begin(item.nodeid)
        for name, definitions in item._fixtureinfo.name2fixturedefs.items():
            self.shared[f"{definitions[-1].baseid}:{name}"].add(item.nodeid)
        before = time.monotonic()
        result = yield
        self.seconds[item.nodeid] = time.monotonic() - before
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef, request):
        if fixturedef.scope == "function":
            return (yield)
        self.begin(f"{fixturedef.baseid}:{fixturedef.argname}")
        result = yield
        self.begin(os.environ["PYTEST_CURRENT_TEST"].rsplit(" ", 1)[0])
        return result

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.failed.append(report.nodeid)


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


def enter(clone: Path) -> None:
    """Make a process see a clone's code alone."""
    os.chdir(clone)
    os.setpgid(0, 0)
    sys.path[:] = [
        str(clone),
        *(each for each in sys.path if each not in ("", str(REPOSITORY), str(REPOSITORY.parent))),
    ]
    os.environ["PYTHONPATH"] = str(clone)
    for name in [name for name in sys.modules if name.split(".")[0] in (PACKAGE, "workflow", "tools", "tests")]:
        del sys.modules[name]


def run_apart(function, seconds: float | None, *arguments):
    """What a function returns in a forked process; None if that dies or takes too long, and nothing of it stays."""
    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=lambda: sender.send(function(*arguments)))
    process.start()
    sender.close()
    try:
        return receiver.recv() if receiver.poll(seconds) else None
    except EOFError:
        return None
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            process.kill()
        process.join()


def measure_coverage(clone: Path, log: Path) -> dict:
    """The fields of Coverage, from one run of the default tests; chapters run in forks, which save what they saw when they end."""
    enter(clone)
    silence(log)
    data = log.parent / "coverage"
    measure = coverage.Coverage(data_file=str(data), data_suffix=True, source=[str(clone / PACKAGE)], config_file=False)
    recorder = Recorder(measure)

    def save(*_):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        measure.stop()
        measure.save()
        os._exit(0)

    def save_when_ended(_):  # a pool ends its processes either way
        signal.signal(signal.SIGTERM, save)
        util.Finalize(None, save, exitpriority=100)

    util.register_after_fork(measure, save_when_ended)
    measure.start()
    code = pytest.main([*OPTIONS[1:], f"--basetemp={log.parent / 'tests'}"], plugins=[recorder])
    measure.stop()
    measure.save()
    if code not in (0, 1) or not recorder.seconds:
        recorder.failed.append(f"pytest itself, code {code}")
    whole = coverage.Coverage(data_file=str(data), config_file=False)
    whole.combine([str(data.parent)])
    found = Coverage(seconds=recorder.seconds, failed=recorder.failed)
    behind = {
        test: {test} for test in recorder.seconds
    } | recorder.shared  # tests behind a context; none behind an import
    for name in whole.get_data().measured_files():
        contexts = whole.get_data().contexts_by_lineno(name)
        found.tests[str(Path(name).relative_to(clone))] = {
            line: set().union(*(behind.get(each, set()) for each in names)) for line, names in contexts.items()
        }
    return vars(found)  # this process's own class would mean nothing to the other one


def silence(log: Path) -> None:
    """Send all that a process prints into a file."""
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(handle, 1)
    os.dup2(handle, 2)


def choose_tests(mutant: Mutant, found: Coverage, clone: Path) -> set[str]:
    """The tests that can notice a fault."""
    if mutant.in_function:
        return found.tests.get(mutant.file, {}).get(mutant.line, set())
    module = mutant.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    users = [file for file in found.tests if file == mutant.file or module in list_imports(clone / file)]
    return {test for file in users for tests in found.tests[file].values() for test in tests}


def list_imports(path: Path) -> set[str]:
    """The modules that a file imports from."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    whole = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    return (
        names
        | {node.module for node in whole}
        | {f"{node.module}.{each.name}" for node in whole for each in node.names}
    )


def run_tests(clone: Path, chosen: set[str], seconds: dict[str, float]) -> str:
    """The first of the chosen tests that fails in a clone, or nothing."""
    enter(clone)
    silence(clone.parent / "log")
    sys.dont_write_bytecode = True  # what was compiled is good for the code without the fault
    selector = Selector(chosen, seconds)
    files = sorted({test.split("::")[0] for test in chosen})
    code = pytest.main([*OPTIONS, f"--basetemp={clone.parent / 'tests'}", *files], plugins=[selector])
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
