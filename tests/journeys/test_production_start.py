"""A machine in service: what it starts with, and that nothing of the demo is in it."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.real
LIMIT = 60.0
FOREIGN = ("kiosk.devices.virtual", "kiosk.machine.demo", "kiosk.center")
SETTINGS = """
[machine]
id = "hall-1"
region = "ningbo"
state = "{state}"

[panel]
video = "dummy"
"""


def test_no_module_of_the_demo_is_loaded(tmp_path: Path) -> None:
    """Every import of the whole start is read, those of the session thread too."""
    config = tmp_path / "kiosk.toml"
    config.write_text(SETTINGS.format(state=tmp_path / "state"), "utf-8")
    made = tmp_path / "state" / "kiosk.sqlite"
    draft = tmp_path / "state" / "first-start.json"
    draft.parent.mkdir(mode=0o700)
    draft.write_text("{}")
    loaded = loaded_by(tmp_path, made, "--config", str(config))
    assert not draft.exists(), "once in service, no stranger can go on with a set-up"
    assert {"kiosk.machine.running_kiosk", "kiosk.session.visit.idle"} <= loaded
    own = ("kiosk.machine.first", "kiosk.session.first_start.first_flow")
    assert [name for name in loaded if name.startswith((*FOREIGN, *own))] == []


def test_a_machine_without_settings_is_set_up_by_the_program_itself(
    tmp_path: Path,
) -> None:
    """No option is needed: the unit of the service names none."""
    lock = tmp_path / "state" / "kiosk.lock"
    loaded = loaded_by(tmp_path, lock)
    assert not lock.with_name("first-start.json").exists(), "nobody answered anything"
    assert "kiosk.session.first_start.first_flow" in loaded
    assert [name for name in loaded if name.startswith(FOREIGN)] == []
    assert not (tmp_path / "state" / "kiosk.toml").exists()


def loaded_by(folder: Path, made: Path, *words: str) -> set[str]:
    """Run the program until it has made a file, end it, and return its modules."""
    said = folder / "stderr"
    quiet = {"SDL_AUDIODRIVER": "dummy", "SDL_VIDEODRIVER": "dummy"}
    more = {**quiet, "STATE_DIRECTORY": str(folder / "state")}
    with said.open("wb") as log:
        kiosk = subprocess.Popen(
            [*(sys.executable, "-X", "importtime", "-m", "kiosk", "run"), *words],
            stderr=log,
            env={**os.environ, **more},
        )
        try:
            until(made, kiosk)
            time.sleep(1)  # the flows begin right behind the store
            assert kiosk.poll() is None, said.read_text("utf-8")
        finally:
            kiosk.send_signal(signal.SIGTERM)
            status = kiosk.wait(LIMIT)
    assert status == 0, said.read_text("utf-8")
    return set(re.findall(r"\| +(kiosk[\w.]*)$", said.read_text("utf-8"), re.M))


def until(file: Path, kiosk: subprocess.Popen[bytes]) -> None:
    """Wait until the kiosk has made a file."""
    end = time.monotonic() + LIMIT
    while not file.exists():
        assert kiosk.poll() is None, "the kiosk ended"
        assert time.monotonic() < end
        time.sleep(0.05)
