"""A long `journal verify` says how far it is, and where it was stopped."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.machine.running_kiosk import MIGRATIONS
from kiosk.machine.shell import tools
from kiosk.machine.shell.cli import main
from kiosk.sync.journal.blocks import Blocks
from kiosk.sync.journal.journal_check import VerifyReport, verify_blocks
from kiosk.sync.journal.journal_rows import JournalRows
from tests.sync.samples import KIOSK, filled, journal_in

EVENTS = 4_100


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify")
    journal = journal_in(folder, migrations=MIGRATIONS)
    with journal.store.atomic():
        filled(journal, EVENTS)
    journal.store.close()
    path = folder / "kiosk.toml"
    head = f'[machine]\nid = "{KIOSK}"\nregion = "ningbo"\nstate = "{folder}"\n'
    path.write_text(head, "utf-8")
    return path


def test_a_terminal_shows_how_far_it_is(settings: Path) -> None:
    ours, theirs = pty.openpty()
    command = ["journal", "verify", "--config", str(settings), "--language", "en"]
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", *command],
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
        check=False,
        timeout=60,
    )
    os.close(theirs)
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert done.returncode == 0
    assert done.stdout == f"{EVENTS} events, every seal and the chain are whole.\n"
    assert f"2000 of {EVENTS} events checked" in shown
    assert shown.endswith("\r\x1b[K"), "the line is gone at the end"


def test_a_pipe_gets_the_result_alone(
    settings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["journal", "verify", "--config", str(settings)]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.count("\n") == 1


def test_who_stops_it_learns_how_far_it_was(
    settings: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(journal: JournalRows) -> Blocks[VerifyReport]:
        blocks = verify_blocks(journal)
        yield next(blocks)
        yield next(blocks)
        raise KeyboardInterrupt

    monkeypatch.setattr(tools, "verify_blocks", stopped)
    command = ["journal", "verify", "--config", str(settings), "--language", "en"]
    assert main(command) == 130
    said = capsys.readouterr().out
    assert said.startswith(f"Stopped: 400 of {EVENTS} events were checked and whole")
