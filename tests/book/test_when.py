"""Blocks of a page that stand only where a condition holds, folds, key points, and published tables, in a page that Sphinx builds."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from sphinx.application import Sphinx

from reanalysis.parameters import check_parameters
from reanalysis.scenarios.files import read_scenario
from tests.conftest import REPOSITORY
from workflow.paths import NOTEBOOKS

RESULTS = {
    "n": {"value": 0, "text": "no patient", "unit": "patients", "origin": "published", "meaning": "a count"},
    "known": {"value": None, "text": "not known", "unit": "", "origin": "published", "meaning": "what is not known"},
    "rows": {
        "value": {"name": ["first", "a|b *c*"], "share": ["1/2", "0/2"]},
        "text": "2 rows",
        "unit": "table",
        "origin": "published",
        "meaning": "a table",
    },
}
CONFIGURATION = """
import sys
sys.path[:0] = [{extensions!r}, {repository!r}]
extensions = ["myst_parser", "block_pages", "codebook_pages", "result_pages"]
myst_enable_extensions = ["colon_fence"]
suppress_warnings = ["app"]  # of what an earlier page of the same process registered
"""
CONDITION = re.compile(r":::+\{when\} (.+)")


@pytest.fixture
def render(tmp_path):
    """A function from Markdown to the words of its page and what Sphinx warned of."""

    def render_page(text: str) -> tuple[BeautifulSoup, str]:
        source = tmp_path / "source"
        (source / "_results").mkdir(parents=True)
        (source / "_results/parameters.json").write_text(json.dumps({"withdrawal": "censored", "level": 0.95}))
        (source / "_results/own.json").write_text(json.dumps(RESULTS))
        extensions = str(REPOSITORY / "book" / "_extensions")
        settings = CONFIGURATION.format(extensions=extensions, repository=str(REPOSITORY))
        (source / "conf.py").write_text(settings, encoding="utf-8")
        (source / "index.md").write_text(text, encoding="utf-8")
        warnings = tmp_path / "warnings"
        with warnings.open("w") as stream:
            app = Sphinx(source, source, tmp_path / "html", tmp_path / "trees", "html", status=None, warning=stream)
            app.build()
        page = BeautifulSoup((tmp_path / "html/index.html").read_text(encoding="utf-8"), "lxml")
        return page.select_one("[role=main]") or page, warnings.read_text()

    return render_page


BLOCK = "# Page\n\n:::{when} NAME\nIt stands.\n:::\n"


@pytest.mark.parametrize(
    ("condition", "stands"),
    [
        ("withdrawal is censored", True),
        ("withdrawal is competing", False),
        ("withdrawal is not competing", True),
        ("withdrawal is not censored", False),
        ("level is 0.95", True),
        ("own.n is no patient", True),
        ("own.n is not no patient", False),
        ('own.known is "not known"', True),
        ('own.known is not "not known"', False),
        ("own.rows is not 0 rows", True),
    ],
)
def test_a_block_stands_only_where_its_condition_holds(render, condition, stands):
    page, warnings = render(BLOCK.replace("NAME", condition))
    assert ("It stands." in page.get_text()) is stands
    assert not warnings


@pytest.mark.parametrize("condition", ["own.gone is 1", "withdrawal_of_consent is yes", "own.n equals 1"])
def test_a_condition_that_cannot_be_decided_is_a_warning(render, condition):
    _, warnings = render(BLOCK.replace("NAME", condition))
    assert "cannot be decided; allowed: a parameter or a result" in warnings


def test_a_published_table_has_the_chosen_columns_and_shows_its_cells_as_text(render):
    page, warnings = render(
        "# Page\n\n```{result-table} own.rows\n:caption: Two rows\n:name: tbl-own\nshare: Share\nname: Who\n```\n"
    )
    table = page.select_one("table")
    assert [cell.get_text(strip=True) for cell in table.select("th")] == ["Share", "Who"]
    assert [cell.get_text(strip=True) for cell in table.select("td")] == ["1/2", "first", "0/2", "a|b *c*"]
    assert "Two rows" in table.get_text() and not warnings


def test_a_column_that_a_table_lacks_is_a_warning(render):
    _, warnings = render("# Page\n\n```{result-table} own.rows\n:caption: c\n:name: tbl-own\ngone: Gone\n```\n")
    assert "table 'own.rows' has no column 'gone'" in warnings


def list_conditions() -> list[tuple[str, str]]:
    """Every condition on a parameter in the pages and chapters: the parameter and the value that it asks for."""
    pages = [*(REPOSITORY / "book").glob("*.md"), *NOTEBOOKS.glob("*.ipynb")]
    found = {match for page in pages for match in CONDITION.findall(page.read_text(encoding="utf-8"))}
    parameters = read_scenario("as-published")["parameters"]
    pairs = [condition.removesuffix('\\n",').partition(" is ")[::2] for condition in sorted(found)]
    return [(name, value.removeprefix("not ").strip('"')) for name, value in pairs if name in parameters]


def test_every_condition_on_a_parameter_names_a_value_that_it_can_have():
    """A block on a value that no contract allows would never stand, and nobody would miss it."""
    conditions = list_conditions()
    assert conditions
    for name, value in conditions:
        kind = type(read_scenario("as-published")["parameters"][name])
        check_parameters({name: kind(value)}, "a page")


FOLDED = "# Page\n\n<details><summary>One & two</summary>\n\nThe *text*.\n\n{}\n\n"


def test_plain_details_are_folds_one_within_the_other(render):
    inner = "<details><summary>Inner</summary>\n\nMore.\n\n</details>"
    page, warned = render(FOLDED.format(inner) + "</details>\n\nAfter.\n")
    assert not warned
    outer = page.select_one("details.text-fold")
    assert outer.find("summary").text == "One & two" and outer.select_one("em").text == "text"
    assert outer.find("details").find("summary").text == "Inner"
    assert "After." not in outer.text and "After." in page.text


def test_details_that_are_not_closed_are_warned_of_which_stops_a_build(render):
    assert "<details> without its </details>: One & two" in render(FOLDED.format("More."))[1]


def test_key_points_are_a_quotation_that_says_so(render):
    page, warned = render("# Page\n\n> **Key points**\n>\n> - First.\n\n> A quotation.\n")
    assert not warned
    block = page.select_one("div.key-points")
    assert block.select_one("p.block-title strong").text == "Key points" and block.select_one("li").text == "First."
    assert page.select_one("blockquote").text.strip() == "A quotation."
