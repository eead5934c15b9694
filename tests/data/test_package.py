"""What a data package lacks is named in one line, before anything is built from it."""

import json

import pandas as pd
import pytest

from reanalysis.data.package import find_frame_problem, find_problem
from reanalysis.data.tables import OWN_DATA, PACKAGE, DataError, read_package

EXAMPLE = OWN_DATA.parent / "examples/freireich/data" / PACKAGE
A_LIST = "allowed: a list with an entry in braces for each"
A_TEXT = "allowed: a text that is not empty"


@pytest.fixture
def package() -> dict:
    return json.loads(EXAMPLE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [OWN_DATA / PACKAGE, EXAMPLE], ids=["own", "example"])
def test_the_repository_s_packages_lack_nothing(path):
    assert find_problem(json.loads(path.read_text(encoding="utf-8"))) is None


@pytest.mark.parametrize(
    ("place", "problem"),
    [
        (("trial",), "has no 'trial'; allowed: a Frictionless data package with the key 'trial'"),
        (("trial", "study_id"), f"'trial' has no 'study_id'; {A_TEXT}"),
        (("trial", "drug"), f"'trial' has no 'drug'; {A_TEXT}"),
        (("name",), f"the package has no 'name'; {A_TEXT}"),
        (("sources",), f"the package has no 'sources'; {A_LIST}"),
        (("sources", 0, "path"), "the first of 'sources' has no 'path'; allowed: the address of the paper, or of where the data are"),
        (("licenses", 0, "title"), f"the package, entry 1 of 'licenses', has no 'title'; {A_TEXT}"),
        (("resources",), f"the package has no 'resources'; {A_LIST}"),
        (("resources", 0, "title"), f"the resource 'remission' has no 'title'; {A_TEXT}"),
        (("resources", 0, "schema"), f"the 'schema' of the resource 'remission' has no 'fields'; {A_LIST}"),
        (("resources", 0, "schema", "fields", 1, "allowed"), f"the resource 'remission', column 'time', has no 'allowed'; {A_TEXT}"),
        (("derived",), f"the package has no 'derived'; {A_LIST}"),
        (("derived", 1, "path"), "'adtte' in 'derived' has no 'path'; allowed: a text that is not empty"),
        (("derived", 0, "fields"), f"'adsl' in 'derived' has no 'fields'; {A_LIST}"),
        (("derived", 0, "fields", 3, "origin"), f"'adsl' in 'derived', column 'PAIR', has no 'origin'; {A_TEXT}"),
    ],
)  # fmt: skip
def test_what_is_missing_is_named_with_what_is_allowed(package, place, problem):
    *way, last = place
    holder = package
    for step in way:
        holder = holder[step]
    del holder[last]
    assert find_problem(package) == problem


@pytest.mark.parametrize("wrong", [None, [], "text", {}, [1], ["text"]])
@pytest.mark.parametrize("key", ["trial", "sources", "licenses", "resources", "derived"])
def test_what_is_of_another_kind_is_named_too(package, key, wrong):
    assert f"'{key}'" in find_problem(package | {key: wrong})


def test_a_table_takes_its_sources_and_licences_from_the_package_and_may_have_no_hash_yet(package):
    for name in ("sources", "licenses", "hash"):
        del package["resources"][0][name]
    assert find_problem(package) is None


def test_a_frame_has_the_file_that_the_build_writes(package):
    package["derived"][0]["path"] = "patients.csv"
    assert find_problem(package) == "'adsl' in 'derived' has the path 'patients.csv'; allowed: 'adsl.csv'"


def test_frames_and_what_describes_them_are_compared(package):
    frames = {
        frame["name"]: pd.DataFrame(columns=[field["name"] for field in frame["fields"]])
        for frame in package["derived"]
    }
    assert find_frame_problem(package, frames) is None
    wider = frames | {"adsl": frames["adsl"].assign(AGE=1)}
    assert "'adsl' in 'derived' does not describe the column 'AGE'" in find_frame_problem(package, wider)
    assert "does not describe the frame 'adae'" in find_frame_problem(package, frames | {"adae": frames["adsl"]})
    assert "a frame 'adtte' in 'derived' that the book does not derive" in find_frame_problem(
        package, {"adsl": frames["adsl"]}
    )


def test_a_problem_comes_with_its_file(tmp_path):
    spoilt = json.loads((OWN_DATA / PACKAGE).read_text(encoding="utf-8"))
    del spoilt["derived"]
    (tmp_path / PACKAGE).write_text(json.dumps(spoilt), encoding="utf-8")
    with pytest.raises(DataError, match=r"datapackage\.json: the package has no 'derived'; allowed"):
        read_package(tmp_path)
