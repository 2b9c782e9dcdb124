"""Samples of a first start: every page as its own step builds it."""

from pathlib import Path

from kiosk.devices.printer.printer_profile import PrinterAnswers
from kiosk.devices.printer.serial.printer_search import FoundPrinter
from kiosk.devices.printer.serial.probe import ProbedPrinter
from kiosk.domain.message import Message
from kiosk.domain.mistake import Mistake
from kiosk.session.dialog.dialog import Dialog
from kiosk.session.first_start.account_step import account_page, secret_page
from kiosk.session.first_start.center_step import center_page
from kiosk.session.first_start.confirm_step import summary_page
from kiosk.session.first_start.device_steps import printer_page, reader_page
from kiosk.session.first_start.first_answers import FirstAnswers
from kiosk.session.first_start.first_flow import STEPS
from kiosk.session.first_start.place_steps import machine_page, region_page
from kiosk.session.first_start.proof_step import card_page, proof_page
from kiosk.session.first_start.screen_steps import (
    bar_page,
    language_page,
    panel_page,
    reach_page,
    ruled_page,
)
from kiosk.session.first_start.setup_desk import FirstParts, SetupDesk
from kiosk.session.first_start.stick_offer import stick_page
from kiosk.session.first_start.stick_settings import StickSettings
from kiosk.session.pages.drawn_by import DrawnBy, SoundTest
from kiosk.session.pages.everywhere import BusyPage
from kiosk.session.pages.page import Page
from kiosk.session.staff.keyboard_page import KeyboardPage
from kiosk.session.staff.pages import Mood, Saying, ToolAct, ToolActKind, ToolPage
from kiosk.settings.config import KioskConfig, MachineSettings, PrinterSettings
from kiosk.settings.regions import load_region
from kiosk.settings.state.store import Store
from kiosk.sync.clock.clock import SystemClock

BASE = KioskConfig(machine=MachineSettings(id="NEW", region="template"))


class NobodysScreen:
    """A window that shows nothing."""

    drawn = DrawnBy("kmsdrm", 1080, 1920, 60)

    def __init__(self) -> None:
        self.spoken: list[str] = []
        self.sizes: list[tuple[float, float]] = []

    def show(self, serial: int, page: Page) -> None:
        """Show nothing."""

    def sound(self, test: SoundTest) -> None:
        """Sound nothing."""

    def beep(self) -> None:
        """Sound nothing."""

    def speak(self, language: str) -> None:
        self.spoken.append(language)

    def measured(self, width_mm: float, height_mm: float) -> None:
        self.sizes.append((width_mm, height_mm))


def no_store(config: KioskConfig) -> Store:
    raise AssertionError("no page asks the store")


def desk(step: str, **answers: object) -> SetupDesk:
    """Return a desk at one step."""
    screen = NobodysScreen()
    parts = FirstParts(
        dialog=Dialog(screen, BASE.times),
        screen=screen,
        base=BASE,
        path=Path("/var/lib/kiosk/kiosk.toml"),
        check=lambda config, path: [],
        open_store=no_store,
        clock=SystemClock(),
    )
    made = SetupDesk(parts, FirstAnswers())
    for place, value in answers.items():
        made.answers.put(place.replace("__", "."), value)
    names = list(STEPS)
    made.progress = f"{names.index(step) + 1} / {len(names)}"
    return made


def said(at: SetupDesk, mood: Mood, name: str, **values: str) -> SetupDesk:
    at.say(mood, name, **values)
    return at


