"""What the region's profile gives people to read, as pages: pure choices, no words.

A rule that no source states becomes an empty section, and the page then names the
hotline.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from kiosk.domain.region.geography import Coordinates
from kiosk.domain.region.nearest import NearOffice, nearest_first, toward
from kiosk.domain.region.places import Bank, Guide
from kiosk.domain.region.region import Region
from kiosk.domain.region.region_rules import (
    PROCEDURES,
    Channel,
    Procedure,
    ProcedureName,
)
from kiosk.session.guides.fees import fee_sections, waived_sections
from kiosk.session.guides.new_card import agent_sections
from kiosk.session.guides.pages import MapSpot, ReadPage, ReadSection, Way, region_page

Words = tuple[str, ...]


def procedure_page(region: Region, name: ProcedureName) -> ReadPage:
    """Return where and how an errand is done, what it takes and what it costs."""
    found = region.procedure(name)
    rules = found or Procedure()
    sections = [ReadSection("where", rules.where)] if rules.possible else []
    if rules.where or rules.needs:
        sections.append(ReadSection("needs", rules.needs))
    fees, priced = fee_sections(region, name)
    told = (
        ReadSection("time", _some(rules.time)),
        *fees,
        ReadSection("notes", rules.notes),
        ReadSection("online", rules.online),
    )
    sections += [section for section in told if section.lines]
    sections += agent_sections(region, name)
    dated = tuple(dict.fromkeys((*rules.as_of, *priced))) if found or fees else None
    return region_page(region, "errand", name, tuple(sections), dated)


Names = tuple[ProcedureName, ...]


def known_procedures(region: Region) -> tuple[Names, Names]:
    """Return the errands of which a source says something, and the others."""
    known = tuple(name for name in PROCEDURES if _says_something(region, name))
    return known, tuple(name for name in PROCEDURES if name not in known)


def _says_something(region: Region, name: ProcedureName) -> bool:
    return any(s.lines for s in procedure_page(region, name).sections)


def unknown_page(region: Region, names: Names) -> ReadPage:
    """Return one page for all errands that no source tells of: whom to ask."""
    lines, whom = region.hotlines, region.region.bureau
    call = (_spaced(whom, lines.consultation, lines.consultation_hours),)
    sections = (ReadSection("ask_errands", call), ReadSection("no_source", (), names))
    return region_page(region, "errand", "others", sections, None)


def guide_page(region: Region, guide: Guide) -> ReadPage:
    """Return one question with its answer."""
    sections = (ReadSection("", guide.lines),)
    return region_page(region, "guide", "", sections, guide.as_of, guide.title)


def loss_page(region: Region) -> ReadPage:
    """Return every other way to report a loss, who may do it for whom, and the bank."""
    rules = region.loss
    lines = tuple(map(_channel, rules.channels))
    if not lines:
        lines = tuple(_spaced(n, region.hotlines.hours) for n in region.hotlines.loss)
    sections = [
        ReadSection("channels", lines),
        ReadSection("bank", _bank_lines(region)),
    ]
    for heading, more in (
        ("agent", (*_some(rules.agent), *rules.agent_needs)),
        ("family", _some(rules.family)),
    ):
        if more:
            sections.append(ReadSection(heading, more))
    sections += agent_sections(region, "loss")
    known = rules.source or region.hotlines.source
    dated = (rules.as_of or region.hotlines.as_of) if known else None
    return region_page(region, "loss", "loss", tuple(sections), dated)


def _bank_lines(region: Region) -> Words:
    """Return what becomes of the bank's part, and the lines that are known."""
    lines = (_spaced(b.name, b.loss_phone) for b in region.banks if b.loss_phone)
    return (*_some(region.loss.bank_note), *lines)


def office_page(
    region: Region, district: str, here: Coordinates | None = None
) -> ReadPage:
    """Return the offices of a district, with a code that a telephone takes along.

    :param here: where the machine stands, for a map and the distances.
    """
    near = nearest_first(region, here)
    meant = [each for each in near if each.office.district == district]
    sections = tuple(s for each in meant for s in _office(each))
    code = "\n".join(
        [_spaced(region.region.name, district)]
        + [line for section in sections for line in section.lines]
    )
    dated = region.office_list.as_of
    page = region_page(region, "office", "", sections, dated, district, code)
    return replace(page, map=_map(near, district))


def _office(near: NearOffice) -> Iterator[ReadSection]:
    office = near.office
    yield ReadSection("address", office.addresses)
    if near.offset is not None and near.metres is not None:
        way = Way(near.metres, toward(near.offset))
        yield ReadSection("distance", (), ways=(way,))
    if office.hours:
        yield ReadSection("hours", (office.hours,))
    yield ReadSection("phone", office.phones)


def _map(near: tuple[NearOffice, ...], district: str) -> tuple[MapSpot, ...]:
    """Return the spots of a map; none where no office of the district has a place."""
    spots = tuple(
        MapSpot(round(each.offset[0]), round(each.offset[1]), meant)
        for each in near
        if each.offset is not None
        for meant in [each.office.district == district]
    )
    return spots if any(spot.meant for spot in spots) else ()


def no_office_page(region: Region) -> ReadPage:
    """Return the page of a region whose sources list no office."""
    return region_page(region, "office", "offices", (ReadSection("address", ()),), None)


def banks_page(region: Region) -> ReadPage:
    """Return the banks whose account a card can carry, with their lines if known."""
    lines, waived = tuple(map(_bank, region.banks)), waived_sections(region.fees)
    dates = (
        *(region.bank_list.as_of if lines else ()),
        *(region.fees.as_of if waived else ()),
    )
    dated = tuple(dict.fromkeys(dates)) if lines or waived else None
    sections = (ReadSection("banks", lines), *waived)
    return region_page(region, "bank", "banks", sections, dated)


def _bank(bank: Bank) -> str:
    return _spaced(bank.name, bank.loss_phone)


def progress_page(region: Region) -> ReadPage:
    """Return how to ask for a card's progress where a name cannot be given here."""
    rules = region.procedure("application")
    sections = [ReadSection("ask_progress", (region.hotlines.consultation,))]
    if term := usual_term(region):
        sections.append(ReadSection("usual_time", term))
    guide = region.guide("progress")
    dated = guide.as_of if guide else (rules.as_of if rules else None)
    return region_page(region, "progress", "progress", tuple(sections), dated)


def usual_term(region: Region) -> Words:
    """Return how long a card takes as a rule; nothing where no source says it."""
    guide, rules = region.guide("progress"), region.procedure("application")
    if guide:
        return guide.lines
    return _some(rules.time) if rules else ()


def address_page(region: Region) -> ReadPage:
    """Return where an address is changed, which nobody can type here."""
    page = procedure_page(region, "data_change")
    return ReadPage(
        kind="contact",
        topic="address",
        title="",
        sections=page.sections,
        hotline=page.hotline,
        hotline_hours=page.hotline_hours,
        as_of=page.as_of,
        card=True,
    )


def _channel(channel: Channel) -> str:
    return _spaced(channel.name, channel.number, channel.hours, channel.who)


def _spaced(*words: str) -> str:
    """Return words of a source beside each other, a wide space between."""
    return "\u3000".join(filter(None, words))


def _some(words: str) -> Words:
    return (words,) if words else ()
