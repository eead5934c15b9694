"""A papermill engine that runs a chapter's cells in this process, in an IPython shell, without a kernel.

Each chapter is a process of its own already, so a kernel would add start-up, sockets and waiting, and no isolation. The
outputs are those of an ordinary kernel; a test compares them.
"""

import builtins
import faulthandler
import getpass
import io
import os
import signal
import sys
from contextlib import contextmanager, redirect_stderr, redirect_stdout

import nbformat
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from matplotlib_inline.backend_inline import configure_inline_support
from papermill.engines import Engine, papermill_engines
from traitlets import Any, Type
from traitlets.config import Config

NAME = "shell"
MOST_OUTPUT_MB = 20  # of one cell: the book's largest figure has 0.3
SECONDS_TO_STOP = 5  # that a cell gets after its time to end by itself


class CellLimitError(BaseException):
    """A cell that runs too long or shows too much; no `except Exception` in a cell stops it."""


class KernelEndedError(RuntimeError):
    """A cell after one that ended the kernel."""


class Recorder:
    """The outputs of the running cell, as a notebook holds them."""

    def __init__(self):
        self.displays: dict[str, list[dict]] = {}  # outputs that a later one may replace, by their name
        self.begin([])

    def begin(self, outputs: list) -> None:
        self.outputs, self.size, self.is_stale = outputs, 0, False

    def add(self, kind: str, **content) -> None:
        """Add an output.

        Raises
        ------
        CellLimitError
            If the cell has shown more than a notebook should hold.
        """
        self.measure(sum(len(str(value)) for value in content.get("data", {}).values()))
        self.append(output_type=kind, **content)

    def add_text(self, name: str, text: str) -> None:
        """Add to what the cell prints; text of one stream stays one output while nothing else comes between."""
        self.measure(len(text))
        last = self.outputs[-1] if self.outputs and not self.is_stale else {}
        if last.get("name") == name:
            last["text"] += text
        else:
            self.append(output_type="stream", name=name, text=text)

    def append(self, **output) -> None:
        """Add an output as it is; nbformat's own function would check it against the schema each time."""
        if self.is_stale:
            self.clear()
        self.outputs.append(nbformat.from_dict(output))

    def clear(self, wait: bool = False) -> None:
        """Forget what the cell has shown, now or when it shows something next."""
        self.is_stale = wait
        if not wait:
            self.outputs.clear()

    def name_last(self, name: str) -> None:
        """Let what was shown last be replaced under a name."""
        self.displays.setdefault(name, []).append(self.outputs[-1])

    def replace(self, name: str, **content) -> None:
        """Put other content into what was shown under a name."""
        for output in self.displays.get(name, []):
            output.update(nbformat.from_dict(content))

    def measure(self, characters: int) -> None:
        self.size += characters
        if self.size > MOST_OUTPUT_MB * 1_000_000:
            raise CellLimitError(f"the cell's output is over {MOST_OUTPUT_MB} MB")


class RecordedStream(io.TextIOBase):
    """Standard output or standard error of a cell."""

    encoding = "UTF-8"

    def __init__(self, recorder: Recorder, name: str):
        self.recorder, self.name = recorder, name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if text:
            self.recorder.add_text(self.name, text)
        return len(text)

    def fileno(self) -> int:
        """The descriptor for what is written past Python's streams, which goes nowhere."""
        return 1 if self.name == "stdout" else 2


class RecordingPublisher(DisplayPublisher):
    """Keeps what `display` shows."""

    def publish(self, data, metadata=None, *, transient=None, update=False, **_options) -> None:
        content = {"data": data, "metadata": metadata or {}}
        name = (transient or {}).get("display_id")
        if update:
            self.shell.recorder.replace(name, **content)
            return
        self.shell.recorder.add("display_data", **content)
        if name:
            self.shell.recorder.name_last(name)

    def clear_output(self, wait=False) -> None:
        self.shell.recorder.clear(wait)


