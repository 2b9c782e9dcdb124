"""Through the technician's door: a number, a password, a code; one answer for all.

The number waits after wrong tries before anything else is asked for; nothing that is
typed meanwhile counts.
"""

import asyncio
import math
from functools import partial

from kiosk.domain.secret import Password
from kiosk.session.dialog.ports import Ports
from kiosk.session.pages.page import Answer, Page, Tap
from kiosk.session.staff.desk import note_anyway
from kiosk.session.staff.door.pages import DoorPage, DoorShut, DoorShutPage, DoorStep
from kiosk.session.staff.door.staff_door import StaffClaim
from kiosk.session.staff.keyboard_page import KeyboardPage, TextTyped
from kiosk.session.staff.people import StaffPerson
from kiosk.settings.login.weak_passwords import LEAST, MOST
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.clock.clock import Certainty
from kiosk.sync.wire.events.journal_event import ABSENT
from kiosk.sync.wire.events.staff_events import BreakGlassUsed, MaintenanceRefused

PHONE_S = 120.0
"""Seconds for a telephone call; a stranger must not hold the machine for longer."""
_SHOWN_ANEW = 5.0
"""Seconds after which a wait is said anew."""


async def enter(parts: Ports) -> StaffPerson:
    """Ask until somebody comes in.

    :raises FlowEnded: when the person cancels or goes away.
    """
    wrong = False
    while True:
        if not parts.door.accounts.all():
            await _ask(parts, DoorShutPage(DoorShut.NOBODY))
            continue
        answer = await _ask(parts, _page(parts, DoorStep.NUMBER, wrong=wrong))
        wrong = False
        if not isinstance(answer, TextTyped):
            continue
        if parts.door.wait(answer.text) > 0:
            await _wait_out(parts, answer.text)
            continue
        claim = await _claim(parts, answer.text)
        if claim is None:
            continue
        who = await parts.dialog.during(parts.door.enter(claim), "busy__staff_door")
        if who is not None:
            if claim.challenge:
                note_anyway(parts, BreakGlassUsed(who.number, claim.challenge))
            return who
        known = parts.door.accounts.find(claim.number)
        note_anyway(parts, MaintenanceRefused(known.number if known else ABSENT))
        wrong = True


async def _claim(parts: Ports, number: str) -> StaffClaim | None:
    """Ask for the password and a code; None: back to the number."""
    page = KeyboardPage("password", LEAST, MOST, secret=True)
    answer = await _ask(parts, page)
    if not isinstance(answer, TextTyped):
        return None
    password, by_phone = Password(answer.text), False
    while True:
        challenge = await _challenge(parts) if by_phone else ""
        if challenge is None:
            by_phone = False
            continue
        step = DoorStep.PHONE if by_phone else DoorStep.CODE
        shown = _page(parts, step, challenge=challenge)
        # Whoever telephones takes their time.
        idle = PHONE_S if by_phone else None
        answer = await parts.dialog.ask(shown, idle)
        if isinstance(answer, TextTyped):
            return StaffClaim(number, password, answer.text, challenge)
        if answer is not Tap.HELP:
            return None
        by_phone = not by_phone


async def _challenge(parts: Ports) -> str | None:
    """Return what to read to the center; None: the page said why there is none."""
    try:
        found = parts.door.glass.challenge(parts.clock.monotonic())
    except StoreError:
        await _ask(parts, DoorShutPage(DoorShut.DISK))
        return None
    if found is None:
        await _ask(parts, DoorShutPage(DoorShut.NO_CENTER))
    return found


async def _wait_out(parts: Ports, number: str) -> None:
    """Say how long a number has to wait, until it has or somebody goes back."""
    while (left := parts.door.wait(number)) > 0:
        page = DoorShutPage(DoorShut.WAIT, math.ceil(left))
        pause = partial(asyncio.sleep, min(left, _SHOWN_ANEW))
        answer, _ = await parts.dialog.either(page, pause)
        if answer is not None:
            return


async def _ask(parts: Ports, page: Page) -> Answer:
    """Ask as anybody is asked: a stranger must not hold the page for long."""
    return await parts.dialog.ask(page)


def _page(
    parts: Ports, step: DoorStep, wrong: bool = False, challenge: str = ""
) -> DoorPage:
    clock = parts.clock
    return DoorPage(
        step=step,
        wrong=wrong,
        now=clock.now(),
        sure=clock.certainty is not Certainty.UNSURE,
        kiosk=parts.config.machine.id,
        challenge=challenge,
    )
