"""Hostile strings in every cell that may hold text: pages show them as text, nothing runs, and no spreadsheet runs them."""

import csv
import html
import io
import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from lxml import html as lxml_html

from reanalysis.data.csv_files import neutralise_formula, write_csv
from reanalysis.trial.cohort import read_trial
from tests.book.browser_checks import Watch
from tests.book.browser_server import serve_folder
from tests.workflow.small_book import build, copy_small_book, edit, last_error
from tools.bench import copy_project
from workflow.pages.moved_addresses import MOVED

RUN = "window.__pwned=1"
# No commas or semicolons: some cells are lists.
HOSTILE = [
    f"<script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f'"><svg onload={RUN}>',
    f"' onmouseover='{RUN}' x='",
    f"</title></desc></svg></td></table></details><script>{RUN}</script>",
    f"<!-- --><iframe srcdoc='<script>{RUN}</script>'></iframe>",
    f"$\\href{{javascript:{RUN}}}{{x}}$",
    f"\\(\\unicode{{<script>{RUN}</script>}}\\)",
    f"[link](javascript:{RUN})",
    f"<javascript:{RUN}>",
    f"[link]: javascript:{RUN}",
    "![picture](http://pwned.invalid/picture.png)",
    "<link rel=stylesheet href=http://pwned.invalid/style.css>",
    f"{{eval-rst}}`.. raw:: html <script>{RUN}</script>`",
    f"```{{raw}} html <script>{RUN}</script>```",
    "{result}`efficacy.cr_headline` {ref}`sec-nowhere` {cite}`nobody`",
    "{{ 7 * 7 }} {% raw %} ${7 * 7} %(name)s",
    "&lt;b&gt;bold&lt;/b&gt; &amp;",
    "| a | b | \\",
    "# heading * item ~~~ --- ***",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(1+1)",
    "-2+3",
    "\u202egnp.exe\u202c left",
    "long " * 500 + "end",
]
ONE = f'"><svg onload={RUN}><script>{RUN}</script> $\\frac{{x$ [link](javascript:{RUN}) {{{{ 7 * 7 }}}} `code`'
# Names that sentences are made of must be plain words; this much passes.
NAME = f"\"' onmouseover='{RUN}' & &lt;script&gt; > =1+1 javascript:{RUN}"
KINDS = ("Unrelated", "Possible")


def shown(text: str) -> str:
    """A text as pages show it: they join spaces, and change no other sign of a cell."""
    return " ".join(text.split())


def spoil_data(data: Path) -> None:
    """Put hostile strings into every text of a data folder, and into its codes so that the schema lets them pass."""
    spoil_package(data / "datapackage.json")
    spoil_table(data / "raw/table1.csv", {"SCLE": ONE})
    spoil_table(data / "raw/table2.csv", {"5 mg alternate days": ONE})
    with (data / "raw/table3.csv").open("a", encoding="utf-8", newline="") as handle:
        rows = [[15, text, "Grade 1", KINDS[number % 2]] for number, text in enumerate(HOSTILE)]
        csv.writer(handle, lineterminator="\n").writerows(rows)
    with (data / "claims.csv").open(encoding="utf-8", newline="") as handle:
        claims = list(csv.DictReader(handle))
    for number, claim in enumerate(claims):
        for name in ("statement", "paragraph", "consequence"):
            claim[name] = HOSTILE[number % len(HOSTILE)]
    with (data / "claims.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(claims[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(claims)


def spoil_table(path: Path, changes: dict[str, str]) -> None:
    with path.open(encoding="utf-8", newline="") as handle:
        rows = [[changes.get(cell, cell) for cell in row] for row in csv.reader(handle)]
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows(rows)


def spoil_package(path: Path) -> None:
    package = json.loads(path.read_text(encoding="utf-8"))
    package |= {"name": "hostile", "title": ONE}
    package["trial"] |= {"label": ONE, "drug": ONE, "condition": ONE}
    for resource in package["resources"]:
        resource |= {"title": ONE, "description": ONE}
        resource["licenses"] = [{"name": "x", "title": ONE, "path": f"javascript:{RUN}"}]
        for field in resource["schema"]["fields"]:
            field |= {"description": ONE, "unit": ONE}
            for category in field.get("categories", []):
                if category["value"] in ("SCLE", "5 mg alternate days"):
                    category |= {"value": ONE} | ({"label": NAME} if "label" in category else {})
            allowed = field.get("constraints", {}).get("enum", [])
            field.setdefault("constraints", {}).update(
                {"enum": [ONE if value == "SCLE" else value for value in allowed]} if allowed else {}
            )
    path.write_text(json.dumps(package, ensure_ascii=False), encoding="utf-8")


def spoil_scenarios(folder: Path) -> None:
    for path in folder.glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        parameters = text[text.index("parameters:") :]
        path.write_text(f"title: {json.dumps(NAME)}\nsentence: {json.dumps(NAME)}\n{parameters}", encoding="utf-8")


def build_hostile(folder: Path) -> Path:
    """Build a copy of a book with hostile data and scenarios, and return its site."""
    shutil.copytree(folder / "data", folder / "hostile")
    spoil_data(folder / "hostile")
    spoil_scenarios(folder / "scenarios")
    done = build(folder, "--scenario", "as-published,pessimistic", "--data", "hostile")
    assert done.returncode == 0, done.stderr
    return folder / "_build/html"


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory) -> Path:
    return build_hostile(copy_small_book(tmp_path_factory.mktemp("hostile")))


