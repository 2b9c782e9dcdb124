"""What the chip itself holds about an insurance, for when the center is away.

Read only when somebody asks; it is marked as the card's own, with its date.
"""

from datetime import date
from decimal import Decimal

from kiosk.devices.card.holder.chip_readings import ChipFacts, ChipReading, read_facts
from kiosk.devices.card.protocol.transport import Transport
from kiosk.domain.records import Insurance, masked_number
from kiosk.session.chip.pages import ChipFact, ChipFactsPage, ChipSettlement
from kiosk.session.dialog.card_session import CardSession
from kiosk.sync.wire.events.visit_events import ChipFactsRead

_MASKED = ("medical_account_number",)
_KIND_DIGITS = 3
"""A medical kind is three digits of a code and five flags behind them."""


async def show_chip_facts(visit: CardSession, insurance: Insurance) -> None:
    """Read the card and show it until Back.

    :raises CardPulled: when the card goes first.
    """

    def read(transport: Transport) -> ChipFacts:
        generation = visit.issuer.generation
        return read_facts(transport, insurance, generation, visit.parts.items)

    facts = await visit.parts.dialog.during(
        visit.parts.slot.run(visit.insertion, read), "busy__reading_card"
    )
    visit.parts.note(
        ChipFactsRead(
            visit.id,
            insurance=insurance,
            read=len(facts.facts) - facts.unreadable,
            unreadable=facts.unreadable,
            fault=facts.fault,
        )
    )
    await visit.parts.dialog.ask(
        facts_page(visit, facts), visit.parts.config.times.idle_reading
    )


def facts_page(visit: CardSession, facts: ChipFacts) -> ChipFactsPage:
    """Return the page of what was read."""
    return ChipFactsPage(
        insurance=facts.insurance,
        facts=tuple(_shown(visit, fact) for fact in facts.facts),
        settlements=tuple(
            ChipSettlement(s.at, s.fund, s.account, s.person) for s in facts.settlements
        ),
        as_of=facts.as_of,
        issued=visit.issuer.issued,
        readable=facts.fault is None,
        hotline=visit.parts.hotline,
    )


def _shown(visit: CardSession, fact: ChipReading) -> ChipFact:
    """Return a fact as the page takes it; what cannot be read is None."""
    value = fact.value
    region = visit.parts.region.region
    if fact.key in _MASKED and isinstance(value, str):
        value = masked_number(value)
    elif fact.key == "medical_kind" and isinstance(value, str):
        value = value[:_KIND_DIGITS]
    elif fact.unit == "region" and value == region.code:
        value = region.name
    if not isinstance(value, str | int | date | Decimal):
        return ChipFact(fact.key, None)
    return ChipFact(fact.key, value, fact.unit == "count")
