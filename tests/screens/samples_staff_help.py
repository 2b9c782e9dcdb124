"""Samples of what helps a technician on: symptoms, questions, remedies, faults."""

from datetime import UTC, datetime

from kiosk.domain.faults import Fault
from kiosk.session.pages.page import Page
from kiosk.session.pages.record import Count, Word
from kiosk.session.staff.fault_line import fault_lines
from kiosk.session.staff.pages import (
    Known,
    PartHealth,
    PartRow,
    TestOutcome,
    TestRecord,
    ToolAct,
    ToolActKind,
    ToolChoice,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.symptoms.symptom_tree import SYMPTOMS

NOON = datetime(2024, 12, 31, 12, 0, 30, tzinfo=UTC)
PRINTER_OUT = PartRow(
    *("printer", PartHealth.BAD, (), Known.ANSWERED, 3), Fault.PRINTER_PAPER_OUT
)
HELP: dict[str, Page] = {
    "tool-symptoms": ToolPage(
        tool="symptoms",
        now=NOON,
        choices=tuple(
            ToolChoice(name, key=f"symptom_{name}", icon="info") for name in SYMPTOMS
        ),
    ),
    "tool-question": ToolPage(
        tool="question",
        now=NOON,
        subject=Word("ask", "printer_lamp"),
        choices=(
            *fault_lines((PRINTER_OUT,)),
            *(
                ToolChoice(name, key=f"ask_printer_lamp_{name}", icon="eye")
                for name in SYMPTOMS["no_print"].answers
            ),
        ),
    ),
    "tool-remedy": ToolPage(
        tool="remedy",
        now=NOON,
        subject=Word("remedy", "paper_turned"),
        steps=("roll_turn", "print_try"),
        acts=(ToolAct("open_tool", ToolActKind.MAIN, icon="wrench"),),
    ),
    "tool-fault-P02": ToolPage(
        tool="fault",
        now=NOON,
        subject=Word("fault", "P02__title"),
        groups=(
            ToolFacts(
                "",
                (
                    ToolFact("fault_code", "P02"),
                    ToolFact("fault_meaning", Word("fault", "P02__meaning")),
                    ToolFact("fault_people", Word("fault", "P02__body")),
                    ToolFact("fault_kiosk", Word("fault", "P02__kiosk")),
                    ToolFact("fault_level", Word("level", "limited")),
                    ToolFact("fault_repairer", Word("repairer", "hall")),
                    ToolFact("fault_minutes", Count(3, "minutes")),
                    ToolFact("fault_test", Word("test", "printer")),
                ),
            ),
        ),
        steps=("roll_cover", "roll_in", "roll_close", "roll_say", "print_try"),
        picture="roll",
        tests=(TestRecord("printer", TestOutcome.FAILED, NOON, "1001"),),
        acts=(ToolAct("open_tool", ToolActKind.MAIN, icon="wrench"),),
    ),
}
