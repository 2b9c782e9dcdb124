"""What a flow can reach: the machine's parts as small ports, and the settings.

The real parts fit these ports; so do the scripted ones of the flow tests.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from kiosk.devices.camera.face_port import FaceModule
from kiosk.devices.card.card_port import CardSlot
from kiosk.devices.card.holder.items import ItemTable, standard
from kiosk.devices.card.keys.key_provider import KeyProvider
from kiosk.devices.idcard.idcard_port import IdCardReader
from kiosk.devices.printer.printer_port import (
    PrintedJob,
    PrinterStatus,
    PrintResult,
    ReceiptPreview,
)
from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.serial.probe import NoPrinter, ProbedPrinter
from kiosk.devices.printer.typesetting.receipt_elements import Receipt
from kiosk.domain.applications import (
    NO_PROOF,
    ActAnswer,
    ActId,
    CodeAnswer,
    Contact,
    ContactProof,
    Lodged,
    LossKind,
    NewPin,
    ProgressAnswer,
    Who,
)
from kiosk.domain.faults import Fault
from kiosk.domain.records import Insurance
from kiosk.domain.region.region import Region
from kiosk.domain.services.registrations import Key, RegistrationId
from kiosk.session.dialog.dialog import Dialog
from kiosk.session.dialog.lockout import NumberLockouts
from kiosk.session.dialog.notice_board import NoticeBoard
from kiosk.session.staff.door.staff_door import StaffDoor
from kiosk.session.staff.numbers.updates import Updates
from kiosk.settings.config import KioskConfig
from kiosk.settings.state.screen_settings import ScreenSettings
from kiosk.settings.state.store import Store
from kiosk.settings.texts import Texts
from kiosk.sync.applications.pending import PendingNumbers
from kiosk.sync.clock.clock import TrueClock
from kiosk.sync.downward.desk_news import DeskNews
from kiosk.sync.hospital.registration_desk import Registrant
from kiosk.sync.journal.entries import JournalNumbers
from kiosk.sync.journal.journal import Journal
from kiosk.sync.line.backoff import UploadState
from kiosk.sync.line.line_steps import LineStep
from kiosk.sync.receipts.receipt_keeper import SealedReceipt
from kiosk.sync.wire.events.journal_event import JournalEvent
from kiosk.sync.wire.kept_receipts import (
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
from kiosk.sync.wire.services.eligibility_wire import (
    EligibilityAnswer,
    FaceLeave,
    FaceProof,
)
from kiosk.sync.wire.services.hospital_wire import (
    ClinicsAnswer,
    DepartmentsAnswer,
    MineAnswer,
    RegistrationAnswer,
)
from kiosk.sync.wire.services.work_wire import (
    UnemploymentAnswer,
    VacanciesAnswer,
    VacanciesRequest,
    VacancyGroupsAnswer,
)
from kiosk.sync.wire.visit_wire import CardProof, Challenge, Contributions, Session


class PrinterPort(Protocol):
    """The receipt printer."""

    @property
    def profile(self) -> PrinterProfile:
        """Return what this printer is said to be able to do."""
        ...

    @property
    def status(self) -> PrinterStatus:
        """Return what was last heard."""
        ...

    def preview(self, receipt: Receipt) -> ReceiptPreview:
        """Return a receipt as it will come out; nothing is printed."""
        ...

    async def print(self, receipt: Receipt, copy: int = 1) -> PrintResult:
        """Print and cut one receipt; a fault is in the result, not raised.

        :param copy: 2 and more for a number that may be on paper already; the receipt
            itself says so in words.
        """
        ...

    async def probe(self) -> ProbedPrinter | NoPrinter:
        """Ask the printer everything it may know; nothing is printed or changed."""
        ...

    def newest_jobs(self, count: int) -> list[PrintedJob]:
        """Return the last jobs: numbers and how they ended, nothing of a person.

        :raises StoreError: when they cannot be read.
        """
        ...

    def roll_left(self) -> float | None:
        """Return the metres of paper that should be left; None when nobody knows."""
        ...

    def roll_changed(self) -> None:
        """Begin to count a new roll."""
        ...


class CenterPort(Protocol):
    """The center, as far as a visit needs it; every failure is a KioskError."""

    async def challenge(self, card_id: str) -> Challenge:
        """Ask for what the card must answer."""
        ...

    async def open_session(self, proof: CardProof) -> Session:
        """Show the card's answer."""
        ...

    async def contributions(
        self, token: str, insurance: Insurance, before: str = ""
    ) -> Contributions:
        """Fetch a page of one insurance's months: the newest, or those before."""
        ...

    async def person(self, token: str) -> PersonAnswer:
        """Fetch who the person is and how the card stands."""
        ...

    async def statements(self, token: str) -> StatementsAnswer:
        """Fetch the pension account and all its years."""
        ...

    async def medical(self, token: str, before: str = "") -> MedicalAnswer:
        """Fetch the medical account and a page of its movements."""
        ...

    async def visits(self, token: str, before: str = "") -> VisitsAnswer:
        """Fetch a page of the medical settlements."""
        ...

    async def benefits(self, token: str) -> BenefitsAnswer:
        """Fetch what is and was paid to the person."""
        ...

    async def due(self, token: str) -> DueAnswer:
        """Fetch what the person has due."""
        ...

    async def eligibility(self, token: str) -> EligibilityAnswer:
        """Fetch how the person's benefits and their certifications stand."""
        ...

    async def face_leave(self, token: str) -> FaceLeave:
        """Ask for a number for one look of the camera module."""
        ...

    async def unemployment(self, token: str) -> UnemploymentAnswer:
        """Fetch how the person is registered as unemployed."""
        ...

    async def vacancies(self, asked: VacanciesRequest, after: int) -> VacanciesAnswer:
        """Fetch the vacancies behind one; 0: from the beginning."""
        ...

    async def vacancy_groups(self) -> VacancyGroupsAnswer:
        """Fetch by what the vacancies can be narrowed."""
        ...

    async def kept_receipts(self, token: str) -> KeptReceipts:
        """Fetch the list of receipts that are kept for the holder."""
        ...

    async def kept_receipt(self, request: ReceiptRequest) -> ReceiptContent:
        """Fetch one of them."""
        ...

    async def use_key(self, request: ExternalKeyRequest) -> bytes:
        """Have the key service make the data of EXTERNAL AUTHENTICATE."""
        ...

    async def reload_pin(self, request: PinReloadRequest) -> bytes:
        """Have the key service make the data of PIN RELOAD or PIN UNBLOCK."""
        ...


