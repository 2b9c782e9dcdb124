"""Scripted people and scripted parts for the flow tests.

The card is the product's virtual card in this process; printer, center and journal
are small scripted parts, because these tests are about the flow alone.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import msgspec

from kiosk.devices.card.card_port import SlotAccount, SlotEvent, SlotState
from kiosk.devices.card.keys.authentication import Algorithm
from kiosk.devices.card.protocol.pinpad import PinEntry
from kiosk.devices.card.protocol.transport import CardGone, CardUnreadable, Transport
from kiosk.devices.printer.printer_port import (
    Cover,
    JobState,
    LinkState,
    Paper,
    PrintedJob,
    PrinterFault,
    PrinterStatus,
    PrintResult,
    ReceiptPreview,
)
from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.serial.probe import NoPrinter, ProbedPrinter
from kiosk.devices.printer.typesetting.receipt_elements import Receipt
from kiosk.devices.virtual.card.issuing import card_from_person
from kiosk.devices.virtual.demo_keys import (
    expected_internal_answer,
    external_data,
    pin_reload_data,
)
from kiosk.devices.virtual.people.cast import Person, PersonCard
from kiosk.devices.virtual.reader.virtual_reader import ChipCard
from kiosk.domain.applications import Reason
from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.records import CardState, Contribution, Insurance
from kiosk.domain.region.places import RegionName
from kiosk.domain.region.region import Region
from kiosk.domain.region.region_rules import Hotlines, PinRules, Procedure
from kiosk.domain.secret import Pin
from kiosk.domain.services.due import Due
from kiosk.machine.release import release_watch
from kiosk.session.contributions.pages import ContributionsPage
from kiosk.session.dialog import lockout
from kiosk.session.dialog.dialog import Dialog
from kiosk.session.dialog.lockout import NumberLockouts
from kiosk.session.dialog.ports import Ports
from kiosk.session.loss.pages import LostCardPage
from kiosk.session.pages.drawn_by import DrawnBy, SoundTest
from kiosk.session.pages.everywhere import (
    CenterAwayPage,
    FaultPage,
    GuidePage,
    PrintedPage,
)
from kiosk.session.pages.page import Answer, Page, PinEntered, ServiceChosen, Tap
from kiosk.session.paper import roll_watch, unseen
from kiosk.session.paper.pages import PreviewPage
from kiosk.session.pin.pages import LastTryPage, PinPage
from kiosk.session.staff import self_tests
from kiosk.session.staff.door import staff_door
from kiosk.session.staff.numbers import day_counts, program_starts
from kiosk.session.staff.records import export_job
from kiosk.session.staff.service import service_break
from kiosk.session.visit import desk_message
from kiosk.session.visit.pages import HomePage
from kiosk.settings.config import KioskConfig, MachineSettings, TimeLimits
from kiosk.settings.state.store import Store
from kiosk.settings.state.store_errors import StoreFull
from kiosk.settings.texts import load_texts
from kiosk.sync.applications import pending
from kiosk.sync.clock.clock import Certainty
from kiosk.sync.journal.entries import JournalNumbers
from kiosk.sync.line.backoff import UploadState
from kiosk.sync.wire.events.event_registry import encoded
from kiosk.sync.wire.events.journal_event import JournalEvent
from kiosk.sync.wire.kept_receipts import (
    KeptReceipt,
    KeptReceipts,
    ReceiptContent,
    ReceiptRequest,
)
from kiosk.sync.wire.keys_wire import ExternalKeyRequest, PinReloadRequest
from kiosk.sync.wire.own_records_wire import (
    BenefitsAnswer,
    MedicalAnswer,
    PersonAnswer,
    StatementsAnswer,
    VisitsAnswer,
)
from kiosk.sync.wire.receipt_codes import ReceiptCodes
from kiosk.sync.wire.services.due_wire import DueAnswer
from kiosk.sync.wire.services.eligibility_wire import EligibilityAnswer, FaceLeave
from kiosk.sync.wire.services.work_wire import (
    UnemploymentAnswer,
    VacanciesAnswer,
    VacanciesRequest,
    VacancyGroupsAnswer,
)
from kiosk.sync.wire.visit_wire import (
    CardProof,
    Challenge,
    Contributions,
    PinKnown,
    Session,
)
from tests.domain import answers
from tests.session import pages_of_work
from tests.session.scripted import ScriptedActs
from tests.session.staff.door.doors import door_of

T = TypeVar("T")
PIN = "739156"
CARD_ID = "330200D156000005990000017A5C3E10"
NOW = datetime(2024, 12, 31, 10, 30, tzinfo=UTC)
OPEN_STORES: list[Store] = []
"""Closed after each test by `conftest.py`."""
Mind = Callable[[Page], Answer | None]
"""A person: what they touch when a page comes; None when they only look."""


def person(**card: object) -> Person:
    """Return an invented cardholder."""
    values: dict[str, object] = {
        "id": CARD_ID,
        "number": "X00000019",
        "generation": 2,
        "issued": date(2016, 5, 1),
        "valid_until": date(2036, 5, 1),
        "pin": PIN,
        "tries": 6,
        **card,
    }
    return Person(
        name="王秀兰",
        number="990101195603070023",
        sex="2",
        nation="01",
        birthplace="990101",
        born=date(1956, 3, 7),
        card=PersonCard(**values),  # type: ignore[arg-type]
    )


@dataclass
class Hall:
    """Where it all happens; counts every step so that a card can be pulled at it."""

    pull_at: int | None = None
    steps: int = 0
    pull: Callable[[], None] = lambda: None

    def step(self) -> None:
        """Pull the card when its moment has come."""
        if self.steps == self.pull_at:
            self.pull()
        self.steps += 1


@dataclass
class Onlooker:
    """A window with a person before it."""

    hall: Hall
    mind: Mind
    dialog: Dialog | None = None
    shown: list[Page] = field(default_factory=list)
    beeps: int = 0
    sounds: list[SoundTest] = field(default_factory=list)

    def show(self, serial: int, page: Page) -> None:
        """Look at a page and touch what the mind says, a moment later."""
        self.shown.append(page)
        self.hall.step()
        answer = self.mind(page)
        if answer is not None and self.dialog is not None:
            loop = asyncio.get_running_loop()
            loop.call_soon(self.dialog.answered, serial, answer)

    drawn = DrawnBy("x11", 1080, 1920, 60)

    def sound(self, test: SoundTest) -> None:
        """Hear a test."""
        self.sounds.append(test)

    def beep(self) -> None:
        """Hear the machine call."""
        self.beeps += 1

    def saw(self, kind: type[Page]) -> list[Page]:
        """Return the pages of a kind that were shown."""
        return [page for page in self.shown if isinstance(page, kind)]


@dataclass
class Chip:
    """A transport straight to the virtual card."""

    card: ChipCard
    hall: Hall
    slot: "OneSlot"

    def transmit(self, command: bytes) -> bytes:
        """Hand the command to the card while it is there."""
        self.hall.step()
        if self.slot.now.state is not SlotState.CARD:
            raise CardGone("The card was pulled.")
        return self.card.answer(command) or b""


class OneSlot:
    """A slot in this process; `fails` makes the card mute."""

    def __init__(self, hall: Hall, card: ChipCard | None) -> None:
        self.hall, self.card = hall, card
        self.fails = False
        self.keypad: Callable[[Transport, PinEntry], None] | None = None
        """What a reader with a keypad of its own does with an entry."""
        self.released = 0
        self._post: Callable[[SlotEvent], None] = lambda event: None
        self._now = SlotEvent(SlotState.EMPTY, "test")

    @property
    def now(self) -> SlotEvent:
        return self._now

    def start(self, post: Callable[[SlotEvent], None]) -> None:
        self._post = post
        post(self._now)

    def become(self, state: SlotState) -> None:
        """Change and tell."""
        grown = self._now.insertion + (state is SlotState.CARD)
        self._now = SlotEvent(state, "test", grown)
        self._post(self._now)

    async def run(self, insertion: int, work: Callable[[Transport], T]) -> T:
        await asyncio.sleep(0)
        self.hall.step()
        if self.now.state is not SlotState.CARD or insertion != self.now.insertion:
            raise CardGone("The card was pulled.")
        if self.fails or self.card is None:
            raise CardUnreadable("The card is mute.")
        return work(Chip(self.card, self.hall, self))

    async def reset(self, insertion: int) -> bytes:
        """Reset the card as a reader does."""
        return await self.run(insertion, lambda _: self.card.atr if self.card else b"")

    @property
    def accounts(self) -> tuple[SlotAccount, ...]:
        return (SlotAccount(self._now, (self._now.reader,)),)

    @property
    def pinpad(self) -> bool:
        return self.keypad is not None

    async def verify_on_pinpad(self, insertion: int, entry: PinEntry) -> None:
        keypad = self.keypad
        assert keypad is not None
        await self.run(insertion, lambda chip: keypad(chip, entry))

    async def release(self) -> None:
        self.released += 1
        if self.card is not None:
            self.card.reset()

    def stop(self) -> None:
        pass


READY = PrinterStatus(LinkState.OK, Paper.OK, Cover.CLOSED, PrinterFault.NONE, 1.0)


@dataclass
class OnePrinter:
    """A printer that takes receipts apart into what was printed."""

    hall: Hall
    status: PrinterStatus = READY
    profile: PrinterProfile = field(default_factory=lambda: PrinterProfile(name="T"))
    result: JobState = JobState.CONFIRMED
    receipts: list[Receipt] = field(default_factory=list)
    copies: list[int] = field(default_factory=list)
    metres: float | None = None
    """What is left of the roll."""
    found: ProbedPrinter | NoPrinter = NoPrinter.SILENT
    """What a probe finds."""
    jobs: list[PrintedJob] = field(default_factory=list)

    async def probe(self) -> ProbedPrinter | NoPrinter:
        return self.found

    def newest_jobs(self, count: int) -> list[PrintedJob]:
        return self.jobs[:count]

    def roll_left(self) -> float | None:
        return self.metres

    def roll_changed(self) -> None:
        self.metres = 80.0

    def preview(self, receipt: Receipt) -> ReceiptPreview:
        self.hall.step()
        return ReceiptPreview(576, 24, bytes(24 * 72), ((0, 0, 24, 24),))

    async def print(self, receipt: Receipt, copy: int = 1) -> PrintResult:
        await asyncio.sleep(0)
        self.hall.step()
        self.receipts.append(receipt)
        self.copies.append(copy)
        fault = None if self.result is JobState.CONFIRMED else Fault.PRINTER_PAPER_OUT
        return PrintResult(len(self.receipts), self.result, fault)


@dataclass
class OneCenter:
    """A center that checks the card's answer; `fault` makes it fail."""

    hall: Hall
    state: CardState = CardState.NORMAL
    fault: Fault | None = None
    hangs: bool = False
    algorithm: Algorithm = Algorithm.DES
    released: bool = False
    """Staff has seen the person's identity document."""
    given: bytes | None = None
    """The digest of what the card gives after its PIN; None: anything will do."""
    unemployed: UnemploymentAnswer = pages_of_work.NOT_REGISTERED
    unproved: bool = False
    """It knows nothing of the card's item, and the region shows nothing then."""
    proofs: list[CardProof] = field(default_factory=list)
    kept: dict[str, tuple[KeptReceipt, bytes]] = field(default_factory=dict)
    due_things: tuple[Due, ...] = ()
    looks: int = 5
    """Of a camera module that it still gives a number for."""
    whose: str = "zhou-yuzhen"
    """Whose accounts, treatments and benefits it has, of the demo's people."""

    async def _reached(self) -> None:
        await asyncio.sleep(0)
        self.hall.step()
        if self.hangs:
            await asyncio.sleep(3600)
        if self.fault is not None:
            raise KioskError("scripted", self.fault)

    async def challenge(self, card_id: str) -> Challenge:
        await self._reached()
        return Challenge("c1", b"factor-8", b"origin-8")

    async def open_session(self, proof: CardProof) -> Session:
        await self._reached()
        right = expected_internal_answer(
            proof.card_id, self.algorithm, b"factor-8", b"origin-8"
        )
        if proof.answer != right:
            raise KioskError("wrong answer", Fault.CARD_NOT_GENUINE)
        ends = NOW + timedelta(minutes=5)
        self.proofs.append(proof)
        if proof.item is None:
            return Session("token", ends, self.state)
        if self.given is not None and proof.item.digest != self.given:
            raise KioskError("another item", Fault.CARD_NOT_GENUINE)
        if self.unproved:
            raise KioskError("unproved", Fault.CARD_PIN_UNPROVED)
        return Session("token", ends, self.state, PinKnown.PROVED)

    async def kept_receipts(self, token: str) -> KeptReceipts:
        await self._reached()
        return KeptReceipts(NOW, tuple(one for one, _ in self.kept.values()))

    async def kept_receipt(self, request: ReceiptRequest) -> ReceiptContent:
        await self._reached()
        one, content = self.kept[request.number]
        return ReceiptContent(content, one.copies)

    async def use_key(self, request: ExternalKeyRequest) -> bytes:
        await self._reached()
        if request.key == "PUK" and not self.released:
            raise KioskError("not released", Fault.CARD_LOCKED)
        assert request.token == "token"
        return external_data(
            CARD_ID, self.algorithm, request.key, request.challenge, b"original"
        )

    async def reload_pin(self, request: PinReloadRequest) -> bytes:
        await self._reached()
        return pin_reload_data(
            CARD_ID, self.algorithm, request.challenge, request.pin or None
        )

    async def contributions(
        self, token: str, insurance: Insurance, before: str = ""
    ) -> Contributions:
        await self._reached()
        months = [month(12, 2023), *map(month, range(1, 13))]
        return Contributions(NOW, "王秀兰", months)

    async def person(self, token: str) -> PersonAnswer:
        await self._reached()
        return answers.person(self.whose)

    async def statements(self, token: str) -> StatementsAnswer:
        await self._reached()
        return answers.statements(self.whose)

    async def medical(self, token: str, before: str = "") -> MedicalAnswer:
        await self._reached()
        return answers.medical(self.whose)

    async def visits(self, token: str, before: str = "") -> VisitsAnswer:
        await self._reached()
        return answers.visits(self.whose)

    async def due(self, token: str) -> DueAnswer:
        await self._reached()
        return DueAnswer(as_of=NOW, things=self.due_things)

    async def benefits(self, token: str) -> BenefitsAnswer:
        await self._reached()
        return answers.benefits(self.whose)

    async def eligibility(self, token: str) -> EligibilityAnswer:
        await self._reached()
        return answers.eligibility(self.whose)

    async def face_leave(self, token: str) -> FaceLeave:
        await self._reached()
        if self.looks <= 0:
            return FaceLeave(refused=Reason.TRIES_USED)
        self.looks -= 1
        return FaceLeave(nonce=bytes(32), seconds=120)

    async def unemployment(self, token: str) -> UnemploymentAnswer:
        await self._reached()
        return self.unemployed

    async def vacancies(self, asked: VacanciesRequest, after: int) -> VacanciesAnswer:
        await self._reached()
        return pages_of_work.page(asked, after)

    async def vacancy_groups(self) -> VacancyGroupsAnswer:
        await self._reached()
        return pages_of_work.GROUPS


