"""A backup without a word on its key is refused before anything is read."""

from pathlib import Path

import pytest

from kiosk.machine.shell.cli import main


@pytest.mark.parametrize("key", [[], ["--without-key", "--passphrase-file", "x"]])
def test_what_becomes_of_the_key_is_said(
    tmp_path: Path, key: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["center", "backup", "--folder", str(tmp_path), "--to", "there", *key]
    with pytest.raises(SystemExit) as ended:
        main(command)
    assert ended.value.code == 2
    assert "--without-key" in capsys.readouterr().err
