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
    in_bank = _part("bank_part", bank)
    by_guide = None if in_bank.told or in_bank.lines else guide
    if by_guide:
        in_bank = ReadSection("bank_part", by_guide.lines)
    sections = [
        ReadSection("two_acts", (), ("two_acts",)),
        _part("social_part", social),
        in_bank,
        *agent_sections(region, "enabling"),
    ]
    found = (social.source and social.as_of, bank.source and bank.as_of)
    dates = dict.fromkeys(date for dated in found if dated for date in dated)
    if by_guide:
        dates |= dict.fromkeys(by_guide.as_of)
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


def _part(heading: str, rules: Procedure) -> ReadSection:
    """Return where, with what and how long, each named, then what else."""
    told = (
        ("where", rules.where),
        ("online", rules.online),
        ("needs", rules.needs),
        ("time", tuple(filter(None, [rules.time]))),
        ("fee", tuple(filter(None, [rules.fee]))),
    )
    named = tuple((name, words) for name, words in told if words)
    return ReadSection(heading, rules.notes, told=named)