def month(number: int, year: int = 2024) -> Contribution:
    """Return one month, by default of 2024."""
    return Contribution(
        insurance=Insurance.PENSION,
        month=f"{year}-{number:02d}",
        paid_month=f"{year}-{number:02d}",
        employer="示例公司",
        base=Decimal("6500.00"),
        employer_amount=Decimal("910.00"),
        personal_amount=Decimal("520.00"),
        arrived=date(year, number, 15),
    )


@dataclass
class OneJournal:
    """Events as they come."""

    events: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    room: int | None = None
    """How many more events fit; None: all."""

    def append(self, event: JournalEvent) -> None:
        if self.room is not None:
            if self.room <= 0:
                raise StoreFull("scripted: the disk is full")
            self.room -= 1
        payload = msgspec.json.decode(encoded(event), type=dict[str, object])
        self.events.append((event.about.name, payload))

    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.events]

    def numbers(self) -> JournalNumbers:
        count = len(self.events)
        return JournalNumbers(1, count, count, count, 0, 0)


class OneUploader:
    """Nothing to do."""

    online: bool | None = True
    fault: Fault | None = None
    last_success: float | None = None
    is_twin: bool = False
    state = UploadState()
    hurried = 0

    def kick(self) -> None:
        pass

    def try_soon(self) -> None:
        self.hurried += 1


