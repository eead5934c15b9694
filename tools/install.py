"""Install a locked list of packages and say how it goes: python -m tools.install requirements.txt [MEGABYTES].

Needs no package but pip. MEGABYTES is about what the list downloads where nothing of it is kept from before.
"""

import re
import subprocess
import sys
from collections import deque

from workflow.paths import fail, report

EVERY = 20  # packages between two lines
PINNED = re.compile(r"^[A-Za-z0-9][\w.-]*==", re.MULTILINE)
SIZE = re.compile(r"Downloading \S+ \(([\d.]+) (kB|MB)\)")
OPTIONS = ("--disable-pip-version-check", "--require-hashes", "--progress-bar", "off", "--no-input")


def install(lock: str) -> None:
    """Run pip and print a line for every few packages; where it fails, its last words in one line."""
    with open(lock, encoding="utf-8") as file:
        total = len(PINNED.findall(file.read()))
    command = [sys.executable, "-m", "pip", "install", *OPTIONS, "-r", lock]
    last, count, megabytes = deque(maxlen=3), 0, 0.0
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        for line in pip.stdout:
            last.append(line.strip())
            if size := SIZE.search(line):
                megabytes += float(size[1]) / (1 if size[2] == "MB" else 1000)
            if line.startswith("Collecting"):
                count += 1
                if count % EVERY == 0:
                    report(f"{count} of at most {total} packages, {megabytes:.0f} MB downloaded")
            if line.startswith("Installing collected"):
                report(f"unpacking {count} packages, {megabytes:.0f} MB downloaded")
    if pip.returncode:
        fail(f"{lock} cannot be installed: {' '.join(last)}")


def main(lock: str, megabytes: str = "") -> None:
    if megabytes:
        report(f"installing {lock}: about {megabytes} MB to download, unless pip has kept them; this happens once")
    install(lock)


if __name__ == "__main__":
    main(*sys.argv[1:])
