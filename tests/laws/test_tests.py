"""What tests themselves must not do."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.every import every

TESTS = Path(__file__).parent.parent
FILES = sorted(TESTS.rglob("test_*.py"))
Test = ast.FunctionDef | ast.AsyncFunctionDef
Loop = ast.For | ast.AsyncFor


def functions(tree: ast.AST) -> Iterator[Test]:
    """Yield the test functions; a property test may draw something empty."""
    for node in ast.walk(tree):
        if isinstance(node, Test) and node.name.startswith("test_"):
            names = {ast.unparse(d).partition("(")[0] for d in node.decorator_list}
            if "given" not in names:
                yield node


def checks(node: ast.AST) -> list[int]:
    """Return the lines on which something is asserted."""
    return [
        found.lineno
        for found in ast.walk(node)
        if isinstance(found, ast.Assert)
        or (isinstance(found, ast.Attribute) and found.attr in ("raises", "fail"))
        or (isinstance(found, ast.Name) and found.id.startswith(("assert_", "check")))
    ]


def outermost(node: ast.AST) -> Iterator[Loop]:
    """Yield the loops that stand in no other loop."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Loop):
            yield child
        else:
            yield from outermost(child)


def may_be_empty(loop: Loop) -> bool:
    """Say whether nothing shows that the loop runs at least once."""
    over = loop.iter
    if isinstance(over, ast.Tuple | ast.List):
        return not over.elts
    text = ast.unparse(over)
    shown = ("every(", "range(", "enumerate(every(")
    return not text.startswith(shown)


def vacuous(source: str) -> list[str]:
    """Return the tests all of whose assertions stand in loops that may not run."""
    found = []
    for test in functions(ast.parse(source)):
        loops = [n for n in outermost(test) if may_be_empty(n)]
        inside = {line for loop in loops for line in checks(loop)}
        if checks(test) and set(checks(test)) <= inside:
            found.append(test.name)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(TESTS)))
def test_no_test_passes_over_nothing(path: Path) -> None:
    assert vacuous(path.read_text("utf-8")) == []


def test_the_law_finds_one() -> None:
    loop = "def test_x():\n    for a in b():\n        assert a\n"
    assert vacuous(loop) == ["test_x"]
    assert vacuous(loop.replace("b()", "every(b())")) == []
    assert vacuous(loop + "    assert c\n") == []


def test_every_wants_something() -> None:
    assert every(iter("ab")) == ["a", "b"]
    with pytest.raises(AssertionError):
        every([])
