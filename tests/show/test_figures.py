"""Figures in their pages: whose a mark is, where it leads, what assistive technology is told, colours of both themes.

What marks should say was read from data/raw/table1.csv and table2.csv by hand.
"""

import re
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from matplotlib import pyplot as plt

from reanalysis.ledger.verdicts import judge_claims
from reanalysis.show import exhibits
from reanalysis.show.envelope import draw_envelope
from reanalysis.show.forest import draw_forest
from reanalysis.show.ledger_figures import VERDICT_COLOURS, _square_with_sign, draw_evidence_map
from reanalysis.show.patient_figures import draw_flow, draw_scores_by_group
from reanalysis.show.survival_figures import draw_cleared
from reanalysis.show.theme import ALARM, COLOURS, FAINT, GRID, INK, MUTED, PALE, PALE_CLEAR, PALE_WARM, PAPER, SILENT
from reanalysis.statistics.survival import kaplan_meier
from reanalysis.trial.adtte import build_adtte, response_times
from reanalysis.trial.chapters.baseline import count_stages
from reanalysis.trial.chapters.time_to_response import name_steps
from tests.trial.test_notebooks import execute
from workflow.pages.drawings import STYLE, THEME_COLOUR, read_theme, write_drawing

REPOSITORY = Path(__file__).resolve().parents[2]
SURFACES = {"light": "#ffffff", "dark": "#121212"}  # what the theme paints behind an article
TEXT = ("fig-ink", "fig-muted", "fig-black")
LINES = ("fig-silent", "fig-alarm", "fig-blue", "fig-vermilion", "fig-green", "fig-purple", "fig-orange", "fig-sky")


def save(drawn, monkeypatch) -> str:
    """The SVG that a chapter would show."""
    shown = {}
    monkeypatch.setattr("IPython.display.display", lambda data, **_: shown.update(data))
    figure, alt = drawn
    exhibits.show_figure(figure, "fig-x", "A caption", alt)
    return shown["image/svg+xml"]


@pytest.fixture
def survival_svg(trial, monkeypatch) -> str:
    return save(draw_response(trial), monkeypatch)


def draw_response(trial):
    times = response_times(trial, build_adtte(trial), "evaluable")
    curve = name_steps(kaplan_meier(times["weeks"], times["event"]), times)
    return draw_cleared(
        curve,
        "Share with complete response",
        ticks=range(0, 53, 4),
        find_page=lambda numbers: exhibits.find_patients_page(numbers, len(trial.adsl)),
    )


@pytest.fixture
def place():
    """Put drawings into a page, as the book's extension does."""

    def write(drawings: dict[str, str], page_folder: str, alt: str = "A plot, one bar a patient. 3 of 14 patients."):
        def find_page(name: str) -> str:
            return f"{'../' * bool(page_folder)}{name}.html"

        figures = (
            f'<figure id="{name}">{write_drawing(svg, name, alt, find_page)}</figure>' for name, svg in drawings.items()
        )
        return BeautifulSoup(f"<html><body>{''.join(figures)}</body></html>", "html.parser")

    return write


def read_marks(page) -> dict[str, str | None]:
    """Title of each mark to where it leads."""
    return {mark.find("title").get_text(): mark.get("href") for mark in page.select("svg .mark")}


def find_mark(page, start: str) -> tuple[str, str | None]:
    found = [item for item in read_marks(page).items() if item[0].startswith(start)]
    assert len(found) == 1, f"{len(found)} marks start with {start!r}"
    return found[0]


def test_steps_of_the_curve_name_their_patients_and_lead_to_them(survival_svg, place):
    page = place({"fig-km": survival_svg}, "notebooks")
    title, address = find_mark(page, "Week 10:")  # printed: patient 1; later: 5, 7, 14, and 9 and 13 without a response
    assert title.startswith("Week 10: one patient cleared (patient 1), 6 waiting just before")
    assert address == "../patients/1.html"
    title, address = find_mark(page, "Week 4:")
    assert title.startswith("Week 4: four patients cleared (patients 2, 6, 11 and 12), 11 waiting just before")
    assert title.endswith("from 21% to 50%.")  # 3/14, then 7/14
    assert address == "../patients.html"
    title, address = find_mark(page, "Week 34.8:")  # eight months
    assert "one patient seen for the last time (patient 13), 3 waiting just before" in title
    assert address == "../patients/13.html"