class OneClock:
    """A clock that stands."""

    boot = 5000.0
    certainty = Certainty.AGREED
    off_by = 0.0

    def now(self) -> datetime:
        return NOW

    def known(self) -> datetime | None:
        return None if self.certainty is Certainty.UNSURE else self.now()

    def since_agreed(self) -> float | None:
        return 5.0 if self.certainty is Certainty.AGREED else None

    def monotonic(self) -> float:
        return self.boot

    def boot_id(self) -> str:
        return "boot-1"


REGION = Region(
    region=RegionName("testland", "测试市", "测试省", as_of=("2015-05",)),
    hotlines=Hotlines(consultation="12333", loss=("12333",)),
    pin=PinRules(
        kind="社保功能密码", unlock_where=("任一经办机构",), unlock_needs=("社保卡",)
    ),
    procedures={"enabling": Procedure(where=("经办机构",), needs=("社保卡",))},
)


@dataclass
class Scene:
    """One machine with one person, ready to run a flow."""

    hall: Hall
    who: Onlooker
    slot: OneSlot
    printer: OnePrinter
    center: OneCenter
    journal: OneJournal
    clock: OneClock
    parts: Ports

    async def visit(self, flow: Callable[[Ports, int], Awaitable[None]]) -> None:
        """Put the card in and run a visit's flow to its end."""
        self.slot.become(SlotState.CARD)
        async with asyncio.timeout(60):
            await flow(self.parts, self.slot.now.insertion)