class ApplicationsPort(Protocol):
    """Acts in a person's name; a refusal is an answer, only a fault is raised."""

    @property
    def can_seal(self) -> bool:
        """Tell whether a loss report can be taken now even without a line."""
        ...

    async def report_loss(self, kind: LossKind, who: Who) -> Lodged:
        """Report a loss; durable before it is sent, waiting while unanswered."""
        ...

    async def withdraw(self, who: Who) -> Lodged:
        """Take back what waits here for a number; durable before it is sent."""
        ...

    def withdrawal(self, act: ActId) -> Lodged | None:
        """Return how a withdrawal stands."""
        ...

    async def undo(self, of: ActId, who: Who) -> ActAnswer:
        """Take a report of this kiosk back."""
        ...

    async def release(self, who: Who, card: str = "") -> ActAnswer:
        """End a loss report."""
        ...

    async def change_contact(
        self, token: str, contact: Contact, proof: ContactProof = NO_PROOF
    ) -> ActAnswer:
        """Change contact data of the proved card's holder."""
        ...

    async def contact_code(self, token: str) -> CodeAnswer:
        """Have a code sent to the number on record."""
        ...

    async def enable(self, token: str) -> ActAnswer:
        """Enable the social function of the proved card."""
        ...

    async def replace_card(self, who: Who) -> ActAnswer:
        """Apply for a new card for one that is lost."""
        ...

    async def sign_in(self, token: str) -> ActAnswer:
        """Sign the proved card's holder in as unemployed."""
        ...

    async def change_pin(self, token: str, new: NewPin) -> ActAnswer:
        """Tell the center the PIN that the proved card has now."""
        ...

    async def certify(self, token: str, face: FaceProof | None) -> ActAnswer:
        """Certify the benefits of the proved card's holder."""
        ...

    async def progress(self, who: Who) -> ProgressAnswer:
        """Ask how far a person's card is."""
        ...

    def lodged(self, act: ActId) -> Lodged | None:
        """Return how a loss report of this kiosk stands."""
        ...

    def numbers(self) -> PendingNumbers:
        """Return how many reports wait and since when."""
        ...


class RegistrationsPort(Protocol):
    """The hospital that this machine stands in; a refusal is an answer.

    Every failure is a KioskError; what has begun is ended whoever leaves meanwhile.
    """

    def new_id(self) -> RegistrationId:
        """Return an id for what begins with this tap."""
        ...

    async def departments(self) -> DepartmentsAnswer:
        """Fetch the departments."""
        ...

    async def clinics(self, department: Key) -> ClinicsAnswer:
        """Fetch a department's clinics with what is left."""
        ...

    async def hold(
        self, act: RegistrationId, clinic: Key, who: Registrant
    ) -> RegistrationAnswer:
        """Have a seat kept for a few minutes."""
        ...

    async def confirm(self, act: RegistrationId, who: Registrant) -> RegistrationAnswer:
        """Register who holds the seat."""
        ...

    def release(self, act: RegistrationId, who: Registrant) -> None:
        """Give a held seat back; nobody waits for it."""
        ...

    async def cancel(self, act: RegistrationId, who: Registrant) -> RegistrationAnswer:
        """Take a registration back."""
        ...

    async def sign_in(self, act: RegistrationId, who: Registrant) -> RegistrationAnswer:
        """Tell the hospital that the person is here."""
        ...

    async def mine(self, who: Registrant) -> MineAnswer:
        """Fetch the person's registrations."""
        ...

    async def lost(self, who: Registrant) -> list[RegistrationAnswer | None]:
        """Return what became of confirmations with a lost answer; None: not known."""
        ...


