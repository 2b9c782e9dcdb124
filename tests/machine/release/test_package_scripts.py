"""What the package's own scripts may touch."""

import re
import subprocess
from pathlib import Path

import pytest

from kiosk.settings.programs import program

POSTRM = Path(__file__).parents[3] / "packaging/kiosk/postrm"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """Return the script on a root of its own, with nothing of systemd's."""
    text = POSTRM.read_text("utf-8")
    text = re.sub(r" /(opt|var|etc|media|run)/", rf" {tmp_path}/\1/", text)
    text = text.replace("@UNITS@ @BOOT@", "").replace("deb-systemd-helper", "true")
    made = tmp_path / "postrm"
    made.write_text(text, "utf-8")
    for name in ("opt/kiosk/kept/1", "var/lib/kiosk/keys", "etc/kiosk", "var/cache"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "var/lib/kiosk/keys/device-keys.json").write_text("secret")
    stick = tmp_path / "media/kiosk-stick"
    stick.mkdir(parents=True)
    (stick / "photographs").write_text("a technician's own")
    return made


def test_purging_leaves_nothing_but_what_is_somebody_elses(script: Path) -> None:
    done = subprocess.run([program("sh"), str(script), "purge"], check=False)
    assert done.returncode == 0
    root = script.parent
    assert not any((root / name).exists() for name in ("opt/kiosk", "var/lib/kiosk"))
    assert not (root / "etc/kiosk").exists()
    assert (root / "media/kiosk-stick/photographs").read_text() == "a technician's own"


def test_removing_keeps_state_and_settings(script: Path) -> None:
    done = subprocess.run([program("sh"), str(script), "remove"], check=False)
    assert done.returncode == 0
    assert (script.parent / "var/lib/kiosk/keys/device-keys.json").exists()
    assert not (script.parent / "opt/kiosk").exists()
