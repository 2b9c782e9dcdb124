"""The desk before a hospital whose answers get lost: sure of each, once for each id."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from kiosk.domain.applications import ByIdCard
from kiosk.domain.faults import Fault
from kiosk.domain.services.registration_steps import RegistrationStep
from kiosk.domain.services.registrations import (
    Clinic,
    ClinicKind,
    Cost,
    Registration,
    RegistrationId,
    RegistrationReason,
    RegistrationState,
)
from kiosk.sync.applications import pending
from kiosk.sync.applications.application_ids import ActIds
from kiosk.sync.applications.applications_client import ActsClient
from kiosk.sync.applications.key_cache import KeyCache
from kiosk.sync.hospital import open_registrations
from kiosk.sync.hospital.hospital_client import HospitalClient
from kiosk.sync.hospital.open_registrations import MOST, OpenRegistrations
from kiosk.sync.hospital.registration_desk import ByCard, RegistrationDesk
from kiosk.sync.hospital.sure_registration import sure_registration
from kiosk.sync.journal import journal
from kiosk.sync.journal.journal import Journal
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.applications_wire import IdCardIdentity, SealingKey
from kiosk.sync.wire.sealing import REGISTRATION, Binding, key_id, open_identity
from kiosk.sync.wire.services.hospital_wire import (
    Claimant,
    HoldRequest,
    MineAnswer,
    MineRequest,
    RegistrationAnswer,
    RegistrationRequest,
)
from tests.sync.samples import journal_in
from tests.until import until

CLINIC = Clinic(
    id="c1",
    department="nk",
    kind=ClinicKind.GENERAL,
    day=date(2025, 1, 6),
    begins="08:00",
    ends="11:30",
    cost=Cost(fee=Decimal(10)),
)
CARD = ByCard("token", "990100D156000005201601000E474BA3")
READ = ByIdCard("990101195603070029", "王秀兰")
KEY = X25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
LOST = CenterError("scripted", Fault.CENTER_TIMEOUT)
DOWN = CenterError("scripted", Fault.CENTER_UNREACHABLE)
REFUSED = CenterError("scripted", Fault.CENTER_PROOF, code="session_ended")
ALL = (*journal.MIGRATIONS, *pending.MIGRATIONS, *open_registrations.MIGRATIONS)


@dataclass
class LossyHospital(HospitalClient):
    """A hospital that does what it is asked, and loses answers as a test says."""

    before: list[CenterError | None] = field(default_factory=list)
    """What keeps a request from arriving."""
    after: list[CenterError | None] = field(default_factory=list)
    """What loses an answer on its way back."""
    states: dict[RegistrationId, RegistrationState] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    claims: list[object] = field(default_factory=list)
    gate: asyncio.Event | None = None
    refuses: RegistrationReason | None = None

    async def hold(self, request: HoldRequest) -> RegistrationAnswer:
        self.claims.append(request.who)
        return await self._did("hold", request.act, RegistrationState.HELD)

    async def confirm(self, request: RegistrationRequest) -> RegistrationAnswer:
        return await self._did("confirm", request.act, RegistrationState.CONFIRMED)

    async def release(self, request: RegistrationRequest) -> RegistrationAnswer:
        held = self.states.get(request.act) is RegistrationState.HELD
        state = RegistrationState.LAPSED
        if not held:
            self.asked.append("release")
            return RegistrationAnswer(
                act=request.act, refused=RegistrationReason.UNKNOWN
            )
        return await self._did("release", request.act, state)

    async def cancel(self, request: RegistrationRequest) -> RegistrationAnswer:
        return await self._did("cancel", request.act, RegistrationState.CANCELLED)

    async def sign_in(self, request: RegistrationRequest) -> RegistrationAnswer:
        return await self._did("sign_in", request.act, RegistrationState.SIGNED_IN)

    async def status(self, act: RegistrationId) -> RegistrationAnswer:
        await self._way("status", self.before)
        await self._way("", self.after)
        return self._told(act)

    async def mine(self, request: MineRequest) -> MineAnswer:
        await self._way("mine", self.before)
        return MineAnswer(as_of=datetime(2025, 1, 6))

    async def _did(
        self, name: str, act: RegistrationId, state: RegistrationState
    ) -> RegistrationAnswer:
        await self._way(name, self.before)
        if self.gate is not None:
            await self.gate.wait()
        if self.refuses is not None:
            return RegistrationAnswer(act=act, refused=self.refuses)
        self.states[act] = state
        await self._way("", self.after)
        return self._told(act)

    async def _way(self, name: str, faults: list[CenterError | None]) -> None:
        if name:
            self.asked.append(name)
        await asyncio.sleep(0)
        fault = faults.pop(0) if faults else None
        if fault is not None:
            raise fault

    def _told(self, act: RegistrationId) -> RegistrationAnswer:
        state = self.states.get(act)
        if state is None:
            return RegistrationAnswer(act=act, refused=RegistrationReason.UNKNOWN)
        told = Registration(
            id=act, state=state, hospital="医院", clinic=CLINIC, department="内科"
        )
        return RegistrationAnswer(act=act, registration=told)


class SealingClient(ActsClient):
    """Gives the test's key."""

    def __init__(self) -> None:
        """Have no line."""

    async def sealing_key(self) -> SealingKey:
        return SealingKey(key_id(PUBLIC), PUBLIC)


