"""Every small fault that a program's text allows: which piece of text becomes which other one.

Left alone, because tests cannot or need not notice: annotations, decorators, messages (f-strings), `strict=` of zip, and, in
modules that draw, numbers and keywords, most of which say how a figure looks.
"""

import ast
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OPERATORS = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "/",
    ast.Div: "*",
    ast.FloorDiv: "*",
    ast.BitAnd: "|",
    ast.BitOr: "&",
    ast.And: "or",
    ast.Or: "and",
}
COMPARISONS = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
NAMES = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum", "any": "all", "all": "any"}
NOT_MUTATED = {"annotation", "returns", "decorator_list"}  # fields of nodes


@dataclass(frozen=True)
class Mutant:
    """One fault: the file, the characters that are replaced, by what, and where that is for a reader."""

    file: str
    start: int
    end: int
    new: str
    line: int
    before: str  # the lines that it touches
    after: str
    in_function: bool

    def apply(self, source: str) -> str:
        return source[: self.start] + self.new + source[self.end :]


def list_mutants(source: str, file: str) -> list[Mutant]:
    """Every mutant of a program, in the order of its text."""
    tree = ast.parse(source)
    starts = [0]
    for text in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(text))
    lines = source.split("\n")

    def find(line: int, column: int) -> int:
        """The place in the text of a line and a column, which the parser counts in bytes."""
        return starts[line - 1] + len(lines[line - 1].encode()[:column].decode())

    mutants = []
    for node, new, in_function in _walk(tree, "matplotlib" in source, False):
        start, end = find(node.lineno, node.col_offset), find(node.end_lineno, node.end_col_offset)
        left, right = starts[node.lineno - 1], starts[node.end_lineno]
        before, after = source[left:right], source[left:start] + new + source[end:right]
        mutants.append(Mutant(file, start, end, new, node.lineno, _squeeze(before), _squeeze(after), in_function))
    return mutants


def draw_sample(mutants: list[Mutant], size: int, seed: int) -> list[Mutant]:
    """A random sample that an edit elsewhere does not change: those whose words, hashed with the seed, come first."""
    seen, ranked = Counter(), []
    for mutant in mutants:
        key = (mutant.file, mutant.before, mutant.after)
        ranked.append((hashlib.sha256(repr((seed, *key, seen[key])).encode()).hexdigest(), mutant))
        seen[key] += 1
    return [mutant for _, mutant in sorted(ranked, key=lambda each: each[0])[:size]]


def list_all(root: Path, package: str) -> list[Mutant]:
    """Every mutant of every module of a package below a folder."""
    files = sorted((root / package).rglob("*.py"))
    return [
        each for path in files for each in list_mutants(path.read_text(encoding="utf-8"), str(path.relative_to(root)))
    ]


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def _walk(node: ast.AST, draws: bool, in_function: bool) -> Iterator[tuple[ast.AST, str, bool]]:
    """Nodes to replace, each with its other text, and whether that runs when a function is called or on import."""
    if isinstance(node, ast.JoinedStr):  # before Python 3.12 the parser does not say where its parts stand
        return
    yield from ((place, new, in_function) for place, new in _mutate(node, draws))
    for field, value in ast.iter_fields(node):
        if field in NOT_MUTATED:
            continue
        within = in_function or (isinstance(node, ast.FunctionDef | ast.Lambda) and field == "body")
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _walk(child, draws, within)


def _mutate(node: ast.AST, draws: bool) -> Iterator[tuple[ast.AST, str]]:
    """What a single node becomes."""
    match node:
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            yield node, f"(({ast.unparse(left)}) {OPERATORS[type(op)]} ({ast.unparse(right)}))"
        case ast.AugAssign(target=target, op=op, value=value) if type(op) in OPERATORS:
            yield node, f"{ast.unparse(target)} {OPERATORS[type(op)]}= {ast.unparse(value)}"
        case ast.BoolOp(op=op, values=values):
            yield node, "(" + f" {OPERATORS[type(op)]} ".join(f"({ast.unparse(each)})" for each in values) + ")"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield node, f"({ast.unparse(operand)})"
        case ast.Compare():
            yield from ((node, new) for new in _change_comparison(node))
        case ast.Constant(value=bool(value)):
            yield node, str(not value)
        case ast.Constant(value=int(value) | float(value)) if not draws:
            yield node, repr(value + 1)
        case ast.Subscript(slice=ast.Constant(value=int(value)) as index):
            yield index, repr(value - 1)
        case ast.Name(id=name) if name in NAMES:
            yield node, NAMES[name]
        case ast.Attribute(value=value, attr=name) if name in NAMES:
            yield node, f"({ast.unparse(value)}).{NAMES[name]}"
        case ast.Return(value=value) if value is not None and not _is_none(value):
            yield node, "return None"
        case ast.Call(keywords=keywords) if not draws:
            for keyword in keywords:
                if keyword.arg not in (None, "strict"):
                    kept = [each for each in keywords if each is not keyword]
                    yield node, ast.unparse(ast.Call(node.func, node.args, kept))


def _change_comparison(node: ast.Compare) -> Iterator[str]:
    for place, op in enumerate(node.ops):
        for other in COMPARISONS[type(op)]:
            ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
            yield f"({ast.unparse(ast.Compare(node.left, ops, node.comparators))})"
    operands = [node.left, *node.comparators]
    for each in [*operands, *(item for side in operands for item in getattr(side, "elts", []))]:
        if isinstance(each, ast.Constant) and isinstance(each.value, str):  # a string that chooses a branch
            each.value += "_"
            yield f"({ast.unparse(node)})"
            each.value = each.value[:-1]


def _is_none(value: ast.AST) -> bool:
    return isinstance(value, ast.Constant) and value.value is None
