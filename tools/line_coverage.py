"""Which of the default tests execute which lines of the package, and how long each test takes."""

import ast
import os
import signal
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from multiprocessing import util
from pathlib import Path

import coverage
import pytest

from tools.code_mutants import Mutant
from tools.run_apart import PACKAGE, enter, silence

CACHED = type(lru_cache(lambda: None))
QUIET = ("-q", "-p", "no:cacheprovider", "--no-header", "--tb=line")


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
    code = pytest.main([*QUIET, f"--basetemp={log.parent / 'tests'}"], plugins=[recorder])
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
