"""The examples in the docstrings on printed numbers give what they say."""

import doctest
import importlib

import pytest

MODULES = ["data.printed", *(f"forensics.{name}" for name in ("grim", "grimmer", "pairings", "sprite", "summaries"))]


@pytest.mark.parametrize("name", MODULES)
def test_examples_give_what_they_say(name):
    found = doctest.testmod(importlib.import_module(f"reanalysis.{name}"))
    assert found.attempted and not found.failed
