"""A kiosk's acts against a real center over TLS: store, journal, desk and uploader.

Both ends share a clock that a test sets, and the line can lose an answer after the
center has acted.
"""

import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec
from sqlalchemy import Connection

from kiosk.center.database.connecting import connect
from kiosk.center.records.card_states import standing
from kiosk.devices.virtual.demo_keys import (
    algorithm_of_generation,
    expected_internal_answer,
)
from kiosk.devices.virtual.people.cast import Person, load_people
from kiosk.domain.applications import ActAnswer, ByNumber, LossKind
from kiosk.domain.faults import Fault
from kiosk.domain.records import CardState
from kiosk.domain.region.errand_rules import ContactRules
from kiosk.domain.region.places import RegionName
from kiosk.domain.region.region import Region
from kiosk.domain.region.region_rules import (
    LossRules,
    PinRules,
    Procedure,
)
from kiosk.domain.secret import Pin
from kiosk.settings.state.store import Store
from kiosk.sync.applications import pending
from kiosk.sync.applications.application_desk import ApplicationDesk
from kiosk.sync.hospital import open_registrations
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal import journal
from kiosk.sync.journal.entries import JournalEntry
from kiosk.sync.journal.journal import Journal
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import CenterError
from kiosk.sync.upload.uploader import Uploader
from kiosk.sync.wire.visit_wire import CardProof
from tests.center.fixture import KIOSK, RunningCenter, enrolled, item_of, running_center
from tests.sync.lines import NoLine

T = TypeVar("T")
OTHER = "hall-2"
CAST = load_people()
START = datetime(2025, 1, 10, 2, 0, tzinfo=UTC)
LOSS = LossRules(
    kiosk=True,
    without_card=True,
    id_card=True,
    temporary_days=15,
    releases_itself=True,
    undo_minutes=10,
)
REGION = Region(
    region=RegionName(id="testland", name="测试市", province="测试省"),
    pin=PinRules(initial_rule="fixed", initial="000000"),
    loss=LOSS,
    contact=ContactRules(kiosk=True, fields=("mobile", "phone", "address", "postcode")),
    procedures={
        "formal_loss": Procedure(kiosk=True),
        "release": Procedure(kiosk=True),
    },
)


def region(**loss: object) -> Region:
    """Return the test region with other rules of loss."""
    rules = msgspec.structs.replace(LOSS, **loss)
    return msgspec.structs.replace(REGION, loss=rules)


def who(person: Person, pin: str | None = None) -> ByNumber:
    """Return a person with the number and a PIN, the right one without one."""
    return ByNumber(person.number, Pin(person.card.pin if pin is None else pin))


class TestClock:
    """The time of both ends; setting it back does not set back the boot's clock."""

    __test__ = False
    boot: str = "boot-1"

    def __init__(self) -> None:
        self._at = START.timestamp()
        self.ran = 1000.0

    @property
    def at(self) -> float:
        return self._at

    @at.setter
    def at(self, seconds: float) -> None:
        self.ran += max(0.0, seconds - self._at)
        self._at = seconds

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)

    def seconds(self) -> float:
        return self.at

    def monotonic(self) -> float:
        return self.ran

    def boot_id(self) -> str:
        return self.boot


class Line(NoLine):
    """The line to the center, with what a test makes of it."""

    def __init__(self, client: CenterClient) -> None:
        super().__init__()
        self.client = client
        self.down = False
        self.lose: list[str] = []
        """Paths whose next answer is lost, after the center gave it."""
        self.posted: list[str] = []
        self.evidence = b""
        """What a center that gives evidence puts into its answers to acts."""

    async def get(self, path: str, kind: type[T]) -> T:
        self._check()
        return await self.client.get(path, kind)

    async def post(
        self, path: str, request: msgspec.Struct, kind: type[T], again: bool = True
    ) -> T:
        self._check()
        self.posted.append(path)
        answer = await self.client.post(path, request, kind, again)
        if isinstance(answer, ActAnswer) and self.evidence:
            answer = msgspec.structs.replace(answer, evidence=self.evidence)
        if path in self.lose:
            self.lose.remove(path)
            raise CenterError("The answer was lost.", Fault.CENTER_BAD_ANSWER)
        return answer

    def _check(self) -> None:
        if self.down:
            raise CenterError("No line.", Fault.CENTER_UNREACHABLE)