def test_no_mark_stands_beyond_the_end_of_the_axis(survival_svg, place):
    weeks = [
        float(re.search(r"[Ww]eek ([\d.]+)", title)[1]) for title in read_marks(place({"fig-km": survival_svg}, ""))
    ]
    assert weeks and max(weeks) <= 52


def test_links_start_from_the_page_at_either_depth(survival_svg, place):
    assert find_mark(place({"fig-km": survival_svg}, "notebooks"), "Week 36:")[1] == "../patients/5.html"
    assert find_mark(place({"fig-km": survival_svg}, ""), "Week 36:")[1] == "patients/5.html"


def test_rows_of_the_swimmer_plot_tell_a_patients_course_and_lead_to_the_page(place):
    notebook = execute(REPOSITORY / "notebooks" / "efficacy.ipynb", {})
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    swimmer = next(
        each for each in outputs if each.get("metadata", {}).get("reanalysis", {}).get("name") == "fig-swimmer"
    )
    page = place({"fig-swimmer": swimmer["data"]["image/svg+xml"]}, "notebooks")
    expected = {  # months as printed: 15, 18, 8
        "Patient 1 (DLE) cleared at week 10, was last seen at week 65, and relapsed at some time in between.": "1",
        "Patient 7 (SCLE) cleared at week 11, was last seen at week 78, and had not relapsed.": "7",
        "Patient 13 (DLE) improved without clearing, and was last seen at week 35.": "13",
    }
    marks = read_marks(page)
    assert {title: marks.get(title) for title in expected} == {
        title: f"../patients/{number}.html" for title, number in expected.items()
    }
    assert len(marks) == 15
    assert not page.select("svg a[tabindex]"), "every patient is a stop of the keyboard"


def test_dots_are_patients_and_each_patient_is_one_stop(trial, place, monkeypatch):
    drawn = draw_scores_by_group(
        trial.adsl,
        {"CLASI_ACTIVITY": "activity", "CLASI_DAMAGE": "damage"},
        find_page=lambda number: exhibits.find_patient_page(number, len(trial.adsl)),
    )
    page = place({"fig-dots": save(drawn, monkeypatch)}, "notebooks")
    assert find_mark(page, "Patient 1 (DLE): activity") == ("Patient 1 (DLE): activity 6", "../patients/1.html")
    assert find_mark(page, "Patient 2 (LEP): damage") == ("Patient 2 (LEP): damage 1", "../patients/2.html")
    stops = [link["href"] for link in page.select("svg.wide a.mark:not([tabindex])")]
    assert sorted(stops) == sorted(f"../patients/{number}.html" for number in range(1, 16))


def test_marks_of_a_trial_without_patient_pages_have_titles_and_no_links(trial, place, monkeypatch):
    drawn = draw_scores_by_group(trial.adsl, {"CLASI_ACTIVITY": "activity"}, find_page=lambda number: None)
    page = place({"fig-dots": save(drawn, monkeypatch)}, "notebooks")
    assert len(read_marks(page)) == 15
    assert not page.select("svg a")


def test_the_map_of_the_ledger_has_a_square_a_claim_and_a_stop_a_section(trial, place, monkeypatch):
    ledger = judge_claims(trial)
    drawn = draw_evidence_map(ledger, exhibits.find_claim, exhibits.find_claims)
    page = place({"fig-map": save(drawn, monkeypatch)}, "notebooks")
    squares = page.select('svg.wide a[tabindex="-1"][aria-hidden="true"]')
    assert [square["href"].partition("#")[2] for square in squares] == ledger["claim_id"].tolist()
    for square, verdict in zip(squares, ledger["verdict"], strict=True):
        assert square.find("title").get_text().endswith(f": {verdict}")
    sections = page.select("svg.wide a:not([tabindex])")
    assert [link.find("text").get_text() for link in sections] == list(dict.fromkeys(ledger["section"]))
    assert sections[0]["href"] == "../notebooks/ledger.html?section=abstract#every-claim"