def read_page(path: Path):
    return lxml_html.fromstring(path.read_bytes())


def read_text(page) -> str:
    return shown(page.text_content())


def list_pages(site: Path) -> list[Path]:
    return [path for path in sorted(site.rglob("*.html")) if "_static" not in path.parts]


# Pages


def test_no_page_holds_markup_that_came_from_the_data(hostile_site):
    for path in list_pages(hostile_site):
        page = read_page(path)
        for element in page.iter():
            if not isinstance(element.tag, str):
                continue
            for name, value in element.attrib.items():
                assert not (name.startswith("on") and "__pwned" in value), (path, element.tag)
                if name.rpartition("}")[2] in ("href", "src", "srcdoc", "action", "data", "xlink:href"):
                    assert not re.match(r"\s*(javascript:|http://pwned)", value), (path, value)
            if element.tag == "script" and element.get("type") != "application/ld+json":
                assert "__pwned" not in (element.text or ""), path
        assert not page.xpath("//iframe"), path


def test_every_hostile_event_and_claim_is_there_to_read(hostile_site):
    chapter = read_text(read_page(hostile_site / "notebooks/efficacy.html"))
    ledger = read_text(read_page(hostile_site / "notebooks/ledger.html"))
    patient = read_text(read_page(hostile_site / "patients/15.html"))
    for text in HOSTILE:
        assert shown(text) in chapter and shown(text) in patient, text
        assert shown(text) in ledger, text
    assert shown(ONE) in chapter


def test_names_of_folder_and_scenarios_are_there_to_read(hostile_site):
    front = read_page(hostile_site / "index.html")
    assert "Built from hostile, an edited copy" in read_text(front)  # the notice above every page
    assert shown(NAME) in shown(front.xpath("string(//*[@class='scenario-shown'])"))


def test_figures_hold_hostile_codes_as_text(tmp_path, hostile_site):
    page = (hostile_site / "notebooks/efficacy.html").read_text(encoding="utf-8")
    drawings = re.findall(r"<svg class=\"book-figure.*?</svg>", page, flags=re.DOTALL)
    assert drawings and all(
        "<script" not in drawing and "onload" not in html.unescape(drawing.split(">")[0]) for drawing in drawings
    )


def test_what_machines_read_stays_well_formed(hostile_site):
    for page in (hostile_site / "index.html",):
        for script in read_page(page).xpath("//script[@type='application/ld+json']"):
            assert json.loads(script.text)["@type"] and "<" not in script.text
    index = (hostile_site / "searchindex.js").read_text(encoding="utf-8")
    assert json.loads(index.removeprefix("Search.setIndex(").removesuffix(")"))["docnames"]
    fronts = (hostile_site / "_static/front_pages.js").read_text(encoding="utf-8")
    pages = json.loads(fronts.removeprefix("window.bookFrontPages = ").removesuffix(";\n"))
    assert len(pages["pages"]) == 2 and any(html.escape(NAME, quote=False) in block for block in pages["blocks"])


# Refused


@pytest.mark.parametrize("text", ["<b>", "`code`", "{{ 7 * 7 }}", "[a](b)", "$x$", "\\(x", "a | b"])
def test_markup_in_names_that_sentences_are_made_of_is_refused_in_one_line(hostile_site, text):
    project = hostile_site.parent.parent
    data = project / "markup"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(project / "data", data)
    edit(data / "datapackage.json", '"subacute cutaneous', json.dumps(text)[:-1] + " subacute cutaneous")
    done = build(project, "--data", "markup", "--build", "_refused")
    assert "datapackage.json, table1, column 'Diagnosis': the label of 'SCLE' holds" in last_error(done)
    scenario, kept = project / "scenarios/pessimistic.yml", (project / "scenarios/pessimistic.yml").read_bytes()
    scenario.write_text(f"title: {json.dumps(text)}\nsentence: Words.\nparameters: {{}}\n", encoding="utf-8")
    done = build(project)
    scenario.write_bytes(kept)
    assert "scenarios/pessimistic.yml, title: holds" in last_error(done)


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\x7f"])
def test_control_characters_are_refused_in_one_line(tmp_path_factory, hostile_site, sign):
    project = hostile_site.parent.parent
    data = project / f"control {ord(sign)}"
    shutil.copytree(project / "data", data)
    spoil_table(data / "raw/table3.csv", {"Insomnia": f"Insom{sign}nia"})
    done = build(project, "--data", data.name, "--build", "_refused")
    assert done.returncode != 0
    (line,) = done.stderr.splitlines()
    assert "table3.csv, row 6" in line and "control character" in line


