"""Samples of the technician's pages of network, queue, journal, export and numbers."""

from kiosk.domain.faults import Fault
from kiosk.session.pages.page import Page
from kiosk.session.pages.record import Word
from kiosk.session.staff.line import network_tool
from kiosk.session.staff.pages import (
    Known,
    PartHealth,
    PartRow,
    TestOutcome,
    TestRecord,
    ToolAct,
    ToolActKind,
    ToolPage,
)
from kiosk.sync.line.line_steps import LineStep, StepOutcome, failed, ok, unknown
from kiosk.sync.line.own_links import OwnLink
from tests.screens.samples_staff import NOON

OK, BAD, WARNING = PartHealth.OK, PartHealth.BAD, PartHealth.WARNING
CENTER_OK = PartRow("center", OK, (Word("center_line", "online"),), Known.ANSWERED, 41)
CENTER_AWAY = PartRow(
    *("center", WARNING, (Word("center_line", "offline"),), Known.ANSWERED, 7260),
    Fault.CENTER_UNREACHABLE,
)
CLOCK_OK = PartRow("clock", OK, (Word("clock_state", "agreed"),), Known.ANSWERED, 41)

WHOLE_WAY = (
    ok("link", ("name", "eth0")).took(0.001),
    ok("address", ("address", "192.0.2.17")).took(0),
    ok("gateway", ("address", "192.0.2.1")).took(0),
    ok("dns", ("name", "center.example"), ("address", "198.51.100.9")).took(0.012),
    ok("tcp", ("address", "198.51.100.9"), ("port", 443)).took(0.018),
    ok("tls", ("issuer", "Yunchuan kiosk authority"), ("days", 412)).took(0.043),
    ok("health", ("version", "0.8.0")).took(0.052),
    ok("clock", ("ahead", 0)).took(0),
    ok("certificate", ("days", 71)).took(0.001),
    ok("known", ("machine", "yunchuan-hall-03")).took(0.049),
)
STUCK = StepOutcome.NOT_REACHED
BROKEN_WAY = (
    *WHOLE_WAY[:2],
    unknown("gateway", "gateway_silent", ("address", "192.0.2.1")).took(0),
    WHOLE_WAY[3],
    failed(
        *("tcp", "tcp_silent", Fault.CENTER_UNREACHABLE),
        *(("address", "198.51.100.9"), ("port", 443)),
    ).took(3.0),
    *(LineStep(step, STUCK) for step in ("tls", "health", "clock")),
    WHOLE_WAY[8],
    LineStep("known", STUCK),
)
GOING = (
    *WHOLE_WAY[:4],
    LineStep("tcp", StepOutcome.RUNNING),
    *map(LineStep, ("tls", "health", "clock", "certificate", "known")),
)


def _network(
    steps: tuple[LineStep, ...],
    center: PartRow,
    test: TestRecord,
    running: bool = False,
) -> ToolPage:
    act = ToolAct("check_line", ToolActKind.MAIN, icon="retry")
    if running:
        act = ToolAct("stop_check", ToolActKind.MAIN)
    own = network_tool._own((OwnLink("eth0", True, 1000, "192.0.2.17"),))
    return ToolPage(
        tool="network",
        now=NOON,
        sayings=network_tool._sayings(steps, running),
        parts=() if steps else (center, CLOCK_OK),
        groups=(*network_tool._way(steps), own),
        tests=(test,),
        acts=(act,),
    )


PASSED, FAILED = TestOutcome.PASSED, TestOutcome.FAILED
STAFF_RECORDS: dict[str, Page] = {
    "tool-network-unasked": _network((), CENTER_OK, TestRecord("network")),
    "tool-network": _network(
        *(WHOLE_WAY, CENTER_OK),
        TestRecord("network", PASSED, NOON, "1001", "line_whole"),
    ),
    "tool-network-running": _network(GOING, CENTER_OK, TestRecord("network"), True),
    "tool-network-broken": _network(
        *(BROKEN_WAY, CENTER_AWAY),
        TestRecord(
            *("network", FAILED, NOON, "1001", "line_tcp", Fault.CENTER_UNREACHABLE)
        ),
    ),
}
