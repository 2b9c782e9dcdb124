"""Samples of out of service and of the power acts."""

from datetime import UTC, datetime

from kiosk.session.pages.page import Page
from kiosk.session.pages.record import Count, Word
from kiosk.session.staff.keyboard_page import KeyboardPage
from kiosk.session.staff.pages import (
    Mood,
    Saying,
    ToolAct,
    ToolActKind,
    ToolChoice,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.service.pages import ServiceBreakPage
from kiosk.session.staff.service.service_tool import MESSAGES, MINUTES

NOON = datetime(2024, 12, 31, 12, 0, 30, tzinfo=UTC)
BACK = datetime(2024, 12, 31, 12, 30, tzinfo=UTC)
PLACE = "云川市政务服务大厅"


def _power(*sayings: Saying) -> ToolPage:
    return ToolPage(
        tool="power",
        now=NOON,
        sayings=sayings,
        groups=(
            ToolFacts(
                "power_waiting",
                (
                    ToolFact("power_events", Count(12, "events")),
                    ToolFact("power_reports", Count(0, "reports")),
                ),
            ),
        ),
        acts=(
            ToolAct("program_restart"),
            ToolAct("machine_reboot"),
            ToolAct("machine_off", ToolActKind.URGENT),
        ),
    )


def _lines(kind: str, icon: str, *names: object) -> tuple[ToolChoice, ...]:
    return tuple(ToolChoice(str(n), key=f"{kind}_{n}", icon=icon) for n in names)


STAFF_SERVICE: dict[str, Page] = {
    "tool-service": ToolPage(
        tool="service",
        now=NOON,
        sayings=(Saying(Mood.GOOD, "service_runs"),),
        acts=(ToolAct("service_stop", ToolActKind.MAIN),),
    ),
    "tool-service-stopped": ToolPage(
        tool="service",
        now=NOON,
        sayings=(Saying(Mood.CAUTION, "service_stopped"),),
        groups=(
            ToolFacts(
                "",
                (
                    ToolFact("service_told", Word("service_message", "repair")),
                    ToolFact("service_until", BACK),
                    ToolFact("service_who", "1001"),
                ),
            ),
        ),
        acts=(ToolAct("service_back", ToolActKind.MAIN), ToolAct("service_change")),
    ),
    "tool-service_message": ToolPage(
        tool="service_message",
        now=NOON,
        choices=_lines("service_message", "info", *MESSAGES, "typed"),
    ),
    "tool-service_until": ToolPage(
        tool="service_until",
        now=NOON,
        choices=_lines("service_until", "clock", *MINUTES, "open"),
    ),
    "tool-service_until-unsure": ToolPage(
        tool="service_until",
        now=NOON,
        sure=False,
        sayings=(Saying(Mood.CAUTION, "service_no_time"),),
        choices=_lines("service_until", "clock", "open"),
    ),
    "tool-power": _power(),
    "tool-power-denied": _power(Saying(Mood.BAD, "power_denied")),
    "tool-confirm-off": ToolPage(
        tool="confirm",
        now=NOON,
        sayings=(Saying(Mood.CAUTION, "machine_off_sure"),),
        acts=(ToolAct("yes", ToolActKind.URGENT, label="yes_machine_off_sure"),),
    ),
    "out_of_service-staff": ServiceBreakPage(PLACE, "12333", "repair", "", BACK),
    "out_of_service-staff-open": ServiceBreakPage(PLACE, "12333", "closed"),
    "keyboard-service_words": KeyboardPage("service_words", 2, 40),
}