@dataclass
class Place:
    """A desk with its hospital."""

    desk: RegistrationDesk
    hospital: LossyHospital
    log: Journal

    def kinds(self) -> list[str]:
        """Return the journal's events of registrations, oldest first."""
        return [entry.kind for entry in self.log.entries()]


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[], Place]:
    def again() -> Place:
        log = journal_in(tmp_path, migrations=ALL)
        hospital = LossyHospital()
        keys = KeyCache(log.store, SealingClient(), log.time)
        rows = OpenRegistrations(log.store)
        desk = RegistrationDesk(log, ActIds(log.time), hospital, keys, rows)
        return Place(desk, hospital, log)

    return again


Opened = Callable[[], Place]


async def test_held_and_confirmed_with_one_id(opened: Opened) -> None:
    place = opened()
    act = place.desk.new_id()
    held = await place.desk.hold(act, "c1", CARD)
    made = await place.desk.confirm(act, CARD)
    assert (held.refused, made.refused) == (None, None)
    assert place.hospital.asked == ["hold", "confirm"]
    assert place.kinds() == ["registration.held", "registration.confirmed"]
    assert await place.desk.lost(CARD) == []


@pytest.mark.parametrize("step", ["hold", "confirm", "cancel", "sign_in"])
@pytest.mark.parametrize("lost", ["before", "after"])
async def test_a_lost_answer_is_asked_after_before_anything_is_done_again(
    opened: Opened, step: str, lost: str
) -> None:
    place = opened()
    getattr(place.hospital, lost).append(LOST)
    act = place.desk.new_id()
    about = (act, "c1", CARD) if step == "hold" else (act, CARD)
    answer = await getattr(place.desk, step)(*about)
    assert answer.refused is None
    again = [step] if lost == "before" else []
    assert place.hospital.asked == [step, "status", *again]
    assert len(place.kinds()) == 1


async def test_what_stays_unknown_is_kept_and_told_later(opened: Opened) -> None:
    place = opened()
    place.hospital.after = [LOST, LOST]
    act = place.desk.new_id()
    with pytest.raises(CenterError):
        await place.desk.confirm(act, CARD)
    assert place.kinds() == ["registration.unknown"]
    states = place.hospital.states
    # The program starts anew; another person is told nothing of it.
    place = opened()
    place.hospital.states = states
    assert await place.desk.lost(ByCard("token", "another")) == []
    assert await place.desk.lost(READ) == []
    (answer,) = await place.desk.lost(CARD)
    assert answer is not None
    assert answer.registration is not None
    assert answer.registration.state is RegistrationState.CONFIRMED
    assert await place.desk.lost(CARD) == [], "it is told once"


async def test_what_cannot_be_asked_after_stays_kept(opened: Opened) -> None:
    place = opened()
    place.hospital.after = [LOST, LOST]
    with pytest.raises(CenterError):
        await place.desk.confirm(place.desk.new_id(), CARD)
    place.hospital.before = [DOWN]
    assert await place.desk.lost(CARD) == [None]
    assert len(await place.desk.lost(CARD)) == 1


@pytest.mark.parametrize("fault", [DOWN, REFUSED])
async def test_what_surely_was_not_sent_is_not_unknown(
    opened: Opened, fault: CenterError
) -> None:
    place = opened()
    place.hospital.before = [fault]
    with pytest.raises(CenterError):
        await place.desk.confirm(place.desk.new_id(), CARD)
    assert place.kinds() == []
    assert await place.desk.lost(CARD) == []


