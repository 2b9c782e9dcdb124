"""The kiosk's end of the simulated camera module: a line of JSON each way.

The simulator is `devices/virtual/reader/virtual_camera.py`; a real one has its own file
beside this one.
"""

import asyncio
import contextlib
from pathlib import Path
from typing import Annotated

import msgspec

from kiosk.devices.camera.face_port import FaceAnswer
from kiosk.domain.services.face import MOST_TOKEN, FaceVerdict


class FaceLine(msgspec.Struct, frozen=True):
    """What a module says; one that says anything else is away."""

    verdict: FaceVerdict
    token: Annotated[bytes, msgspec.Meta(max_length=MOST_TOKEN)] = b""

    def __repr__(self) -> str:
        return "FaceLine(hidden)"


class SocketFaceModule:
    """Asks the simulator for one look; fits `FaceModule`."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket

    async def judge(self, nonce: bytes) -> FaceAnswer:
        """Return its word; the connection lives as long as the look."""
        try:
            reader, writer = await asyncio.open_unix_connection(self._socket)
        except OSError:
            return FaceAnswer(FaceVerdict.AWAY)
        try:
            writer.write(msgspec.json.encode({"nonce": nonce}) + b"\n")
            await writer.drain()
            told = msgspec.json.decode(await reader.readline(), type=FaceLine)
        except (OSError, ValueError, msgspec.DecodeError):
            # Also a line that never ends, or says a verdict that nobody knows.
            return FaceAnswer(FaceVerdict.AWAY)
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        return FaceAnswer(told.verdict, told.token)

    def close(self) -> None:
        """Nothing is held between two looks."""