def scene(
    folder: Path,
    mind: Mind,
    card: ChipCard | None = None,
    pull_at: int | None = None,
    times: TimeLimits | None = None,
) -> Scene:
    """Build a scene; call it inside a running loop."""
    hall = Hall(pull_at)
    who = Onlooker(hall, mind)
    slot = OneSlot(hall, card or card_from_person(person(), folder))
    hall.pull = lambda: slot.become(SlotState.EMPTY)
    dialog = Dialog(who, times or TimeLimits(message=0.05))
    who.dialog = dialog
    slot.start(dialog.slot_changed)
    printer, center, journal = OnePrinter(hall), OneCenter(hall), OneJournal()
    migrations = (
        *(*lockout.MIGRATIONS, *unseen.MIGRATIONS),
        *(*roll_watch.MIGRATIONS, *self_tests.MIGRATIONS),
        *(*staff_door.MIGRATIONS, *service_break.MIGRATIONS),
        *(*export_job.MIGRATIONS, *pending.MIGRATIONS),
        *(*day_counts.MIGRATIONS, *program_starts.MIGRATIONS),
        *(*release_watch.MIGRATIONS, *desk_message.MIGRATIONS),
    )
    store = Store(folder / "kiosk.sqlite", migrations)
    OPEN_STORES.append(store)
    clock = OneClock()
    config = KioskConfig(
        machine=MachineSettings(id="TEST-1", region="testland", place="测试大厅"),
        times=times or TimeLimits(message=0.05),
    )
    parts = Ports(
        config=config,
        region=REGION,
        texts=load_texts(),
        dialog=dialog,
        slot=slot,
        printer=printer,
        center=center,
        journal=journal,
        uploader=OneUploader(),
        store=store,
        clock=clock,
        door=door_of(store, clock),
        acts=ScriptedActs(),
        numbers=NumberLockouts(store, str, clock.boot_id()),
        codes=ReceiptCodes("TEST-1", lambda message: bytes(64)),
    )
    return Scene(hall, who, slot, printer, center, journal, clock, parts)


def polite(then: Mind | None = None, pin: str = PIN) -> Mind:
    """Return a person who types the PIN, looks at the pension, prints and leaves."""
    printed = False

    def mind(page: Page) -> Answer | None:
        nonlocal printed
        chosen = then(page) if then is not None else None
        if chosen is not None:
            return chosen
        match page:
            case PinPage():
                return PinEntered(Pin(pin))
            case (
                LastTryPage()
                | GuidePage()
                | FaultPage()
                | PrintedPage()
                | LostCardPage()
            ):
                return Tap.OK
            case CenterAwayPage():
                return Tap.BACK
            case PreviewPage():
                return Tap.PRINT
            case ContributionsPage():
                if printed:
                    return Tap.FINISH
                printed = True
                return Tap.PRINT
            case HomePage():
                return Tap.FINISH if printed else ServiceChosen("pension")
        return None

    return mind
