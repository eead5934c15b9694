"""Small faults in a program: which there are, what they make of its text, and that a sample stays the same under edits elsewhere."""

import ast

import pytest

from tools.code_mutants import draw_sample, list_mutants


def list_changes(source: str) -> set[str]:
    return {mutant.apply(source) for mutant in list_mutants(source, "some.py")}


@pytest.mark.parametrize(
    ("source", "changes"),
    [
        ("a < b", {"(a <= b)", "(a >= b)"}),
        ("a == b", {"(a != b)"}),
        ("a in b", {"(a not in b)"}),
        ("a + b", {"((a) - (b))"}),
        ("a * b", {"((a) / (b))"}),
        ("a and b", {"((a) or (b))"}),
        ("not a", {"(a)"}),
        ("a = 7", {"a = 8"}),
        ("a = True", {"a = False"}),
        ("a[0]", {"a[1]", "a[-1]"}),
        ("min(a)", {"max(a)"}),
        ("a.any()", {"(a).all()"}),
        ("a(b, c=d)", {"a(b)"}),
        ("a += b", {"a -= b"}),
        ("a == 'b'", {"(a != 'b')", "(a == 'b_')"}),
        ("'é' + a", {"(('é') - (a))"}),
    ],
)
def test_an_expression_becomes_each_of_its_faults(source, changes):
    assert list_changes(source) == changes


def test_a_function_returns_nothing_and_knows_that_it_runs_when_called():
    source = "LIMIT = 3\n\n\ndef find(a=1):\n    return a\n"
    mutants = list_mutants(source, "some.py")
    assert [(each.line, each.after, each.in_function) for each in mutants] == [
        (1, "LIMIT = 4", False),
        (4, "def find(a=2):", False),
        (5, "return None", True),
    ]


@pytest.mark.parametrize("source", ["f'{a + b}'", "zip(a, b, strict=c)", "@a(b + c)\ndef d(e: f | g) -> h | i: pass"])
def test_messages_guards_decorators_and_annotations_are_left_alone(source):
    assert not list_changes(source)


def test_numbers_and_keywords_are_left_alone_where_a_module_draws():
    assert list_changes("import matplotlib\naxes.plot(a, width=2)\na < b") == {
        "import matplotlib\naxes.plot(a, width=2)\n(a <= b)",
        "import matplotlib\naxes.plot(a, width=2)\n(a >= b)",
    }


def test_every_fault_of_a_program_is_a_program():
    source = "def f(a, b):\n    return [(x if x > 0 else -x) for x in a\n            if not b and x != 'é'][0] or b.min(axis=1)\n"
    for mutant in list_mutants(source, "some.py"):
        ast.parse(mutant.apply(source))


def test_an_edit_elsewhere_leaves_the_sample_alone():
    source = "".join(f"def f{number}(a):\n    return a + {number} < 2 * a\n\n\n" for number in range(30))
    sample = draw_sample(list_mutants(source, "some.py"), 20, seed=5)
    assert len(sample) == 20
    edited = draw_sample(list_mutants("import math\n\n\n" + source, "some.py"), 20, seed=5)
    assert [(each.before, each.after) for each in edited] == [(each.before, each.after) for each in sample]
    assert sample != draw_sample(list_mutants(source, "some.py"), 20, seed=6)
