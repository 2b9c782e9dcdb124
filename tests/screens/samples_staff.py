"""Samples of the technician's pages: healthy, broken, and when nothing is known."""

from datetime import UTC, datetime

from kiosk.domain.faults import Fault
from kiosk.session.pages.page import Page
from kiosk.session.pages.record import Count, Word
from kiosk.session.staff.pages import (
    Known,
    PartHealth,
    PartRow,
    ToolAct,
    ToolActKind,
    ToolChoice,
    ToolPage,
)
from kiosk.session.staff.tool_table import TOOLS

NOON = datetime(2024, 12, 31, 12, 0, 30, tzinfo=UTC)
FREE = (Count(18211, "free_mib"),)
BAD, OK, WARNING = PartHealth.BAD, PartHealth.OK, PartHealth.WARNING


def _slot(state: str) -> tuple[Word, ...]:
    """Return a reader's state."""
    return (Word("slot_state", state),)


def _line(state: str) -> tuple[Word, ...]:
    """Return the center's state."""
    return (Word("center_line", state),)


def _clock(state: str) -> tuple[Word, ...]:
    """Return from where the time is known."""
    return (Word("clock_state", state),)


def _printer(paper: str) -> tuple[Word | Count, ...]:
    """Return the state of a printer that answers."""
    named = {"link": "ok", "paper": paper, "cover": "closed"}
    return tuple(Word(f"printer_{name}", word) for name, word in named.items())


def _overview(*rows: PartRow, sure: bool = True) -> ToolPage:
    return ToolPage(
        tool="overview",
        subject="yunchuan-hall-03",
        now=NOON,
        sure=sure,
        parts=rows,
        acts=(
            ToolAct("symptoms", ToolActKind.MAIN, icon="info"),
            ToolAct("tools", icon="wrench"),
        ),
    )


PRINTER_OK = PartRow(
    *("printer", OK, (*_printer("ok"), Count(63, "metres")), Known.ANSWERED, 2),
)
PRINTER_OUT = PartRow(
    *("printer", BAD, _printer("out"), Known.ANSWERED, 3), Fault.PRINTER_PAPER_OUT
)


def _leads(row: PartRow, tool: str) -> PartRow:
    return PartRow(
        *(row.part, row.health, row.state, row.known, row.age_seconds),
        *(row.fault, row.advice, tool),
    )


STAFF: dict[str, Page] = {
    "tool-overview": _overview(
        PartRow("reader", OK, _slot("empty"), Known.SINCE, 3700, tool="reader"),
        _leads(PRINTER_OK, "printer"),
        PartRow("center", OK, _line("online"), Known.ANSWERED, 41, tool="network"),
        PartRow("disk", OK, FREE, Known.LOOKED, tool="numbers"),
        PartRow(
            *("loss_reports", OK, (Count(0, "reports"),), Known.LOOKED), tool="queue"
        ),
        PartRow("clock", OK, _clock("agreed"), Known.ANSWERED, 41, tool="network"),
    ),
    "tool-overview-troubles": _overview(
        _leads(PRINTER_OUT, "printer"),
        PartRow(
            *("reader", BAD, _slot("no_reader"), Known.SINCE, 190),
            *(Fault.READER_MISSING, "", "reader"),
        ),
        PartRow(
            *("disk", BAD, FREE, Known.LOOKED),
            fault=Fault.STORE_FULL,
            tool="numbers",
        ),
        PartRow(
            *("clock", BAD, _clock("unsure"), Known.LOOKED),
            fault=Fault.CLOCK_UNSURE,
            tool="network",
        ),
        PartRow(
            *("loss_reports", WARNING, (Count(2, "reports"),), Known.OLDEST, 7300),
            advice="loss_reports",
            tool="queue",
        ),
        PartRow(
            *("center", WARNING, _line("offline"), Known.ANSWERED, 260000),
            *(Fault.CENTER_UNREACHABLE, "", "network"),
        ),
        PartRow(
            *("unseen_prints", WARNING),
            (Count(1, "prints"), Word("receipt", "5F0A1C3E-103000")),
            Known.LOOKED,
            advice="unseen_prints",
            tool="printer",
        ),
        sure=False,
    ),
    "tool-tools": ToolPage(
        tool="tools",
        now=NOON,
        choices=tuple(ToolChoice(name, icon=tool.icon) for name, tool in TOOLS.items()),
    ),
}
