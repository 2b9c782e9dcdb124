"""`kiosk printer`: what is typed wrong is one sentence."""

from pathlib import Path

import pytest

from kiosk.machine.shell.cli import main


def test_a_profile_that_is_not_there_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["printer", "serve", "--profile", "none-such", "--folder"]
    assert main([*arguments, str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "none-such" in said
    assert said.count("\n") == 1


def test_a_group_without_an_action_says_what_there_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["printer"])
    assert "ACTION" in capsys.readouterr().err