def test_sections_of_the_map_stand_below_one_another_inside_the_figure():
    ledger = pd.DataFrame(
        {"section": ["abstract", "methods", "results"], "verdict": "reproduced", "claim_id": ["C1", "C2", "C3"]}
    ).assign(statement="A claim.")
    figure, _ = draw_evidence_map(ledger, lambda claim: None, lambda section: None)
    (axes,) = figure.axes
    heights = [label.get_position()[1] for label in axes.texts if label.get_text() in set(ledger["section"])]
    assert heights == sorted(heights, reverse=True) and len(set(heights)) == 3
    low, high = axes.get_ylim()
    assert all(low < height < high for height in heights)
    plt.close(figure)


def test_verdicts_differ_in_shape_and_not_in_colour_alone():
    outlines = [_square_with_sign(verdict).vertices.tobytes() for verdict in VERDICT_COLOURS]
    assert len(set(outlines)) == len(outlines)


def test_rows_of_a_forest_and_steps_of_an_envelope_tell_their_numbers(place, monkeypatch):
    row = {"label": "A & B", "estimate": 0.5, "lower": 0.2, "upper": 0.8, "text": "1/2 (20% to 80%)"}
    rows = pd.DataFrame([row | {"section": "Group"}])
    steps = pd.DataFrame({"weeks": [0, 4], "lowest": [0.5, 0.25], "highest": [1.0, 0.25]})
    forest = place({"fig-a": save(draw_forest(rows, "Share"), monkeypatch)}, "")
    envelope = place({"fig-b": save(draw_envelope({"Printed": steps}, "Weeks", 10), monkeypatch)}, "")
    assert list(read_marks(forest)) == ["A & B: 1/2 (20% to 80%)"]
    cautious = pd.DataFrame([row | {"source": "PubMed 1", "caution": "two patients"}])
    forest = place({"fig-a": save(draw_forest(cautious, "Share"), monkeypatch)}, "")
    assert list(read_marks(forest)) == ["A & B: 1/2 (20% to 80%); PubMed 1; two patients"]
    assert list(read_marks(envelope)) == [
        "Printed, week 0 to 4: between 50% and 100%",
        "Printed, week 4 to 10: 25%",
    ]


def test_two_figures_of_a_page_share_no_identifier(survival_svg, place, trial, monkeypatch):
    dots = save(draw_scores_by_group(trial.adsl, {"CLASI_ACTIVITY": "activity"}), monkeypatch)
    page = place({"fig-a": survival_svg, "fig-b": survival_svg, "fig-c": dots}, "")
    identifiers = [tag["id"] for tag in page.select("[id]")]
    assert len(identifiers) == len(set(identifiers)) > 10
    used = re.findall(r'(?:href="|url\()#([^")]+)', str(page))
    assert used and set(used) <= set(identifiers)


def test_a_figure_with_links_is_no_image_and_a_figure_without_is_one(survival_svg, trial, place, monkeypatch):
    plain = save(draw_flow(count_stages(trial)), monkeypatch)
    page = place({"fig-links": survival_svg, "fig-plain": plain}, "")
    links, image = page.select("svg.wide")
    assert links["role"] == "group" and links.select("a[href]")
    assert image["role"] == "img" and not image.select("a, [tabindex]")
    assert not page.select('[role="img"] a, [role="img"] [tabindex]')
    # What scrolls on a phone can be reached: through its links, or itself.
    assert "tabindex" not in links.parent.attrs and image.parent["tabindex"] == "0"
    for drawing in (links, image):
        assert page.find(id=drawing["aria-labelledby"]).get_text() == "A plot, one bar a patient"
        assert page.find(id=drawing["aria-describedby"]).get_text() == "A plot, one bar a patient. 3 of 14 patients."


