"""Hard faults, for real: each leaves the last good site and the data as they were, ends in one line, and the next build mends it.

`make test-faults` runs what is marked `faults`, with the small book of `small_book`.
"""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import ipykernel
import pytest

from tests.workflow.namespaces import open_namespace, require_unshare
from tests.workflow.small_book import (
    ALONE,
    CHAPTER,
    build,
    build_environment,
    copy_small_book,
    edit,
    hash_files,
    last_error,
)

pytestmark = pytest.mark.faults

COMMAND = [sys.executable, "-m", "workflow.build", *ALONE]
TEXTS = ("Who had a complete response", "Who had any complete response")
MOST_LOG_BYTES = 1_000_000
KILLS = 21
SEED = 20121130


class Book:
    """A copy of the small book, and its sites as undisturbed builds made them, one for each of two texts of a chapter."""

    def __init__(self, folder: Path):
        self.folder = copy_small_book(folder)
        edit(folder / "workflow/steps/execute_chapter.py", "SECONDS_A_CELL = 300", "SECONDS_A_CELL = 6")
        edit(folder / "workflow/speed/shell_engine.py", "SECONDS_TO_STOP = 5", "SECONDS_TO_STOP = 1")
        self.text = 0
        self.good = [self.build_undisturbed()]
        started = time.monotonic()
        self.switch()
        self.good.append(self.build_undisturbed())
        self.seconds = time.monotonic() - started
        self.switch()
        assert self.build_undisturbed() == self.good[0]
        self.data = hash_files(self.folder / "data")

    def build_undisturbed(self) -> dict[str, str]:
        done = build(self.folder)
        assert done.returncode == 0, done.stderr
        return self.site()

    def site(self, build_folder: str = "_build") -> dict[str, str]:
        return hash_files(self.folder / build_folder / "html")

    def switch(self) -> None:
        """Change the chapter to its other text, so that a build has something to do."""
        edit(self.folder / CHAPTER, TEXTS[self.text], TEXTS[1 - self.text])
        self.text = 1 - self.text

    def log(self) -> Path:
        return self.folder / "_build/logs/build.log"

    def assert_mended(self) -> None:
        """The next build succeeds and gives what an undisturbed one gives; the data are what they were."""
        assert self.build_undisturbed() == self.good[self.text]
        assert hash_files(self.folder / "data") == self.data


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Book:
    return Book(tmp_path_factory.mktemp("faults"))


# Killed


def list_descendants(process: int) -> list[int]:
    """Numbers of all processes that a process started, and that they started."""
    children = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue  # it has just ended
        children.setdefault(parent, []).append(int(path.parent.name))
    found = [process]
    for number in found:
        found += children.get(number, [])
    return found[1:]


def kill_group(process: subprocess.Popen) -> None:
    os.killpg(process.pid, signal.SIGKILL)


def kill_everything(process: subprocess.Popen) -> None:
    for number in [process.pid, *list_descendants(process.pid)]:
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            continue


def kill_build_alone(process: subprocess.Popen) -> None:
    process.kill()


def wait_for_end(processes: list[int]) -> None:
    """Wait until none of these processes is left; what was a child of this one has been waited for."""
    deadline = time.monotonic() + 20
    while any(is_alive(number) for number in processes):
        assert time.monotonic() < deadline, "processes of a killed build go on"
        time.sleep(0.02)


def is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("number", range(KILLS))
def test_a_killed_build_leaves_the_old_site_or_the_new_one(book, number):
    kill = (kill_group, kill_everything, kill_build_alone)[number % 3]
    part = (number + random.Random(SEED + number).random()) / KILLS  # spread over the whole build
    before = book.good[book.text]
    book.switch()
    process = subprocess.Popen(
        COMMAND,
        cwd=book.folder,
        stdout=subprocess.DEVNULL,
        env=build_environment(book.folder),
        start_new_session=True,
    )
    time.sleep(part * book.seconds)
    started = list_descendants(process.pid)
    kill(process)
    process.wait()
    wait_for_end(started)
    assert book.site() in (before, book.good[book.text])
    book.assert_mended()


