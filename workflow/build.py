"""Build the book: python -m workflow.build [--data DIR] [--scenario NAME,…] [--build DIR] [--profile DIR] [--plain].

Checks scenarios, chapters' parameters and folders, waits for any other build of the same folder, runs the workflow, and
ends in one line: where the site is, or what is wrong. The last good site stays until a new one is whole.
"""

import argparse
import ctypes
import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from pathlib import Path

from reanalysis.parameters import ParameterError
from reanalysis.scenarios.files import list_scenarios
from workflow.build_folder import check_folder, finish_inventory, hold_folder, start_inventory
from workflow.paths import (
    CITATION,
    COMMIT,
    CONFIG,
    DATA,
    ERROR,
    HOME,
    MESSAGES_VARIABLE,
    PROGRESS,
    REPOSITORY,
    TOC,
    count_cores,
    name_default_build,
    take_messages,
)
from workflow.plain import PLAIN_VARIABLE, find_speed
from workflow.plan import check_listed, list_products, plan_runs
from workflow.publish.manifest import read_commit
from workflow.publish.settings import SettingsError, read_settings

MESSAGES = "messages"  # a folder beside the logs
# Read as YAML by steps that would not say which file is broken.
YAML_FILES = (CONFIG, TOC, CITATION)
DISK_FULL = os.strerror(errno.ENOSPC)
FAILED_RULE = re.compile(r"(?:Error|MissingOutputException) in rule (?P<rule>\w+)")
SIGNAL_OF_PARENTS_DEATH = 1  # PR_SET_PDEATHSIG of Linux's prctl


def make_parser(command: str = "make book") -> argparse.ArgumentParser:
    """What says which book to build, for the commands that build one."""
    parser = argparse.ArgumentParser(prog=command, description=__doc__.splitlines()[0])
    parser.add_argument(
        "--data", default=os.path.relpath(DATA, REPOSITORY), help="data folder (default: the book's data)"
    )
    parser.add_argument(
        "--scenario",
        default="",
        help="names of files in scenarios/, with commas between, to build those alone (default: all)",
    )
    parser.add_argument(
        "--build", default=name_default_build(), help="folder for everything generated (default: %(default)s)"
    )
    parser.add_argument(
        "--profile", default="profiles/local", help="where steps run: a folder in profiles/ (default: profiles/local)"
    )
    parser.add_argument("--plain", action="store_true", help="do without workflow/speed: slower, the same bytes")
    return parser


def is_local(profile: str) -> bool:
    """Whether a profile runs steps on this machine, and not through a cluster's scheduler."""
    import yaml

    settings = yaml.safe_load((REPOSITORY / profile / "config.yaml").read_text(encoding="utf-8"))
    return "executor" not in settings


def choose_environment(profile: str, logs: Path, lock: int):
    """The environment of steps: with warm processes on this machine; on a cluster's nodes without, and with messages as files."""
    speed = find_speed()
    if is_local(profile):
        environment = base_environment()
        return speed.start_warm_processes(environment, logs / "warm.log", lock) if speed else nullcontext(environment)
    messages = logs / MESSAGES
    shutil.rmtree(messages, ignore_errors=True)  # those of a build that was killed
    messages.mkdir()
    return nullcontext(base_environment() | {MESSAGES_VARIABLE: str(messages)})


def base_environment() -> dict[str, str]:
    """The environment of every step: fixed hash order, one thread a process, the package on the path."""
    paths = [*dict.fromkeys([str(REPOSITORY), str(HOME)]), *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONHASHSEED": "0",
        "OPENBLAS_NUM_THREADS": "1",
        "MPLBACKEND": "Agg",
        "JUPYTER_PLATFORM_DIRS": "1",
    }


def record_commit(build: Path) -> None:
    """Note what the site is built from, leaving the file alone while it is right, so that nothing is published again for it."""
    content = (json.dumps(read_commit()) + "\n").encode()
    path = build / COMMIT
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


def restore_site(build: Path) -> None:
    """Put back the last good site if a build was killed while it was swapping, and forget a site that is gone."""
    html, previous = build / "html", build / "html.previous"
    if previous.exists() and not html.exists():
        previous.rename(html)
    if previous.exists():
        shutil.rmtree(previous)
    if not (html / "index.html").exists():
        (build / "site.done").unlink(missing_ok=True)


def run_workflow(
    options: argparse.Namespace, environment: dict[str, str], log: Path, lock: int
) -> tuple[int, list[str]]:
    """Run Snakemake; pass progress on, log everything, and return its exit code and the problems it named.

    Snakemake holds the lock too, so that a build whose parent was killed is waited for, not run into. On this machine
    it ends with its parent: nobody would read what it says, and it may wait for ever to be read.
    """
    command = [
        *(sys.executable, "-m", "snakemake", "--snakefile", "Snakefile", "--profile", options.profile),
        *(["--cores", str(count_cores())] if is_local(options.profile) else []),
        "--config",
        f"data={options.data}",
        f"scenarios={','.join(choose_scenarios(options.scenario))}",
        f"build={options.build}",
    ]
    problems, failed = [], []
    with (
        open(log, "wb", buffering=0) as output,
        subprocess.Popen(
            command,
            cwd=REPOSITORY,
            env=environment | find_cache(log.parent.parent),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            pass_fds=[lock],
            preexec_fn=end_with_parent if is_local(options.profile) else None,
        ) as process,
    ):
        try:
            for line in follow(process, log.with_name(MESSAGES)):
                with suppress(OSError):  # where the disk is full, the build's last line says so
                    output.write(line.encode())
                if line.startswith(PROGRESS):
                    print(line, end="", flush=True)
                if line.startswith(ERROR) and line.strip() not in problems:
                    problems.append(line.strip())
                failed += FAILED_RULE.findall(line)
                if DISK_FULL in line:
                    problems = [f"{ERROR}{options.build}: {DISK_FULL.lower()}"]
        except KeyboardInterrupt:
            # Snakemake was interrupted too; unheard, it would leave its jobs in a cluster's queue.
            output.write(process.communicate()[0].encode())
            problems.append(f"{ERROR}interrupted")
    if failed and not problems:
        problems.append(f"{ERROR}the step '{failed[0]}' was ended before it could say why; see {log}")
    return process.returncode, problems


