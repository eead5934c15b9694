"""The lab without a browser: chapters in plain Markdown, wheels, the lock that names them, and the button."""

import json
import re
import tomllib
import zipfile
from collections import defaultdict
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from lab.markdown import MarkdownError, Page, convert_markdown
from lab.notebooks import convert_notebook, find_prefix, name_work, read_works
from lab.pyodide import CORE, KERNEL, LOADED, LOCK, OWN_NEEDS, PURE, VERSION, PyodideError, lay_out, list_needed
from lab.wheels import NAME, write_installed_wheel, write_own_wheel
from workflow.paths import BOOK, NOTEBOOKS, REPOSITORY
from workflow.publish import lab_button
from workflow.publish.lab_button import link_lab
from workflow.publish.manifest import hash_file
from workflow.publish.settings import Settings

HERE = "/book/notebooks/relapse.html"
PAGE = Page(
    HERE,
    {"sec-efficacy": ("efficacy.html#sec-efficacy", "Efficacy"), "fig-dose": ("#fig-dose", "Fig. 5.1")},
    {"relapse": {"count": {"text": "9/12 (75%)"}}, "baseline": {"n": {"text": "15"}}},
    {"unrecorded_relapse": "no"},
    {"KaplanMeier1958": "Kaplan and Meier, 1958", "Cox1972": "Cox, 1972"},
)
IN_BROWSER = {"python_version": "3.12", "python_full_version": "3.12.7", "sys_platform": "emscripten", "extra": ""}
each = pytest.mark.parametrize


@each(
    ("myst", "plain"),
    [
        ("(sec-relapse)=\n# Relapse", "# Relapse"),
        ("of {result}`count` and {result}`baseline.n`", "of 9/12 (75%) and 15"),
        ("in {ref}`sec-efficacy`.", "in [Efficacy](/book/notebooks/efficacy.html#sec-efficacy)."),
        ("{numref}`fig-dose` and {ref}`this <fig-dose>`", f"[Fig. 5.1]({HERE}#fig-dose) and [this]({HERE}#fig-dose)"),
        ("[five](../patients/5.md), [how](../methods.md#parameters)", "[five](/book/patients/5.html), [how](/book/methods.html#parameters)"),
        ("[here](#below), [there](https://doi.org/10.1186/ar4111)", f"[here]({HERE}#below), [there](https://doi.org/10.1186/ar4111)"),
        ("x {cite:p}`KaplanMeier1958,Cox1972`", "x ([Kaplan and Meier, 1958; Cox, 1972](/book/references.html))"),
        ("$$ a $$ (eq-one)", "$$ a $$"),
        ("before\n:::{panel} intervals\nMove one patient.\n:::\nafter", "before\nafter"),
        (":::{when} unrecorded_relapse is no\nYes.\n:::\n:::{when} unrecorded_relapse is yes\nNo.\n:::", "Yes."),
        (':::{when} count is not "not known"\nKnown.\n:::', "Known."),
        ("::::{table} Why\n:::{when} unrecorded_relapse is no\nSo.\n:::\n::::", "**Why**\n\nSo."),
        ("```{claims}\n```", "*The book has this part on [the chapter’s page](/book/notebooks/relapse.html).*"),
        ("```python\n# {ref}`not-a-role`\n```", "```python\n# {ref}`not-a-role`\n```"),
        (":::{table} A caption\n:name: tbl-x\n\n| a |\n|---|\n:::", "**A caption**\n\n| a |\n|---|"),
    ],
)  # fmt: skip
def test_myst_becomes_plain_markdown(myst, plain):
    assert convert_markdown(myst, PAGE) == plain


@each("myst", ["{unheard}`of`", "{result}`nothing`", "{ref}`sec-nowhere`", "{cite:p}`Nobody1900`"])
def test_what_has_no_plain_form_stops_the_lab(myst):
    with pytest.raises(MarkdownError):
        convert_markdown(myst, PAGE)


class Anything(defaultdict):
    """A mapping that has every name."""

    def __contains__(self, name) -> bool:
        return True


