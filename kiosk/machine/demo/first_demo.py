"""A set-up among the demo's parts: `kiosk demo --first-start`, or by a control socket.

The parts run beside it for as long as it does; what they want to be told, an address
and a one-time code, is printed. In the end the kiosk runs among them.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from kiosk.devices.virtual.jsonlines import LineClient, serve_lines
from kiosk.domain.faults import SetupError
from kiosk.machine.demo.window_control import WindowControl
from kiosk.machine.first.first_kiosk import FirstKiosk
from kiosk.machine.first.first_session import FirstSession
from kiosk.settings.config import KioskConfig
from kiosk.settings.shipped import shipped_config
from kiosk.settings.texts import Texts

KIOSK = (sys.executable, "-m", "kiosk")
NUMBER = "DEMO-001"
"""The one-time code is for this machine: it is typed as its number."""
PERSON = "wang-xiulan"
"""Whose card the terminal's Enter puts in."""


class DemoFirstSession(FirstSession):
    """A set-up that tests and scripts can touch."""

    control_path: Path | None = None

    @asynccontextmanager
    async def _controls(self) -> AsyncIterator[None]:
        if self.control_path is None:
            yield
            return
        control = WindowControl(self._window, self._window.stop)
        server = await serve_lines(self.control_path, control.handle)
        try:
            yield
        finally:
            server.close()


class DemoFirstKiosk(FirstKiosk):
    """A set-up in demo mode."""

    def __init__(self, base: KioskConfig, path: Path, control: Path | None) -> None:
        super().__init__(base, path)
        self._control_path = control

    def _first_session(self) -> FirstSession:
        session = DemoFirstSession(
            self._config, self._config_path, self._instance, self.window
        )
        session.control_path = self._control_path
        return session


def run_first_demo(texts: Texts) -> int:
    """Run the set-up in a window, and then the kiosk, until it is closed.

    :raises SetupError: when the demo's parts do not start.
    """
    with tempfile.TemporaryDirectory(prefix="kiosk-demo-") as folder:
        stage = subprocess.Popen(
            [*KIOSK, "stage", "--folder", f"{folder}/stage", "--kiosk", NUMBER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        try:
            ready = _first_line(stage)
            seed = _seed(Path(folder), ready)
            told = {"number": NUMBER, "center": ready["center"], "code": ready["code"]}
            print(texts("shell__first_demo", **told), flush=True)
            # Beside a terminal's own work: reading it then fails, and stops nobody.
            signal.signal(signal.SIGTTIN, signal.SIG_IGN)
            # A thread that hangs in sys.stdin itself would hang the end too.
            touches = iter(partial(os.read, 0, 1024), b"")
            hand = partial(move_card, Path(ready["socket"]), touches)
            threading.Thread(target=hand, name="demo-hand", daemon=True).start()
            return subprocess.call(
                [*KIOSK, "run", "--first-start", str(seed)],
                stdin=subprocess.DEVNULL,
                env={**os.environ, **ready["environment"]},
            )
        finally:
            assert stage.stdin is not None, "it was asked for"
            stage.stdin.close()
            stage.wait(20)


def move_card(stage: Path, touches: Iterable[bytes]) -> None:
    """Put a card in, or take it out, with each Enter of the terminal."""
    with contextlib.suppress(OSError, ValueError), LineClient(stage) as line:
        for _ in touches:
            inside = line.ask(do="status").get("card")
            line.ask(do="card", **{"remove": True} if inside else {"insert": PERSON})


def _first_line(stage: "subprocess.Popen[bytes]") -> dict[str, Any]:
    assert stage.stdout is not None, "it was asked for"
    ready: dict[str, Any] = json.loads(stage.stdout.readline() or "{}")
    if "printer" not in ready:
        raise SetupError("The demo's surroundings did not start.")
    return ready


def _seed(folder: Path, ready: dict[str, Any]) -> Path:
    """Write what an empty machine among these parts begins with."""
    text = shipped_config("demo.toml").read_text("utf-8")
    text = text.replace('state = "var/kiosk"', f'state = "{folder}/state"')
    text = text.replace('kind = "virtual"', 'kind = ""')
    seed = folder / "seed.toml"
    more = f'\n[demo]\nsurroundings = false\n\n[printer]\nport = "{ready["printer"]}"\n'
    seed.write_text(text + more, "utf-8")
    return seed
