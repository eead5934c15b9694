"""A chapter run without a kernel behaves as in one; what an ordinary kernel does was looked up in ipykernel and nbclient."""

import multiprocessing

import nbformat
import pytest

from workflow.steps import execute_chapter
from workflow.steps.execute_chapter import UNDESCRIBED, ChapterError, prepare_for_book

OPEN_FIGURE = "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()"
CLEAR = "from IPython.display import clear_output\nprint('a')\nclear_output({})\n"
RENAMED = "from IPython.display import display\nhandle = display('a', display_id=True)\nhandle.update('b')"


def run(folder, metadata: dict, cells: tuple[str, ...]) -> str:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells], metadata=metadata)
    nbformat.write(notebook, folder / "tried.ipynb")
    execute_chapter.NOTEBOOKS = folder
    return nbformat.writes(execute_chapter.run_notebook("tried", {}))


def run_apart(folder, *cells: str, metadata: dict | None = None):
    """Run cells as the build runs a chapter's, in a process of their own."""
    metadata = {"kernelspec": execute_chapter.KERNEL} if metadata is None else metadata
    with multiprocessing.get_context("fork").Pool(1) as pool:
        return nbformat.reads(pool.apply(run, (folder, metadata, cells)), as_version=4)


def read_texts(notebook) -> list[str]:
    """What the last cell shows, as plain text."""
    return [output.get("text") or output["data"]["text/plain"] for output in notebook.cells[-1].outputs]


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        (("%matplotlib inline", OPEN_FIGURE), ["<Figure size 640x480 with 1 Axes>"]),
        (("import matplotlib.pyplot as plt\nplt.plot([1, 2]);",), ["<Figure size 640x480 with 1 Axes>"]),
        (("import sys\nsys.stdout.name, type(sys.stdout.fileno())",), ["('stdout', int)"]),
        (("print?",), []),
        ((CLEAR.format("") + "print('b')",), ["b\n"]),
        ((CLEAR.format("wait=True") + "print('b')",), ["b\n"]),
        ((CLEAR.format("wait=True"),), ["a\n"]),
        ((RENAMED,), ["'b'"]),
        (("print(1)\nexit()",), ["1\n"]),
    ],
)
def test_a_cell_shows_what_it_shows_in_an_ordinary_kernel(tmp_path, cells, shown):
    assert read_texts(run_apart(tmp_path, *cells)) == shown


@pytest.mark.parametrize(
    "metadata", [{}, {"language_info": {"name": "python"}}, {"kernelspec": {"name": "venv", "display_name": "Own"}}]
)
def test_a_notebook_needs_no_kernelspec(tmp_path, metadata):
    notebook = prepare_for_book(run_apart(tmp_path, "1 + 1", metadata=metadata))
    assert read_texts(notebook) == ["2"]
    assert notebook.metadata["kernelspec"]["name"] == "python3"


def test_a_picture_without_a_description_says_so_to_who_cannot_see_it(tmp_path):
    cell = prepare_for_book(run_apart(tmp_path, OPEN_FIGURE)).cells[-1]
    assert "image/png" in cell.outputs[0]["data"] and cell.metadata["mystnb"]["image"]["alt"] == UNDESCRIBED


@pytest.mark.parametrize("cell", ["input('?')", "import getpass\ngetpass.getpass()"])
def test_a_cell_that_asks_is_told_that_nobody_answers(tmp_path, cell):
    with pytest.raises(ChapterError, match=r"tried\.ipynb, cell 1: StdinNotImplementedError: nobody can answer"):
        run_apart(tmp_path, cell)


def test_a_cell_after_exit_is_refused_in_one_line(tmp_path):
    with pytest.raises(ChapterError, match=r"tried\.ipynb: KernelEndedError: an earlier cell ended the kernel"):
        run_apart(tmp_path, "exit()", "print(1)")