def test_a_drawing_brings_nothing_into_the_page_that_reaches_beyond_it(survival_svg, place):
    markup = str(place({"fig-a": survival_svg}, ""))
    for unwanted in ("<style", "<?xml", "<!DOCTYPE svg", "<metadata", "xlink:", "<img", "dc:date"):
        assert unwanted not in markup
    root = re.search(r"<svg[^>]*>", markup)[0]
    assert "viewbox=" in root.lower() and not re.search(r" (width|height)=", root)


def test_numbers_in_words_keep_their_digits(place):
    svg = '<svg width="9pt" viewBox="0 0 9 9"><g id="text_1"><text x="1.23456" style="fill: #1a1a1a">P = 0.0001</text></g></svg>'
    drawing = place({"fig-a": svg}, "").select_one("svg")
    assert drawing.find("text").get_text() == "P = 0.0001"
    assert drawing.find("text")["x"] == "1.23"


def test_only_drawings_are_put_inline_each_under_a_name_of_its_own(monkeypatch):
    monkeypatch.syspath_prepend(str(REPOSITORY / "book" / "_extensions"))
    from docutils import nodes
    from docutils.utils import new_document
    from figure_pages import DrawInline, drawing

    page = new_document("page")
    page += nodes.figure("", nodes.image(uri="../jupyter_execute/0a.svg", alt="A"), ids=["fig-a"])
    page += nodes.figure("", nodes.image(uri="_figures/fig-a.svg", alt="B"))
    page += nodes.figure("", nodes.image(uri="photograph.png", alt="C"))
    DrawInline(page).run()
    assert [(node["name"], node["alt"]) for node in page.findall(drawing)] == [("fig-a", "A"), ("fig-a-2", "B")]
    assert [node["alt"] for node in page.findall(nodes.image)] == ["C"]


def test_the_same_figure_gives_the_same_bytes(trial, place, monkeypatch):
    pages = [str(place({"fig-a": save(draw_response(trial), monkeypatch)}, "")) for _ in range(2)]
    assert pages[0] == pages[1]


def read_colours(theme: str) -> dict[str, str]:
    block = STYLE.read_text(encoding="utf-8").split('html[data-theme="dark"]')[theme == "dark"]
    return dict(THEME_COLOUR.findall(block))


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, definitions)."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_agrees_with_published_examples():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # WebAIM's example of a near miss
    assert contrast("#ff0000", "#ffffff") == pytest.approx(4.0, abs=0.005)


@pytest.mark.parametrize("theme", SURFACES)
def test_words_and_lines_stand_out_from_the_page_in_either_theme(theme):
    colours = read_colours(theme)
    assert colours["fig-paper"] == SURFACES[theme]
    for name in TEXT:
        assert contrast(colours[name], SURFACES[theme]) >= 4.5, name
        assert contrast(colours[name], colours["fig-pale"]) >= 4.5, f"{name} on a pale box"
    for name in LINES:
        assert contrast(colours[name], SURFACES[theme]) >= 3, name


def test_the_page_knows_every_colour_of_the_figures_in_both_themes():
    light = read_colours("light")
    assert set(light) == set(read_colours("dark"))
    own = {*COLOURS, *VERDICT_COLOURS.values(), INK, MUTED, GRID}
    own |= {PAPER, PALE, PALE_CLEAR, PALE_WARM, FAINT, SILENT, ALARM}
    assert {colour.lower() for colour in own} == set(read_theme()) == set(light.values())


def test_a_drawn_colour_follows_the_theme(survival_svg, place):
    markup = str(place({"fig-a": survival_svg}, ""))
    assert "var(--fig-blue,#0072b2)" in markup
    assert not re.search(r"(?<!,)#[0-9a-f]{6}\b", markup)
