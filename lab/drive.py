"""Use a chapter in the lab as a reader does, by Playwright: press its button, wait for the end, read what it left."""

import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from reanalysis.show.results import MIME_TYPE

MOST_SECONDS = 300
FIGURE = ".jp-RenderedSVG img"
NOTHING = {"value": None}  # Pyodide gives a missing value as undefined, which JSON leaves out
READ = "() => jupyterapp.shell.currentWidget.content.model.toJSON().cells"
# The code cells of another notebook, in the kernel of the one that is open, after its names are forgotten.
RUN_ANOTHER = """async (sources) => {
  const kernel = jupyterapp.shell.currentWidget.sessionContext.session.kernel;
  const cells = [];
  for (const code of ['%reset -f', ...sources]) {
    const outputs = [];
    const future = kernel.requestExecute({code});
    future.onIOPub = (message) => outputs.push({output_type: message.header.msg_type, ...message.content});
    const reply = await future.done;
    cells.push({cell_type: 'code', outputs: outputs.filter((output) => ['display_data', 'error'].includes(output.output_type))});
    if (reply.content.status === 'error') break;
  }
  return cells;
}"""
IS_DONE = """() => {
  const cells = jupyterapp.shell.currentWidget.content.model.toJSON().cells.filter((cell) => cell.cell_type === 'code');
  return cells[cells.length - 1].execution_count !== null || cells.some((cell) => cell.outputs.some((output) => output.output_type === 'error'));
}"""


@dataclass(frozen=True)
class ChapterRun:
    """What a chapter came to in the lab: its cells with their outputs, and seconds from the press of its button."""

    cells: list[dict]
    seconds_to_figure: float
    seconds: float

    @property
    def outputs(self) -> list[dict]:
        return [output for cell in self.cells if cell["cell_type"] == "code" for output in cell["outputs"]]

    @property
    def errors(self) -> list[str]:
        """The errors of cells, one line each."""
        return [f"{one['ename']}: {one['evalue']}" for one in self.outputs if one["output_type"] == "error"]

    @property
    def results(self) -> dict[str, dict]:
        """The chapter's results, as its last cell but one left them."""
        left = [one["data"][MIME_TYPE] for one in self.outputs if MIME_TYPE in one.get("data", {})]
        return {name: NOTHING | result for name, result in left[0]["results"].items()} if left else {}

    @property
    def last_text(self) -> str:
        """What the last cell says."""
        return "".join(self.cells[-1]["outputs"][0]["data"]["text/plain"]) if self.cells[-1]["outputs"] else ""


def block_others(context, address: str) -> list[str]:
    """Let a browser's context reach one host alone; return the list that other addresses it asks for are added to."""
    refused = []

    def decide(route) -> None:
        url = route.request.url
        if urlsplit(url).netloc == urlsplit(address).netloc:
            route.continue_()
        else:
            refused.append(url)
            route.abort()

    context.route("**/*", decide)
    return refused


def run_chapter(tab, address: str) -> ChapterRun:
    """Press the button on a chapter's page and wait until the lab has run it from the first cell to the last."""
    tab.goto(address)
    started = time.perf_counter()
    tab.click(".lab-button a")
    tab.wait_for_selector(FIGURE, state="attached", timeout=1000 * MOST_SECONDS)
    to_figure = time.perf_counter() - started
    tab.wait_for_function(IS_DONE, timeout=1000 * MOST_SECONDS, polling=200)
    return ChapterRun(tab.evaluate(READ), to_figure, time.perf_counter() - started)


def run_another(tab, notebook: dict) -> ChapterRun:
    """Run the code of another of the lab's notebooks in the kernel of the one that is open, which is there already."""
    sources = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    started = time.perf_counter()
    cells = tab.evaluate(RUN_ANOTHER, sources)
    return ChapterRun(cells, 0.0, time.perf_counter() - started)
