"""QEMU's monitor (QMP): power, devices, the picture, and a finger."""

import json
import socket
import time
from pathlib import Path
from typing import Any

FINGER_S = 0.15
"""How long a finger stays down."""
SCALE = 0x7FFF
"""The far edge of an absolute pointer, whatever the panel's size."""


class Monitor:
    """One connection to a machine's monitor."""

    def __init__(self, path: Path) -> None:
        self._line = socket.socket(socket.AF_UNIX)
        self._line.settimeout(60)
        for _ in range(100):
            try:
                self._line.connect(str(path))
                break
            except OSError:
                time.sleep(0.1)
        self._file = self._line.makefile("rwb")
        self._file.readline()
        self.ask("qmp_capabilities")

    def ask(self, command: str, **arguments: Any) -> Any:
        """Carry out one command and return its answer."""
        data = {"execute": command, "arguments": arguments}
        self._file.write(json.dumps(data).encode() + b"\n")
        self._file.flush()
        while True:
            answer = json.loads(self._file.readline())
            if "error" in answer:
                raise RuntimeError(f"{command}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]

    def picture(self, path: Path) -> Path:
        """Write what the panel shows as a PNG file."""
        self.ask("screendump", filename=str(path), format="png")
        return path

    def touch(self, x: float, y: float) -> None:
        """Put a finger down and lift it; both from 0 to 1 over the panel."""
        where = [
            {"type": "abs", "data": {"axis": axis, "value": round(at * SCALE)}}
            for axis, at in (("x", x), ("y", y))
        ]
        self.ask("input-send-event", events=where)
        for down in (True, False):
            press = {"type": "btn", "data": {"down": down, "button": "left"}}
            self.ask("input-send-event", events=[press])
            time.sleep(FINGER_S)

    def key(self, *names: str) -> None:
        """Press keys together, as `ctrl`, `alt`, `delete`."""
        keys = [{"type": "qcode", "data": name} for name in names]
        self.ask("send-key", keys=keys)

    def close(self) -> None:
        """Hang up."""
        self._line.close()
