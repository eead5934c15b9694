"""Real full disks, read-only trees and missing networks: a mount namespace of its own, which root alone may open."""

import contextlib
import os
import shlex
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest


class Namespace:
    """Mounts that only its own commands see."""

    def __init__(self, process: subprocess.Popen):
        self.process = process

    def run(self, *command: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess:
        """Run a command within, in a folder."""
        inside = f"cd {shlex.quote(str(folder))} && exec {shlex.join(command)}"
        return subprocess.run(
            ["nsenter", "--target", str(self.process.pid), "--mount", "sh", "-c", inside],
            capture_output=True,
            text=True,
            env=environment,
        )

    def mount(self, *arguments: str) -> None:
        """Call `mount` within."""
        subprocess.run(
            ["nsenter", "--target", str(self.process.pid), "--mount", "mount", *arguments],
            check=True,
            capture_output=True,
        )

    def see(self, path: Path) -> Path:
        """A path as it is seen within, for this process to read."""
        return Path(f"/proc/{self.process.pid}/root{path}")


def require_unshare(*options: str) -> None:
    """Skip the test where `unshare` is not permitted; fail it in continuous integration."""
    allowed = os.geteuid() == 0 and not subprocess.run(["unshare", *options, "true"], capture_output=True).returncode
    if not allowed:
        message = f"needs root and the right to call unshare {' '.join(options)} (a container's option --privileged)"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)


@contextlib.contextmanager
def open_namespace() -> Iterator[Namespace]:
    """A mount namespace for as long as the block runs."""
    require_unshare("--mount")
    own = os.readlink("/proc/self/ns/mnt")
    process = subprocess.Popen(["unshare", "--mount", "--propagation", "private", "sleep", "infinity"])
    try:
        while os.readlink(f"/proc/{process.pid}/ns/mnt") == own:
            time.sleep(0.01)
        yield Namespace(process)
    finally:
        process.kill()
        process.wait()