READER = "Example Smart Card Reader [CCID Interface] (0001) 00 00"
ANTENNA = "Example Dual Antenna Reader [CCID Interface] (0002) 01 00"
HEARD = ProbedPrinter(PrinterAnswers(), False, "EXAMPLE", "TP-80")
FOUND = FoundPrinter(PrinterSettings(port="/dev/kiosk/printer"), HEARD)
PORTS = ["/dev/kiosk/printer", "/dev/ttyS0", "/dev/ttyS1"]
ANSWERED = {
    "panel__width_mm": 268.0,
    "panel__height_mm": 476.5,
    "panel__slot_side": "right",
    "panel__slot_place": 0.8,
    "reader__name": "Example Smart Card Reader [CCID Interface]",
    "printer__port": "/dev/kiosk/printer",
    "printer__baud": 115200,
    "printer__profile": "generic-80mm",
    "machine__region": "ningbo",
    "machine__id": "HALL-0007",
    "machine__site": "hall",
    "machine__place": "云川市政务服务中心",
    "center__url": "https://center.example.cn:8443",
}
STICK = StickSettings(
    "SETUP",
    {
        "machine": {"id": "HALL-0007", "region": "yunchuan", "site": "hospital"},
        "panel": {"width_mm": 268.0, "height_mm": 476.5},
        "center": {"url": "https://center.example.cn:8443"},
        "times": {"idle": 90.0, "idle_reading": 120.0},
    },
    code="not shown",
)
WRONG = Mistake("machine.region", Message("mistake__not_here"), "kiosk-setup.toml")
BARE = {**ANSWERED, "reader__name": "", "printer__port": "", "center__url": ""}
REGIONS = {
    name: load_region(Path("kiosk.toml"), name) for name in ("ningbo", "shanghai")
}
SECRET = bytes(range(20))


def _keyboard(purpose: str) -> KeyboardPage:
    return KeyboardPage(f"first_{purpose}", 32, 64, progress="8 / 11")


def _proved(**outcomes: str) -> SetupDesk:
    made = desk("proof", **ANSWERED)
    made.answers.proved = dict(outcomes)
    return made


def _kept() -> SetupDesk:
    made = said(
        *(desk("center", **ANSWERED), Mood.CAUTION, "first_no_center"),
        why="中心没有应答。",
    )
    made.code = "not shown"
    return made


def _end(name: str, *sayings: Saying, acts: tuple[ToolAct, ...] = ()) -> ToolPage:
    return desk("summary").page(name, sayings=sayings, acts=acts)


AGAIN = ToolAct("first_again", ToolActKind.MAIN, icon="retry")
FIRST_START: dict[str, Page] = {
    "tool-first_language": language_page(
        said(desk("language"), Mood.CALM, "first_goes_on"),
        (Saying(Mood.GOOD, "first_stick_seen", (("stick", "SETUP"),)),),
    ),
    "tool-first_stick": stick_page(desk("language"), STICK, []),
    "tool-first_stick-wrong": stick_page(desk("language"), STICK, [WRONG, WRONG]),
    "tool-first_panel": panel_page(desk("panel", **ANSWERED)),
    "tool-first_bar": bar_page(desk("panel"), "bank_card", 345),
    "tool-first_ruled": ruled_page(desk("panel", **ANSWERED)),
    "tool-first_reach": reach_page(desk("reach")),
    "tool-first_reader": reader_page(
        desk("reader", reader__name="Example Smart"), {READER: True, ANTENNA: False}
    ),
    "tool-first_reader-none": reader_page(
        said(desk("reader"), Mood.CAUTION, "first_no_service"), {}
    ),
    "tool-first_printer": printer_page(desk("printer"), FOUND, PORTS),
    "tool-first_printer-silent": printer_page(desk("printer"), None, PORTS),
    "tool-first_printer-kept": printer_page(
        desk("printer", **ANSWERED), None, PORTS, "kept"
    ),
    "tool-first_region": region_page(desk("region", **ANSWERED), REGIONS),
    "tool-first_machine": machine_page(desk("machine", **ANSWERED)),
    "tool-first_center": center_page(
        said(
            *(desk("center", **ANSWERED), Mood.BAD, "first_not_joined"),
            why="登记码已使用过、已超过十分钟，或属于另一台终端。",
        ),
        joined=False,
    ),
    "tool-first_center-kept": center_page(_kept(), joined=False),
    "tool-first_account": account_page(desk("account"), ("1001",)),
    "tool-first_secret": secret_page(desk("account", **ANSWERED), "1001", SECRET),
    "tool-first_proof": proof_page(_proved(reader="passed", printer="failed")),
    "tool-first_card": card_page(desk("proof")),
    "tool-first_summary": summary_page(
        desk("summary", **ANSWERED), [], ("1001",), joined=True
    ),
    "tool-first_summary-bare": summary_page(
        desk("summary", **BARE), [WRONG], ("1001",), joined=False
    ),
    "tool-first_failed": _end(
        *("failed", Saying(Mood.BAD, "first_failed", (("code", "D05"),))), acts=(AGAIN,)
    ),
    "keyboard-first_code": _keyboard("code"),
    "busy-first_printer": BusyPage("busy__first_printer", True, 3, 45),
}
