"""The same workflow on a cluster: a real Slurm of this machine alone builds the site that a local build builds.

`make test-cluster` runs what is marked `cluster`; what it needs is in tests/cluster/.
"""

import os
import shutil
import socket
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cluster.single_node import PACKAGES, Cluster, list_missing, run_cluster
from tools.bench import copy_project
from workflow.build import choose_scenarios
from workflow.paths import MESSAGES_VARIABLE, fail, report, take_messages
from workflow.plan import plan_runs

SCENARIOS = ["as-published", "pessimistic"]
SPOILT = "toxicity"
COMMAND = [sys.executable, "-m", "workflow.build", "--scenario", ",".join(SCENARIOS)]


@pytest.fixture(scope="module")
def cluster():
    """A running cluster; without Slurm a person's run skips and continuous integration fails."""
    problem = None
    if find_spec("snakemake_executor_plugin_slurm") is None:
        problem = "needs Snakemake's executor for Slurm (make test-cluster installs it)"
    elif missing := list_missing():
        problem = f"needs {', '.join(missing)} (Debian: apt-get install {PACKAGES})"
    if problem:
        pytest.fail(problem) if os.environ.get("CI") == "true" else pytest.skip(problem)
    with run_cluster() as running:
        yield running


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of the project, so that nothing changes during the test but what the test changes."""
    folder = tmp_path_factory.mktemp("project")
    copy_project(folder)
    return folder


@pytest.fixture(scope="module")
def done(cluster, project) -> subprocess.CompletedProcess:
    """The build through Slurm, which must succeed."""
    done = build(project, cluster)
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def local(tmp_path_factory, done, project):
    """A copy of the project and the local build of it, which runs while the failing build waits for Slurm."""
    folder = tmp_path_factory.mktemp("local") / "copy"
    shutil.copytree(project, folder, ignore=shutil.ignore_patterns("_build", ".snakemake"))
    with subprocess.Popen(COMMAND, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        yield folder, process


def build(project: Path, cluster: Cluster) -> subprocess.CompletedProcess:
    """Build through Slurm."""
    command = [*COMMAND, "--profile", "profiles/slurm"]
    return subprocess.run(command, cwd=project, env=cluster.environment, capture_output=True, text=True)


def list_jobs(cluster: Cluster) -> list[str]:
    """What Snakemake said of each job that the controller knows: the rule, and what it was run for."""
    command = ["squeue", "--noheader", "--states=all", "--format=%k"]
    return subprocess.run(
        command, env=cluster.environment, capture_output=True, text=True, check=True
    ).stdout.splitlines()


def read_files(site: Path) -> dict[str, bytes]:
    return {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}


@pytest.mark.cluster
def test_every_step_is_a_job_of_slurm(cluster, done):
    runs = {run for chapters in plan_runs(SCENARIOS).values() for run in chapters}
    rules = Counter(comment.removeprefix("rule_").split("_wildcards_")[0] for comment in list_jobs(cluster))
    assert rules == {"data": 1, "chapter": len(runs), "pages": len(SCENARIOS), "site": 1}
    completed = cluster.read_completed()
    assert len(completed) == rules.total()
    assert {(job["JobState"], job["NodeList"]) for job in completed} == {("COMPLETED", socket.gethostname())}


@pytest.mark.cluster
def test_progress_of_jobs_reaches_the_terminal(done):
    runs = Counter(run.chapter for run in {run for chapters in plan_runs(SCENARIOS).values() for run in chapters})
    lines = [line.split(":")[0].removeprefix("== ").split(" ") for line in done.stdout.splitlines()]
    assert Counter(words[1] for words in lines if words[0] == "chapter") == runs
    assert sorted(words[1] for words in lines if words[0] == "pages") == SCENARIOS
    assert done.stderr == ""


@pytest.mark.cluster
def test_a_failing_chapter_ends_in_one_line_and_leaves_the_last_site(cluster, done, project, local):
    before = read_files(project / "_build" / "html")
    path = project / "notebooks" / f"{SPOILT}.ipynb"
    whole = path.read_text(encoding="utf-8")
    spoilt = whole.replace("results.show()", "results.shaw()")
    assert spoilt != whole
    path.write_text(spoilt, encoding="utf-8")
    failed = build(project, cluster)
    path.write_text(whole, encoding="utf-8")
    assert failed.returncode == 1
    assert len(failed.stderr.splitlines()) == 1
    assert failed.stderr.startswith(f"error: notebooks/{SPOILT}.ipynb, cell ")
    assert "AttributeError" in failed.stderr
    assert read_files(project / "_build" / "html") == before


@pytest.mark.cluster
def test_the_site_is_the_same_as_a_local_build_makes(done, project, local):
    folder, process = local
    output, _ = process.communicate()
    assert process.returncode == 0, output
    expected, made = read_files(folder / "_build" / "html"), read_files(project / "_build" / "html")
    assert sorted(made) == sorted(expected)
    assert [name for name in expected if made[name] != expected[name]] == []


def test_lines_of_steps_elsewhere_are_taken_once_and_in_order(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(MESSAGES_VARIABLE, str(tmp_path))
    report("first")
    with pytest.raises(SystemExit):
        fail("second,\n  on two lines")
    assert take_messages(tmp_path) == ["== first\n", "error: second, on two lines\n"]
    assert take_messages(tmp_path) == []
    assert capsys.readouterr().out == "== first\n"


def test_steps_here_leave_no_files(tmp_path, monkeypatch):
    monkeypatch.delenv(MESSAGES_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    report("first")
    assert list(tmp_path.iterdir()) == []
    assert take_messages(tmp_path / "no folder") == []


def test_scenarios_are_named_with_commas_between():
    assert choose_scenarios("pessimistic,as-published,pessimistic") == ["pessimistic", "as-published"]
    assert choose_scenarios("optimistic") == ["optimistic"]
    assert "as-published" in choose_scenarios("")
