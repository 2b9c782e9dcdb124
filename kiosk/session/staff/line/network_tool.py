"""The network's page: this machine's own address, and the way to the center.

The check runs on its own thread; the page shows each step as it comes.
"""

import asyncio
import contextlib

from kiosk.session.dialog.ports import LineCheckPort
from kiosk.session.pages.record import Count, Value, Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.fault_line import fault_line
from kiosk.session.staff.line.desk_facts import desk_facts
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    PartHealth,
    PartRow,
    Saying,
    TestOutcome,
    ToolAct,
    ToolActKind,
    ToolChoice,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.part_rows import part_rows
from kiosk.session.staff.records.queue_tool import span
from kiosk.session.staff.self_tests import last_tests
from kiosk.sync.line.line_steps import LineStep, StepOutcome, first_failed
from kiosk.sync.line.own_links import OwnLink, own_links

HEALTH = {
    StepOutcome.OK: PartHealth.OK,
    StepOutcome.FAILED: PartHealth.BAD,
    StepOutcome.UNKNOWN: PartHealth.WARNING,
    StepOutcome.NOT_REACHED: PartHealth.UNKNOWN,
    StepOutcome.WAITING: PartHealth.UNKNOWN,
    StepOutcome.RUNNING: None,
}
NEAR = ("link", "address", "gateway", "dns")
"""Steps that the hall's own network answers for."""
OLD_CHECK = 180.0
"""Seconds after which a check is not what the machine is like now."""
UNITS = {"days": "days_left", "more": "more_addresses", "ahead": "seconds_ahead"}


async def show_network(desk: Desk) -> None:
    """Show the network until the technician goes back."""
    links = await desk.during(asyncio.to_thread(own_links))
    check = desk.parts.line_check
    end: asyncio.Task[None] | None = None
    try:
        while True:
            answer = await desk.ask(lambda: network_page(desk, links))
            match answer:
                case ActChosen("check_line") if check is not None and check.begin():
                    end = asyncio.create_task(_at_its_end(desk, check))
                case ActChosen("check_line"):
                    desk.say(Mood.CAUTION, "check_runs")
                case ActChosen("stop_check") if check is not None:
                    check.stop()
                case _:
                    return
    finally:
        if end is not None and not end.done():
            end.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await end


async def _at_its_end(desk: Desk, check: LineCheckPort) -> None:
    """Keep how a check ended; one that nobody waited for proves nothing."""
    dialog = desk.parts.dialog
    try:
        while check.running:
            await dialog.changed(dialog.device_changes)
    except asyncio.CancelledError:
        check.stop()
        desk.tested("network", TestOutcome.BROKEN_OFF)
        raise
    bad = first_failed(check.steps)
    if check.stopped:
        desk.tested("network", TestOutcome.BROKEN_OFF)
    elif bad is not None:
        # The first page says it too, not only at the next upload.
        desk.parts.uploader.try_soon()
        desk.tested("network", TestOutcome.FAILED, f"line_{bad.step}", bad.fault)
    elif all(step.outcome is not StepOutcome.NOT_REACHED for step in check.steps):
        desk.tested("network", TestOutcome.PASSED, "line_whole")
    else:
        desk.tested("network", TestOutcome.UNSURE)
    dialog.devices_changed()


def network_page(desk: Desk, links: tuple[OwnLink, ...]) -> ToolPage:
    """Return the network as it is known at the moment."""
    check = desk.parts.line_check
    steps = () if check is None else check.steps
    running = check is not None and check.running
    rows = part_rows(desk.parts, "center", "clock")
    act = ToolAct("check_line", ToolActKind.MAIN, check is not None, "retry")
    if running:
        act = ToolAct("stop_check", ToolActKind.MAIN)
    return desk.page(
        "network",
        sayings=(*_age(desk, steps), *_sayings(steps, running)),
        parts=rows,
        choices=_remedy(steps, rows),
        groups=(*_stuck(steps), *_way(steps), _own(links), *desk_facts(desk.parts)),
        tests=last_tests(desk.parts, "network"),
        acts=(act,),
    )


