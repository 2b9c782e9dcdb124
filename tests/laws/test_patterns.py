"""What names something ends where its pattern ends, not one line feed later."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.machine.shell.cli import main
from tests.every import every

ROOT = Path(__file__).resolve().parents[2]
_ENDS = (r"$(?!\n)", r"\Z")


def patterns() -> Iterator[tuple[str, str]]:
    """Yield every pattern that a field of a value must fit, with its place."""
    for path in sorted((ROOT / "kiosk").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "pattern":
                pattern = ast.literal_eval(node.value)
                assert isinstance(pattern, str)
                yield f"{path.name}:{node.value.lineno}", pattern


def test_every_pattern_is_whole_and_takes_no_line_feed() -> None:
    for place, pattern in every(patterns()):
        assert pattern.startswith("^"), place
        assert pattern.endswith(_ENDS), place


def test_no_check_stops_before_the_end_of_what_it_checks() -> None:
    for path in every(sorted((ROOT / "kiosk").rglob("*.py"))):
        for line in path.read_text("utf-8").splitlines():
            checked = re.search(r"[A-Z_]+\.match\(", line)
            assert not checked, f"{path}: {line.strip()}: say fullmatch"


@pytest.mark.parametrize(
    "words",
    [
        ["code", "--kiosk"],
        ["allow-id-card", "--kiosk"],
        ["settle", "--kiosk"],
        ["serve", "--code-for"],
        ["serve", "--id-card-for"],
    ],
)
@pytest.mark.parametrize("name", ["hall-1\n", "hall 1", "", "x" * 33])
def test_a_shell_takes_no_name_that_no_certificate_could_have(
    words: list[str], name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["center", *words, name, "--folder", str(tmp_path / "center")])
    assert end.value.code == 2
    assert "a kiosk's name has 1 to 32" in capsys.readouterr().err
    assert not (tmp_path / "center").exists()
