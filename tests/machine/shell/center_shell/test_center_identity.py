"""What an operator types about authorities, and reads."""

from pathlib import Path

import pytest

from kiosk.center.identity.authority import Authority
from kiosk.machine.shell.cli import main


def test_an_operator_makes_another_authority_and_reads_how_far_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--folder", str(tmp_path), "--language", "en"]
    assert main(["center", "authorities", *folder]) == 2
    assert "no center" in capsys.readouterr().err
    first = Authority.load_or_create(tmp_path)
    assert main(["center", "end-authority", *folder]) == 2
    assert "one authority only" in capsys.readouterr().err
    assert main(["center", "rotate-authority", *folder]) == 0
    assert "Authority 2 is made" in capsys.readouterr().out
    assert main(["center", "rotate-authority", *folder]) == 2
    assert main(["center", "end-authority", *folder, "--leave-behind"]) == 2
    capsys.readouterr()
    assert main(["center", "authorities", *folder]) == 0
    newer, older = capsys.readouterr().out.splitlines()
    assert newer.startswith("2 ")
    assert older.startswith("1 ")
    assert older.endswith("issues")
    assert Authority.load_or_create(tmp_path).pem == first.pem
