"""Keeps the picture that is shown while the program does not run.

`systemd/kiosk_closed.py` shows it with nothing but the kernel and Python's own library.
The file: a line `KIOSK-PICTURE 1 WIDTH HEIGHT MARK`, then zlib over the rows, four
bytes a pixel as in `Still`, which is the order of the kernel's XRGB8888.
"""

import asyncio
import hashlib
import logging
import zlib
from pathlib import Path

from kiosk import __version__
from kiosk.screens.window.still import Still
from kiosk.screens.window.window import Window
from kiosk.session.dialog.ports import Ports
from kiosk.settings.state.durable_file import write_durably

log = logging.getLogger(__name__)
FILE = "closed-picture"
"""Its name in the state folder."""


async def keep_closed_picture(parts: Ports, window: Window) -> None:
    """Paint the picture anew when what it says, or who paints it, has changed."""
    machine, region = parts.config.machine, parts.region
    place = machine.place or region.region.name
    words = (place, machine.id, parts.hotline)
    drawn = window.drawn
    mark = _mark(*words, __version__, drawn.width, drawn.height)
    path = parts.config.state / FILE
    try:
        if await asyncio.to_thread(_first_line, path) == mark:
            return
        picture = await asyncio.wrap_future(window.closed_picture(*words))
        await asyncio.to_thread(_write, path, mark, picture)
    except (OSError, RuntimeError) as error:
        # A picture for worse times ends no kiosk that runs.
        log.warning("%s cannot be kept: %s", path, type(error).__name__)


def _mark(place: str, machine: str, hotline: str, *drawn: object) -> bytes:
    said = repr((place, machine, hotline, drawn)).encode()
    return hashlib.sha256(said).hexdigest()[:16].encode()


def _first_line(path: Path) -> bytes:
    """Return the mark of the picture that is there; nothing where there is none."""
    try:
        with path.open("rb") as file:
            return file.readline(100).strip().rpartition(b" ")[2]
    except FileNotFoundError:
        return b""


def _write(path: Path, mark: bytes, picture: Still) -> None:
    write_durably(path, as_file(mark, picture))


def as_file(mark: bytes, picture: Still) -> bytes:
    """Return what the file holds."""
    head = f"KIOSK-PICTURE 1 {picture.width} {picture.height} ".encode()
    return head + mark + b"\n" + zlib.compress(picture.pixels, 9)