def _age(desk: Desk, steps: tuple[LineStep, ...]) -> tuple[Saying, ...]:
    """Say how old a check is, and what the uploads have shown since."""
    check = desk.parts.line_check
    if check is None or check.age is None or not steps:
        return ()
    uploads, now = desk.parts.uploader, desk.parts.clock.monotonic()
    bad = first_failed(steps) is not None
    at = uploads.last_success if bad else uploads.state.last_error
    since = None if at is None or uploads.online is not bad else now - at
    if since is not None and since < check.age:
        mood, name = (Mood.GOOD, "line_back") if bad else (Mood.BAD, "line_lost")
        return (Saying(mood, name, (("span", span(since, "_ago")),)),)
    old = check.age > OLD_CHECK
    mood, name = (
        (Mood.CAUTION, "line_checked_old") if old else (Mood.CALM, "line_checked")
    )
    return (Saying(mood, name, (("span", span(check.age, "_ago")),)),)


def _sayings(steps: tuple[LineStep, ...], running: bool) -> tuple[Saying, ...]:
    """Say what to do about the first step that failed, else about what is unclear."""
    if running:
        return (Saying(Mood.CALM, "check_goes_on"),)
    bad = first_failed(steps)
    if bad is not None:
        return (Saying(Mood.BAD, f"line_{bad.advice}"),)
    if steps and all(step.outcome is StepOutcome.OK for step in steps):
        return (Saying(Mood.GOOD, "line_whole"),)
    return tuple(
        Saying(Mood.CAUTION, f"line_{step.advice}") for step in steps if step.advice
    )


def _remedy(
    steps: tuple[LineStep, ...], rows: tuple[PartRow, ...]
) -> tuple[ToolChoice, ...]:
    """Return the line to the fault of the step that failed, where no part has it."""
    bad = first_failed(steps)
    if bad is None or bad.fault is None or bad.fault in [row.fault for row in rows]:
        return ()
    return (fault_line(bad.fault, PartHealth.BAD),)


def _stuck(steps: tuple[LineStep, ...]) -> tuple[ToolFacts, ...]:
    """Return the step that failed once more, where nobody has to look for it."""
    bad = first_failed(steps)
    return () if bad is None else (ToolFacts("way_stuck", (_fact(bad),)),)


def _own(links: tuple[OwnLink, ...]) -> ToolFacts:
    """Return this machine's own network sockets."""
    if not links:
        none = ToolFact("own_link", Word("link_state", "none"), PartHealth.BAD)
        return ToolFacts("own_links", (none,))
    return ToolFacts("own_links", tuple(map(_link, links)))


def _link(link: OwnLink) -> ToolFact:
    state = {True: "up", False: "down", None: "silent"}[link.up]
    more: list[Value] = [Word("link_state", state)]
    if link.mbit is not None:
        more.append(Count(link.mbit, "mbit"))
    more.append(link.address or Word("link_state", "no_address"))
    health = PartHealth.OK if link.up and link.address else PartHealth.WARNING
    return ToolFact("own_link", link.name, health, tuple(more))


def _way(steps: tuple[LineStep, ...]) -> tuple[ToolFacts, ...]:
    """Return the way to the center, one line a step."""
    near = tuple(_fact(step) for step in steps if step.step in NEAR)
    far = tuple(_fact(step) for step in steps if step.step not in NEAR)
    return (ToolFacts("way_here", near), ToolFacts("way_there", far)) if steps else ()


def _fact(step: LineStep) -> ToolFact:
    more: list[Value] = []
    if step.ms is not None and step.outcome is not StepOutcome.NOT_REACHED:
        more.append(Count(step.ms, "ms"))
    more += (_seen(name, value) for name, value in step.seen)
    state = Word("line_outcome", step.outcome)
    return ToolFact(f"line_{step.step}", state, HEALTH[step.outcome], tuple(more))


def _seen(name: str, value: str | int) -> Value:
    """Return what a step found as a value that has words."""
    if name == "literal":
        return Word("line_seen", "literal")
    return (
        Count(value, UNITS[name])
        if name in UNITS and isinstance(value, int)
        else (str(value))
    )