# Chapters that misbehave

SWALLOW = "while True:\n    try:\n        {}\n    except BaseException:\n        pass"
ENDED = "the step 'chapter' was ended"
FAULTY_CELLS = {
    "raises": ("1 / 0", f"{CHAPTER}, cell 7: ZeroDivisionError"),
    "raises at length": ("raise ValueError('long ' * 10**7)", f"{CHAPTER}, cell 7: ValueError: long"),
    "runs for ever": ("while True:\n    pass", f"{CHAPTER}, cell 7: CellLimitError: the cell ran longer than 6 s"),
    "sleeps": ("import time\ntime.sleep(1000)", f"{CHAPTER}, cell 7: CellLimitError: the cell ran longer than 6 s"),
    "sleeps and swallows": ("import time\n" + SWALLOW.format("time.sleep(1000)"), ENDED),
    "waits for a command": ("import os\nos.system('sleep 1000')", ENDED),
    "floods": (
        "while True:\n    print('x' * 1_000_000)",
        f"{CHAPTER}, cell 7: CellLimitError: the cell's output is over",
    ),
    "floods and swallows": (SWALLOW.format("print('x' * 1000)"), ENDED),
    "floods past Python": ("import os\nos.system('yes')", ENDED),
    "shows a huge text": ("print('x' * 30_000_000)", "CellLimitError: the cell's output is over"),
    "shows a huge object": (
        "from IPython.display import JSON, display\ndisplay(JSON({'x': ['long'] * 10_000_000}))",
        "CellLimitError: the cell's output is over",
    ),
    "takes all memory": ("taken = bytearray(10**15)", f"{CHAPTER}, cell 7: MemoryError"),
    "leaves": ("import sys\nsys.exit()", f"{CHAPTER}: leaves no results"),
    "leaves with a code": ("import sys\nsys.exit(3)", f"{CHAPTER}, cell 7: SystemExit: 3"),
    "ends its process as if all were well": ("import os\nos._exit(0)", ENDED),
    "kills itself": ("import os\nos.kill(os.getpid(), 9)", ENDED),
}


@pytest.mark.parametrize("fault", FAULTY_CELLS)
def test_a_chapter_that_misbehaves_ends_in_one_line(book, fault):
    cell, expected = FAULTY_CELLS[fault]
    path, kept = book.folder / CHAPTER, (book.folder / CHAPTER).read_bytes()
    before = book.site()
    edit(path, "headline = estimate_proportion(responders, total, confidence_level)", json.dumps(cell)[1:-1])
    done = build(book.folder)
    path.write_bytes(kept)
    assert expected in last_error(done)
    assert len(done.stderr.splitlines()) == 1 and len(done.stderr) < 3000
    assert book.log().stat().st_size < MOST_LOG_BYTES
    assert book.site() == before
    book.assert_mended()


# Disks


# What is edited so that the disk fills up in a step, how, how much space is left, and which steps end before it.
PHASES = {
    "chapter": (CHAPTER, "total = len(patients)", "total = len(patients)\\nprint('x' * 3_000_000)", 1000, []),
    "pages": (CHAPTER, "by subtype.", "by subtype, again.", 2000, ["chapter"]),
    "site": ("workflow/steps/publish_site.py", "import json\n", "import json  # another line\n", 500, []),
}


@pytest.fixture(scope="module")
def disk(book):
    """A small disk as a build folder, with a site in it that was built undisturbed."""
    space = book.folder / "_disk"
    space.mkdir(exist_ok=True)
    with open_namespace() as namespace:
        namespace.mount("-t", "tmpfs", "-o", "size=500m", "none", str(space))
        done = namespace.run(
            *COMMAND, "--build", "_disk", folder=book.folder, environment=build_environment(book.folder)
        )
        assert done.returncode == 0, done.stderr
        yield namespace, space


