"""Lines between a kiosk and a center that cut, lose and repeat, for histories."""

import asyncio
import random
from pathlib import Path

from kiosk.center.database.connecting import connect
from kiosk.center.server.operations import new_code
from kiosk.center.server.serve import CenterServer
from kiosk.center.upload.ingest import ingest, position
from kiosk.domain.faults import Fault
from kiosk.machine.demo.demo_center import DemoKeys
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.enrolment import enrol
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.upload_wire import Batch, BatchAccepted, BatchConflict, Position
from tests.sync.samples import KIOSK

CUT = CenterError("cut", Fault.CENTER_BAD_ANSWER)
LATE_KEPT = 20


class NoLine(CenterClient):
    """A client that nobody answers: a test gives the answers that it needs."""

    def __init__(self) -> None:
        self.kiosk_id = KIOSK


class Fated(NoLine):
    """What fates do: `cut` before the center, `lost` after, `late` an older first."""

    fate = ""

    def __init__(self, center: Path, keys: DeviceKeys) -> None:
        super().__init__()
        self._center, self._keys = center, keys
        self._late: list[Batch] = []
        self.open()

    def open(self) -> None:
        """Begin, or begin again after the center's files were changed."""
        raise NotImplementedError

    def let_go(self) -> None:
        """Let go of the center's files."""
        raise NotImplementedError

    async def position(self, notes: int = 0) -> Position:
        """Ask, unless the line is cut."""
        if self.fate == "cut":
            raise CUT
        return await self._position()

    async def upload(self, batch: Batch) -> BatchAccepted | BatchConflict:
        """Send, as the fate will have it."""
        if self.fate == "cut":
            raise CUT
        if self.fate == "late" and self._late:
            await self._upload(random.choice(self._late))  # Hypothesis seeds it
        answer = await self._upload(batch)
        self._late = [*self._late, batch][-LATE_KEPT:]
        if self.fate == "lost":
            raise CUT
        return answer

    async def _position(self) -> Position:
        raise NotImplementedError

    async def _upload(self, batch: Batch) -> BatchAccepted | BatchConflict:
        raise NotImplementedError


class Direct(Fated):
    """Straight into the center's functions, on its real file."""

    def open(self) -> None:
        """Open the file."""
        self.db = connect(self._center)
        self.db.exec_driver_sql("PRAGMA synchronous=OFF")

    async def _position(self) -> Position:
        return position(self.db, KIOSK)

    async def _upload(self, batch: Batch) -> BatchAccepted | BatchConflict:
        return ingest(self.db, batch, 0)

    def let_go(self) -> None:
        """Close the file."""
        self.db.close()


class OverHttp(Fated):
    """Through the real client and the real server."""

    def __init__(self, center: Path, keys: DeviceKeys) -> None:
        super().__init__(center, keys)
        code = new_code(center, KIOSK)
        asyncio.run(enrol(self.address, code, KIOSK, keys, keys.folder))

    def open(self) -> None:
        """Start a server."""
        self._server = CenterServer(self._center, keys=DemoKeys())
        self._server.start()

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self._server.port}"

    def _client(self) -> CenterClient:
        return CenterClient(self.address, KIOSK, self._keys, self._keys.folder)

    async def _position(self) -> Position:
        client = self._client()
        try:
            return await client.position()
        finally:
            await client.close()

    async def _upload(self, batch: Batch) -> BatchAccepted | BatchConflict:
        client = self._client()
        try:
            return await client.upload(batch)
        finally:
            await client.close()

    def let_go(self) -> None:
        """Stop the server."""
        self._server.stop()
