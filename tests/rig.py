"""A whole machine for the journeys: the demo's surroundings and a kiosk, as processes.

The surroundings are started once for many kiosks; a kiosk can be killed and started
again on the same state folder.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from kiosk.devices.virtual.demo_city import write_demo_city
from kiosk.devices.virtual.jsonlines import LineClient
from kiosk.devices.virtual.people.cast import load_people
from kiosk.machine.demo.demo_staff import NUMBER, PASSWORD, SECRET
from kiosk.machine.demo.scripted_person import UNHURRIED, Walk
from kiosk.settings.login.time_codes import STEP, code_at

KIOSK = [sys.executable, "-X", "faulthandler", "-m", "kiosk"]
PATIENCE = 90.0
"""Seconds after which what did not come never will, on a busy machine."""


class Stage:
    """The surroundings in a process of their own."""

    def __init__(self, folder: Path, kiosk_id: str, region: str = "ningbo") -> None:
        self.folder, self.region = folder, region
        self.process = subprocess.Popen(
            [
                *(*KIOSK, "stage", "--folder", str(folder)),
                *("--kiosk", kiosk_id, "--region", region),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the stage did not start"
        self.ready: dict[str, Any] = json.loads(line)
        self.line = LineClient(Path(self.ready["socket"]), PATIENCE)

    def ask(self, **command: object) -> dict[str, Any]:
        reply = self.line.ask(**command)
        assert "error" not in reply, reply
        return reply

    def reset(self) -> None:
        """Put everything back into order between two tests."""
        for slot in ("contact", "contactless"):
            self.ask(do="card", remove=True, slot=slot)
        self.ask(do="printer", paper="ok", cover="closed", silent=False)
        self.ask(do="center", mode="open")
        self.ask(do="camera", verdict="passed")

    def receipts(self) -> int:
        return int(self.ask(do="status")["receipts"])

    def close(self) -> None:
        self.line.close()
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        assert self.process.stdout is not None
        self.process.stdout.close()


class Kiosk:
    """One kiosk process on its state folder."""

    def __init__(
        self,
        folder: Path,
        stage: Stage | None,
        settings: str = "",
        kiosk_id: str = "TEST-001",
        environment: dict[str, str] | None = None,
    ) -> None:
        self.folder = folder
        self.socket = folder / "control.sock"
        self.config = folder / "kiosk.toml"
        self.log = folder / "kiosk.log"
        self._settings = settings
        self._stage = stage
        self._id = kiosk_id
        self._more = environment or {}
        self.process: subprocess.Popen[bytes] | None = None
        self._line: LineClient | None = None
        self.config.write_text(self._toml(), "utf-8")
        write_demo_city(folder, self._stage.region if self._stage else "ningbo")

    def _toml(self) -> str:
        lines = [
            "[machine]",
            f'id = "{self._id}"',
            'mode = "demo"',
            f'region = "{self._stage.region if self._stage else "ningbo"}"',
            'place = "测试大厅"',
            f'state = "{self.folder}/state"',
            "[storage]",
            "low_water_mb = 1",
            "[maintenance]",
            "hold = 0.5",
        ]
        lines += UNHURRIED.splitlines()
        if self._stage is not None:
            lines += [
                "[demo]",
                "surroundings = false",
                "[reader]",
                f'name = "{self._stage.ready["reader"]}"',
                f'contactless = "{self._stage.ready["contactless"]}"',
                "deadline = 30.0",
                "[printer]",
                f'port = "{self._stage.ready["printer"]}"',
                "[center]",
                f'url = "{self._stage.ready["center"]}"',
                "timeout = 30.0",
                "[camera]",
                'kind = "virtual"',
                f'socket = "{self._stage.ready["camera"]}"',
            ]
        return "\n".join(lines) + "\n" + self._settings

    def environment(self) -> dict[str, str]:
        more = dict(self._stage.ready["environment"]) if self._stage else {}
        return {
            **os.environ,
            "SDL_VIDEODRIVER": "dummy",
            "SDL_AUDIODRIVER": "dummy",
            **more,
            **self._more,
        }

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run another `kiosk` command with this machine's settings."""
        return subprocess.run(
            [*KIOSK, *words, "--config", str(self.config)],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=2 * PATIENCE,
            check=False,
        )

    def enrol(self, code: str) -> None:
        done = self.command("enrol", code)
        assert done.returncode == 0, done.stderr

    def start(self) -> Walk:
        """Start the program and connect to its control socket."""
        self.socket.unlink(missing_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(*KIOSK, "run", "--config", str(self.config)),
                    *("--control", str(self.socket)),
                ],
                env=self.environment(),
                stderr=log,
            )
        return self.connect()

    def connect(self) -> Walk:
        end = time.monotonic() + PATIENCE
        while True:
            assert self.process is not None
            assert self.process.poll() is None, self.log.read_text("utf-8")
            try:
                self._line = LineClient(self.socket, PATIENCE)
                return Walk(self._line, self.folder)
            except OSError:
                assert time.monotonic() < end, "the control socket did not open"
                time.sleep(0.02)

    def kill(self) -> None:
        """Kill it like a power cut would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)
        self.hang_up()

    def stop(self) -> int:
        """End it in good order and return its exit status."""
        assert self.process is not None
        self.hang_up()
        self.process.terminate()
        return self.process.wait(PATIENCE)

    def hang_up(self) -> None:
        """Close the line to the control socket."""
        if self._line is not None:
            self._line.close()
            self._line = None


_last_step: dict[Path, int] = {}
"""Of each machine, the step of the app whose code somebody came in with last."""


def unused_code(machine: Path) -> str:
    """Return a code of the demo's technician that this machine has not taken yet.

    A test that comes in half a minute after another one has the next step's.
    """
    now = int(time.time()) // STEP
    step = max(now, _last_step.get(machine, 0) + 1)
    wait_for(lambda: step - 1 <= int(time.time()) // STEP, "the clock stands still")
    _last_step[machine] = step
    return code_at(SECRET, step)


def come_in(walk: Walk, number: str = NUMBER, code: str | None = None) -> None:
    """Come in as a technician, the demo's unless said, from the idle page."""
    walk.ask(do="hold")
    walk.until("maintenance_login")
    walk.type_pin(number)
    walk.until("keyboard-password")
    for character in PASSWORD:
        name = "layer-signs" if character == "-" else f"key-{character}"
        walk.tap(name)
        if character == "-":
            walk.tap("key--")
    walk.tap("ok")
    walk.until("maintenance_login-code")
    walk.type_pin(code or unused_code(walk.out))
    walk.until("tool-overview")


def pin_of(key: str) -> str:
    """Return a demo person's PIN."""
    return load_people()[key].card.pin


def wait_for(told: Any, text: str, patience: float = PATIENCE) -> None:
    """Wait until a condition holds.

    :raises AssertionError: when it does not in time.
    """
    end = time.monotonic() + patience
    while not told():
        assert time.monotonic() < end, text
        time.sleep(0.05)