# Downloads


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1", "-", "+", "-x", "+/-", "-1-1", "-0x1"]
)
def test_a_formula_gets_an_apostrophe(cell):
    assert neutralise_formula(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-3.2", "+5", "-.5", "-1e-5", "7", "x=1", "", "'=1", " =1", None, -3.2, 4, True])
def test_numbers_and_other_texts_stay(cell):
    assert neutralise_formula(cell) is cell


def test_a_neutralised_file_reads_back_as_what_was_written(tmp_path):
    frame = pd.DataFrame(
        {
            "text": ["=1", 'a "quoted", cell', "two\nlines", "-", None],
            "number": [-3.2, 1.0, None, 4.0, -5.0],
            "whole": [-1, 2, 3, 4, 5],
        }
    )
    write_csv(frame, tmp_path / "frame.csv")
    back = pd.read_csv(tmp_path / "frame.csv", keep_default_na=False, na_values={"number": [""]})
    assert back["text"].tolist() == ["'=1", 'a "quoted", cell', "two\nlines", "'-", ""]
    assert back["number"].tolist()[:2] == [-3.2, 1.0] and back["number"].tolist()[3:] == [4.0, -5.0]
    assert back["whole"].tolist() == [-1, 2, 3, 4, 5]
    # R's read.csv, as Python's csv module, ends a quoted cell at a quotation mark that is not doubled.
    with (tmp_path / "frame.csv").open(encoding="utf-8", newline="") as handle:
        assert [row[0] for row in csv.reader(handle)][1:] == ["'=1", 'a "quoted", cell', "two\nlines", "'-", ""]


def test_no_derived_download_holds_a_formula_and_raw_tables_stay_byte_for_byte(hostile_site):
    downloads = hostile_site / "downloads"
    derived = [*downloads.glob("derived/*.csv"), *downloads.glob("results/*.csv")]
    assert {path.name for path in derived} >= {"adsl.csv", "adae.csv", "adtte.csv", "claims.csv"}
    for path in derived:
        with path.open(encoding="utf-8", newline="") as handle:
            for cell in [cell for row in csv.reader(handle) for cell in row]:
                assert cell == neutralise_formula(cell), (path.name, cell)
    data = hostile_site.parent.parent / "hostile"
    for path in [*data.glob("raw/*.csv"), data / "claims.csv"]:
        assert (downloads / "data" / path.relative_to(data)).read_bytes() == path.read_bytes()


def test_downloads_without_formulas_are_what_pandas_writes(trial, tmp_path):
    for name, frame in (("adsl", trial.adsl), ("adae", trial.adae)):
        write_csv(frame, tmp_path / f"{name}.csv")
        plain = io.StringIO()
        frame.to_csv(plain, index=False)
        assert (tmp_path / f"{name}.csv").read_text(encoding="utf-8") == plain.getvalue()


# In a browser

WATCHED = """for (const name of ["alert", "confirm", "prompt"]) window[name] = () => { window.__pwned = name; };"""


def look_for_runs(browser, site: Path) -> list[str]:
    """Load every page of a site, open what can be opened, and list whatever ran or asked for another host."""
    found = []
    with serve_folder(site) as root:
        context = browser.new_context()
        context.add_init_script(WATCHED)
        tab = context.new_page()
        watch = Watch(tab, root)
        tab.on("dialog", lambda dialog: (found.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        paths = [path for path in list_pages(site) if "/".join(path.parts[-2:]) not in MOVED]  # those lead on at once
        addresses = [path.relative_to(site).as_posix() for path in paths]
        for address in [
            *addresses,
            "search.html?q=pwned",
            "search.html?q=%3Cscript%3Ewindow.__pwned%3D1%3C%2Fscript%3E",
        ]:
            tab.goto(f"{root}/{address}", wait_until="load")
            tab.evaluate("() => document.querySelectorAll('details').forEach(element => { element.open = true; })")
            tab.evaluate("""() => document.querySelectorAll('svg, svg *, td, [title]').forEach(
                element => element.dispatchEvent(new MouseEvent('mouseover', {bubbles: true})))""")
            tab.wait_for_timeout(400 if "?" in address else 20)
            if tab.evaluate("() => window.__pwned") is not None:
                found.append(f"a script of the data ran: {address}")
            found += [f"{problem} ({address})" for problem in watch.take() if "another host" in problem]
        context.close()
    return found


@pytest.mark.browser
def test_nothing_of_the_data_runs_in_a_browser(browser, hostile_site):
    assert look_for_runs(browser, hostile_site) == []


@pytest.mark.browser
def test_nothing_of_the_data_runs_in_the_whole_book(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile whole")
    copy_project(folder)
    site = build_hostile(folder)
    assert look_for_runs(browser, site) == []
    events = read_text(read_page(site / "notebooks/toxicity.html"))
    assert all(shown(text) in events for text in HOSTILE)
    assert read_trial(str(folder / "hostile")).folder.trial["label"] == ONE
