"""Asks the printer what it can do, and lays that beside what its profile claims.

The line's own thread asks, since it has the line. Nothing is changed: who believes the
findings writes them into a profile.
"""

import asyncio

from kiosk.devices.printer.serial.probe import NoPrinter, ProbedPrinter
from kiosk.domain.visible_text import visible
from kiosk.session.pages.record import Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import (
    Mood,
    PartHealth,
    Saying,
    ToolFact,
    ToolFacts,
    ToolPage,
)
from kiosk.session.staff.parts.printer_facts import printer_state

LIMIT_S = 40.0
"""A printer that answers nothing but its status is asked for about half a minute."""
_KEYS = ("process_id", "gs_r", "macro", "clear_dc4")


async def probe_printer(desk: Desk) -> None:
    """Probe and show what was found until the technician goes back."""
    found: ProbedPrinter | NoPrinter = NoPrinter.SILENT
    try:
        async with asyncio.timeout(LIMIT_S):
            found = await desk.during(desk.parts.printer.probe(), "busy__staff_probe")
    except TimeoutError:
        found = NoPrinter.BUSY
    desk.acted("probe", done=isinstance(found, ProbedPrinter))
    if isinstance(found, NoPrinter):
        state = printer_state(desk.parts)
        desk.say_while(state, Mood.CAUTION, f"probe_{found}")
        return
    await desk.ask(lambda: probe_page(desk, found))


def probe_page(desk: Desk, found: ProbedPrinter) -> ToolPage:
    """Return the findings beside the profile's claims."""
    profile = desk.parts.printer.profile
    claims = {key: bool(getattr(profile.answers, key)) for key in _KEYS}
    heard = {key: bool(getattr(found.answers, key)) for key in _KEYS}
    claims["full_status"] = profile.presenter.taken == "full_status"
    heard["full_status"] = found.full_status
    lines = [_compared(key, claims[key], heard[key]) for key in claims]
    broken = any(claims[key] and not heard[key] for key in claims)
    more = any(heard[key] and not claims[key] for key in claims)
    word, mood = "probe_agrees", Mood.GOOD
    if broken:
        word, mood = "probe_too_much", Mood.BAD
    elif more:
        word, mood = "probe_more", Mood.CALM
    name = " ".join(filter(None, (found.maker, found.model)))
    return desk.page(
        "probe",
        sayings=(Saying(mood, word), Saying(Mood.CALM, "probe_open")),
        groups=(
            ToolFacts(
                "probed",
                (
                    ToolFact("model", visible(name) or Word("probed", "nameless")),
                    ToolFact("profile_name", profile.name),
                ),
            ),
            ToolFacts("probed_answers", tuple(lines)),
        ),
    )


def _compared(key: str, claimed: bool, heard: bool) -> ToolFact:
    """Return one ability: as claimed, claimed in vain, or there and not claimed."""
    if claimed == heard:
        word, health = ("yes" if heard else "no"), PartHealth.OK
    elif claimed:
        word, health = "not_kept", PartHealth.BAD
    else:
        word, health = "not_claimed", PartHealth.WARNING
    return ToolFact(f"can_{key}", Word("probed", word), health)
