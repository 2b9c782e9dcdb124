"""A whole kiosk and a whole center in one process: events, acts, and the line between.

Real store, journal, desk and uploader on one side, real ingest and acts on the other;
only the network is left out. What happens to a request is the line's `fate`.
"""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
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
from kiosk.center.upload.ingest import ingest, position
from kiosk.domain.applications import ByIdCard
from kiosk.machine.demo.demo_registers import write_registers
from kiosk.settings.state.store import Store
from kiosk.sync.applications import pending
from kiosk.sync.applications.application_desk import ApplicationDesk
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal import journal
from kiosk.sync.journal.journal import Journal
from kiosk.sync.upload.uploader import Uploader
from kiosk.sync.wire.identity_wire import Health
from kiosk.sync.wire.upload_wire import Batch, BatchAccepted, BatchConflict, Position
from tests.sync.applications.hall import CAST, REGION
from tests.sync.lines import CUT, NoLine
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
LATE_KEPT = 20


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
        """Put a copy of the file into its place."""
        self.let_go()
        for path in self.folder.glob(FILE + "*"):
            path.unlink()
        (self.folder / FILE).write_bytes(saved)
        self.open()

    def copy(self) -> bytes:
        """Return the file as it is now."""
        with closing(sqlite3.connect(self.folder / FILE)) as db:
            return db.serialize()

    def act(self, path: str, request: msgspec.Struct) -> object:
        """Do what a route of acts does."""
        if path == "/acts/status":
            return losses.status(self.db, KIOSK, request)  # type: ignore[arg-type]
        return ACTS[path](self.db, self.rules, KIOSK, request, self.now)


class WholeLine(NoLine):
    """The line to it; a fate is `cut` before the center, `lost` after, `late`."""

    def __init__(
        self, center: InnerCenter, fate: Callable[[], str] = lambda: ""
    ) -> None:
        super().__init__()
        self.center, self.fate = center, fate
        self.late: list[Batch] = []
        self.changed: Callable[[], None] = lambda: None
        """Told when the center may have taken something, before it answers."""

    async def get(self, path: str, kind: type[T]) -> T:
        """Answer for the time and the sealing key."""
        if self.fate() == "cut":
            raise CUT
        if kind is Health:
            at = datetime.fromtimestamp(self.center.now, UTC)
            return kind(time=at, version="")  # type: ignore[call-arg]
        answer = self.center.rules.keys.present
        assert isinstance(answer, kind)
        return answer

    async def post(
        self, path: str, request: msgspec.Struct, kind: type[T], again: bool = True
    ) -> T:
        """Bring an act to the center, as the fate will have it."""
        fate = self.fate()
        if fate == "cut":
            raise CUT
        answer = self.center.act(path, request)
        if fate == "doubled":
            answer = self.center.act(path, request)
        self.changed()
        if fate == "lost":
            raise CUT
        assert isinstance(answer, kind)
        return msgspec.json.decode(msgspec.json.encode(answer), type=kind)

    async def position(self, notes: int = 0) -> Position:
        """Ask, unless the line is cut."""
        if self.fate() == "cut":
            raise CUT
        return position(self.center.db, KIOSK)

    async def upload(self, batch: Batch) -> BatchAccepted | BatchConflict:
        """Send, as the fate will have it."""
        fate = self.fate()
        if fate == "cut":
            raise CUT
        if fate == "late" and self.late:
            ingest(self.center.db, random.choice(self.late), self.center.now)
        answer = ingest(self.center.db, batch, self.center.now)
        if fate == "doubled":
            answer = ingest(self.center.db, batch, self.center.now)
        self.late = [*self.late, batch][-LATE_KEPT:]
        self.changed()
        if fate == "lost":
            raise CUT
        return answer


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

    def let_go(self) -> None:
        """Close the file."""
        self.store.close()
