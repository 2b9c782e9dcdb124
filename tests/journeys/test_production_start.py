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
    said = tmp_path / "stderr"
    with said.open("wb") as log:
        kiosk = subprocess.Popen(
            [
                *(sys.executable, "-X", "importtime", "-m", "kiosk", "run"),
                *("--config", str(config)),
            ],
            stderr=log,
            env={**os.environ, "SDL_AUDIODRIVER": "dummy"},
        )
        try:
            until(tmp_path / "state" / "kiosk.sqlite", kiosk)
            time.sleep(1)  # the flows begin right behind the store
            assert kiosk.poll() is None, said.read_text("utf-8")
        finally:
            kiosk.send_signal(signal.SIGTERM)
            status = kiosk.wait(LIMIT)
    assert status == 0, said.read_text("utf-8")
    loaded = set(re.findall(r"\| +(kiosk[\w.]*)$", said.read_text("utf-8"), re.M))
    assert {"kiosk.machine.running_kiosk", "kiosk.session.visit.idle"} <= loaded
    foreign = ("kiosk.devices.virtual", "kiosk.machine.demo", "kiosk.center")
    assert [name for name in loaded if name.startswith(foreign)] == []


def until(file: Path, kiosk: subprocess.Popen[bytes]) -> None:
    """Wait until the kiosk has made a file."""
    end = time.monotonic() + LIMIT
    while not file.exists():
        assert kiosk.poll() is None, "the kiosk ended"
        assert time.monotonic() < end
        time.sleep(0.05)
