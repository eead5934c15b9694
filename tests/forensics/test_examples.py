"""The examples in the docstrings on printed numbers give what they say."""

import doctest
import importlib

import pytest

FORENSIC = ("conventions", "grim", "grimmer", "improvement", "pairings", "reconstruction", "sprite", "summaries")
OTHERS = ("data.printed", "trial.chapters.forensics", "trial.printed_summaries")
MODULES = [*OTHERS, *(f"forensics.{name}" for name in FORENSIC)]


@pytest.mark.parametrize("name", MODULES)
def test_examples_give_what_they_say(name):
    found = doctest.testmod(importlib.import_module(f"reanalysis.{name}"))
    assert found.attempted and not found.failed
