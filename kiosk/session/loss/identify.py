"""Saying who one is without the card: number and service PIN, or an ID card.

Neither is judged here but for its form; nothing of it is kept once the act is sealed.
"""

from dataclasses import dataclass, field

from msgspec.structs import replace

from kiosk.devices.idcard.idcard_port import IdReaderFault
from kiosk.domain.applications import ByIdCard, ByNumber, Reason
from kiosk.domain.records import HolderData, masked_name, masked_number
from kiosk.domain.region.region_rules import LossRules
from kiosk.session.dialog.errand import Errand
from kiosk.session.dialog.ports import Ports
from kiosk.session.guides.build import loss_page, progress_page
from kiosk.session.guides.flow import choose, read
from kiosk.session.guides.pages import ListItem
from kiosk.session.loss.outcome import refuse
from kiosk.session.loss.pages import (
    Act,
    IdCardPage,
    NumberKind,
    NumberPage,
    ServicePinPage,
)
from kiosk.session.pages.page import NumberEntered, PinEntered, Tap
from kiosk.session.pin.pin_rules import is_initial
from kiosk.sync.wire.events.application_events import IdCardFailed

_OWN_PIN = (Act.RELEASE, Act.REPLACEMENT, Act.PROGRESS)
"""What an initial PIN is not enough for: whoever found the card knows that too."""


@dataclass(frozen=True, slots=True, repr=False)
class ToldIdentity:
    """Who somebody says they are, and how a page may show it."""

    who: ByNumber | ByIdCard = field(repr=False)
    holder: str
    """Masked."""


def ways(parts: Ports) -> tuple[str, ...]:
    """Return how a person can be known here without the card, by the region's rules."""
    rules: LossRules = parts.region.loss
    found = []
    if rules.id_card and parts.id_reader is not None:
        found.append("id_card")
    if rules.without_card:
        found.append("number")
    return tuple(found)


async def identify(errand: Errand, act: Act) -> ToldIdentity | None:
    """Return who the person says to be; None when the person goes back."""
    return await identify_by(errand, act, ways(errand.parts))


async def identify_by(
    errand: Errand, act: Act, known: tuple[str, ...]
) -> ToldIdentity | None:
    """Return who the person says to be, in one of these ways; None: they go back."""
    while True:
        way: str | None = known[0]
        if len(known) > 1:
            way = await choose(errand, "identify", tuple(map(ListItem, known)))
        if way is None:
            return None
        told = await (by_id_card if way == "id_card" else _by_number)(errand, act)
        if told is not None or len(known) == 1:
            return told


async def by_id_card(errand: Errand, act: Act) -> ToldIdentity | None:
    """Return what the machine's reader reads; None when the person goes back."""
    dialog, reader = errand.parts.dialog, errand.parts.id_reader
    assert reader is not None
    while True:
        page = IdCardPage(act, card=errand.has_card)
        try:
            _, seen = await dialog.either(page, reader.read)
        except IdReaderFault as error:
            errand.parts.note(IdCardFailed(errand.id, error.fault))
            # Only who is there tries again: a reader that is gone is not asked in vain.
            if await dialog.ask(replace(page, failed=True)) is not Tap.RETRY:
                return None
            continue
        if seen is None:
            return None
        holder = f"{masked_name(seen.name)} {masked(seen.number)}"
        return ToldIdentity(ByIdCard(seen.number, seen.name), holder)


async def _by_number(errand: Errand, act: Act) -> ToldIdentity | None:
    """Ask for the number, then for the PIN; Back goes one step back."""
    while True:
        number = await ask_number(errand, act, NumberKind.SOCIAL)
        if number is None:
            return None
        told = await _with_pin(errand, act, number)
        if told is not None:
            return told


async def _with_pin(errand: Errand, act: Act, number: str) -> ToldIdentity | None:
    parts = errand.parts
    rules, holder = parts.region.pin, masked(number)
    page = ServicePinPage(act, rules.kind, rules.length, holder, errand.has_card)
    while True:
        answer = await parts.dialog.ask(page, parts.config.times.idle_pin)
        if answer is Tap.HELP:
            by_progress = act is Act.PROGRESS
            told = progress_page if by_progress else loss_page
            await read(errand, told(parts.region))
            continue
        if not isinstance(answer, PinEntered):
            return None
        initial = is_initial(answer.pin, rules, HolderData(number=number))
        wanted = act in _OWN_PIN or parts.region.loss.requires_changed_pin
        if initial and wanted:
            # Said here, whoever it is: the center would refuse a report later, when
            # nobody is here, and its words would tell who is registered.
            await refuse(errand, act, Reason.INITIAL_PIN)
            continue
        return ToldIdentity(ByNumber(number, answer.pin), holder)


async def ask_number(
    errand: Errand,
    act: Act,
    kind: NumberKind,
    again: bool = False,
    differs: bool = False,
    sent_to: str = "",
) -> str | None:
    """Return a number that was typed; None when the person goes back.

    :param sent_to: the masked number that a code went to: it is waited for longer.
    """
    parts = errand.parts
    now = parts.clock.known()
    today = now.date() if now else None
    page = NumberPage(act, kind, today, again, differs, errand.has_card, sent_to)
    idle = parts.config.times.idle_reading if sent_to else None
    answer = await parts.dialog.ask(page, idle)
    return answer.number if isinstance(answer, NumberEntered) else None


def masked(number: str) -> str:
    """Return a social security number as pages and receipts show it."""
    return masked_number(number, 6, 2)
