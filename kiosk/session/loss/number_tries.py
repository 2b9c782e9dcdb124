"""Asking for an act with a number that was typed: its door first, its count after.

Nothing is shown here. A fault comes back as a value, so no exception's frames keep a
PIN alive while a page stands.
"""

import math
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from kiosk.domain.applications import (
    ActAnswer,
    ActState,
    ByIdCard,
    ByNumber,
    Lodged,
    Reason,
    Who,
)
from kiosk.domain.faults import Fault, KioskError
from kiosk.session.dialog.errand import Errand
from kiosk.session.loss.pages import Act
from kiosk.settings.state.store_errors import StoreError
from kiosk.sync.wire.events.application_events import LossManyMisses

T = TypeVar("T")
PATIENCE = 15
"""Seconds that the progress page counts to; the acts' own patience ends before."""

_SAYS_NOTHING = (
    *(Reason.LOCKED, Reason.UNREADABLE, Reason.INVALID),
    *(Reason.NOT_ALLOWED, Reason.SESSION_ENDED),
)
"""Refusals that come before anybody looks at the PIN: neither a miss nor a hit."""


async def ask_as(
    errand: Errand, act: Act, who: Who, ask: Callable[[Who], Awaitable[ActAnswer]]
) -> ActAnswer | Fault:
    """Return the answer, or why there is none; a number that has to wait is `locked`.

    :raises KioskError: when it is not the center that fails.
    """
    shut = _shut(errand, who)
    if shut is not None:
        return shut
    answer = await answered(errand, act, ask(who))
    if isinstance(answer, ActAnswer):
        count(errand, door_of(errand, who), answer.reason)
    return answer


async def answered(
    errand: Errand, act: Act, work: Awaitable[T]
) -> T | ActAnswer | Fault:
    """Wait for an answer that is not given up; return the fault when none came.

    :raises KioskError: when it is not the center that fails.
    """
    try:
        return await errand.parts.dialog.during(
            work, f"busy__{act}", PATIENCE, can_give_up=False
        )
    except KioskError as error:
        if error.fault is Fault.CENTER_PROOF:
            # It took no proof, not even a new one: so it surely did nothing.
            return _refused(Reason.SESSION_ENDED)
        if not error.fault.startswith("N"):
            raise
        return error.fault


async def lodge(
    errand: Errand, act: Act, who: Who, ask: Callable[[Who], Awaitable[Lodged]]
) -> Lodged | Fault:
    """Seal and send what can wait; the fault when nothing was kept."""
    try:
        shut = _shut(errand, who)
        if shut is not None:
            return Lodged(shut.act, shut)
        lodged = await errand.parts.dialog.during(
            ask(who), f"busy__{act}", PATIENCE, can_give_up=False
        )
    except (KioskError, StoreError) as error:
        return error.fault
    # What waits is judged when nobody is here, so it counts as a miss until then: else
    # a kiosk without a line would take any number of guesses.
    reason = lodged.answer.reason if lodged.answer else Reason.NOT_RECOGNISED
    count(errand, door_of(errand, who), reason)
    return lodged


def door_of(errand: Errand, who: Who) -> str | None:
    """Return the name of the number's door, which tells nobody the number."""
    return errand.parts.numbers.name(who.number) if isinstance(who, ByNumber) else None


def count(errand: Errand, door: str | None, reason: Reason | None) -> None:
    """Count a miss, or forget those of a number that was right.

    A full disk must not hide an answer: the miss counts on without it.
    """
    if door is None or reason in _SAYS_NOTHING:
        return
    doors, now = errand.parts.numbers, errand.parts.clock.monotonic()
    with suppress(StoreError):
        if reason is not Reason.NOT_RECOGNISED:
            doors.open(door)
            return
        doors.miss(door, now)
        if doors.staff_needed(now):
            errand.parts.note(LossManyMisses(errand.id))


def _shut(errand: Errand, who: Who) -> ActAnswer | None:
    """Return the refusal of a number that has to wait at this machine."""
    if isinstance(who, ByIdCard):
        return None
    wait = errand.parts.numbers.seconds_left(who.number, errand.parts.clock.monotonic())
    return _refused(Reason.LOCKED, math.ceil(wait)) if wait > 0 else None


def _refused(reason: Reason, retry_after: int | None = None) -> ActAnswer:
    """Return a refusal of this machine's own: no act was made for it."""
    return ActAnswer(
        act="", state=ActState.REFUSED, reason=reason, retry_after=retry_after
    )
