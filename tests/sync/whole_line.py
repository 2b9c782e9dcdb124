"""A whole kiosk and a whole center in one process: events, acts, and the line between.

Real store, journal, desk and uploader on one side, real ingest and acts on the other;
only the network is left out. What happens to a request is the line's `fate`.
"""

import asyncio
import json
import random
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, TypeVar

import msgspec

from kiosk.center.applications import losses, way_back
from kiosk.center.applications.applicant import ActRules
from kiosk.center.applications.application_keys import ActKeys
from kiosk.center.applications.service_pins import ServicePins
from kiosk.center.database.connecting import connect
from kiosk.center.database.engine import FILE
from kiosk.center.identity.registry import allow_part
from kiosk.center.records.card_states import standing
from kiosk.center.server.operations import new_code
from kiosk.center.upload.ingest import ingest, position
from kiosk.domain.applications import ActState, ByIdCard
from kiosk.domain.records import CardState
from kiosk.machine.demo.demo_center import DemoKeys
from kiosk.machine.demo.demo_registers import write_registers
from kiosk.settings.state.store import Store
from kiosk.sync.applications import pending
from kiosk.sync.applications.application_desk import ApplicationDesk
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.enrolment import enrol
from kiosk.sync.journal import journal
from kiosk.sync.journal.journal import Journal
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.upload.uploader import Uploader
from kiosk.sync.wire.identity_wire import Health
from kiosk.sync.wire.upload_wire import Batch, BatchAccepted, BatchConflict, Position
from tests.center.lent_applications import QuickCenter
from tests.sync.applications.hall import CAST, REGION
from tests.sync.lines import Fated, NoLine
from tests.sync.samples import KIOSK, HandClock

T = TypeVar("T")
MIGRATIONS = (*journal.MIGRATIONS, *pending.MIGRATIONS)
PEOPLE = [CAST[name] for name in ("wang-xiulan", "li-guoqiang", "chen-jianhua")]
HOLDERS = [ByIdCard(person.number, person.name) for person in PEOPLE]
ACTS: dict[str, Callable[..., Any]] = {
    "/acts/loss": losses.loss,
    "/acts/undo": way_back.undo,
    "/acts/release": way_back.release,
}


@cache
def _filled() -> Path:
    """Return a center with people and no events, to be copied: made once."""
    folder = Path(mkdtemp(prefix="kiosk-filled-"))
    ActKeys(folder)
    with closing(connect(folder)) as db:
        write_registers(db, {person.number: person for person in PEOPLE}, 0.0)
        allow_part(db, KIOSK, "id_card")
        for table in ("contribution", "statement", "visit", "movement"):
            db.exec_driver_sql(f"DELETE FROM {table}")
        db.exec_driver_sql("VACUUM")
        db.exec_driver_sql("PRAGMA journal_mode=DELETE")
    return folder


_ENDED = (
    "SELECT * FROM outbox WHERE kind IN ('loss.answered', 'undo.answered', "
    "'release.answered') ORDER BY epoch, seq"
)
_NOT_FINAL = ("locked", "unreadable")


def _final(told: dict[str, str]) -> bool:
    """Tell whether the center wrote it down: the same act may come again if not."""
    return told.get("reason") not in _NOT_FINAL and told["state"] in set(ActState)


_ACCEPTED = "SELECT * FROM act WHERE state='accepted' ORDER BY decided, id"
_SHORTEST_LOSS = 14 * 86_400.0
_STATES = {
    "loss.temporary": CardState.TEMPORARY_LOSS,
    "loss.formal": CardState.LOSS,
    "release": CardState.NORMAL,
}


def _after(row: sqlite3.Row, acts: dict[str, sqlite3.Row]) -> str:
    """Return how a card stands after an act."""
    taken_back = acts.get(row["kind"].removeprefix("undo."))
    return taken_back["before_state"] if taken_back else _STATES[row["kind"]]


