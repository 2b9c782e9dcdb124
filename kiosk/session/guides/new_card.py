"""A new card's two acts as one page, and who may come for whom: pure choices."""

from kiosk.domain.region.errand_rules import Agent
from kiosk.domain.region.region import Region
from kiosk.domain.region.region_rules import Procedure
from kiosk.session.guides.pages import ReadPage, ReadSection, region_page

Words = tuple[str, ...]
NEW_CARD = "new_card"


def new_card_page(region: Region) -> ReadPage:
    """Return what is done after a new or replaced card: social part, bank's part.

    They are two acts: one does not do the other, as the page says first.
    """
    social = region.procedure("enabling") or Procedure()
    bank = region.procedure("bank_activation") or Procedure()
    guide = region.guide("financial_account")
    in_bank = _lines(bank) or (guide.lines if guide else ())
    sections = [
        ReadSection("two_acts", (), ("two_acts",)),
        ReadSection("social_part", _lines(social)),
        ReadSection("bank_part", in_bank),
        *agent_sections(region, "enabling"),
    ]
    found = (social.source and social.as_of, bank.source and bank.as_of)
    dates = dict.fromkeys(date for dated in found if dated for date in dated)
    if guide and not _lines(bank):
        dates |= dict.fromkeys(guide.as_of)
    known = social.source or bank.source or guide
    dated = tuple(dates) if known else None
    return region_page(region, "errand", NEW_CARD, tuple(sections), dated)


def knows_new_card(region: Region) -> bool:
    """Tell whether a source says anything of either act."""
    names = ("enabling", "bank_activation")
    return any(name in region.procedures for name in names)


def agent_sections(region: Region, errand: str) -> tuple[ReadSection, ...]:
    """Return who may do an errand for whom, and what that one brings."""
    return tuple(
        ReadSection("agent", agent_lines(agent)) for agent in region.agents_for(errand)
    )


def agent_lines(agent: Agent) -> Words:
    """Return who, with what, and what else to know."""
    return (agent.who, *agent.needs, *agent.notes)


def _lines(rules: Procedure) -> Words:
    """Return where, with what, how long and what else, in this order."""
    told = (rules.time, rules.fee)
    return (
        *rules.where,
        *rules.online,
        *rules.needs,
        *filter(None, told),
        *rules.notes,
    )