@dataclass
class Hall:
    """One kiosk."""

    acts: ApplicationDesk
    line: Line
    store: Store
    journal: Journal
    uploader: Uploader

    def events(self, *kinds: str) -> list[JournalEntry]:
        """Return the journal's events of these kinds, oldest first."""
        return [entry for entry in self.journal.entries() if entry.kind in kinds]


def open_hall(
    client: CenterClient, folder: Path, clock: TestClock, kiosk_id: str = KIOSK
) -> Hall:
    """Return a kiosk on its folder; the same folder again is a restart."""
    migrations = (
        *(*journal.MIGRATIONS, *pending.MIGRATIONS),
        *open_registrations.MIGRATIONS,
    )
    store = Store(folder / "kiosk.sqlite", migrations)
    log = Journal(store, kiosk_id, DeviceKeys.load_or_create(folder), clock)
    line = Line(client)
    acts = ApplicationDesk.over(log, line)
    uploader = Uploader(
        log, client, clock, random.Random(1), start_jitter=0.0, first=acts.delivery
    )
    acts.kick = uploader.kick
    return Hall(acts, line, store, log, uploader)


@asynccontextmanager
async def hall(
    center: RunningCenter, folder: Path, clock: TestClock, kiosk_id: str = KIOSK
) -> AsyncIterator[Hall]:
    """Enrol a kiosk and give it for the time of the block."""
    async with enrolled(center, folder, kiosk_id) as client:
        one = open_hall(client, folder, clock, kiosk_id)
        try:
            yield one
        finally:
            one.store.close()


@contextmanager
def database(center: RunningCenter) -> Iterator[Connection]:
    """Give a connection to the center's database."""
    with closing(connect(center.folder)) as connection:
        yield connection


PEOPLE = (
    *("wang-xiulan", "li-guoqiang", "chen-jianhua", "he-mingyuan"),
    *("zheng-wei", "feng-juan", "xu-dehua"),
)


@asynccontextmanager
async def scene(
    folder: Path, rules: Region = REGION
) -> AsyncIterator[tuple[RunningCenter, Hall, TestClock]]:
    """Give a center of a region, one kiosk of it and their clock."""
    clock, few = TestClock(), {key: CAST[key] for key in PEOPLE}
    with running_center(
        folder / "center", clock.seconds, region=rules, people=few
    ) as center:
        async with hall(center, folder / "kiosk", clock) as one:
            yield center, one, clock


@asynccontextmanager
async def second(
    center: RunningCenter, folder: Path, clock: TestClock
) -> AsyncIterator[Hall]:
    """Give another kiosk of the same center."""
    async with hall(center, folder / "second", clock, OTHER) as two:
        yield two


async def report(
    one: Hall,
    person: Person,
    pin: str | None = None,
    kind: LossKind = LossKind.TEMPORARY,
) -> ActAnswer:
    """Report a loss and return the center's answer."""
    answer = (await one.acts.report_loss(kind, who(person, pin))).answer
    assert answer is not None
    return answer


def state_of(center: RunningCenter, person: Person, now: float) -> CardState:
    """Return how a person's card stands at the center."""
    with database(center) as db:
        return standing(db, person.card.id, now).state


async def token_of(one: Hall, person: Person, pin: bool = True) -> str:
    """Prove a person's card as the kiosk does and return the session's token.

    :param pin: whether the card's PIN was typed, too.
    """
    card, client = person.card, one.line.client
    challenge = await client.challenge(card.id)
    answer = expected_internal_answer(
        card.id,
        algorithm_of_generation(card.generation),
        challenge.factor,
        challenge.original,
    )
    item = item_of(card) if pin else None
    proof = CardProof(challenge.id, card.id, answer, item)
    return (await client.open_session(proof)).token
