"""The demo's message when it fails: the reason itself, and nothing unrelated."""

import asyncio
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.devices.virtual.machine_room import run_stage
from kiosk.devices.virtual.reader import pcscd
from kiosk.machine.demo.demo import _own_config, reason
from kiosk.machine.shell.cli import main
from kiosk.settings.loading import load_config
from tests.devices.printer.conftest import profile


def test_the_reason_is_the_last_grave_line(tmp_path: Path) -> None:
    log = tmp_path / "kiosk.log"
    log.write_text(
        "INFO kiosk.machine: first frame 300 ms after the start\n"
        "CRITICAL kiosk.machine: the session ended: The moon is missing.\n"
        "INFO kiosk.machine: something after it\n",
        "utf-8",
    )
    assert reason(log) == "The moon is missing."
    log.write_text("kiosk: No display could be opened.\n", "utf-8")
    assert reason(log) == "No display could be opened."
    log.write_text("", "utf-8")
    assert reason(log) == "it said nothing"


def test_the_stage_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a center runs: one whose owner ends complains of that instead."""
    monkeypatch.setattr(pcscd, "DRIVER", tmp_path / "no-driver.so")
    said = io.StringIO()
    assert (
        asyncio.run(run_stage(tmp_path / "stage", "K1", said, "ningbo", profile())) == 2
    )
    assert (
        "no-driver.so is missing; it is in the package"
        in json.loads(said.getvalue())["error"]
    )
    assert not (tmp_path / "stage").exists()


def test_another_region_and_a_hospital_are_written_into_the_settings(
    tmp_path: Path,
) -> None:
    plain = load_config(_own_config(tmp_path, hospital=False))
    assert (plain.machine.region, plain.machine.site) == ("ningbo", "hall")
    both = load_config(_own_config(tmp_path, hospital=True, region="example"))
    assert (both.machine.region, both.machine.site) == ("example", "hospital")
    assert (plain.machine.place, both.machine.place) == ("演示大厅", "样例市第一医院")


def test_only_a_region_that_is_there_can_be_tried(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["demo", "--region", "template"])
    assert "'example'" in capsys.readouterr().err
    assert main(["demo", "--headless", "--region", "example"]) == 2
    assert "needs a window" in capsys.readouterr().err


@pytest.mark.real
@pytest.mark.slow
def test_a_demo_that_fails_names_the_reason(tmp_path: Path) -> None:
    """A pcscd that dies at once stands for every part that does not start."""
    broken = tmp_path / "bin" / "pcscd"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\necho 'the moon is missing'; exit 3\n", "ascii")
    broken.chmod(0o755)
    out = tmp_path / "out"
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", "demo", "--headless", "--out", str(out)],
        env={**os.environ, "PATH": f"{broken.parent}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert "did not come up" in done.stderr
    assert "The private pcscd did not start: " in done.stderr
    assert done.stderr.count("\n") == 1
    assert "every seal is whole" not in done.stdout
    assert "Traceback" not in (out / "kiosk.log").read_text("utf-8")
    assert (out / ".gitignore").read_text("ascii") == "*\n"