@pytest.mark.parametrize("phase", PHASES)
def test_a_full_disk_is_told_wherever_it_fills_up(book, disk, phase):
    name, old, new, free_kb, before_it = PHASES[phase]
    namespace, space = disk
    path, kept, site = book.folder / name, (book.folder / name).read_bytes(), namespace.see(space / "html")

    def build_there():
        return namespace.run(
            *COMMAND, "--build", "_disk", folder=book.folder, environment=build_environment(book.folder)
        )

    before = hash_files(site)
    edit(path, old, new)
    status = os.statvfs(namespace.see(space))
    used = (status.f_blocks - status.f_bfree) * status.f_frsize
    namespace.mount("-o", f"remount,size={used + free_kb * 1024}", str(space))
    done = build_there()
    path.write_bytes(kept)
    assert last_error(done) == "error: _disk: no space left on device" and len(done.stderr.splitlines()) == 1
    assert re.findall(r"^== (\w+) (?!ledger)", done.stdout, flags=re.MULTILINE) == before_it
    assert hash_files(site) == before
    assert hash_files(book.folder / "data") == book.data
    namespace.mount("-o", "remount,size=500m", str(space))
    done = build_there()
    assert done.returncode == 0, done.stderr
    assert hash_files(site) == before


@pytest.mark.parametrize("place", [".", "_build"], ids=["project", "build folder"])
def test_a_tree_that_cannot_be_written_to_is_told(book, place):
    before = book.site()
    book.switch()
    with open_namespace() as namespace:
        folder = str(book.folder / place)
        namespace.mount("--bind", folder, folder)
        namespace.mount("-o", "remount,bind,ro", folder)
        done = namespace.run(*COMMAND, folder=book.folder, environment=build_environment(book.folder))
    assert str(book.folder) in last_error(done) and len(done.stderr.splitlines()) == 1
    assert book.site() == before
    book.assert_mended()


# Two at once


def test_of_two_builds_at_once_one_waits_and_both_succeed(book):
    book.switch()
    environment = build_environment(book.folder)
    running = [
        subprocess.Popen(
            COMMAND, cwd=book.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
        )
        for _ in range(2)
    ]
    printed = [process.communicate()[0] for process in running]
    assert [process.returncode for process in running] == [0, 0], printed
    assert sum("waiting for it" in text for text in printed) == 1
    assert book.site() == book.good[book.text]


