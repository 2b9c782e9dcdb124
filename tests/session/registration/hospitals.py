"""A hospital that answers what a test tells it, and keeps what a real one keeps."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from kiosk.domain.faults import KioskError
from kiosk.domain.services.registrations import (
    Clinic,
    Key,
    Registration,
    RegistrationId,
    RegistrationReason,
    RegistrationState,
)
from kiosk.session.pages.everywhere import FaultPage, PrintedPage
from kiosk.session.pages.page import Answer, ItemChosen, Page, ServiceChosen, Tap
from kiosk.session.paper.pages import PreviewPage
from kiosk.session.registration.pages import (
    CancelPage,
    ClinicsPage,
    DepartmentsPage,
    MyRegistrationsPage,
    RegistrationPage,
    RegistrationStoppedPage,
    SeatPage,
    Slip,
)
from kiosk.session.visit.card_visit import card_visit
from kiosk.session.visit.pages import HomePage, TakeCardPage
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.hospital.registration_desk import Registrant
from kiosk.sync.wire.services.hospital_wire import (
    ClinicsAnswer,
    DepartmentsAnswer,
    HospitalRules,
    MineAnswer,
    RegistrationAnswer,
)
from tests.screens.samples_registration import (
    ACT,
    CLINICS,
    DEPARTMENTS,
    HOSPITAL,
    registration,
)
from tests.session.errands import OneIdReader
from tests.session.hall import NOW, Mind, Scene, polite, scene

DAY = NOW.date()
LISTED = tuple(msgspec.structs.replace(each, day=DAY) for each in CLINICS)


class Looks(Answer):
    """No touch at all: the person only looks."""


LOOKS = Looks()


@dataclass
class ScriptedHospital:
    """Fits `RegistrationsPort`; without a script everything is done.

    A step's script is taken from the front: an answer, a reason, or a fault.
    """

    step: Callable[[], None] = lambda: None
    script: dict[str, list[object]] = field(default_factory=dict)
    asked: list[tuple[str, ...]] = field(default_factory=list)
    states: dict[RegistrationId, RegistrationState] = field(default_factory=dict)
    of: dict[RegistrationId, Clinic] = field(default_factory=dict)
    released: list[RegistrationId] = field(default_factory=list)
    own: tuple[Registration, ...] = ()
    were_lost: list[RegistrationAnswer | None] = field(default_factory=list)
    hold_left: int | None = 180
    rules: HospitalRules = field(default_factory=HospitalRules)
    clinics_told: tuple[Clinic, ...] = LISTED
    makes: int = 0

    def new_id(self) -> RegistrationId:
        self.makes += 1
        return f"{ACT[:-2]}{self.makes:02x}"

    async def departments(self) -> DepartmentsAnswer:
        await self._reached("departments")
        return DepartmentsAnswer(
            as_of=NOW, hospital=HOSPITAL, rules=self.rules, departments=DEPARTMENTS
        )

    async def clinics(self, department: Key) -> ClinicsAnswer:
        await self._reached("clinics", department)
        return ClinicsAnswer(as_of=NOW, clinics=self.clinics_told)

    async def hold(
        self, act: RegistrationId, clinic: Key, who: Registrant
    ) -> RegistrationAnswer:
        self.of[act] = next(each for each in self.clinics_told if each.id == clinic)
        return await self._done("hold", act, RegistrationState.HELD)

    async def confirm(self, act: RegistrationId, who: Registrant) -> RegistrationAnswer:
        return await self._done("confirm", act, RegistrationState.CONFIRMED)

    def release(self, act: RegistrationId, who: Registrant) -> None:
        self.released.append(act)
        if self.states.get(act) is RegistrationState.HELD:
            del self.states[act]

    async def cancel(self, act: RegistrationId, who: Registrant) -> RegistrationAnswer:
        return await self._done("cancel", act, RegistrationState.CANCELLED)

    async def sign_in(self, act: RegistrationId, who: Registrant) -> RegistrationAnswer:
        return await self._done("sign_in", act, RegistrationState.SIGNED_IN)

    async def mine(self, who: Registrant) -> MineAnswer:
        told = await self._reached("mine")
        if isinstance(told, RegistrationReason):
            return MineAnswer(as_of=NOW, refused=told)
        return MineAnswer(as_of=NOW, registrations=self.own)

    async def lost(self, who: Registrant) -> list[RegistrationAnswer | None]:
        return self.were_lost

    @property
    def kept(self) -> list[RegistrationId]:
        """Return the ids whose seat is kept for nobody."""
        held = RegistrationState.HELD
        return [act for act, state in self.states.items() if state is held]

    @property
    def confirmed(self) -> list[RegistrationId]:
        """Return the ids under which somebody is registered."""
        done = RegistrationState.CONFIRMED
        return [act for act, state in self.states.items() if state is done]

    def counted(self) -> Counter[str]:
        """Return how often each thing was asked."""
        return Counter(asked[0] for asked in self.asked)

    async def _reached(self, name: str, *more: str) -> object:
        self.asked.append((name, *more))
        await asyncio.sleep(0)
        self.step()
        told = self.script.get(name, [])
        answer = told.pop(0) if told else None
        if isinstance(answer, KioskError | StoreError):
            raise answer
        return answer

    async def _done(
        self, name: str, act: RegistrationId, state: RegistrationState
    ) -> RegistrationAnswer:
        told = await self._reached(name, act)
        if isinstance(told, RegistrationReason):
            return RegistrationAnswer(act=act, refused=told)
        self.states[act] = state
        if isinstance(told, RegistrationAnswer):
            return told
        return self.answer(act)

    def answer(self, act: RegistrationId, **changed: object) -> RegistrationAnswer:
        """Return the answer that tells how an id stands, with some things changed."""
        state = self.states[act]
        own = next((each for each in self.own if each.id == act), None)
        clinic = own.clinic if own else self.of[act]
        number = None if state is RegistrationState.HELD else 17
        values = {"id": act, "state": state, "clinic": clinic, "number": number}
        told = registration(**(values | changed))
        held = state is RegistrationState.HELD
        left = self.hold_left if held else None
        return RegistrationAnswer(act=act, registration=told, hold_left=left)


@dataclass
class Ward:
    """A machine in a hospital, with one person."""

    place: Scene
    hospital: ScriptedHospital

    def saw(self, kind: type[Page]) -> list[Page]:
        """Return the pages of a kind that were shown."""
        return self.place.who.saw(kind)

    async def visit(self) -> None:
        """Put the card in and be served; it is taken when the kiosk asks for it."""
        show = self.place.who.show

        def shown(serial: int, page: Page) -> None:
            show(serial, page)
            if isinstance(page, TakeCardPage):
                self.place.hall.pull()

        self.place.who.show = shown  # type: ignore[method-assign]
        await self.place.visit(card_visit)


def ward(
    folder: Path,
    mind: Mind,
    pull_at: int | None = None,
    reader: OneIdReader | None = None,
    **times: object,
) -> Ward:
    """Build a machine in a hospital; call it inside a running loop."""
    place = scene(folder, mind, pull_at=pull_at, **times)  # type: ignore[arg-type]
    config = place.parts.config
    machine = msgspec.structs.replace(config.machine, site="hospital")
    config = msgspec.structs.replace(config, machine=machine)
    hospital = ScriptedHospital(place.hall.step)
    place.parts = replace(
        place.parts, config=config, registrations=hospital, id_reader=reader
    )
    return Ward(place, hospital)


def registering(then: Mind | None = None, service: str = "register") -> Mind:
    """Return somebody who registers, takes the slip and leaves."""
    began = False

    def mind(page: Page) -> Answer | None:
        nonlocal began
        chosen = then(page) if then is not None else None
        if chosen is not None:
            return None if chosen is LOOKS else chosen
        match page:
            case HomePage():
                if began:
                    return Tap.FINISH
                began = True
                return ServiceChosen(service)
            case DepartmentsPage():
                return ItemChosen("nk")
            case ClinicsPage():
                return ItemChosen("c1")
            case SeatPage() | CancelPage() | PrintedPage() | FaultPage():
                return Tap.OK
            case PreviewPage():
                return Tap.PRINT
            case MyRegistrationsPage():
                return Tap.BACK
            case RegistrationPage(slip=Slip.PRINTING):
                return None
            case RegistrationPage() | RegistrationStoppedPage():
                return Tap.FINISH
        return None

    return polite(mind)