@each("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_chapters_code_stays_as_it_is_and_nothing_of_myst_is_left_in_its_text(path):
    chapter = json.loads(path.read_text(encoding="utf-8"))
    results = Anything(lambda: Anything(lambda: {"text": "a value"}))
    works = read_works((BOOK / "references.bib").read_text(encoding="utf-8"))
    page = Page(f"/notebooks/{path.stem}.html", Anything(lambda: ("#there", "there")), results, {}, works)
    copy = convert_notebook(chapter, page, "A chapter")
    code = [cell["source"] for cell in copy["cells"] if cell["cell_type"] == "code"]
    assert code[:-1] == [cell["source"] for cell in chapter["cells"] if cell["cell_type"] == "code"]
    text = "\n".join("".join(cell["source"]) for cell in copy["cells"] if cell["cell_type"] == "markdown")
    assert 'href="../' not in text
    text = text.replace("/downloads/results/appraisal-form.md", "")  # a file, which no link to a page is
    assert not re.search(r"\{[\w:-]+\}`|^:::|^```\{|^\([\w-]+\)=|\$\$ \(eq-|\.md\b", text, re.MULTILINE)
    assert text.count("<details>") == text.count("</details>")
    assert len({cell["id"] for cell in copy["cells"]}) == len(copy["cells"])


def test_works_are_named_by_their_authors_and_year():
    works = read_works(
        "@book{a, author={Klein, John P. and Moeschberger, M. L.}, year={2003}}\n"
        "@article{b, author={Albrecht, J. and Taylor, L. and others}, year={2005}}\n"
        "@article{c, author={{Student}}, year={1908}}"
    )
    assert works == {"a": "Klein and Moeschberger, 2003", "b": "Albrecht et al., 2005", "c": "Student, 1908"}
    assert name_work and find_prefix("https://someone.github.io/some-book") == "/some-book/" and find_prefix("") == "/"


def needed_by(name: str) -> set[str]:
    """What a package asks for in the browser, without extras."""
    found = map(Requirement, requires(name) or [])
    return {one.name.lower() for one in found if not one.marker or one.marker.evaluate(IN_BROWSER)}


@each("name", PURE)
def test_the_lock_names_all_that_a_package_asks_for(name):
    assert needed_by(name) == set(PURE[name])


def test_the_lock_names_all_that_the_book_asks_for():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {Requirement(one).name for one in project["dependencies"]} == set(OWN_NEEDS)


@pytest.fixture
def pyodide(tmp_path) -> Path:
    """A folder like Pyodide's, whose packages are empty."""
    folder = tmp_path / "pyodide"
    folder.mkdir()
    for name in CORE:
        (folder / name).write_bytes(name.encode())
    own = {*PURE, NAME, *(name.replace("_", "-") for name in KERNEL)}
    known = {*LOADED, *(need for needs in [*PURE.values(), *KERNEL.values(), OWN_NEEDS] for need in needs)}
    packages = {}
    for name in sorted({name.replace("_", "-") for name in known} - own):
        path = folder / f"{name}.whl"
        path.write_bytes(name.encode())
        packages[name] = {"name": name, "depends": [], "file_name": path.name, "sha256": hash_file(path)}
    (folder / LOCK).write_text(json.dumps({"info": {"version": VERSION}, "packages": packages}), encoding="utf-8")
    return folder


@pytest.fixture
def extension(tmp_path) -> Path:
    """A folder with wheels as JupyterLite's kernel extension has them."""
    folder = tmp_path / "extension"
    folder.mkdir()
    for name in KERNEL:
        (folder / f"{name}-1.0-py3-none-any.whl").write_bytes(name.encode())
    return folder


def test_everything_that_the_kernel_loads_is_in_the_lock_with_its_checksum(pyodide, extension, tmp_path):
    lock = lay_out(pyodide, extension, tmp_path, "", tmp_path / "out")["packages"]
    assert {name.replace("_", "-") for name in LOADED} <= lock.keys() == list_needed(lock, LOADED)
    for package in lock.values():
        assert hash_file(tmp_path / "out" / package["file_name"]) == package["sha256"], package["name"]


def test_what_the_folder_lacks_is_loaded_from_the_address_at_the_locks_checksum(pyodide, extension, tmp_path):
    checksum = hash_file(pyodide / "scipy.whl")
    (pyodide / "scipy.whl").unlink()
    with pytest.raises(PyodideError, match="has no scipy.whl"):
        lay_out(pyodide, extension, tmp_path, "", tmp_path / "one")
    lock = lay_out(pyodide, extension, tmp_path, "https://cdn.example/full", tmp_path / "two")["packages"]
    assert lock["scipy"]["file_name"] == "https://cdn.example/full/scipy.whl" and lock["scipy"]["sha256"] == checksum


def test_a_damaged_package_another_version_and_a_name_without_a_package_are_refused(pyodide, extension, tmp_path):
    with pytest.raises(PyodideError, match="no package 'nobody'"):
        list_needed({}, ("nobody",))
    (pyodide / "scipy.whl").write_bytes(b"damaged")
    with pytest.raises(PyodideError, match="scipy.whl: is not what"):
        lay_out(pyodide, extension, tmp_path, "", tmp_path / "out")
    (pyodide / LOCK).write_text('{"info": {"version": "0.29.5"}}', encoding="utf-8")
    with pytest.raises(PyodideError, match=r"Pyodide 0\.29\.5; allowed: 0\.27\.7"):
        lay_out(pyodide, extension, tmp_path, "", tmp_path / "out2")


def test_wheels_hold_what_is_read_and_nothing_compiled_and_are_the_same_twice(tmp_path):
    results = tmp_path / "results"
    (results / "relapse").mkdir(parents=True)
    (results / "relapse/defaults.json").write_text("{}", encoding="utf-8")
    written = []
    for place in (tmp_path / "one", tmp_path / "two"):
        place.mkdir()
        written.append([write_own_wheel("1.0", results, place), write_installed_wheel("wrapt", place)])
    assert [path.read_bytes() for path in written[0]] == [path.read_bytes() for path in written[1]]
    own, wrapt = ({*zipfile.ZipFile(path).namelist()} for path in written[0])
    wanted = {"reanalysis/parameters.py", "data/raw/table1.csv", "scenarios/as-published.yml"}
    assert wanted | {"tests/reference/reference.json", "_build/results/relapse/defaults.json"} <= own
    assert "wrapt/__init__.py" in wrapt and not any(name.endswith((".so", ".pyc")) for name in own | wrapt)


@pytest.fixture
def site(tmp_path) -> Path:
    """Two scenarios' pages of one chapter, and a page that is no chapter."""
    for folder in (tmp_path, tmp_path / "pessimistic"):
        for name in ("relapse", "moved"):
            page = folder / "notebooks" / f"{name}.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text("<h1>Relapse</h1><p>Text</p>", encoding="utf-8")
        (folder / "_sources/notebooks").mkdir(parents=True)
        (folder / "_sources/notebooks/relapse.ipynb").write_text("{}", encoding="utf-8")
    return tmp_path


def test_the_button_leads_to_the_lab_beside_the_pages_and_says_what_was_measured(site):
    for _ in range(2):
        link_lab(site, ["as-published", "pessimistic"], Settings())
        first = (site / "notebooks/relapse.html").read_text(encoding="utf-8")
        assert first.count('href="../lab/notebooks/index.html?path=relapse.ipynb&amp;run"') == 1
    second = (site / "pessimistic/notebooks/relapse.html").read_text(encoding="utf-8")
    assert 'href="../../lab/notebooks/index.html?path=pessimistic/relapse.ipynb&amp;run"' in second
    measured = json.loads(lab_button.MEASURED.read_text(encoding="utf-8"))
    assert f"loads {measured['megabytes']} MB" in first and f"about {measured['seconds']} seconds" in first
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", measured["date"]) and measured["command"].startswith("make bench-lab")
    assert "lab" not in (site / "notebooks/moved.html").read_text(encoding="utf-8")


def test_the_button_leads_to_a_published_lab_where_site_yml_names_one(site):
    link_lab(site, ["as-published"], Settings(site="https://a.github.io/b", lab="https://cdn.example/full"))
    page = (site / "notebooks/relapse.html").read_text(encoding="utf-8")
    assert 'href="https://a.github.io/b/lab/notebooks/index.html?path=relapse.ipynb&amp;run"' in page
