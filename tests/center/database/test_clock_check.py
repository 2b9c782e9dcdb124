"""A center does not serve by a clock that is behind."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from kiosk.center.database.center_clock import CenterClock
from kiosk.center.database.clock_check import (
    LEEWAY,
    MADE,
    STEP,
    ClockBehind,
    believe_clock,
    check_clock,
    keep_clock,
    note_served,
)
from kiosk.center.database.connecting import connect
from kiosk.center.server.serve import CenterServer
from kiosk.machine.demo.demo_center import DemoKeys
from kiosk.machine.shell.cli import main

ROOT = Path(__file__).resolve().parents[3]
NOW = MADE + 400 * 86400


def test_before_2026_nothing_is_served(db: Connection) -> None:
    check_clock(db, MADE)
    for now in (0.0, MADE - 1):
        with pytest.raises(ClockBehind, match="2026-01-01 08:00"):
            check_clock(db, now)


def test_what_was_served_is_not_served_again(db: Connection) -> None:
    note_served(db, NOW)
    for older in (NOW - 10 * STEP, 0.0):
        note_served(db, older)
    check_clock(db, NOW - LEEWAY)
    with pytest.raises(ClockBehind):
        check_clock(db, NOW - LEEWAY - 2)
    note_served(db, NOW + STEP)
    with pytest.raises(ClockBehind):
        check_clock(db, NOW - LEEWAY)
    believe_clock(db, NOW - 86400)
    check_clock(db, NOW - 86400)


def test_who_keeps_the_clock_notes_that_it_serves(db: Connection) -> None:
    clock = CenterClock(db)
    keep_clock(clock, db)
    check_clock(db, clock())
    with pytest.raises(ClockBehind):
        check_clock(db, clock() - LEEWAY - 60)


@pytest.mark.engine("sqlite")
def test_the_command_refuses_in_one_sentence_and_goes_on_when_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "center"
    with closing(connect(folder)) as db:
        note_served(db, CenterClock(db)() + 86400)
    serve = ["center", "serve", "--folder", str(folder), "--port", "0"]
    assert main([*serve, "--language", "en"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "--clock-is-right" in said
    assert not (folder / "authority.pem").exists()
    command = [sys.executable, "-m", "kiosk", *serve, "--clock-is-right"]
    with subprocess.Popen(
        [*command, "--until-stdin-closes"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert b"port" in process.stdout.readline()
        process.stdin.close()
        assert process.wait(60) == 0
    server = CenterServer(folder, keys=DemoKeys())
    server.start()
    server.stop()
    with monkeypatch.context() as patched, pytest.raises(ClockBehind, match="1970"):
        patched.setattr("time.time", lambda: 60.0)
        CenterServer(folder, keys=DemoKeys())