class RecordingHook(DisplayHook):
    """Keeps the value of a cell's last expression."""

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict, md_dict=None) -> None:
        count = self.prompt_count  # of this cell; the shell's own count may already be the next one's
        self.shell.recorder.add("execute_result", data=format_dict, metadata=md_dict or {}, execution_count=count)

    def finish_displayhook(self) -> None:
        pass


class ChapterShell(InteractiveShell):
    """An IPython shell that keeps outputs and writes no history."""

    display_pub_class = Type(RecordingPublisher)
    displayhook_class = Type(RecordingHook)
    recorder = Any()

    def enable_gui(self, gui=None) -> None:
        """Do nothing: there are no windows."""

    def ask_exit(self) -> None:
        """Note that a cell wants the kernel to end."""
        self.exit_now = True

    def _showtraceback(self, etype, evalue, stb) -> None:
        self.recorder.append(output_type="error", ename=etype.__name__, evalue=str(evalue), traceback=list(stb))


@contextmanager
def limit_time(seconds: float | None, log: int = 2):
    """Raise CellLimitError in whatever runs longer, again each second, and then end the process, whatever it does.

    What swallows every exception, or never returns to Python, is ended by a thread that needs neither; where it stood is
    written to the descriptor `log`.
    """
    if not seconds:
        yield
        return

    def give_up(*_):
        raise CellLimitError(f"the cell ran longer than {seconds:g} s")

    previous = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    faulthandler.dump_traceback_later(seconds + SECONDS_TO_STOP, exit=True, file=log)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def refuse_input(*_arguments, **_options):
    """Stand for `input` and `getpass`: nobody is there to answer."""
    raise StdinNotImplementedError("nobody can answer: a chapter runs without input")


@contextmanager
def silence_descriptors():
    """Let what is written past Python's streams go nowhere, and yield a descriptor of the log meanwhile.

    A command that a cell started would otherwise fill the log, and hold it open when the cell has been ended.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    kept = [os.dup(1), os.dup(2)]
    with open(os.devnull, "w") as nowhere:
        for target in (1, 2):
            os.dup2(nowhere.fileno(), target)
    try:
        yield kept[1]
    finally:
        for target, descriptor in zip((1, 2), kept, strict=True):
            os.dup2(descriptor, target)
            os.close(descriptor)


class ShellEngine(Engine):
    """Runs code cells one after another, up to the first that fails."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, execution_timeout=None, **_options):
        recorder = Recorder()
        ChapterShell.clear_instance()  # a process that runs several notebooks gives each a namespace of its own
        shell = ChapterShell.instance(recorder=recorder, config=Config(HistoryManager={"enabled": False}))
        configure_inline_support.current_backend = (
            None  # else the formats of figures are given to a process's first shell only
        )
        shell.enable_matplotlib("inline")  # figures that are left open at the end of a cell are shown, as in a kernel
        shell.set_hook("show_in_pager", lambda *_, **__: None)  # as `name?` asks for
        builtins.input = getpass.getpass = refuse_input
        streams = [RecordedStream(recorder, name) for name in ("stdout", "stderr")]
        for index, cell in enumerate(nb_man.nb.cells):
            if cell.cell_type != "code" or not cell.source.strip():
                continue
            if shell.exit_now:
                raise KernelEndedError("an earlier cell ended the kernel; allowed: exit() in the last cell")
            nb_man.cell_start(cell, index)
            recorder.begin(cell.outputs)
            cell.execution_count = shell.execution_count
            with (
                silence_descriptors() as log,
                redirect_stdout(streams[0]),
                redirect_stderr(streams[1]),
                limit_time(execution_timeout, log),
            ):
                done = shell.run_cell(cell.source, store_history=True)  # counts the cells; history itself is off
            if not done.success:
                nb_man.cell_exception(cell, index)
                break
            nb_man.cell_complete(cell, index)


papermill_engines.register(NAME, ShellEngine)
