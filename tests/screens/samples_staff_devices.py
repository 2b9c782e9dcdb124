"""Samples of the tools for reader, printer, screen, sound: healthy and broken."""

from types import SimpleNamespace
from typing import cast

from kiosk.devices.printer.printer_port import (
    Cover,
    JobState,
    LinkState,
    Paper,
    PrintedJob,
    PrinterFault,
    PrinterStatus,
)
from kiosk.devices.printer.printer_profile import PrinterAnswers, PrinterProfile
from kiosk.domain.faults import Fault
from kiosk.session.dialog.ports import Ports
from kiosk.session.pages.everywhere import BusyPage
from kiosk.session.pages.page import Page
from kiosk.session.pages.record import Count, Word
from kiosk.session.staff.pages import (
    Known,
    Mood,
    PartHealth,
    PartRow,
    Saying,
    TestOutcome,
    TestRecord,
    ToolAct,
    ToolActKind,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.parts.printer_facts import printer_facts
from kiosk.settings.config import PrinterSettings
from tests.screens.samples_staff import NOON, PRINTER_OK, PRINTER_OUT

BAD, OK, WARNING = PartHealth.BAD, PartHealth.OK, PartHealth.WARNING
READER_NAME = "ACS ACR39U ICC Reader 00 00"
ANTENNA_NAME = "ACS ACR1252 Reader 01 00"


def _readers(*listed: str) -> ToolFacts:
    none = ToolFact("listed", Word("listed", "none"), BAD)
    lines = tuple(ToolFact("listed", name) for name in listed)
    return ToolFacts("readers", lines or (none,))


def _slot(state: str, health: PartHealth, reader: str, name: str = "slot") -> ToolFacts:
    none = Word("listed", "none")
    return ToolFacts(
        name,
        (
            ToolFact("slot_state", Word("slot_state", state), health),
            ToolFact("reader_used", reader or none),
        ),
    )


READER_ACTS = (
    ToolAct("test_any_card", ToolActKind.MAIN, icon="card"),
    ToolAct("test_test_card"),
)
ATR = ToolFacts(
    "atr",
    (
        ToolFact("atr_length", Count(17, "bytes")),
        ToolFact("atr_whole", Word("atr", "whole"), OK),
        ToolFact("atr_convention", Word("atr", "direct")),
        ToolFact("atr_protocol", "T=0"),
        ToolFact("atr_speed", Count(9600, "bits_a_second")),
        ToolFact("atr_history", Count(13, "bytes_hidden")),
        ToolFact("atr_kind", Word("atr", "maybe_social")),
    ),
)


def _steps(done: int, wanted: str, *acts: str) -> ToolPage:
    steps = ("service", "listed", "absent", "inserted", "atr", "reset", "removed")
    marks = [("done", OK)] * done + [("now", None)]
    marks += [("open", PartHealth.UNKNOWN)] * (len(steps) - len(marks))
    lines = [
        ToolFact(f"reader_{step}", Word("test_step", word), health)
        for step, (word, health) in zip(steps, marks, strict=True)
    ]
    return ToolPage(
        tool="reader_any_card",
        now=NOON,
        sayings=(Saying(Mood.CALM, f"reader_{wanted}"),),
        groups=(ToolFacts("test_steps", tuple(lines)),),
        acts=tuple(map(ToolAct, acts)),
    )


READER: dict[str, Page] = {
    "tool-reader": ToolPage(
        tool="reader",
        now=NOON,
        sayings=(Saying(Mood.CAUTION, "card_in_slot"),),
        parts=(PartRow("reader", OK, (Word("slot_state", "card"),), Known.SINCE, 12),),
        groups=(
            _slot("card", OK, READER_NAME),
            _slot("empty", OK, ANTENNA_NAME, "antenna"),
            _readers(READER_NAME, ANTENNA_NAME),
            ATR,
            ToolFacts(
                "counted",
                (
                    ToolFact("commands", 4211),
                    ToolFact("errors_C06", 3),
                    ToolFact("resets", 212),
                    ToolFact("replaced", Count(0, "times")),
                ),
            ),
            ToolFacts("keys", (ToolFact("psam", Word("psam", "present"), OK),)),
        ),
        tests=(
            TestRecord(
                *("reader_any_card", TestOutcome.PASSED, NOON),
                *("1001", "reader_any_card"),
            ),
            TestRecord("reader_test_card"),
            TestRecord("reader_antenna"),
        ),
        acts=(*READER_ACTS, ToolAct("test_antenna")),
    ),
    "tool-reader-broken": ToolPage(
        tool="reader",
        now=NOON,
        sayings=(Saying(Mood.BAD, "reader_not_listed"),),
        parts=(
            PartRow(
                *("reader", BAD, (Word("slot_state", "no_reader"),), Known.SINCE, 190),
                fault=Fault.READER_MISSING,
            ),
        ),
        groups=(
            _slot("no_reader", BAD, ""),
            _readers(),
            ToolFacts(
                "counted",
                (
                    ToolFact("commands", 87),
                    ToolFact("errors_R01", 2),
                    ToolFact("resets", 9),
                    ToolFact("replaced", Count(1, "times"), WARNING),
                    ToolFact("hung", Count(1, "times"), BAD),
                ),
            ),
            ToolFacts("keys", (ToolFact("psam", Word("psam", "not_configured")),)),
        ),
        tests=(
            TestRecord(
                *("reader_any_card", TestOutcome.FAILED, NOON, "1001"),
                *("reader_service", Fault.READER_MISSING),
            ),
            TestRecord(
                *("reader_test_card", TestOutcome.BROKEN_OFF, NOON, "1001"),
                "reader_reset",
            ),
        ),
        acts=READER_ACTS,
    ),
    "tool-reader_any_card": _steps(3, "put_in", "card_is_in"),
    "tool-reader_any_card-turned": _steps(3, "turn_round", "card_is_in"),
    "tool-reader_test_card": ToolPage(
        tool="reader_test_card",
        now=NOON,
        sayings=(
            Saying(Mood.CAUTION, "reader_elsewhere"),
            Saying(Mood.CALM, "reader_put_in_test"),
        ),
        acts=(ToolAct("card_is_in"),),
    ),
    "tool-reader_antenna": ToolPage(
        tool="reader_antenna",
        now=NOON,
        sayings=(Saying(Mood.CALM, "reader_lay_on"),),
        groups=(
            ToolFacts(
                "test_steps",
                tuple(
                    ToolFact(f"reader_{step}", Word("test_step", "open"))
                    for step in ("clear", "laid", "answer", "lifted")
                ),
            ),
        ),
        acts=(ToolAct("card_is_laid"),),
    ),
    "tool-reader_any_card-out": _steps(6, "take_out", "slot_is_empty"),
}


def _printer_parts(status: PrinterStatus, metres: float | None) -> Ports:
    """Return what the printer's facts look at."""
    jobs = [
        PrintedJob(212, "5F0A1C3E-103000", JobState.CONFIRMED, 1),
        PrintedJob(211, "77B2D901-101512", JobState.REPRINTED, 2),
        PrintedJob(210, "77B2D901-101512", JobState.VOID, 1, Fault.PRINTER_PAPER_OUT),
        PrintedJob(209, "", JobState.CONFIRMED, 1, kind="test"),
    ]
    settings = PrinterSettings(port="/dev/kiosk/printer", roll_m=80.0)
    printer = SimpleNamespace(
        status=status,
        profile=PrinterProfile(name="Generic ESC/POS, 80 mm", answers=PROVES),
        roll_left=lambda: metres,
        newest_jobs=lambda count: jobs[:count],
    )
    config = SimpleNamespace(printer=settings)
    return cast(Ports, SimpleNamespace(printer=printer, config=config))


PROVES = PrinterAnswers(process_id=True, gs_r=True, clear_dc4=True, macro=True)
WELL = PrinterStatus(
    *(LinkState.OK, Paper.OK, Cover.CLOSED, PrinterFault.NONE, 1.0),
    raw=((1, 0x12), (2, 0x12), (3, 0x12), (4, 0x12)),
)
OPENED = PrinterStatus(
    *(LinkState.OK, Paper.OUT, Cover.OPEN, PrinterFault.CUTTER, 1.0),
    holds_receipt=True,
    claims_too_much=True,
    raw=((1, 0x1A), (2, 0x36), (3, 0x1A), (4, 0x7E)),
)
PRINTER_ACTS = (
    ToolAct("test_print", ToolActKind.MAIN, icon="printer"),
    ToolAct("change_roll"),
    ToolAct("probe"),
)
_ROLL = ("open_cover", "lay_roll", "close_cover", "paper_seen")


def _roll(done: tuple[str, ...], wanted: str, cover: str, paper: str) -> ToolPage:
    lines = [
        ToolFact(
            f"roll_{step}",
            Word("roll_step", word),
            OK if word == "seen" else PartHealth.UNKNOWN,
        )
        for step, word in zip(_ROLL, done, strict=False)
    ]
    lines += [
        ToolFact(f"roll_{step}", Word("test_step", "now" if step == wanted else "open"))
        for step in _ROLL[len(done) :]
    ]
    live = (
        ToolFact("cover", Word("printer_cover", cover)),
        ToolFact("paper", Word("printer_paper", paper)),
    )
    return ToolPage(
        tool="change_roll",
        now=NOON,
        sayings=(Saying(Mood.CALM, f"roll_{wanted}"),),
        groups=(ToolFacts("roll_steps", tuple(lines)), ToolFacts("live", live)),
        acts=(ToolAct("step_done", ToolActKind.MAIN, icon="next"),),
    )


def _probed(mood: Mood, word: str, **states: tuple[str, PartHealth]) -> ToolPage:
    lines = [ToolFact(f"can_{k}", Word("probed", w), h) for k, (w, h) in states.items()]
    return ToolPage(
        tool="probe",
        now=NOON,
        sayings=(Saying(mood, word), Saying(Mood.CALM, "probe_open")),
        groups=(
            ToolFacts(
                "probed",
                (
                    ToolFact("model", "SNBC BT-T080"),
                    ToolFact("profile_name", "Generic ESC/POS, 80 mm"),
                ),
            ),
            ToolFacts("probed_answers", tuple(lines)),
        ),
    )


PRINTER: dict[str, Page] = {
    "tool-printer": ToolPage(
        tool="printer",
        now=NOON,
        sayings=(Saying(Mood.GOOD, "print_passed"),),
        parts=(PRINTER_OK,),
        groups=printer_facts(_printer_parts(WELL, 63.2)),
        tests=(
            TestRecord(
                *("printer", TestOutcome.PASSED, NOON, "1001", "printer_confirmed")
            ),
        ),
        acts=PRINTER_ACTS,
    ),
    "tool-printer-broken": ToolPage(
        tool="printer",
        now=NOON,
        parts=(
            PRINTER_OUT,
            PartRow(
                *("unseen_prints", WARNING),
                (Count(1, "prints"), Word("receipt", "5F0A1C3E-103000")),
                Known.LOOKED,
                advice="unseen_prints",
            ),
        ),
        groups=printer_facts(_printer_parts(OPENED, None)),
        tests=(TestRecord("printer"),),
        acts=PRINTER_ACTS,
    ),
    "busy-staff-probe": BusyPage("busy__staff_probe"),
    "tool-printer-unseen": ToolPage(
        tool="printer",
        now=NOON,
        sayings=(Saying(Mood.GOOD, "print_passed"),),
        parts=(PRINTER_OK,),
        groups=printer_facts(_printer_parts(WELL, 63.2)),
        tests=(
            TestRecord(
                *("printer", TestOutcome.PASSED, NOON, "1001", "printer_confirmed")
            ),
        ),
        acts=(PRINTER_ACTS[0], ToolAct("look_at_print", icon="eye"), PRINTER_ACTS[1]),
    ),
    "tool-print_look": ToolPage(
        tool="print_look",
        now=NOON,
        sayings=(Saying(Mood.CAUTION, "print_look"),),
        acts=(
            ToolAct("seen_whole", ToolActKind.MAIN, icon="check"),
            ToolAct("seen_wrong"),
        ),
    ),
    "tool-change_roll": _roll((), "open_cover", "closed", "out"),
    "tool-change_roll-closing": _roll(
        ("seen", "said"), "close_cover", *("open", "unknown")
    ),
    "tool-which_roll": ToolPage(
        tool="which_roll",
        now=NOON,
        sayings=(
            Saying(Mood.GOOD, "roll_confirmed"),
            Saying(Mood.CAUTION, "roll_which"),
        ),
        acts=(
            ToolAct("roll_is_new", ToolActKind.MAIN, icon="check"),
            ToolAct("roll_is_same"),
        ),
    ),
    "tool-probe": _probed(
        *(Mood.GOOD, "probe_agrees"),
        process_id=("yes", OK),
        gs_r=("yes", OK),
        macro=("yes", OK),
        clear_dc4=("yes", OK),
        full_status=("no", OK),
    ),
    "tool-probe-too_much": _probed(
        *(Mood.BAD, "probe_too_much"),
        process_id=("not_kept", BAD),
        gs_r=("yes", OK),
        macro=("not_kept", BAD),
        clear_dc4=("no", OK),
        full_status=("not_claimed", WARNING),
    ),
}
DEVICES: dict[str, Page] = {**READER, **PRINTER}
