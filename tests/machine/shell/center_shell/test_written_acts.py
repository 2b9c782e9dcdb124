"""Who acts at the center's shell leaves a line in the audit."""

from contextlib import closing
from pathlib import Path

import pytest

from kiosk.center.database.connecting import connect
from kiosk.center.desk.audit.audit_book import lines_before
from kiosk.machine.shell.cli import main


def told(folder: Path) -> list[tuple[str, str, str]]:
    with closing(connect(folder)) as db:
        lines = lines_before(db, None, 10)
    return [(line.operator, line.subject, line.told) for line in lines]


def test_what_was_done_is_a_line_and_what_was_not_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    center_folder = tmp_path / "center"
    connect(center_folder).close()
    where = ("--folder", str(center_folder), "--language", "en")
    assert main(["center", "code", "--kiosk", "HALL-1", *where]) == 0
    code = capsys.readouterr().out.strip()
    assert main(["center", "revoke", "HALL-9", *where]) == 2
    assert main(["center", "approve", "HALL-1", "--by", "li", *where]) == 2
    assert main(["center", "faults", *where]) == 0
    assert told(center_folder) == [("shell", "code HALL-1", "")]
    assert code not in str(told(center_folder))
    with pytest.raises(SystemExit):
        main(["center", "approve", "HALL-1", "--by", "x\x1b[31m", *where])
    capsys.readouterr()
    assert main(["center", "audit", "--verify", *where]) == 0
    assert "at the shell: code HALL-1" in capsys.readouterr().out
