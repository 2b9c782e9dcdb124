"""Asking the center for a person's records: one way for all of them.

Whoever waits sees the seconds and can give up; a center that is away gets an honest
page with a way to try again. What is asked for is each service's own matter.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from msgspec.structs import asdict

from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.records import CardState, Insurance
from kiosk.session.chip.flow import show_chip_facts
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.dialog.ends import GaveUp
from kiosk.session.pages.everywhere import CenterAwayPage
from kiosk.session.pages.page import Tap
from kiosk.sync.wire.events.query_events import (
    QueryFailed,
    QueryGivenUp,
    RecordsAnswered,
)

T = TypeVar("T")
Ask = Callable[[str], Awaitable[T]]
"""One question to the center, made with a session's token."""


async def fetch(
    visit: CardSession,
    answered: RecordsAnswered,
    ask: Ask[T],
    chip: Insurance | None = None,
    undone: str = "",
) -> T | None:
    """Return the center's answer; None when the person gave up or went back.

    :param answered: the journal's event for an answer; without one there are others
        that name the same question.
    :param chip: of which insurance the card itself could tell something instead.
    :param undone: the act that this look would have led to; said not to be done.
    :raises KioskError: when the card fails, or the center says it is not valid.
    """
    about = {**asdict(answered), "query": answered.query}
    while True:
        try:
            told = await _within_the_limit(visit, ask)
        except GaveUp:
            visit.parts.note(QueryGivenUp(**about))
            return None
        except KioskError as error:
            if not error.fault.startswith("N"):
                raise
            visit.center_fault, visit.token = error.fault, None
            visit.parts.note(QueryFailed(**about, fault=error.fault))
        else:
            visit.center_fault = None
            visit.parts.note(answered)
            return told
        if not await _tried_again(visit, chip, undone):
            return None


async def _within_the_limit(visit: CardSession, ask: Ask[T]) -> T:
    """Ask, inside the time a person is ready to wait.

    :raises KioskError: when the center fails or the time is over.
    """
    limit = visit.parts.config.center.timeout
    try:
        async with asyncio.timeout(limit):
            work = with_a_session(visit, ask)
            return await visit.parts.dialog.during(work, "busy__asking_center", limit)
    except TimeoutError as error:
        raise KioskError(
            "The center did not answer in time.", Fault.CENTER_TIMEOUT
        ) from error


async def with_a_session(visit: CardSession, ask: Ask[T]) -> T:
    """Ask with the visit's session; one that has ended is opened anew, once.

    A person who reads for long outlives the session; the card, still in the slot,
    proves itself again and nobody notices.
    """
    had = visit.token
    try:
        return await ask(await visit.token_now())
    except KioskError as error:
        if had is None or error.fault is not Fault.CENTER_PROOF:
            raise
        visit.token = None
    return await ask(await visit.token_now())


async def _tried_again(visit: CardSession, chip: Insurance | None, undone: str) -> bool:
    """Say that the center is away; True when the person wants another try."""
    offered = chip is not None and _chip_may_speak(visit)
    page = CenterAwayPage(
        visit.center_fault or Fault.CENTER_UNREACHABLE,
        visit.parts.hotline,
        _facts_of_chip(visit),
        card_facts=offered,
        undone=undone,
    )
    while True:
        answer = await visit.parts.dialog.ask(page)
        if answer is not Tap.CARD_FACTS or chip is None:
            return answer is Tap.RETRY
        await show_chip_facts(visit, chip)


def _chip_may_speak(visit: CardSession) -> bool:
    """Tell whether the card may show rights while nobody knows its state.

    Where a region shows rights only with an enabled card, a state that nobody could
    ask for is not enough.
    """
    needed = visit.parts.region.rights.enabled_card_needed
    return not needed or visit.state is not CardState.UNKNOWN


def _facts_of_chip(visit: CardSession) -> tuple[tuple[str, str], ...]:
    """Return what the chip says by itself: pairs of text key and value."""
    issuer = visit.issuer
    facts = {
        "chip__card_number": issuer.card_number,
        "chip__issued": issuer.issued and issuer.issued.isoformat(),
        "chip__valid_until": issuer.valid_until and issuer.valid_until.isoformat(),
    }
    return tuple((key, value) for key, value in facts.items() if value)
