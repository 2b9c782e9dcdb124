"""docs/errors.md: what an exception and a log line may say, read from the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import kiosk
from tests.every import every
from tests.laws.test_repr import classes

ROOT = Path(kiosk.__file__).parent
DOCUMENT = ROOT.parent / "docs" / "errors.md"
DEMO = ("devices/virtual", "machine/demo")

PERSONAL = {
    *("holder", "holder_name", "person", "id_number", "card_id", "pin", "digits"),
    *("token", "secret", "amount", "balance", "phone", "mobile", "address", "payload"),
    *("body", "raw", "data", "value", "values", "answer", "session", "command"),
}
"""What the code calls the things that no exception may quote."""

TOLD = {
    *("StoreError", "KioskError", "CenterError", "SettingsMistake", "SetupError"),
    *("ClipError", "SynthError", "PortGone", "OSError"),
}
"""Errors whose own text may be logged: it is ours and never quotes a card or person."""


def exceptions() -> Iterator[type[BaseException]]:
    yield from (kind for kind in classes() if issubclass(kind, BaseException))


def product() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(DEMO):
            yield name, ast.parse(path.read_text("utf-8"))


def quoted(raised: ast.AST) -> Iterator[str]:
    """Yield the names whose values are put into a text, but not only measured."""
    for node in ast.walk(raised):
        if not isinstance(node, ast.FormattedValue):
            continue
        measured = {
            id(inner)
            for call in ast.walk(node)
            if isinstance(call, ast.Call) and ast.unparse(call.func) in ("len", "type")
            for inner in ast.walk(call)
        }
        for inner in ast.walk(node):
            if id(inner) in measured:
                continue
            if isinstance(inner, ast.Name):
                yield inner.id
            if isinstance(inner, ast.Attribute):
                yield inner.attr


def texts_of_errors(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield where a text is given to an exception: at `raise`, and in its own class."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and node.exc is not None:
            yield node.exc
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "super().__init__":
            yield node


def test_no_exception_quotes_a_person() -> None:
    said = [
        (name, ast.unparse(text), word)
        for name, tree in every(product())
        for text in texts_of_errors(tree)
        for word in quoted(text)
        if word in PERSONAL
    ]
    assert said == []


def logged(handler: ast.ExceptHandler) -> Iterator[int]:
    """Yield the lines that log the very error an `except` has caught."""
    for node in ast.walk(handler):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and ast.unparse(node.func.value) in ("log", "_log")
            and any(isinstance(a, ast.Name) and a.id == handler.name for a in node.args)
        ):
            yield node.lineno


def test_a_log_has_only_our_own_texts() -> None:
    """Anything else is logged by its type: its text may hold what a card said."""
    strange = []
    for name, tree in every(product()):
        for node in ast.walk(tree):
            if isinstance(node, ast.ExceptHandler) and node.type and node.name:
                kinds = set(re.findall(r"\b[A-Z]\w*", ast.unparse(node.type)))
                strange += [(name, line) for line in logged(node) if kinds - TOLD]
    assert strange == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("raise X(f'no {card.pin}')", {"card", "pin"}),
        ("raise X(f'{len(card.pin)} digits')", set()),
        ("super().__init__(f'{answer}')", {"answer"}),
        ("raise X('nothing')", set()),
    ],
)
def test_the_law_sees_what_is_quoted(text: str, found: set[str]) -> None:
    (place,) = texts_of_errors(ast.parse(text))
    assert set(quoted(place)) == found


def test_three_words_are_enough_for_what_is_wrong() -> None:
    other = re.compile("trouble|flaw|objection|finding", re.IGNORECASE)
    named = {
        (name, word)
        for name, tree in every(product())
        for node in ast.walk(tree)
        for word in names_in(node)
        if other.search(word)
    }
    assert named == set()


def names_in(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        yield node.name
    elif isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.arg | ast.keyword):
        yield node.arg or ""
    elif isinstance(node, ast.Attribute):
        yield node.attr


def test_the_document_names_every_base() -> None:
    text = DOCUMENT.read_text("utf-8")
    own = set(exceptions())
    bases = [kind for kind in own if any(kind in other.__bases__ for other in own)]
    for kind in every(bases):
        assert f"`{kind.__name__}`" in text, kind
