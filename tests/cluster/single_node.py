"""A Slurm cluster of this machine alone, in a temporary folder and with a key and ports of its own.

As a program it runs one command on it: python tests/cluster/single_node.py COMMAND [ARGUMENT ...].
"""

import getpass
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

TEMPLATE = Path(__file__).with_name("slurm.conf")
PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "squeue", "sinfo", "scontrol")
PACKAGES = "munge slurmctld slurmd slurm-client"
SECONDS_TO_START = 30
SECONDS_TO_STOP = 10


@dataclass(frozen=True)
class Cluster:
    """A running cluster: its folder, and the environment in which Slurm's commands find it."""

    folder: Path
    environment: dict[str, str]

    def read_completed(self) -> list[dict[str, str]]:
        """The controller's own record of the jobs that have ended: one mapping a job, in Slurm's words."""
        lines = (self.folder / "completed.txt").read_text(encoding="utf-8").splitlines()
        return [dict(re.findall(r"(\w+)=(\S*)", line)) for line in lines]


def list_missing() -> list[str]:
    """Slurm's and munge's programs that this machine lacks."""
    return [name for name in PROGRAMS if find_program(name) is None]


def find_program(name: str) -> str | None:
    """Where a program is; Debian keeps daemons out of a person's path."""
    return shutil.which(name, path=os.pathsep.join([os.environ["PATH"], "/usr/sbin"]))


def write_configuration(folder: Path) -> Path:
    """Write slurm.conf, the key and the folders that it names."""
    for name in ("state", "spool"):
        (folder / name).mkdir()
    key = folder / "munge.key"
    key.write_bytes(os.urandom(128))
    key.chmod(0o400)
    controller_port, node_port = find_free_ports(2)
    path = folder / "slurm.conf"
    text = TEMPLATE.read_text(encoding="utf-8").format(
        folder=folder,
        host=socket.gethostname().split(".")[0],
        user=getpass.getuser(),
        controller_port=controller_port,
        node_port=node_port,
        cpus=os.cpu_count(),
        memory_mb=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20 * 9 // 10,
    )
    path.write_text(text, encoding="utf-8")
    return path


def wrap_srun(folder: Path, configuration: Path) -> None:
    """Write an srun that knows the configuration: inside a job, Snakemake's executor drops the variable that names it."""
    path = folder / "bin" / "srun"
    path.parent.mkdir()
    path.write_text(f'#!/bin/sh\nSLURM_CONF="{configuration}" exec "{find_program("srun")}" "$@"\n', encoding="utf-8")
    path.chmod(0o755)


def find_free_ports(count: int) -> list[int]:
    """Ports on which nothing listens."""
    with ExitStack() as stack:
        listeners = [stack.enter_context(socket.socket()) for _ in range(count)]
        for listener in listeners:
            listener.bind(("127.0.0.1", 0))
        return [listener.getsockname()[1] for listener in listeners]


@contextmanager
def run_daemon(command: list[str], folder: Path, environment: dict[str, str]) -> Iterator[None]:
    """Run a daemon in the foreground; end it, and nothing else, on leaving."""
    name = Path(command[0]).name
    with open(folder / f"{name}.out", "w") as output:
        daemon = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            yield
        finally:
            daemon.terminate()
            try:
                daemon.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()


def wait_until(check, what: str, folder: Path) -> None:
    """Wait until a check holds.

    Raises
    ------
    RuntimeError
        If it does not in time; the message ends with the daemons' last lines.
    """
    until = time.monotonic() + SECONDS_TO_START
    while not check():
        if time.monotonic() > until:
            tails = [
                f"{path.name}: {' | '.join(path.read_text(errors='replace').splitlines()[-3:])}"
                for path in sorted([*folder.glob("*.log"), *folder.glob("*.out")])
            ]
            raise RuntimeError(f"{what} within {SECONDS_TO_START} s\n" + "\n".join(tails))
        time.sleep(0.1)


@contextmanager
def run_cluster() -> Iterator[Cluster]:
    """Start munge, the controller and the node; stop them, and the jobs that still run, on leaving."""
    # A socket's path is short, so not in pytest's folder; a node's scripts are read by the jobs' user.
    with tempfile.TemporaryDirectory(prefix="slurm-") as name, ExitStack() as daemons:
        folder = Path(name)
        folder.chmod(0o755)
        configuration = write_configuration(folder)
        wrap_srun(folder, configuration)
        environment = os.environ | {
            "SLURM_CONF": str(configuration),
            "PATH": os.pathsep.join([str(folder / "bin"), os.environ["PATH"]]),
        }
        for command in (
            ["munged", "--foreground", "--force", *list_munge_files(folder)],
            ["slurmctld", "-D"],
            ["slurmd", "-D"],
        ):
            program = [find_program(command[0]), *command[1:]]
            daemons.enter_context(run_daemon(program, folder, environment))
            if command[0] == "munged":
                wait_until((folder / "munge.socket").exists, "munge did not start", folder)
        wait_until(lambda: "idle" in show_node(environment), "Slurm's node did not come up", folder)
        try:
            yield Cluster(folder, environment)
        finally:
            subprocess.run(["scancel", "--user", getpass.getuser()], env=environment, stderr=subprocess.DEVNULL)
            wait_until(lambda: "alloc" not in show_node(environment), "Slurm's jobs did not end", folder)


def list_munge_files(folder: Path) -> list[str]:
    """Arguments that keep all of munge's files in the folder."""
    kinds = {"socket": "socket", "key-file": "key", "log-file": "log", "pid-file": "pid", "seed-file": "seed"}
    return [f"--{option}={folder / f'munge.{ending}'}" for option, ending in kinds.items()]


def show_node(environment: dict[str, str]) -> str:
    """The node's state in Slurm's words, empty while the controller does not answer."""
    done = subprocess.run(["sinfo", "--noheader", "--format=%T"], env=environment, capture_output=True, text=True)
    return done.stdout


def main(*command: str) -> int:
    missing = list_missing()
    if missing or not command:
        problem = f"needs {', '.join(missing)} (Debian: apt-get install {PACKAGES})" if missing else "needs a command"
        print(f"error: {problem}", file=sys.stderr)  # noqa: T201
        return 1
    with run_cluster() as cluster:
        return subprocess.run(command, env=cluster.environment).returncode


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
