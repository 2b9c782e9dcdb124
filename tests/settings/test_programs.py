"""Programs of other packages are found where Debian puts them, whatever the PATH."""

import ast
from pathlib import Path

import pytest

from kiosk.settings import programs
from kiosk.settings.programs import find_program
from tests.every import every

ROOT = Path(__file__).resolve().parents[2]
STARTERS = {"Popen", "run", "call", "check_call", "check_output", "which"}


def make_program(folder: Path, name: str) -> str:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n", "ascii")
    path.chmod(0o755)
    return str(path)


def test_a_daemon_off_the_path_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    daemon = make_program(tmp_path / "sbin", "some-daemon")
    monkeypatch.setenv("PATH", "/usr/local/bin:/usr/bin:/bin")
    monkeypatch.setattr(programs, "SYSTEM_FOLDERS", (str(tmp_path / "sbin"),))
    assert find_program("some-daemon") == daemon
    assert find_program("no-such-daemon") is None
    monkeypatch.delenv("PATH")
    assert find_program("some-daemon") == daemon


def test_the_path_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = make_program(tmp_path / "bin", "some-daemon")
    make_program(tmp_path / "sbin", "some-daemon")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(programs, "SYSTEM_FOLDERS", (str(tmp_path / "sbin"),))
    assert find_program("some-daemon") == mine


def bare_names(path: Path) -> list[str]:
    """Return what a file starts by a name that only the PATH can resolve."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name == "which":
            found.append(f"{path}:{node.lineno}: which")
        if name not in STARTERS or not node.args:
            continue
        first: ast.expr = node.args[0]
        while isinstance(first, ast.List | ast.Tuple | ast.Starred) and (
            isinstance(first, ast.Starred) or first.elts
        ):
            first = first.value if isinstance(first, ast.Starred) else first.elts[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            found.append(f"{path}:{node.lineno}: {first.value}")
    return found


def test_nothing_is_started_by_a_bare_name() -> None:
    """One function looks for programs, for the check and for the start."""
    files = [*(ROOT / "kiosk").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    # The tool of `script/mutants` brings its environment's own folder on the PATH.
    own = {ROOT / "kiosk" / "settings" / "programs.py", ROOT / "tests" / "mutants.py"}
    own.add(Path(__file__).resolve())
    found = [name for path in every(set(files) - own) for name in bare_names(path)]
    assert found == []