def find_cache(build: Path) -> dict[str, str]:
    """The variable that gives Snakemake a place for its cache where the home folder offers none."""
    home = Path.home()
    return {} if home.is_dir() and os.access(home, os.W_OK) else {"XDG_CACHE_HOME": str(build / "cache")}


def end_with_parent() -> None:
    """Have this process killed when its parent ends, where the system knows of that."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SIGNAL_OF_PARENTS_DEATH, signal.SIGKILL)


def follow(process: subprocess.Popen, messages: Path) -> Iterator[str]:
    """Snakemake's lines as they come, and between them the lines that steps left as files."""
    for line in process.stdout:
        yield line
        yield from take_messages(messages)
    yield from take_messages(messages)


def choose_scenarios(names: str) -> list[str]:
    """The scenarios that were asked for, or all of them."""
    return list(dict.fromkeys(names.split(","))) if names else list_scenarios()


def check_request(options: argparse.Namespace) -> str | None:
    """What is wrong with scenarios, chapters' parameters, the data folder or the build folder; None if nothing is.

    Every scenario file is checked, also when one is built alone: a chapter compares them all.
    """
    try:
        check_yaml()
        check_listed()
        plan_runs(list(dict.fromkeys([*choose_scenarios(options.scenario), *list_scenarios()])))
        read_settings()
    except (ParameterError, SettingsError) as error:
        return str(error)
    records = REPOSITORY / ".snakemake"
    if not os.access(records if records.exists() else REPOSITORY, os.W_OK):
        return f"{REPOSITORY} cannot be written to; allowed: a folder in which Snakemake can keep its records"
    if not (REPOSITORY / options.profile / "config.yaml").exists():
        known = ", ".join(sorted(f"profiles/{path.parent.name}" for path in REPOSITORY.glob("profiles/*/config.yaml")))
        return f"profile {options.profile!r} does not exist; allowed: {known}"
    if not (REPOSITORY / options.data).is_dir():
        return f"data folder {options.data!r} does not exist; allowed: a folder like data/"
    for path in (REPOSITORY / options.build, REPOSITORY / options.data):
        if found := re.search(r"[{}\n]", str(path)):
            return (
                f"{str(path)!r} holds {found.group()!r}, which Snakemake takes for its own; allowed: a path without it"
            )
    return check_folder(REPOSITORY / options.build, REPOSITORY / options.data)


def check_yaml() -> None:
    """Raise a SettingsError that names the first of the book's YAML files that is not a mapping in YAML."""
    import yaml

    for path in YAML_FILES:
        name = path.name
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise SettingsError(f"{name}: cannot be read ({' '.join(str(error).split())}); allowed: YAML") from error
        if not isinstance(content, dict):
            raise SettingsError(f"{name}: holds no settings; allowed: a mapping in YAML")


def main() -> int:
    options = make_parser().parse_args()
    if options.plain:
        os.environ[PLAIN_VARIABLE] = "1"
    try:
        problem = check_request(options)
        if problem:
            print(ERROR + problem, file=sys.stderr)
            return 1
        return build_book(options)
    except OSError as error:  # a full disk, a folder that cannot be written to, a folder in a file's place
        print(f"{ERROR}{error.filename or options.build}: {(error.strerror or str(error)).lower()}", file=sys.stderr)
        return 1


def build_book(options: argparse.Namespace) -> int:
    """Run the workflow while holding the build folder, tell how it ended, and return the exit code."""
    started = time.perf_counter()
    build = REPOSITORY / options.build
    with hold_folder(build) as lock:
        restore_site(build)
        start_inventory(build, list_products(choose_scenarios(options.scenario)))
        record_commit(build)
        logs = build / "logs"
        logs.mkdir(exist_ok=True)
        with choose_environment(options.profile, logs, lock.fileno()) as environment:
            code, problems = run_workflow(options, environment, logs / "build.log", lock.fileno())
        with suppress(OSError):  # on a full disk, where the next build makes again what was made now
            finish_inventory(build)
        if code:  # Snakemake does not miss the pages that failed while the site made before them is there
            (build / "site.done").unlink(missing_ok=True)
    if code:
        for line in problems[1:]:
            print(line, file=sys.stderr)
        print(
            problems[0] if problems else f"{ERROR}the build failed; see {build / 'logs' / 'build.log'}", file=sys.stderr
        )
        return 1
    print(f"{PROGRESS}{build / 'html' / 'index.html'}  ({time.perf_counter() - started:.1f} s)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
