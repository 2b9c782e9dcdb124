"""Acts put straight to the center's functions: without a line, with the real seals."""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier
from typing import TypeVar

from sqlalchemy import Connection

from kiosk.center.applications import losses, way_back
from kiosk.center.applications.applicant import ActRules
from kiosk.center.applications.applications_tables import kiosk_part
from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import put, transaction
from kiosk.center.identity import identity_tables
from kiosk.center.records.card_states import Standing, standing
from kiosk.center.server.serve import act_rules
from kiosk.devices.virtual.people.cast import Person
from kiosk.domain.applications import ActAnswer, ActId, ByNumber, LossKind
from kiosk.domain.region.region import Region
from kiosk.domain.secret import Pin
from kiosk.machine.demo.demo_registers import fill_registers
from kiosk.sync.wire.applications_wire import (
    LossRequest,
    ReleaseRequest,
    Sealed,
    UndoRequest,
)
from kiosk.sync.wire.sealing import (
    RELEASE,
    Binding,
    loss_purpose,
    seal_identity,
    undo_purpose,
)
from tests.sync.applications.hall import CAST, REGION, START

T = TypeVar("T")
WANG, LI = CAST["wang-xiulan"], CAST["li-guoqiang"]
KIOSKS = ("hall-1", "hall-2", "hall-3")


def new_act() -> ActId:
    """Return an act's id as a kiosk makes it."""
    return (
        f"{secrets.token_hex(6)}7{secrets.token_hex(2)[:3]}8{secrets.token_hex(8)[:15]}"
    )


@dataclass
class DirectCenter:
    """A center's rules over its folder, two people and three kiosks."""

    folder: Path
    region: Region = REGION
    rules: ActRules = field(init=False)

    def __post_init__(self) -> None:
        self.rules = act_rules(self.folder, self.region)
        people = {"wang": WANG, "li": LI}
        with closing(self.open()) as db:
            fill_registers(people)(db, self.rules, START.timestamp())
            with transaction(db):
                for name in KIOSKS:
                    row = {"id": name, "signing_key": b"k" * 32, "enrolled_at": 0.0}
                    put(db, identity_tables.kiosk, **row)
                    put(db, kiosk_part, kiosk=name, part="id_card")

    def open(self) -> Connection:
        """Open a connection."""
        return connect(self.folder)

    def seal(
        self, kiosk: str, act: ActId, purpose: str, person: Person, pin: str = ""
    ) -> Sealed:
        """Return a person's identity as a kiosk seals it."""
        said = ByNumber(person.number, Pin(pin or person.card.pin))
        key = self.rules.keys.present
        return seal_identity(key, Binding(kiosk, act, purpose), said)

    def loss(
        self,
        db: Connection,
        now: float,
        person: Person = WANG,
        kiosk: str = KIOSKS[0],
        kind: LossKind = LossKind.TEMPORARY,
        act: ActId = "",
    ) -> ActAnswer:
        """Report a card as lost."""
        act = act or new_act()
        sealed = self.seal(kiosk, act, loss_purpose(kind), person)
        request = LossRequest(act=act, kind=kind, identity=sealed, claimed=START)
        return losses.loss(db, self.rules, kiosk, request, now)

    def undo(
        self,
        db: Connection,
        now: float,
        of: ActId,
        person: Person = WANG,
        kiosk: str = KIOSKS[0],
    ) -> ActAnswer:
        """Take a report back."""
        act = new_act()
        sealed = self.seal(kiosk, act, undo_purpose(of), person)
        request = UndoRequest(act=act, of=of, identity=sealed)
        return way_back.undo(db, self.rules, kiosk, request, now)

    def release(
        self,
        db: Connection,
        now: float,
        person: Person = WANG,
        kiosk: str = KIOSKS[0],
    ) -> ActAnswer:
        """Release a report."""
        act = new_act()
        sealed = self.seal(kiosk, act, RELEASE, person)
        request = ReleaseRequest(act=act, identity=sealed)
        return way_back.release(db, self.rules, kiosk, request, now)

    def card(self, db: Connection, now: float, person: Person = WANG) -> Standing:
        """Return how a person's card stands."""
        return standing(db, person.card.id, now)


def at_once(folder: Path, count: int, work: Callable[[Connection, int], T]) -> list[T]:
    """Do something on so many connections at the same moment."""
    begin = Barrier(count)

    def run(place: int) -> T:
        with closing(connect(folder)) as db:
            begin.wait()
            return work(db, place)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(run, range(count)))