class InnerCenter:
    """A center's functions on its real file, with a clock of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = 1_736_474_400.0
        if not folder.exists():
            shutil.copytree(_filled(), folder)
        self.open()

    @cached_property
    def rules(self) -> ActRules:
        """Return by what acts are judged; the keys in the folder stay the same."""
        keys = ActKeys(self.folder)
        return ActRules(keys, ServicePins(keys), REGION)

    def open(self) -> None:
        """Open the file, also after it was changed for another."""
        self.db = connect(self.folder)
        self.db.exec_driver_sql("PRAGMA synchronous=OFF")  # no power cut happens to it

    def let_go(self) -> None:
        """Close the file."""
        self.db.close()

    def put_back(self, saved: bytes) -> None:
        """Put a copy of the file into its place, while nobody has it open."""
        for path in self.folder.glob(FILE + "*"):
            path.unlink()
        (self.folder / FILE).write_bytes(saved)

    def copy(self) -> bytes:
        """Return the file as it is now."""
        with closing(sqlite3.connect(self.folder / FILE)) as db:
            return db.serialize()

    def acts(self) -> dict[str, str]:
        """Return every act that it knows, with how it ended."""
        with closing(sqlite3.connect(self.folder / FILE)) as db:
            return dict(db.execute("SELECT id, state FROM act"))

    def in_effect(self, numbers: bool) -> None:
        """See that each card stands as its last act says.

        :param numbers: each receipt number is one act's, too: a center that lost acts
            gives their numbers to others until the kiosks have given them back.
        :raises AssertionError: when a center that was put back knows an act and has
            not done it.
        """
        with closing(sqlite3.connect(self.folder / FILE)) as db:
            db.row_factory = sqlite3.Row
            rows = db.execute(_ACCEPTED).fetchall()
        acts = {row["id"]: row for row in rows}
        last = {row["card"]: row for row in rows if row["card"]}
        for card, row in last.items():
            if self.now - row["decided"] < _SHORTEST_LOSS:
                stands = standing(self.db, card, self.now).state
                assert stands == _after(row, acts), f"{row['kind']}, but is {stands}"
        told = [json.loads(row["answer"])["number"] for row in rows]
        assert not numbers or len(told) == len(set(told)), "one number for two acts"

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        with closing(sqlite3.connect(self.folder / FILE)) as db:
            return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def act(self, path: str, request: msgspec.Struct) -> object:
        """Do what a route of acts does."""
        if path == "/acts/status":
            return losses.status(self.db, KIOSK, request)  # type: ignore[arg-type]
        return ACTS[path](self.db, self.rules, KIOSK, request, self.now)


class WholeLine(Fated):
    """The line to it, without a network."""

    def __init__(
        self, center: InnerCenter, fate: Callable[[], str] | None = None
    ) -> None:
        super().__init__(fate)
        self.center = center

    def open(self) -> None:
        """Open the center's file."""
        self.center.open()

    def let_go(self) -> None:
        """Close it."""
        self.center.let_go()

    async def _get(self, path: str, kind: type[T]) -> T:
        if kind is Health:
            at = datetime.fromtimestamp(self.center.now, UTC)
            return kind(time=at, version="")  # type: ignore[call-arg]
        answer = self.center.rules.keys.present
        assert isinstance(answer, kind)
        return answer

    async def _post(self, path: str, request: msgspec.Struct, kind: type[T]) -> T:
        answer = self.center.act(path, request)
        assert isinstance(answer, kind)
        return answer

    async def _position(self) -> Position:
        return position(self.center.db, KIOSK)

    async def _upload(self, batch: Batch) -> BatchAccepted | BatchConflict:
        keys = self.center.rules.keys
        return ingest(self.center.db, batch, self.center.now, keys)


class HttpLine(Fated):
    """The line to it through the real client and the real server."""

    def __init__(self, center: InnerCenter, keys: DeviceKeys) -> None:
        super().__init__()
        center.let_go()
        self._folder, self._keys = center.folder, keys
        self.open()
        code = new_code(self._folder, KIOSK)
        asyncio.run(enrol(self.address, code, KIOSK, keys, keys.folder))

    def open(self) -> None:
        """Start a server."""
        self._server = QuickCenter(self._folder, keys=DemoKeys(), region=REGION)
        self._server.start()

    def let_go(self) -> None:
        """Stop the server."""
        self._server.stop()

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self._server.port}"

    @asynccontextmanager
    async def _client(self) -> AsyncIterator[CenterClient]:
        client = CenterClient(self.address, KIOSK, self._keys, self._keys.folder)
        try:
            yield client
        finally:
            await client.close()

    async def _get(self, path: str, kind: type[T]) -> T:
        async with self._client() as client:
            return await client.get(path, kind)

    async def _post(self, path: str, request: msgspec.Struct, kind: type[T]) -> T:
        async with self._client() as client:
            return await client.post(path, request, kind)

    async def _position(self) -> Position:
        async with self._client() as client:
            return await client.position()

    async def _upload(self, batch: Batch) -> BatchAccepted | BatchConflict:
        async with self._client() as client:
            return await client.upload(batch)


class WholeKiosk:
    """A kiosk's disk with all that runs on it."""

    def __init__(
        self,
        path: Path,
        keys: DeviceKeys,
        line: NoLine,
        clock: HandClock,
        chance: random.Random,
    ) -> None:
        self.path, self.clock = path, clock
        self.store = Store(path, MIGRATIONS)
        self.journal = Journal(self.store, KIOSK, keys, clock)
        self.desk = ApplicationDesk.over(self.journal, line)
        self.pending = self.desk.delivery._pending
        self.uploader = Uploader(
            self.journal, line, clock, chance, first=self.desk.delivery
        )

    async def talk(self, tries: int = 1) -> None:
        """Exchange with the center."""
        for _ in range(tries):
            await self.uploader._try()

    @property
    def waits(self) -> bool:
        """Tell whether anything still has to reach the center."""
        events = self.journal.numbers().waiting
        return bool(events or self.desk.numbers().waiting)

    def event_ids(self) -> set[bytes]:
        """Return the ids of all events that are here."""
        return {row["id"] for row in self.store.all("SELECT id FROM outbox")}

    def answers(self) -> dict[str, str]:
        """Return the acts whose end this disk knows, with how they ended."""
        rows = self.store.all(_ENDED)
        told = [msgspec.json.decode(self.journal.open(row)) for row in rows]
        return {each["act"]: each["state"] for each in told if _final(each)}

    def let_go(self) -> None:
        """Close the file."""
        self.store.close()
