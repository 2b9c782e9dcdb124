"""An empty machine is set up by touches on real parts, and never asks again."""

import base64
import subprocess
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.center.server.operations import new_code
from kiosk.machine.demo.demo_staff import PASSWORD
from kiosk.machine.demo.scripted_person import Walk
from kiosk.settings.login.time_codes import code_at
from tests.rig import KIOSK, PATIENCE, Kiosk, Stage, come_in, wait_for

pytestmark = pytest.mark.real
ID, NUMBER = "TEST-007", "7301"
SEED = """
[machine]
id = "NEW"
mode = "demo"
region = "template"
state = "{state}"
[storage]
low_water_mb = 1
[maintenance]
hold = 0.5
[demo]
surroundings = false
[printer]
port = "{printer}"
"""


class Newcomer(Kiosk):
    """A machine without settings among the stage's parts."""

    def _toml(self) -> str:
        assert self._stage is not None
        printer = self._stage.ready["printer"]
        return SEED.format(state=self.folder / "state", printer=printer)

    @property
    def settings(self) -> Path:
        return self.folder / "state" / "kiosk.toml"

    def start(self) -> Walk:
        self.socket.unlink(missing_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(*KIOSK, "run", "--first-start", str(self.config)),
                    *("--control", str(self.socket)),
                ],
                env=self.environment(),
                stderr=log,
            )
        return self.connect()


def type_words(walk: Walk, page: str, words: str) -> None:
    """Type on the keyboard, from layer to layer, and confirm."""
    walk.until(f"keyboard-first_{page}")
    layer = "lower"
    for letter in words:
        wanted = layer
        if letter.isalpha():
            wanted = "upper" if letter.isupper() else "lower"
        elif not letter.isdigit():
            wanted = "signs"
        if wanted != layer:
            walk.tap(f"layer-{wanted}")
            layer = wanted
        walk.tap(f"key-{letter.lower()}")
    walk.tap("ok")


def go(walk: Walk, page: str, *buttons: str) -> None:
    """Wait for a page of the set-up and touch one button after the other."""
    walk.until(f"tool-first_{page}")
    for button in buttons:
        walk.tap(button)


def line_of(seen: dict[str, Any], label: str) -> list[str]:
    """Return the button of the line that is called so."""
    return [b["name"] for b in seen["buttons"] if b["label"].startswith(label)]


def again(machine: Newcomer) -> Walk:
    """Connect to the program that took the set-up's place."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            walk = machine.connect()
            if walk.ask(do="describe")["page"] in ("starting", "attract"):
                return walk
        except (OSError, ValueError):
            assert time.monotonic() < end, "the kiosk did not come"
        machine.hang_up()
        time.sleep(0.1)


@pytest.fixture
def machine(stage: Stage, tmp_path: Path) -> Iterator[Newcomer]:
    stage.reset()
    kiosk = Newcomer(tmp_path, stage)
    yield kiosk
    if kiosk.process is not None and kiosk.process.poll() is None:
        assert kiosk.stop() == 0, kiosk.log.read_text("utf-8")
    stage.reset()


def test_an_empty_machine_is_set_up_once(machine: Newcomer, stage: Stage) -> None:
    walk = machine.start()
    go(walk, "language", "item-zh-CN")
    go(walk, "panel", "item-bank_card")
    go(walk, "bar", "first_longer", "first_fits")
    go(walk, "ruled", "first_right")
    go(walk, "reach", "item-right")
    go(walk, "slot_place", "item-middle")
    seen = walk.until("tool-first_reader")
    assert line_of(seen, stage.ready["reader"])

    # The power goes in the middle: nothing is in force, nothing is lost.
    machine.kill()
    assert not machine.settings.exists()
    walk = machine.start()
    seen = walk.until("tool-first_reader", language="zh-CN")
    go(walk, "reader", *line_of(seen, stage.ready["reader"]))
    seen = walk.until("tool-first_antenna")
    go(walk, "antenna", *line_of(seen, stage.ready["contactless"]))
    go(walk, "printer", "first_take")
    go(walk, "paper", "item-80")
    go(walk, "region", "item-ningbo")
    go(walk, "machine", "item-id")
    type_words(walk, "id", ID)
    go(walk, "machine", "first_next")
    go(walk, "center", "item-address")
    type_words(walk, "address", stage.ready["center"].removeprefix("https://"))
    go(walk, "center", "item-code")
    secret = new_code(stage.folder / "center", ID).replace("-", "")
    type_words(walk, "code", "0" * 12 + secret[12:])
    seen = walk.until("tool-first_center")
    assert "没有登记成功" in " ".join(seen["texts"])
    walk.tap("item-code")
    type_words(walk, "code", secret.lower())
    go(walk, "center", "first_next")
    go(walk, "account", "first_account")
    type_words(walk, "number", NUMBER)
    type_words(walk, "password", PASSWORD)
    type_words(walk, "again", PASSWORD)
    seen = walk.until("tool-first_secret")
    app = base64.b32decode(seen["texts"][-1].replace(" ", ""))
    walk.tap("first_try_code")
    type_words(walk, "app_code", code_at(app, int(time.time()) // 30))
    go(walk, "account", "first_next")
    go(walk, "proof", "item-reader")
    walk.until("tool-first_card")
    stage.ask(do="card", insert="wang-xiulan")
    go(walk, "proof", "item-printer")
    go(walk, "proof", "first_next")
    stage.ask(do="card", remove=True)
    draft = machine.settings.with_name("first-start.json").read_text("utf-8")
    assert not any(word in draft for word in (PASSWORD, secret, secret[:12]))
    go(walk, "summary", "first_write")

    # The program goes on by itself, as the kiosk.
    machine.hang_up()
    wait_for(machine.settings.exists, "no settings were written")
    walk = again(machine)
    seen = walk.until("attract")
    written = tomllib.loads(machine.settings.read_text("utf-8"))
    assert written["machine"]["id"] == ID
    assert written["panel"]["slot_side"] == "right"
    assert 200 < written["panel"]["width_mm"] < 340
    wait_for(lambda: walk.ask(do="status")["journal"]["acked"] > 0, "nothing uploaded")
    assert not machine.settings.with_name("first-start.json").exists()
    come_in(walk, number=NUMBER, code=code_at(app, int(time.time()) // 30))

    # And a second start asks nothing.
    machine.kill()
    walk = machine.start()
    walk.until("attract")
