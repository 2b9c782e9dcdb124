"""A kiosk's requests to a hospital, put to a real center over TLS."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from kiosk.center.applications.applications_tables import kiosk_part
from kiosk.center.database.transactions import put, transaction
from kiosk.center.hospital.hospital_port import HospitalSystem
from kiosk.devices.virtual.people.cast import Person
from kiosk.domain.applications import ByIdCard
from kiosk.sync.wire.applications_wire import SealingKey
from kiosk.sync.wire.sealing import REGISTRATION, Binding, seal_identity
from kiosk.sync.wire.services.hospital_wire import (
    Claimant,
    HoldRequest,
    MineAnswer,
    MineRequest,
    RegistrationAnswer,
    RegistrationRequest,
    RegistrationStatusRequest,
)
from tests.center.fixture import KIOSK, RunningCenter, running_center
from tests.center.hospital.invented_hospital import act
from tests.sync.applications.hall import (
    CAST,
    REGION,
    Hall,
    TestClock,
    database,
    hall,
    token_of,
)

WANG, LI, CHEN = CAST["wang-xiulan"], CAST["li-guoqiang"], CAST["chen-jianhua"]
PEOPLE = {key: CAST[key] for key in ("wang-xiulan", "li-guoqiang", "chen-jianhua")}


@asynccontextmanager
async def hospital_scene(
    folder: Path, system: HospitalSystem | None = None, clock: TestClock | None = None
) -> AsyncIterator[tuple[RunningCenter, Hall, TestClock]]:
    """Give a center with a hospital behind it, one kiosk and their clock."""
    clock = clock or TestClock()
    with running_center(
        folder / "center",
        clock.seconds,
        region=REGION,
        people=PEOPLE,
        hospital=system,
    ) as center:
        async with hall(center, folder / "kiosk", clock) as one:
            yield center, one, clock


def believe_reader(center: RunningCenter, kiosk: str = KIOSK) -> None:
    """Let the registry say that the kiosk has an ID card reader."""
    with database(center) as db, transaction(db):
        put(db, kiosk_part, kiosk=kiosk, part="id_card")


async def by_card(one: Hall, person: Person) -> Claimant:
    """Prove a person's card with its PIN."""
    return Claimant(token=await token_of(one, person))


async def by_id_card(
    one: Hall, act: str, number: str, name: str, kiosk: str = KIOSK
) -> Claimant:
    """Seal what an ID card says."""
    key = await one.line.client.get("/keys/sealing", SealingKey)
    binding = Binding(kiosk, act, REGISTRATION)
    return Claimant(identity=seal_identity(key, binding, ByIdCard(number, name)))


async def hold(
    one: Hall, act: str, who: Claimant, clinic: str = "c1"
) -> RegistrationAnswer:
    request = HoldRequest(act=act, clinic=clinic, who=who)
    return await one.line.client.post("/hospital/hold", request, RegistrationAnswer)


async def both_hold(one: Hall) -> tuple[Claimant, Claimant]:
    """Let two people be kept a seat, by the acts 1 and 2."""
    wang, li = await by_card(one, WANG), await by_card(one, LI)
    await hold(one, act(1), wang)
    await hold(one, act(2), li)
    return wang, li


async def ask(one: Hall, what: str, act: str, who: Claimant) -> RegistrationAnswer:
    """Ask for `confirm`, `release`, `cancel` or `sign-in`."""
    request = RegistrationRequest(act=act, who=who)
    path = f"/hospital/{what}"
    return await one.line.client.post(path, request, RegistrationAnswer)


async def status(one: Hall, act: str) -> RegistrationAnswer:
    request = RegistrationStatusRequest(act)
    return await one.line.client.post("/hospital/status", request, RegistrationAnswer)


async def mine(one: Hall, act: str, who: Claimant) -> MineAnswer:
    request = MineRequest(act=act, who=who)
    return await one.line.client.post("/hospital/mine", request, MineAnswer)
