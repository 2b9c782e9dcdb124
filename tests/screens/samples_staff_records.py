"""Samples of the technician's pages of network, queue, journal, export and numbers."""

from pathlib import Path

from kiosk.devices.stick.stick_port import Stick
from kiosk.domain.faults import Fault
from kiosk.session.pages.page import Page
from kiosk.session.pages.record import Count, Value, Word
from kiosk.session.staff.fault_line import fault_lines
from kiosk.session.staff.line import network_tool
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
    ToolChoice,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.records import journal_tool
from kiosk.session.staff.records.export_tool import stick_choice
from kiosk.session.staff.records.shown_fields import as_values
from kiosk.sync.clock.clock import Certainty
from kiosk.sync.clock.timekeeper import Belief
from kiosk.sync.journal.entries import EventState
from kiosk.sync.journal.journal_pages import HeadLine
from kiosk.sync.line.line_steps import LineStep, StepOutcome, failed, ok, unknown
from kiosk.sync.line.own_links import OwnLink
from kiosk.sync.wire.chain import EventPlace
from kiosk.sync.wire.events.event_words import event_words
from tests.screens.samples_staff import NOON

OK, BAD, WARNING = PartHealth.OK, PartHealth.BAD, PartHealth.WARNING
CENTER_OK = PartRow("center", OK, (Word("center_line", "online"),), Known.ANSWERED, 41)
CENTER_AWAY = PartRow(
    *("center", WARNING, (Word("center_line", "offline"),), Known.FAILED, 48),
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
    rows = (center, CLOCK_OK)
    age = Saying(Mood.CALM, "line_checked", (("span", Count(41, "span_seconds_ago")),))
    checked = () if running or not steps else (age,)
    return ToolPage(
        tool="network",
        now=NOON,
        sayings=(*checked, *network_tool._sayings(steps, running)),
        parts=rows,
        choices=(*fault_lines(rows), *network_tool._remedy(steps, rows)),
        groups=(*network_tool._stuck(steps), *network_tool._way(steps), own),
        tests=(test,),
        acts=(act,),
    )


def _line(
    seq: int, kind: str, state: EventState = EventState.DURABLE, said: str = ""
) -> ToolChoice:
    at = Belief(
        round((NOON.timestamp() - 60 * (4188 - seq)) * 1e6), Certainty.PLAUSIBLE
    )
    head = HeadLine(EventPlace(3, seq), kind, at, state)
    words = as_values(event_words(kind, dict(p.split("=") for p in said.split())))
    return journal_tool.entry_choice(head, words, NOON.tzinfo)


LINES = (
    _line(4188, "maintenance.entered", EventState.WAITING, "who=T0001"),
    _line(4187, "visit.end", EventState.WAITING, "reason=finished"),
    _line(
        *(4186, "print.done", EventState.ACKED),
        "kind=person state=confirmed number=5F0A1C3E-103000",
    ),
    _line(4185, "part.fault", said="part=printer fault=P02 began=yes"),
    _line(4184, "maintenance.act", said="who=T0001 act=probe done=no"),
    _line(
        *(4183, "maintenance.test"),
        said="who=T0001 test=printer outcome=failed fault=P02",
    ),
)


def _journal(*sayings: Saying, test: TestRecord, running: bool = False) -> ToolPage:
    act = ToolAct("check_journal", ToolActKind.MAIN, icon="check")
    return ToolPage(
        tool="journal",
        now=NOON,
        sayings=sayings,
        choices=() if running else journal_tool.WAYS,
        tests=(test,),
        acts=(ToolAct("stop_search", ToolActKind.MAIN) if running else act,),
    )


def _queue(
    twin: bool, *facts: ToolFact, center: PartRow, refused: int = 0, noted: int = 0
) -> ToolPage:
    lost = PartRow("loss_reports", OK, (Count(0, "reports"),), Known.LOOKED)
    bad = ToolChoice(
        *("refused",), hint=(Count(refused, "refused"),), icon="stop", health=BAD
    )
    done = ToolChoice(
        *("noted",), hint=(Count(noted, "notes"),), icon="check", health=OK
    )
    return ToolPage(
        tool="queue",
        now=NOON,
        sayings=(Saying(Mood.BAD, "queue_twin"),) if twin else (),
        parts=(center, lost),
        choices=(*((bad,) if refused else ()), *((done,) if noted else ())),
        groups=(ToolFacts("queue", facts),),
        acts=(ToolAct("try_now", ToolActKind.MAIN, icon="retry"),),
    )


QUEUE_OK = (
    ToolFact("waiting", Count(0, "events")),
    ToolFact("last_success", Count(41, "span_seconds_ago")),
    ToolFact("last_error", Word("queue_error", "none")),
)
QUEUE_BAD = (
    ToolFact("waiting", Count(3127, "events")),
    ToolFact("oldest", Count(3, "span_days"), WARNING),
    ToolFact("last_success", Count(3, "span_days_ago")),
    ToolFact(
        *("last_error", Word("fault", "N01__title"), WARNING),
        (Count(48, "span_seconds_ago"),),
    ),
    ToolFact("failures", Count(912, "tries")),
    ToolFact("next_try", Count(214, "in_seconds")),
)
REFUSED_LINES = tuple(
    ToolChoice(
        *(f"3:{seq}", f"3:{seq}  bad_payload"),
        hint=(Word("event", "print.done"),),
        icon="stop",
        health=BAD,
    )
    for seq in (1207, 1288)
)


NOTED_LINES = tuple(
    ToolChoice(
        *(f"3:{seq}", f"3:{seq}  {who}"),
        hint=(Word("event", "print.done"),),
        icon="check",
        health=OK,
    )
    for seq, who in ((1288, "zhao"), (1207, "qian"))
)


def _noted_one() -> ToolPage:
    facts: dict[str, Value] = {
        "note": "“已和打印记录核对，凭条当天交给本人，不用重新发送。”",
        "by": "zhao",
        "noted": "2024-12-31 09:15:40",
        "meaning": Word("event", "print.done"),
        "place": "3:1288",
        "code": "bad_payload",
        "at": "2024-12-30 16:02:11",
    }
    told = tuple(ToolFact(f"refused_{n}", v) for n, v in facts.items())
    groups = (ToolFacts("", told),)
    return ToolPage(tool="noted_one", subject="3:1288", now=NOON, groups=groups)


def _refused_one() -> ToolPage:
    facts: dict[str, Value] = {
        "kind": "print.done",
        "meaning": Word("event", "print.done"),
        "place": "3:1207",
        "at": "2024-12-30 16:02:11",
        "code": "bad_payload",
        "why": Word("refused_code", "bad_payload"),
        "reason": "“The payload is no JSON object.”",
    }
    return ToolPage(
        tool="refused_one",
        subject="3:1207",
        now=NOON,
        groups=(
            ToolFacts("", tuple(ToolFact(f"refused_{n}", v) for n, v in facts.items())),
        ),
        steps=("refused_call", "refused_send", "refused_settle"),
        acts=(
            ToolAct("print_refused", ToolActKind.MAIN, icon="printer"),
            ToolAct("send_again", icon="retry"),
            ToolAct("settle", icon="check"),
        ),
    )


STICKS = (
    Stick(Path("/media/kiosk-stick"), "kiosk-stick", "vfat", True, 7 << 30),
    Stick(Path("/media/old"), "old", "exfat", False, 1 << 20),
)


def _export(
    *sayings: Saying, sticks: tuple[Stick, ...] = (), busy: bool = False
) -> ToolPage:
    steps = ("stick_in", "stick_wait", "stick_mount")
    return ToolPage(
        tool="export",
        now=NOON,
        sayings=sayings,
        choices=tuple(map(stick_choice, sticks)),
        steps=() if sticks or busy else steps,
        acts=(ToolAct("stop_export", ToolActKind.MAIN),) if busy else (),
    )


def _entry() -> ToolPage:
    facts: dict[str, Value] = {
        "kind": "print.done",
        "meaning": Word("event", "print.done"),
        "place": "3:4186",
        "written": NOON,
        "state": Word("entry_state", "acked"),
    }
    fields: dict[str, Value] = {
        "job": "311",
        "kind": "loss",
        "state": "confirmed",
        "number": "5F0A1C3E-103000",
        "hidden": Count(1, "fields"),
    }
    return ToolPage(
        tool="entry",
        now=NOON,
        groups=(
            ToolFacts("", tuple(ToolFact(f"entry_{n}", v) for n, v in facts.items())),
            ToolFacts(
                "entry_fields",
                tuple(ToolFact(f"field_{n}", v) for n, v in fields.items()),
            ),
        ),
    )


PASSED, FAILED = TestOutcome.PASSED, TestOutcome.FAILED
STAFF_RECORDS: dict[str, Page] = {
    "tool-journal": _journal(test=TestRecord("journal")),
    "tool-journal-checking": _journal(
        Saying(Mood.CALM, "checking_journal", (("percent", 42),)),
        test=TestRecord("journal"),
        running=True,
    ),
    "tool-journal-broken": _journal(
        Saying(Mood.BAD, "journal_changed", (("where", "3:1207"),)),
        test=TestRecord(
            *("journal", FAILED, NOON, "1001", "journal_changed", Fault.STORE_BROKEN)
        ),
    ),
    "tool-export": _export(Saying(Mood.CALM, "stick_choose"), sticks=STICKS),
    "tool-export-none": _export(Saying(Mood.CAUTION, "no_stick")),
    "tool-export-busy": _export(
        Saying(Mood.CAUTION, "exporting", (("percent", 42),)), busy=True
    ),
    "tool-export-done": _export(
        Saying(
            *(Mood.GOOD, "export_done"),
            (("folder", "kiosk-export-yunchuan-hall-03-7"), ("count", 4188)),
        ),
        sticks=STICKS[:1],
    ),
    "tool-export-pulled": _export(Saying(Mood.BAD, "export_pulled"), sticks=STICKS[:1]),
    "tool-queue": _queue(False, *QUEUE_OK, center=CENTER_OK),
    "tool-queue-broken": _queue(False, *QUEUE_BAD, center=CENTER_AWAY, refused=2),
    "tool-queue-noted": _queue(False, *QUEUE_OK, center=CENTER_OK, noted=2),
    "tool-queue-twin": _queue(True, *QUEUE_OK, center=CENTER_OK),
    "tool-refused": ToolPage(tool="refused", now=NOON, choices=REFUSED_LINES),
    "tool-refused_one": _refused_one(),
    "tool-noted": ToolPage(tool="noted", now=NOON, choices=NOTED_LINES),
    "tool-noted_one": _noted_one(),
    "tool-entries": ToolPage(
        tool="entries",
        now=NOON,
        choices=LINES,
        acts=(ToolAct("older"), ToolAct("newer")),
    ),
    "tool-entry": _entry(),
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
