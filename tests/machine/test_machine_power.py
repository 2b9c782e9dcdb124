"""What systemctl is asked, and what its answers mean."""

import sys
from pathlib import Path

import pytest

from kiosk.machine import machine_power
from kiosk.machine.machine_power import MachinePower
from kiosk.session.dialog.ports import PowerAnswer

pytestmark = pytest.mark.usefixtures("patient")
ASKED = "Failed to reboot: Interactive authentication required."


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a script the time that a busy machine takes to start one."""
    monkeypatch.setattr(machine_power, "LIMIT", 60.0)


def told_by(tmp_path: Path, body: str) -> MachinePower:
    """Return a power whose systemctl is a script, which writes down its words."""
    script = tmp_path / "systemctl.py"
    script.write_text(f"import os, sys, time\n{body}\n")
    return MachinePower(lambda: None, systemctl=(sys.executable, str(script)))


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("sys.exit(0)", PowerAnswer.BEGUN),
        (f"sys.exit({ASKED!r})", PowerAnswer.DENIED),
        ("sys.exit('Call to Reboot failed: Access denied')", PowerAnswer.DENIED),
        ("sys.exit('Failed to connect to bus')", PowerAnswer.FAILED),
        ("sys.stderr.buffer.write(bytes([255])); sys.exit(3)", PowerAnswer.FAILED),
    ],
)
async def test_answers(tmp_path: Path, body: str, answer: PowerAnswer) -> None:
    assert await told_by(tmp_path, body).reboot() is answer


async def test_the_words_and_the_surroundings_are_fixed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYSTEMD_FORCE", "1")
    heard = tmp_path / "heard"
    body = f"open({str(heard)!r}, 'w').write(f'{{sys.argv[1:]}} {{os.environ}}')"
    power = told_by(tmp_path, body)
    await power.power_off()
    text = heard.read_text()
    assert text.startswith("['poweroff'] ")
    assert "SYSTEMD_FORCE" not in text
    assert machine_power.SYSTEMCTL[0].startswith("/")


async def test_what_hangs_or_is_not_there_has_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine_power, "LIMIT", 0.2)
    assert await told_by(tmp_path, "time.sleep(9)").reboot() is PowerAnswer.FAILED
    nothing = MachinePower(lambda: None, systemctl=(str(tmp_path / "none"),))
    assert await nothing.reboot() is PowerAnswer.FAILED


async def test_the_demo_switches_nobody_off(tmp_path: Path) -> None:
    ended: list[bool] = []
    nothing = (str(tmp_path / "none"),)
    power = MachinePower(lambda: ended.append(True), demo=True, systemctl=nothing)
    assert await power.reboot() is PowerAnswer.DEMO
    assert await power.power_off() is PowerAnswer.DEMO
    power.restart()
    assert ended == [True]