class PsamPort(KeyProvider, Protocol):
    """The keys in a slot of their own."""

    @property
    def present(self) -> bool:
        """Tell whether there is a PSAM in that slot."""
        ...


class JournalPort(Protocol):
    """The list of everything that must be told or proved."""

    def append(self, event: JournalEvent) -> None:
        """Seal and keep one event durably."""
        ...

    def numbers(self) -> JournalNumbers:
        """Return how far the journal and its upload are."""
        ...


class KeeperPort(Protocol):
    """Seals receipts that the center keeps for a later print."""

    def can_keep(self, content: bytes) -> bool:
        """Tell whether a receipt can be sealed now, and is not too long for it."""
        ...

    def seal(self, card: str, number: str, content: bytes) -> SealedReceipt:
        """Seal a receipt for one card's holder; `can_keep` has said that it can be."""
        ...


class UploadPort(Protocol):
    """The uploader's news."""

    def kick(self) -> None:
        """Say that there is something new to upload."""
        ...

    @property
    def online(self) -> bool | None:
        """Tell whether the last try reached the center; None before any."""
        ...

    @property
    def fault(self) -> Fault | None:
        """Return why the last try failed; None after a success and before any."""
        ...

    @property
    def last_success(self) -> float | None:
        """Return when the center last answered, in seconds since the boot."""
        ...

    @property
    def is_twin(self) -> bool:
        """Tell whether another machine reports under this kiosk's name."""
        ...

    @property
    def state(self) -> UploadState:
        """Return how the newest tries went, and when the next one is."""
        ...

    def try_soon(self) -> None:
        """Say that the line may be back."""
        ...


class LineCheckPort(Protocol):
    """The check of the way to the center; one at a time, on a thread of its own."""

    @property
    def steps(self) -> tuple[LineStep, ...]:
        """Return the newest check, step by step; empty before any."""
        ...

    @property
    def running(self) -> bool:
        """Tell whether a check is under way."""
        ...

    @property
    def stopped(self) -> bool:
        """Tell whether somebody broke the newest check off."""
        ...

    @property
    def age(self) -> float | None:
        """Return how many seconds ago the newest check ended; None before its end."""
        ...

    def begin(self) -> bool:
        """Begin a check; False when one runs."""
        ...

    def stop(self) -> None:
        """Let nothing more be tried."""
        ...


class PowerAnswer(StrEnum):
    """What became of the wish to reboot or switch off."""

    BEGUN = "begun"
    DENIED = "denied"
    """This user may not: the rule for it is missing on this machine."""
    FAILED = "failed"
    DEMO = "demo"
    """Only pretended: the demo switches nobody's machine off."""


class MachinePort(Protocol):
    """The machine that all this runs on."""

    def restart(self) -> None:
        """End the program in good order; the service manager starts it anew."""
        ...

    async def reboot(self) -> PowerAnswer:
        """Have the machine start anew."""
        ...

    async def power_off(self) -> PowerAnswer:
        """Have the machine switched off."""
        ...


@dataclass(frozen=True)
class Ports:
    """Everything a flow is handed; made by app, or by a test."""

    config: KioskConfig
    region: Region
    texts: Texts
    dialog: Dialog
    slot: CardSlot
    printer: PrinterPort
    center: CenterPort
    journal: JournalPort
    uploader: UploadPort
    store: Store
    clock: TrueClock
    door: StaffDoor
    """Who comes in to the maintenance, and who has to wait."""
    acts: ApplicationsPort
    numbers: NumberLockouts
    """How often each number was tried wrongly without a card."""
    codes: ReceiptCodes
    """Signs what is printed, for whoever wants to check the paper later."""
    versions: tuple[tuple[str, str], ...] = ()
    items: ItemTable = field(default_factory=standard)
    """The files of the region's cards."""
    psam: PsamPort | None = None
    keeper: KeeperPort | None = None
    """None: this machine keeps no receipts for later."""
    id_reader: IdCardReader | None = None
    registrations: RegistrationsPort | None = None
    """None: this machine stands in no hospital."""
    face: FaceModule | None = None
    """None: no certified camera module; only the card speaks for a person."""
    machine: MachinePort | None = None
    """None: nothing can be restarted from here."""
    settings: ScreenSettings | None = None
    """None: nothing can be set at the screen."""
    line_check: LineCheckPort | None = None
    """None: this machine has no center to go to."""
    updates: Updates | None = None
    """None: this program is no release that can be updated."""
    board: NoticeBoard = field(default_factory=NoticeBoard)
    """What the idle page says besides."""
    desk_news: DeskNews = field(default_factory=DeskNews)
    archive: Journal | None = None
    """The whole journal, for technicians; None where a flow is tried alone."""

    def note(self, event: JournalEvent) -> None:
        """Put one event into the journal and tell the uploader."""
        self.journal.append(event)
        self.uploader.kick()

    @property
    def hotline(self) -> str:
        """Return the number that every page can send people to."""
        return self.region.hotlines.consultation
