"""What an operator types about the hospital, as a command of the shell."""

from contextlib import closing
from pathlib import Path

import pytest

from kiosk.center.database.connecting import connect
from kiosk.machine.shell.cli import main
from tests.center.engines import asked

FILE = """
name = "测试医院"
[[departments]]
id = "inner"
name = "内科"
[[clinics]]
id = "whole"
department = "inner"
begins = "00:00"
ends = "23:59"
capacity = 5
cost = { fee = "10.00" }
"""


def test_set_up_look_and_stop(
    center_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def spoken(*words: str) -> tuple[int, str]:
        status = main(["center", *words, "--folder", str(center_folder)])
        said = capsys.readouterr()
        return status, said.out + said.err

    connect(center_folder).close()
    file = tmp_path / "hospital.toml"
    status, said = spoken("hospital")
    assert (status, said[:10]) == (1, "No clinics")
    file.write_text(FILE.replace('"23:59"', '"00:00"'), encoding="utf-8")
    status, said = spoken("hospital-load", str(file))
    assert (status, "whole" in said) == (1, True)
    file.write_text(FILE, encoding="utf-8")
    assert spoken("hospital-load", str(file)) == (0, "测试医院 is set up.\n")
    status, said = spoken("hospital")
    assert status == 0
    assert "0 of 5 taken, 0 here, 0 missed, 5 left" in said
    clinic = said.rpartition("(")[2].rstrip(")\n")
    assert spoken("hospital-stop", "nobody")[0] == 2
    assert spoken("hospital-stop", clinic)[0] == 0
    assert "stopped, 0 of 5 were taken" in spoken("hospital")[1]
    assert spoken("hospital-resume", "nobody")[0] == 2
    assert spoken("hospital-resume", clinic)[0] == 0
    assert spoken("hospital-resume", clinic)[0] == 2, "it is not stopped any more"
    assert "0 of 5 taken, 0 here" in spoken("hospital")[1]
    with closing(connect(center_folder)) as db:
        found = asked(db, "SELECT subject FROM desk_audit ORDER BY number")
    assert [row["subject"] for row in found] == [
        *("hospital-load", f"hospital-stop {clinic}"),
        f"hospital-resume {clinic}",
    ]
