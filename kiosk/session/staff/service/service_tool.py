"""Out of service with a word to the people and a time, and back again."""

from collections.abc import Callable
from datetime import timedelta

from kiosk.session.pages.page import Answer, ItemChosen
from kiosk.session.pages.record import Value, Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.keyboard_page import KeyboardPage, TextTyped
from kiosk.session.staff.pages import (
    ActChosen,
    Mood,
    Saying,
    ToolAct,
    ToolActKind,
    ToolChoice,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.service.service_break import (
    ServiceBreak,
    break_now,
    end_break,
    keep_break,
)
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.clock.clock import Certainty

MESSAGES = ("paper", "repair", "network", "closed")
TYPED = "typed"
OPEN_END = "open"
MINUTES = (15, 30, 60, 120, 240)
LEAST, MOST = 2, 40
"""How long a typed word to the people is."""


async def show_service(desk: Desk) -> None:
    """Show whether the machine serves people, until the technician goes back."""
    while True:
        match await desk.ask(lambda: service_page(desk)):
            case ActChosen("service_stop" | "service_change"):
                await _stop(desk)
            case ActChosen("service_back"):
                _back(desk)
            case _:
                return


def service_page(desk: Desk) -> ToolPage:
    """Return whether the machine serves people, and what they are told if not."""
    stop = break_now(desk.parts)
    if stop is None:
        act = ToolAct("service_stop", ToolActKind.MAIN)
        runs = (Saying(Mood.GOOD, "service_runs"),)
        return desk.page("service", sayings=runs, acts=(act,))
    told: Value = stop.words or Word("service_message", stop.message)
    until: Value = stop.until or Word("service_until", OPEN_END)
    facts = (
        ToolFact("service_told", told),
        ToolFact("service_until", until),
        ToolFact("service_who", stop.who),
    )
    acts = (ToolAct("service_back", ToolActKind.MAIN), ToolAct("service_change"))
    said = service_sayings(desk)
    return desk.page("service", sayings=said, groups=(ToolFacts("", facts),), acts=acts)


def service_sayings(desk: Desk) -> tuple[Saying, ...]:
    """Return the reminder that the machine is out of service, where it is."""
    stop = break_now(desk.parts)
    if stop is None:
        return ()
    if stop.until is not None and _unsure(desk):
        return (Saying(Mood.CAUTION, "service_clock_unsure"),)
    return (Saying(Mood.CAUTION, "service_stopped"),)


def _unsure(desk: Desk) -> bool:
    return desk.parts.clock.certainty is Certainty.UNSURE


async def _stop(desk: Desk) -> None:
    """Ask what people are told and until when, and take the machine out of service."""
    message = await _chosen(desk, lambda: message_page(desk))
    words = ""
    if message == TYPED:
        typed = await desk.type(KeyboardPage("service_words", LEAST, MOST))
        message, words = "", typed.text.strip() if isinstance(typed, TextTyped) else ""
        if not words:
            return
    elif message is None:
        return
    chosen = await _chosen(desk, lambda: until_page(desk))
    if chosen is None:
        return
    minutes = None if chosen == OPEN_END else int(chosen)
    now = desk.parts.clock.now()
    until = None if minutes is None else now + timedelta(minutes=minutes)
    try:
        keep_break(
            desk.parts.store, ServiceBreak(message, words, until, desk.who.number)
        )
    except StoreError:
        desk.acted("service_stop", message or TYPED, done=False)
        desk.say(Mood.BAD, "not_kept")
        return
    desk.acted("service_stop", message or TYPED)


async def _chosen(desk: Desk, page: Callable[[], ToolPage]) -> str | None:
    answer: Answer = await desk.ask(page)
    return answer.item if isinstance(answer, ItemChosen) else None


def message_page(desk: Desk) -> ToolPage:
    """Return what people can be told."""
    lines = tuple(
        ToolChoice(name, key=f"service_message_{name}", icon="info")
        for name in (*MESSAGES, TYPED)
    )
    return desk.page("service_message", choices=lines)


def until_page(desk: Desk) -> ToolPage:
    """Return until when; without a time that is believed only an open end."""
    times: tuple[str, ...] = () if _unsure(desk) else tuple(map(str, MINUTES))
    lines = tuple(
        ToolChoice(name, key=f"service_until_{name}", icon="clock")
        for name in (*times, OPEN_END)
    )
    said = (Saying(Mood.CAUTION, "service_no_time"),) if _unsure(desk) else ()
    return desk.page("service_until", sayings=said, choices=lines)


def _back(desk: Desk) -> None:
    try:
        end_break(desk.parts.store)
    except StoreError:
        desk.acted("service_back", done=False)
        desk.say(Mood.BAD, "not_kept")
        return
    desk.acted("service_back")