# Broken files


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(1, len(content) * 9 // 10)]


def insert(content: bytes, chance: random.Random, what: bytes) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + what + content[place:]


SPOILT = {
    "cut short": cut,
    "cut shorter": lambda content, chance: cut(cut(content, chance), chance),
    "not UTF-8": lambda content, chance: insert(content, chance, b"\xff\xfe"),
    "a NUL": lambda content, chance: insert(content, chance, b"\0"),
    "empty": lambda content, chance: b"",
}
INPUTS = [
    CHAPTER,
    "scenarios/as-published.yml",
    "_site.yml",
    "_toc.yml",
    "data/datapackage.json",
    "data/raw/table2.csv",
    "data/claims.csv",
]
# What is left of it may be another valid file.
NOT_CUT = {"_site.yml", "_toc.yml", "scenarios/as-published.yml"}


@pytest.mark.parametrize("name", INPUTS)
def test_a_broken_file_or_a_folder_in_its_place_is_named(book, name):
    path, before = book.folder / name, book.site()
    kept, chance = path.read_bytes(), random.Random(SEED)
    for kind, spoil in SPOILT.items():
        if kind.startswith("cut") and (name in NOT_CUT or kind == "cut shorter" and name.startswith("data/")):
            continue
        path.write_bytes(spoil(kept, chance))
        done = build(book.folder)
        path.write_bytes(kept)
        assert name in last_error(done), kind
        assert len(done.stderr.splitlines()) == 1, kind
        assert book.site() == before
    path.unlink()
    path.mkdir()
    done = build(book.folder)
    path.rmdir()
    path.write_bytes(kept)
    assert name in last_error(done) and len(done.stderr.splitlines()) == 1
    assert book.site() == before
    book.assert_mended()


# Broken leftovers


def cut_file(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def spoil_file(path: Path) -> None:
    """Change bytes in the middle, and nothing about its size."""
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 8] = b"\0garbage"
    path.write_bytes(content)


def spoil_records(folder: Path) -> None:
    for path in (folder / ".snakemake/metadata").iterdir():
        path.write_bytes(b"\0garbage")


RENDERED = "_build/rendered/as-published"
LEFTOVERS = {
    "executed notebook": lambda folder: cut_file(folder / "_build/chapters/efficacy/defaults.ipynb"),
    "executed notebook, same size": lambda folder: spoil_file(folder / "_build/chapters/efficacy/defaults.ipynb"),
    "results": lambda folder: cut_file(folder / "_build/results/efficacy/defaults.json"),
    "ledger": lambda folder: spoil_file(folder / "_build/data/claims.json"),
    "Sphinx's record": lambda folder: cut_file(folder / RENDERED / "doctrees/environment.pickle"),
    "Sphinx's page": lambda folder: spoil_file(folder / RENDERED / "doctrees/index.doctree"),
    "rendered page": lambda folder: cut_file(folder / RENDERED / "html/index.html"),
    "finished page": lambda folder: (folder / RENDERED / "site/index.html").unlink(),
    "Snakemake's records, gone": lambda folder: shutil.rmtree(folder / ".snakemake"),
    "Snakemake's records, garbage": spoil_records,
    "inventory": lambda folder: (folder / "_build/inventory.json").write_bytes(b"\xff\0garbage"),
    "commit": lambda folder: (folder / "_build/commit.json").write_bytes(b"\xff\0garbage"),
    "staging": lambda folder: shutil.copytree(folder / RENDERED, folder / "_build/html.staging"),
}


@pytest.mark.parametrize("spoilt", LEFTOVERS)
def test_a_broken_leftover_is_made_again(book, spoilt):
    LEFTOVERS[spoilt](book.folder)
    book.assert_mended()


# Surroundings


def build_in(folder: Path, *before: str, **environment: str) -> subprocess.CompletedProcess:
    """Build with a command before it and further variables."""
    return subprocess.run(
        [*before, *COMMAND], cwd=folder, capture_output=True, text=True, env=build_environment(folder) | environment
    )


def test_no_kernel_is_needed(book):
    book.switch()
    with open_namespace() as namespace:
        for folder in (Path(sys.prefix) / "share/jupyter", Path(ipykernel.__file__).parent):
            namespace.mount("-t", "tmpfs", "none", str(folder))
        environment = build_environment(book.folder) | {"JUPYTER_PATH": "/nowhere"}
        listed = namespace.run(
            sys.executable, "-c", "from jupyter_client.kernelspec import find_kernel_specs as f; print(f())",
            folder=book.folder, environment=environment,
        )  # fmt: skip
        assert listed.stdout.strip() == "{}", listed
        done = namespace.run(*COMMAND, folder=book.folder, environment=environment)
    assert done.returncode == 0, done.stderr
    assert book.site() == book.good[book.text]


def test_a_broken_profile_of_ipython_does_not_matter(book, tmp_path):
    book.switch()
    startup = tmp_path / ".ipython/profile_default/startup"
    startup.mkdir(parents=True)
    (startup / "first.py").write_text("raise SystemExit('broken')", encoding="utf-8")
    (startup.parent / "ipython_config.py").write_text("this is not Python", encoding="utf-8")
    (startup.parent / "history.sqlite").write_bytes(b"garbage")
    done = build_in(book.folder, HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert book.site() == book.good[book.text]


@pytest.mark.parametrize("home", ["/proc/nowhere", "file"])
def test_a_home_that_cannot_be_written_to_does_not_matter(book, tmp_path, home):
    book.switch()
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    done = build_in(book.folder, HOME=str(tmp_path / home))
    assert done.returncode == 0, done.stderr
    assert book.site() == book.good[book.text]


def test_no_network_is_needed(book):
    require_unshare("--net")
    book.switch()
    done = build_in(book.folder, "unshare", "--net")
    assert done.returncode == 0, done.stderr
    assert book.site() == book.good[book.text]


# Make


def write_script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def copy_makefile(folder: Path) -> Path:
    """The Makefile and the locks in a folder, so that `make` decides about the environment there and nowhere else."""
    folder.mkdir(parents=True, exist_ok=True)
    project = Path(__file__).resolve().parents[2]
    for path in [project / "Makefile", *project.glob("requirements*.txt")]:
        shutil.copy2(path, folder / path.name)
    return folder


def stamp_environment(folder: Path) -> None:
    """Call the environment good for the lock as it is."""
    sum_, size = subprocess.run(
        ["cksum"], stdin=(folder / "requirements.txt").open(), capture_output=True, text=True, check=True
    ).stdout.split()
    (folder / f".venv/book-{sum_}-{size}").touch()


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["make", *arguments], cwd=folder, capture_output=True, text=True, env=build_environment(folder)
    )


def test_an_environment_is_set_up_again_when_the_lock_has_changed(tmp_path):
    folder = copy_makefile(tmp_path / "project")
    write_script(folder / ".venv/bin/python", '[ "$1" = -c ] && exit 0  # asked for its version\necho "$@" >> calls')
    write_script(  # makes an environment whose Python notes what it is asked for
        folder / "python",
        f"""[ "$1" = -c ] && exit 0
rm -rf .venv && mkdir -p .venv/bin && cp {folder}/template .venv/bin/python && echo new environment >> calls""",
    )
    shutil.copy2(folder / ".venv/bin/python", folder / "template")
    stamp_environment(folder)
    arguments = ("book", f"PYTHON={folder}/python")
    assert make(folder, *arguments).returncode == 0
    calls = folder / "calls"
    assert [line.split(" --data")[0] for line in calls.read_text().splitlines()] == ["-m workflow.build"]
    calls.unlink()
    with (folder / "requirements.txt").open("a", encoding="utf-8") as lock:
        lock.write("# another lock\n")
    assert make(folder, *arguments).returncode == 0
    called = calls.read_text().splitlines()
    assert called[0] == "new environment" and called[1].startswith("-m tools.install requirements.txt")
    assert called[-1].startswith("-m workflow.build")
    assert len(list((folder / ".venv").glob("book-*"))) == 1
    calls.unlink()
    assert make(folder, *arguments).returncode == 0
    assert len(calls.read_text().splitlines()) == 1  # nothing is set up twice


def test_an_environment_whose_setup_failed_is_set_up_again(tmp_path):
    folder = copy_makefile(tmp_path / "project")
    write_script(folder / "template", 'echo "$@" >> calls; [ "$2" != tools.install ]')
    write_script(
        folder / "python",
        '[ "$1" = -c ] && exit 0; mkdir -p .venv/bin && cp template .venv/bin/python && echo new >> calls',
    )
    for count in (1, 2):
        assert make(folder, "book", f"PYTHON={folder}/python").returncode != 0
        assert (folder / "calls").read_text().splitlines().count("new") == count


def test_paths_with_spaces_and_letters_of_any_kind_work_through_make(tmp_path):
    folder = copy_small_book(copy_makefile(tmp_path / "Prüfung eins – 試験"))
    shutil.copytree(folder / "data", folder / "dätà 1")
    write_script(folder / ".venv/bin/python", f"exec '{sys.executable}' \"$@\"")
    stamp_environment(folder)
    done = make(folder, "book", "SCENARIO=as-published", "DATA=dätà 1", "BUILD=_büild ü")
    assert done.returncode == 0, done.stderr
    assert (folder / "_büild ü/html/index.html").exists()
