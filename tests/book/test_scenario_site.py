"""The scenarios of the built site: what differs, what is the same, and the way between them."""

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from reanalysis.scenarios.files import DEFAULT, list_scenarios, read_scenario
from tests.conftest import REPOSITORY
from workflow.pages.check_site import list_pages
from workflow.pages.moved_addresses import MOVED
from workflow.pages.scenario_marks import list_blocks, write_front_pages, write_line, write_switcher
from workflow.plan import plan_runs
from workflow.publish.manifest import read_sums

OTHERS = [name for name in list_scenarios() if name != DEFAULT]


def list_toc_pages(site: Path) -> list[str]:
    return list_pages(site.parent / "rendered" / DEFAULT / "source" / "_toc.yml")


def read_text(path: Path) -> str:
    """An article without the line that names its scenario."""
    article = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select_one("article")
    for line in article.select(".scenario-line"):
        line.decompose()
    return article.get_text(" ", strip=True)


def test_every_page_is_there_in_every_scenario(site):
    for name in OTHERS:
        for page in list_toc_pages(site):
            assert (site / name / f"{page}.html").exists(), (name, page)


def test_old_addresses_lead_to_places_that_are_there_in_every_scenario(site):
    sums = read_sums(site)
    for folder in ("", *(f"{name}/" for name in OTHERS)):
        for old, new in MOVED.items():
            assert f"{folder}{old}" in sums
            assert new.rpartition("/")[2] in (site / folder / old).read_text(encoding="utf-8")
            page, _, anchor = new.partition("#")
            assert f'id="{anchor}"' in (site / folder / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", OTHERS)
def test_chapters_that_share_a_run_are_the_same_bytes_and_no_others(site, name):
    plan = plan_runs([DEFAULT, name])
    for own, other in zip(plan[DEFAULT], plan[name], strict=True):
        page = f"notebooks/{own.chapter}.html"
        if own != other:
            assert read_text(site / page) != read_text(site / name / page), page
        elif "The same in every scenario" in (site / page).read_text(encoding="utf-8"):
            assert (site / page).read_bytes() == (site / name / page).read_bytes(), page
        else:  # it differs in a third scenario: the same but for the name of the scenario
            assert read_text(site / page) == read_text(site / name / page), page


def test_every_page_says_which_scenario_it_shows(site):
    for name in [DEFAULT, *OTHERS]:
        folder = site if name == DEFAULT else site / name
        for page in list_toc_pages(site):
            soup = BeautifulSoup((folder / f"{page}.html").read_text(encoding="utf-8"), "html.parser")
            shown = soup.select_one(".scenario-switcher .scenario-shown").get_text()
            assert shown in (f"Scenario: {read_scenario(name)['title']}", "The same in every scenario"), (name, page)


def test_numbers_that_depend_on_the_scenario_change_and_others_do_not(site):
    # 12 of 14 evaluable and 12 of 15 treated had a complete response; 9 of 12 relapsed, 10 with the dash read as one.
    assert "12/14 (86%" in read_text(site / "index.html")
    expected = {"all-treated": ("12/15 (80%", "9/12 (75%"), "pessimistic": ("12/15 (80%", "10/12 (83%")}
    for name, (response, relapse) in expected.items():
        results = site / name / "downloads" / "results"
        assert json.loads((results / "efficacy.json").read_text("utf-8"))["cr_headline"]["text"].startswith(response)
        assert json.loads((results / "relapse.json").read_text("utf-8"))["relapse_headline"]["text"].startswith(relapse)
    for name in expected:  # neither touches what the chapter on safety counts
        assert (site / name / "downloads/results/toxicity.json").read_bytes() == (
            site / "downloads/results/toxicity.json"
        ).read_bytes()


def test_r_conventions_are_what_r_prints(site, reference):
    results = json.loads((site / "r-conventions/downloads/results/time_to_response.json").read_text(encoding="utf-8"))
    assert results["median_headline"]["value"] == 5.5  # R's survival: the midpoint of the flat stretch
    assert results["median_headline"]["text"] == "5.5 weeks (95% CI 4 to not reached)"  # survfit's default interval


def test_derived_data_follow_the_scenario(site):
    published, pessimistic = (site / folder / "downloads/derived" for folder in ("", "pessimistic"))
    assert (published / "adsl.csv").read_bytes() == (pessimistic / "adsl.csv").read_bytes()
    assert (published / "adtte.csv").read_bytes() != (pessimistic / "adtte.csv").read_bytes()


def test_a_scenario_folder_has_no_images_of_another(site):
    for name in OTHERS:
        folder = site / name
        text = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.html"))
        for image in folder.glob("_images/*"):
            assert image.name in text, image


@pytest.mark.parametrize("page", ["index.html", "notebooks/relapse.html"])
@pytest.mark.parametrize("name", [DEFAULT, "pessimistic"])
def test_the_menu_leads_without_script_to_the_same_page_of_each_scenario(site, page, name):
    path = (site if name == DEFAULT else site / name) / page
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    links = soup.select(".scenario-switcher a")
    targets = [(path.parent / link["href"]).resolve() for link in links]
    assert targets == [(site if other == DEFAULT else site / other) / page for other in list_scenarios()]
    assert [link.b.get_text() for link in links if link.has_attr("aria-current")] == [read_scenario(name)["title"]]


def test_a_page_under_a_scenario_says_below_its_title_what_is_assumed(site):
    for name in [DEFAULT, *OTHERS]:
        folder = site if name == DEFAULT else site / name
        for page in ("index", "notebooks/relapse", "trial"):
            soup = BeautifulSoup((folder / f"{page}.html").read_text(encoding="utf-8"), "html.parser")
            lines = [line.get_text() for line in soup.select("h1 + .scenario-line")]
            wanted = [] if name == DEFAULT or page == "trial" else [read_scenario(name)]
            assert [line.removesuffix(" What changes") for line in lines] == [
                f"{scenario['title']}. {scenario['sentence']}" for scenario in wanted
            ]


PLAIN = {"name": "as-published", "title": "<b>&", "sentence": "a < b"}
OTHER = {"name": "other", "title": "Other", "sentence": "Another."}


def test_the_switcher_escapes_a_title_and_is_a_sentence_where_nothing_differs():
    written = write_switcher(Path("index.html"), "as-published", {"as-published": PLAIN}, True)
    assert "&lt;b&gt;&amp;" in written and "<b>" not in written
    both = write_switcher(Path("index.html"), "other", {"as-published": PLAIN, "other": OTHER}, True)
    assert "<b>&lt;b&gt;&amp;</b> a &lt; b" in both and 'href="../index.html"' in both
    same = write_switcher(Path("index.html"), "other", {"as-published": PLAIN, "other": OTHER}, False)
    assert "The same in every scenario" in same and "<a" not in same
    assert "a &lt; b" in write_line(Path("a/b.html"), PLAIN, True)


def test_front_pages_are_lists_of_blocks_each_written_once(tmp_path):
    for folder, relapsed in ((tmp_path, 9), (tmp_path / "other", 10)):
        folder.mkdir(exist_ok=True)
        page = f"<article><section><h1>Book</h1><p>Relapsed: {relapsed}</p>tail<p>The same</p></section></article>"
        (folder / "index.html").write_text(page, encoding="utf-8")
    assert list_blocks(page) == ["<h1>Book</h1>", "<p>Relapsed: 10</p>", "<p>The same</p>"]
    script = write_front_pages({"as-published": tmp_path, "other": tmp_path / "other"})
    content = json.loads(script.removeprefix("window.bookFrontPages = ").removesuffix(";\n"))
    assert content["pages"] == {"": [0, 1, 2], "other/": [0, 3, 2]}
    assert content["blocks"][3] == "<p>Relapsed: 10</p>"


def test_the_reference_page_lists_every_parameter_as_the_contract_has_it(site):
    from reanalysis.parameters import CONTRACT

    soup = BeautifulSoup((site / "methods.html").read_text(encoding="utf-8"), "html.parser")
    table = next(table for table in soup.select("table") if "What a scenario may set" in table.get_text())
    rows = {cells[0].get_text(): cells for cells in (row.select("td") for row in table.select("tbody tr"))}
    assert list(rows) == list(CONTRACT)
    for name, parameter in CONTRACT.items():
        assert rows[name][1].get_text() == parameter.type.__name__
        assert rows[name][3].get_text() == parameter.allowed
        assert rows[name][4].get_text() == parameter.meaning


def test_notebooks_explain_a_parameter_with_its_allowed_values():
    import papermill

    from reanalysis.parameters import CONTRACT

    for path in sorted((REPOSITORY / "notebooks").glob("*.ipynb")):
        for name, declared in papermill.inspect_notebook(str(path)).items():
            if CONTRACT[name].choices:
                assert CONTRACT[name].allowed in re.sub(r"\s+", " ", declared["help"]), (path.name, name)
