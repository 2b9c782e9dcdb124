"""The queue's page: what waits for the center, why, and what the center refused."""

from kiosk.session.pages.page import ItemChosen
from kiosk.session.pages.record import Count, Value, Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.more_rows import OLD
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    PartHealth,
    Saying,
    ToolAct,
    ToolActKind,
    ToolChoice,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.part_rows import part_rows
from kiosk.session.staff.records.noted_tool import MOST_SHOWN, show_noted
from kiosk.session.staff.records.refused_tool import show_refused
from kiosk.sync.upload.center_notes import noted_lines
from kiosk.sync.upload.refused_list import (
    MOST_COUNTED,
    QueueNumbers,
    queue_numbers,
)


async def show_queue(desk: Desk) -> None:
    """Show the queue until the technician goes back."""
    while True:
        match await desk.ask(lambda: queue_page(desk)):
            case ItemChosen("refused") if desk.parts.archive is not None:
                await show_refused(desk, desk.parts.archive)
            case ItemChosen("noted") if desk.parts.archive is not None:
                await show_noted(desk, desk.parts.archive)
            case ActChosen("try_now"):
                desk.parts.uploader.kick()
                desk.parts.uploader.try_soon()
                desk.acted("try_now")
                desk.say(Mood.CALM, "tries_soon")
            case _:
                return


def queue_page(desk: Desk) -> ToolPage:
    """Return the queue as it is at the moment."""
    parts = desk.parts
    rows = part_rows(parts, "center", "loss_reports")
    archive = parts.archive
    numbers = None if archive is None else queue_numbers(archive)
    choices: tuple[ToolChoice, ...] = ()
    if numbers is not None and numbers.refused:
        count = Count(numbers.refused, "refused")
        choices = (
            ToolChoice("refused", hint=(count,), icon="stop", health=PartHealth.BAD),
        )
    if archive is not None and (noted := len(noted_lines(archive, MOST_SHOWN))):
        hint = (Count(noted, "notes"),)
        choices += (ToolChoice("noted", hint=hint, icon="check", health=PartHealth.OK),)
    twin = (Saying(Mood.BAD, "queue_twin"),) if parts.uploader.is_twin else ()
    return desk.page(
        "queue",
        sayings=twin,
        parts=rows,
        choices=choices,
        groups=(ToolFacts("queue", _facts(desk, numbers)),),
        acts=(ToolAct("try_now", ToolActKind.MAIN, icon="retry"),),
    )


def _facts(desk: Desk, numbers: QueueNumbers | None) -> tuple[ToolFact, ...]:
    state, now = desk.parts.uploader.state, desk.parts.clock.monotonic()
    facts = [] if numbers is None else [*_waiting(numbers)]
    facts.append(ToolFact("last_success", _ago(now, state.last_success)))
    fault: Value = Word("queue_error", "none")
    if state.fault is not None:
        fault = Word("fault", f"{state.fault.value}__title")
    health = None if state.fault is None else PartHealth.WARNING
    # What the last error was is known only while it lasts: no age without its words.
    more = () if state.fault is None else _failed(now, state.last_error)
    facts.append(ToolFact("last_error", fault, health, more))
    if state.failures:
        facts.append(ToolFact("failures", Count(state.failures, "tries")))
    if state.retry_at is not None:
        soon = max(0, round(state.retry_at - now))
        facts.append(ToolFact("next_try", Count(soon, "in_seconds")))
    if numbers is not None and numbers.epochs:
        facts.append(ToolFact("epochs", Count(numbers.epochs, "epochs")))
    return tuple(facts)


def _failed(now: float, at: float | None) -> tuple[Value, ...]:
    return () if at is None else (_ago(now, at),)


def _waiting(numbers: QueueNumbers) -> tuple[ToolFact, ...]:
    unit = "events_more" if numbers.waiting >= MOST_COUNTED else "events"
    waiting = ToolFact("waiting", Count(numbers.waiting, unit))
    if numbers.oldest is None:
        return (waiting,)
    health = PartHealth.WARNING if numbers.oldest > OLD else None
    return waiting, ToolFact("oldest", span(numbers.oldest), health)


def _ago(now: float, at: float | None) -> Value:
    return Word("queue_error", "never") if at is None else span(now - at, "_ago")


def span(seconds: float, ending: str = "") -> Count:
    """Return a stretch of time as a person says it."""
    for unit, size in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return Count(int(seconds // size), f"span_{unit}{ending}")
    return Count(max(0, int(seconds)), f"span_seconds{ending}")
