"""Results in others' formats: held to what each standard demands, and to the files that they are written from."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import odmlib.dataset_json_1_1.model as dataset_json
import pytest
import rdflib
import yaml

from reanalysis.ledger.verdicts import VERDICTS
from tests.conftest import REPOSITORY
from workflow.publish.citation import read_citation
from workflow.publish.formats.ard import write_ard
from workflow.publish.formats.ars import write_ars
from workflow.publish.formats.dataset_json import write_dataset
from workflow.publish.formats.nanopublications import FORRT, OUTCOMES, write_nanopublications

DAY, PAPER, DATA = date(2012, 12, 7), "https://doi.org/10.1186/ar4111", "https://example.org/data"
TRIAL = {"study_id": "NCT1", "label": "A trial", "drug": "a drug", "condition": "a disease"}
# As a chapter publishes them: a number, one with limits, a sentence and a table, which are none.
RESULTS = {
    "first": {
        "n": {"value": 12, "text": "12", "unit": "patients", "origin": "published", "meaning": "responders"},
        "said": {"value": "Twelve.", "text": "Twelve.", "unit": "sentence", "origin": "published", "meaning": "it"},
    },
    "second": {
        "share": {
            "value": 0.857,
            "text": "12/14 (86%)",
            "unit": "share",
            "origin": "inferred",
            "meaning": "share",
            "limits": [0.572, 0.982],
        },
        "open": {
            "value": 5.5,
            "text": "5.5 weeks",
            "unit": "weeks",
            "origin": "inferred",
            "meaning": "median",
            "limits": [3.0, None],
        },
        "unreached": {
            "value": None,
            "text": "not reached (95% CI 9 to not reached)",
            "unit": "weeks",
            "origin": "inferred",
            "meaning": "median",
            "limits": [9.0, None],
        },
        "p": {"value": 0.04, "text": "0.04", "unit": "p-value", "origin": "published", "meaning": "a test"},
        "rows": {"value": {"a": [1]}, "text": "1 rows", "unit": "table", "origin": "published", "meaning": "rows"},
    },
}
# What version 1.0 of the standard requires of each class, and what a result may have.
REQUIRED = {
    "analyses": {"id", "reason", "purpose", "methodId", "name"},
    "methods": {"id", "operations", "name"},
}


def test_the_reporting_event_has_what_the_standard_requires_and_refers_to_what_is_there():
    event = json.loads(write_ars(RESULTS, TRIAL, "name", "A scenario"))
    assert {"id", "mainListOfContents", "name"} <= event.keys()
    for part, required in REQUIRED.items():
        assert event[part] and all(required <= each.keys() for each in event[part])
    methods = {method["id"]: {each["id"] for each in method["operations"]} for method in event["methods"]}
    assert all({"id", "order", "name"} <= each.keys() for method in event["methods"] for each in method["operations"])
    terms = {
        extension["enumeration"]: [term["id"] for term in extension["sponsorTerms"] if term["submissionValue"]]
        for extension in event["terminologyExtensions"]
    }
    for analysis in event["analyses"]:
        assert analysis["reason"]["sponsorTermId"] in terms["AnalysisReasonEnum"]
        assert analysis["purpose"]["sponsorTermId"] in terms["AnalysisPurposeEnum"]
        for result in analysis["results"]:
            assert result["operationId"] in methods[analysis["methodId"]]
            assert set(result) <= {"operationId", "rawValue", "formattedValue"}
            assert all(isinstance(value, str) for value in result.values())
    listed = [
        item
        for part in event["mainListOfContents"]["contentsList"]["listItems"]
        for item in part["sublist"]["listItems"]
    ]
    assert [item["analysisId"] for item in listed] == [analysis["id"] for analysis in event["analyses"]]
    analyses = {analysis["id"]: analysis["results"] for analysis in event["analyses"]}
    assert list(analyses) == ["first.n", "second.share", "second.open", "second.unreached", "second.p"]
    assert [result["rawValue"] for result in analyses["second.share"]] == ["0.857", "0.572", "0.982"]
    assert analyses["second.share"][0]["formattedValue"] == "12/14 (86%)"
    assert [result["rawValue"] for result in analyses["second.unreached"]] == ["NA", "9.0", "NA"]
    assert analyses["second.unreached"][0]["formattedValue"].startswith("not reached")


def test_analysis_results_data_have_a_row_a_number_and_say_na_for_what_is_not_reached():
    rows = list(csv.DictReader(io.StringIO(write_ard(RESULTS))))
    assert [(row["variable"], row["stat_name"], row["stat"]) for row in rows] == [
        ("n", "estimate", "12"),
        ("share", "estimate", "0.857"),
        ("share", "conf.low", "0.572"),
        ("share", "conf.high", "0.982"),
        ("open", "estimate", "5.5"),
        ("open", "conf.low", "3.0"),
        ("open", "conf.high", "NA"),
        ("unreached", "estimate", "NA"),
        ("unreached", "conf.low", "9.0"),
        ("unreached", "conf.high", "NA"),
        ("p", "p.value", "0.04"),
    ]
    assert rows[1]["stat_fmt"] == "12/14 (86%)" and rows[1]["context"] == "second"


def check_dataset(held: dict) -> None:
    """Raises what odmlib raises for what the standard does not allow."""
    columns = [dataset_json.Column(**column) for column in held["columns"]]
    source = dataset_json.SourceSystem(**held["sourceSystem"])
    assert dataset_json.DatasetJSON(**held | {"columns": columns, "sourceSystem": source}).to_dict() == held


def test_a_frame_is_what_the_standards_own_library_accepts():
    names = ("STUDYID", "USUBJID", "SUBJID", "WEEKS", "FOLLOWUP", "NOTE")
    table = f"{','.join(names)}\nT,T-1,001,4,12.5,NaN\nT,T-2,002,,8,1_000\n"
    fields = [{"name": name, "description": f"what {name} is"} for name in names]
    text = write_dataset(table, {"name": "adsl", "title": "ADSL", "fields": fields}, "T", "0.1.0", "The makers", DAY)
    held = json.loads(text)
    check_dataset(held)
    assert [column["dataType"] for column in held["columns"]] == [*["string"] * 3, "integer", "float", "string"]
    assert held["rows"] == [["T", "T-1", "001", 4, 12.5, "NaN"], ["T", "T-2", "002", None, 8.0, "1_000"]]
    assert [column.get("keySequence") for column in held["columns"]] == [1, 2, None, None, None, None]
    assert held["records"] == 2 and held["originator"] == "The makers"


@pytest.mark.parametrize("address", ["", "https://example.org/book"])
def test_every_verdict_is_a_nanopublication_of_four_graphs(address):
    claims = [
        {"claim_id": f"C{number:03d}", "statement": 'Said "so" \\ here.', "verdict": verdict, "reason": "A\nreason."}
        | {"reported": "8", "unit": "weeks", "source": PAPER}
        for number, verdict in enumerate(OUTCOMES)
    ]
    data = rdflib.Dataset()
    data.parse(data=write_nanopublications(claims, [PAPER, DATA], address, "The makers", DAY), format="trig")
    assert len([graph for graph in data.graphs() if len(graph)]) == 4 * len(claims)
    np, cito = rdflib.Namespace("http://www.nanopub.org/nschema#"), rdflib.Namespace("http://purl.org/spar/cito/")
    everything = rdflib.Graph()
    for subject, predicate, value, _ in data.quads():
        everything.add((subject, predicate, value))
    for publication in everything.subjects(rdflib.RDF.type, np.Nanopublication):
        for part in (np.hasAssertion, np.hasProvenance, np.hasPublicationInfo):
            assert len(data.graph(everything.value(publication, part)))
    assert len(list(everything.subjects(cito.disputes, rdflib.URIRef(PAPER)))) == 3
    assert rdflib.Literal('Said "so" \\ here. Reported: 8 weeks') in set(everything.objects(None, rdflib.RDFS.label))


def test_every_verdict_has_an_outcome():
    assert set(OUTCOMES) == set(VERDICTS)


def test_the_repositorys_descriptions_say_the_same():
    citation = read_citation()
    codemeta = json.loads((REPOSITORY / "codemeta.json").read_text(encoding="utf-8"))
    codecheck = yaml.safe_load((REPOSITORY / "codecheck.yml").read_text(encoding="utf-8"))
    assert codemeta["name"] == codecheck["paper"]["title"] == citation["title"]
    assert codemeta["description"] == citation["abstract"].strip() and codemeta["keywords"] == citation["keywords"]
    assert (codemeta["version"], codemeta["dateModified"]) == (citation["version"], citation["date-released"])


def test_the_sites_formats_hold_what_its_results_hold(site):
    downloads = site / "downloads"
    rows = list(csv.DictReader((downloads / "formats" / "results-ard.csv").open(encoding="utf-8", newline="")))
    for row in rows:
        published = json.loads((downloads / "results" / f"{row['context']}.json").read_text(encoding="utf-8"))[
            row["variable"]
        ]
        held = dict(
            zip(("estimate", "conf.low", "conf.high"), (published["value"], *published.get("limits", ())), strict=False)
        )
        value = held["estimate" if row["stat_name"] == "p.value" else row["stat_name"]]
        assert row["stat"] == "NA" if value is None else float(row["stat"]) == value
    assert len(rows) > 300
    for name in ("adsl", "adtte", "adae"):
        held = json.loads((downloads / "formats" / f"{name}.json").read_text(encoding="utf-8"))
        check_dataset(held)
        table = list(csv.DictReader((downloads / "derived" / f"{name}.csv").open(encoding="utf-8", newline="")))
        assert [column["name"] for column in held["columns"]] == list(table[0]) and held["records"] == len(table)
    manifest = yaml.safe_load((REPOSITORY / "codecheck.yml").read_text(encoding="utf-8"))["manifest"]
    assert all((site / entry["file"].removeprefix("_build/html/")).exists() for entry in manifest)


def test_the_lines_that_the_page_gives_read_the_files(site, monkeypatch):
    monkeypatch.chdir(site / "downloads" / "formats")
    page = (REPOSITORY / "book" / "formats.md").read_text(encoding="utf-8")
    found = {}
    for lines in re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        exec(lines, found)
    results = json.loads(Path("../results/time_to_response.json").read_text(encoding="utf-8"))
    assert found["printed"]["time_to_response.median_headline"] == results["median_headline"]["text"]
    assert len(found["adtte"]) == found["held"]["records"]
    claims = json.loads(Path("../results/claims.json").read_text(encoding="utf-8"))
    outcomes = found["ledger"].quads((None, rdflib.URIRef(f"{FORRT}hasValidationStatus"), None, None))
    assert len(list(outcomes)) == len(claims)
    if shutil.which("Rscript") is None:
        pytest.fail("CI must run R") if os.environ.get("CI") == "true" else pytest.skip("Rscript is not installed")
    (lines,) = re.findall(r"^```r\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    shown = subprocess.run(["Rscript", "-e", lines], capture_output=True, text=True, check=True).stdout
    assert "median_headline" in shown and "5.5 weeks" in shown
