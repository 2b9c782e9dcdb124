"""Acts put straight to the center's functions: without a line, with the real seals."""

import hashlib
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import msgspec
from sqlalchemy import Connection

from kiosk.center.applications import contact_changes, losses, way_back
from kiosk.center.applications.applicant import ActRules
from kiosk.center.applications.applications_tables import kiosk_part
from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import put, transaction
from kiosk.center.identity import identity_tables
from kiosk.center.records.card_states import Standing, standing
from kiosk.center.records.records_tables import session
from kiosk.center.server.serve import act_rules
from kiosk.devices.virtual.people.cast import Person
from kiosk.domain.applications import (
    ActAnswer,
    ActId,
    ActState,
    ByNumber,
    Contact,
    LossKind,
    NewPin,
)
from kiosk.domain.region.region import Region
from kiosk.domain.secret import Pin
from kiosk.machine.demo.demo_registers import fill_registers
from kiosk.sync.wire.applications_wire import (
    ContactRequest,
    LossRequest,
    PinChangeRequest,
    ReleaseRequest,
    Sealed,
    UndoRequest,
)
from kiosk.sync.wire.sealing import (
    PIN,
    RELEASE,
    Binding,
    loss_purpose,
    seal_identity,
    undo_purpose,
)
from tests.center.engines import be_patient
from tests.sync.applications.hall import CAST, REGION, START

T = TypeVar("T")
WANG, LI = CAST["wang-xiulan"], CAST["li-guoqiang"]
PLACE = msgspec.structs.replace(
    REGION, pin=msgspec.structs.replace(REGION.pin, change_on_kiosk=True)
)
KIOSKS = ("hall-1", "hall-2", "hall-3")


def new_act() -> ActId:
    """Return an act's id as a kiosk makes it."""
    made = secrets.token_hex(16)
    return f"{made[:12]}7{made[13:16]}8{made[17:]}"


@dataclass
class DirectCenter:
    """A center's rules over its folder, two people and three kiosks."""

    folder: Path
    region: Region = PLACE
    rules: ActRules = field(init=False)
    pins: dict[str, str] = field(default_factory=dict)
    """What people changed their PINs to."""

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
        known = self.pins.get(person.number, person.card.pin)
        said = ByNumber(person.number, Pin(pin or known))
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

    def contact(
        self,
        db: Connection,
        now: float,
        contact: Contact,
        kiosk: str = KIOSKS[0],
        person: Person = WANG,
    ) -> ActAnswer:
        """Change somebody's contact data."""
        token = self.token(db, now, kiosk, person)
        request = ContactRequest(act=new_act(), token=token, contact=contact)
        return contact_changes.change_contact(db, self.rules, kiosk, request, now)

    def pin(
        self, db: Connection, now: float, old: str, new: str, kiosk: str = KIOSKS[0]
    ) -> ActAnswer:
        """Change Wang's PIN."""
        act, token = new_act(), self.token(db, now, kiosk)
        said = NewPin(Pin(new), Pin(old))
        key = self.rules.keys.present
        sealed = seal_identity(key, Binding(kiosk, act, PIN), said)
        request = PinChangeRequest(act=act, token=token, identity=sealed)
        answer = contact_changes.change_pin(db, self.rules, kiosk, request, now)
        if answer.state is ActState.ACCEPTED:
            self.pins[WANG.number] = new
        return answer

    def token(
        self, db: Connection, now: float, kiosk: str, person: Person = WANG
    ) -> str:
        """Open a session of somebody's card, whose PIN was proved."""
        token = secrets.token_urlsafe(24)
        hashed = hashlib.sha256(b"kiosk-session-1" + token.encode()).digest()
        with transaction(db):
            put(
                db,
                session,
                **{"kiosk": kiosk, "card": person.card.id.upper(), "pin": "proved"},
                **{"token_hash": hashed, "expires": now + 60.0},
            )
        return token

    def card(self, db: Connection, now: float, person: Person = WANG) -> Standing:
        """Return how a person's card stands."""
        return standing(db, person.card.id, now)


def at_once(folder: Path, count: int, work: Callable[[Connection, int], T]) -> list[T]:
    """Do something on so many connections at the same moment."""
    begin = Barrier(count)

    def run(place: int) -> T:
        with closing(connect(folder)) as db:
            be_patient(db)
            begin.wait()
            return work(db, place)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(run, range(count)))
