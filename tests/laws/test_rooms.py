"""The plan of the house: few rooms, no circle, one name for one thing."""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from tests.every import every

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "kiosk"
MOST_ROOMS = 8
MOST_FILES = 15
FORMS = {"flow", "pages", "build", "receipt", "wording"}
"""What a service's folder holds; such a file is named by its folder and its form."""
WHOLE = {"journeys", "laws", "recipes", "faults", "documents", "data"}
"""Folders of tests that are about no single room."""


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> Mapping[str, ast.Module]:
    """Return every module of the product by its name."""
    files = [p for p in PACKAGE.rglob("*.py") if "data" not in p.parts]
    return {name_of(path): ast.parse(path.read_text("utf-8")) for path in every(files)}


def imports(module: str) -> Iterator[str]:
    """Yield the modules that one imports, also where it does so for types alone."""
    for node in ast.walk(modules()[module]):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in modules() else node.module


def rooms() -> list[Path]:
    """Return every folder that holds modules."""
    return sorted({p.parent for p in PACKAGE.rglob("*.py") if "data" not in p.parts})


def files_of(room: Path) -> list[str]:
    return [p.stem for p in room.glob("*.py") if p.stem != "__init__"]


def test_the_house_has_few_rooms() -> None:
    at_the_top = {p.name for p in PACKAGE.iterdir() if not p.name.startswith("__")}
    assert len(every(at_the_top)) <= MOST_ROOMS
    assert files_of(PACKAGE) == ["__main__"]


@pytest.mark.parametrize("room", rooms(), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_room_can_be_taken_in_at_one_look(room: Path) -> None:
    assert len(files_of(room)) <= MOST_FILES


def test_no_modules_import_each_other_in_a_circle() -> None:
    """A type alone is enough for a circle: whoever reads one must read the other."""
    done: set[str] = set()

    def walk(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " -> ".join((*way[way.index(module) :], module))
        if module not in done:
            for other in sorted(set(imports(module)) & set(modules())):
                walk(other, (*way, module))
            done.add(module)

    for module in every(modules()):
        walk(module, ())


def test_a_modules_name_is_its_own() -> None:
    names = [m.rpartition(".")[2] for m in modules() if _has_code(m)]
    twice = {name for name, times in Counter(names).items() if times > 1}
    assert twice - FORMS == set()


def _has_code(module: str) -> bool:
    path = ROOT.joinpath(*module.split("."))
    return not path.is_dir()


def public_classes() -> Mapping[str, list[str]]:
    """Return the modules that define each public class."""
    homes = defaultdict(list)
    for module, tree in modules().items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes[node.name].append(module)
    return homes


def test_a_public_classs_name_is_its_own() -> None:
    found = every(public_classes().items())
    assert {name: homes for name, homes in found if len(homes) > 1} == {}


def test_tests_lie_under_the_path_of_what_they_test() -> None:
    """Who changes a room finds its tests without a search."""
    tested = {
        file.parent.relative_to(ROOT / "tests")
        for file in every((ROOT / "tests").rglob("test_*.py"))
    }
    named = {path for path in tested if path.parts[0] not in WHOLE}
    assert [str(path) for path in named if not (PACKAGE / path).is_dir()] == []


def documents() -> list[Path]:
    """Return what speaks of files: code, tests, documents."""
    found = [
        *(p for p in PACKAGE.rglob("*.py") if "data" not in p.parts),
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md")),
    ]
    return sorted(found)


@pytest.mark.parametrize("path", documents(), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_that_is_named_is_there(path: Path) -> None:
    """A path in backquotes is seen from the root, from a room, or from beside."""
    bases = (ROOT, PACKAGE, PACKAGE / "session", PACKAGE / "devices", ROOT / "tests")
    text = path.read_text("utf-8")
    named = re.findall(r"`((?:[a-z_0-9]+/)*[a-z_0-9]+\.py)(?:::\w+)?`", text)
    beside = (*bases, *path.parents[:3])
    lost = [n for n in named if not any((base / n).is_file() for base in beside)]
    assert [n for n in lost if "/" in n or n not in _all_names()] == []


@cache
def _all_names() -> set[str]:
    return {
        path.name
        for base in ("kiosk", "tests", "bench")
        for path in (ROOT / base).rglob("*.py")
    }


@pytest.mark.parametrize("room", rooms(), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_rooms_tests_are_found_without_a_search(room: Path) -> None:
    """Under the same path; looks are drawn by the pictures of `tests/screens/`."""
    if not files_of(room) or room == PACKAGE or "looks" in room.parts:
        return
    own = ROOT / "tests" / room.relative_to(PACKAGE)
    assert list(own.rglob("test_*.py")), own


def test_words_stand_under_the_name_of_who_says_them() -> None:
    """A file of words is named as a room or a module of the product."""
    named = {part for module in modules() for part in module.split(".")}
    files = {p.stem for p in (ROOT / "assets" / "locales").rglob("*.json")}
    assert set(every(files)) - named == set()
