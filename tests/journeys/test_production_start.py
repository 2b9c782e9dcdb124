"""A machine in service: what it starts with, and that nothing of the demo is in it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.real
LIMIT = 120.0
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

    def begun(_: str) -> bool:
        """Once in service, no stranger can go on with a set-up."""
        return made.exists() and not draft.exists()

    loaded = loaded_by(tmp_path, begun, "--config", str(config))
    assert {"kiosk.machine.running_kiosk", "kiosk.session.visit.idle"} <= loaded
    own = ("kiosk.machine.first", "kiosk.session.first_start.first_flow")
    assert [name for name in loaded if name.startswith((*FOREIGN, *own))] == []


def test_a_machine_without_settings_is_set_up_by_the_program_itself(
    tmp_path: Path,
) -> None:
    """No option is needed: the unit of the service names none."""
    lock = tmp_path / "state" / "kiosk.lock"
    flow = "kiosk.session.first_start.first_flow\n"
    loaded = loaded_by(tmp_path, lambda told: lock.exists() and flow in told)
    assert not lock.with_name("first-start.json").exists(), "nobody answered anything"
    assert [name for name in loaded if name.startswith(FOREIGN)] == []
    assert not (tmp_path / "state" / "kiosk.toml").exists()


def loaded_by(folder: Path, begun: Callable[[str], bool], *words: str) -> set[str]:
    """Run the program until it has begun, end it, and return its modules."""
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
            until(lambda: begun(said.read_text("utf-8")), kiosk)
            time.sleep(1)  # the flows begin right behind it
            assert kiosk.poll() is None, said.read_text("utf-8")
        finally:
            kiosk.send_signal(signal.SIGTERM)
            status = kiosk.wait(LIMIT)
    assert status == 0, said.read_text("utf-8")
    return set(re.findall(r"\| +(kiosk[\w.]*)$", said.read_text("utf-8"), re.M))


def until(begun: Callable[[], bool], kiosk: subprocess.Popen[bytes]) -> None:
    """Wait until the kiosk has begun."""
    end = time.monotonic() + LIMIT
    while not begun():
        assert kiosk.poll() is None, "the kiosk ended"
        assert time.monotonic() < end, "it did not begin"
        time.sleep(0.05)