async def test_a_refusal_is_noted_with_its_reason(opened: Opened) -> None:
    place = opened()
    place.hospital.refuses = RegistrationReason.FULL
    act = place.desk.new_id()
    answer = await place.desk.hold(act, "c1", CARD)
    assert answer.refused is RegistrationReason.FULL
    (entry,) = place.log.entries()
    payload = {"act": act, "step": "hold", "reason": "full"}
    assert (entry.kind, entry.payload) == ("registration.refused", payload)


async def test_an_answer_for_another_id_is_none(opened: Opened) -> None:
    place = opened()
    other = place.desk.new_id()
    place.hospital.states[other] = RegistrationState.HELD
    told = place.hospital._told

    place.hospital._told = lambda act: told(other)  # type: ignore[method-assign]
    with pytest.raises(CenterError) as error:
        await place.desk.hold(place.desk.new_id(), "c1", CARD)
    assert error.value.fault is Fault.CENTER_BAD_ANSWER


async def test_who_leaves_in_the_middle_of_a_hold_keeps_no_seat(opened: Opened) -> None:
    place = opened()
    place.hospital.gate = gate = asyncio.Event()
    act = place.desk.new_id()
    asked = asyncio.ensure_future(place.desk.hold(act, "c1", CARD))
    await until(lambda: "hold" in place.hospital.asked)
    asked.cancel()
    place.desk.release(act, CARD)
    await asyncio.sleep(0.01)
    assert "release" not in place.hospital.asked, "it waits for what is under way"
    gate.set()
    await until(lambda: not place.desk._leaving)
    assert place.hospital.states[act] is RegistrationState.LAPSED
    assert place.kinds() == ["registration.held", "registration.released"]


async def test_who_leaves_in_the_middle_of_a_confirmation_is_registered_once(
    opened: Opened,
) -> None:
    place = opened()
    act = place.desk.new_id()
    await place.desk.hold(act, "c1", CARD)
    place.hospital.gate = gate = asyncio.Event()
    asked = asyncio.ensure_future(place.desk.confirm(act, CARD))
    await until(lambda: "confirm" in place.hospital.asked)
    asked.cancel()
    gate.set()
    await until(lambda: not place.desk._running)
    assert place.hospital.states[act] is RegistrationState.CONFIRMED
    assert place.kinds()[-1] == "registration.confirmed"
    assert await place.desk.lost(CARD) == []


async def test_a_release_that_fails_is_nobodys_matter(opened: Opened) -> None:
    place = opened()
    act = place.desk.new_id()
    await place.desk.hold(act, "c1", CARD)
    place.hospital.before = [DOWN]
    place.desk.release(act, CARD)
    await until(lambda: not place.desk._leaving)
    assert place.kinds() == ["registration.held"]


async def test_an_id_card_travels_sealed_for_this_id(opened: Opened) -> None:
    place = opened()
    act = place.desk.new_id()
    await place.desk.hold(act, "c1", READ)
    (claim,) = place.hospital.claims
    assert claim.token == ""  # type: ignore[attr-defined]
    binding = Binding(place.log.kiosk_id, act, REGISTRATION)
    told = open_identity(KEY, binding, claim.identity)  # type: ignore[attr-defined]
    assert told == IdCardIdentity(READ.number, READ.name)


async def test_rows_stay_few_and_name_nobody(opened: Opened) -> None:
    place = opened()
    rows = OpenRegistrations(place.log.store)
    for number in range(MOST + 20):
        rows.begin(f"{number:032x}", f"tag-{number % 7}")
    count = place.log.store.one("SELECT count(*) AS n FROM open_registration")
    assert count is not None
    assert count["n"] == MOST
    place.hospital.after = [LOST, LOST]
    with pytest.raises(CenterError):
        await place.desk.confirm(place.desk.new_id(), READ)
    kept = place.log.store.all("SELECT * FROM open_registration")
    assert READ.number not in str([dict(row) for row in kept])


async def test_a_hospital_that_never_answers_is_waited_for_so_long(
    opened: Opened,
) -> None:
    hospital = opened().hospital
    hospital.gate = asyncio.Event()
    act = f"{7:032x}"

    async def send() -> RegistrationAnswer:
        request = HoldRequest(act=act, clinic="c1", who=Claimant(token="token"))
        return await hospital.hold(request)

    with pytest.raises(CenterError) as error:
        await sure_registration(hospital, RegistrationStep.HOLD, act, send, 0.02)
    assert error.value.fault is Fault.CENTER_TIMEOUT
