"""Where to go after a report, the nearest office first; also for a telephone.

Pure; a region without offices sends to its hotline, as its procedure says.
"""

from msgspec.structs import replace

from kiosk.domain.region.geography import Coordinates
from kiosk.domain.region.nearest import NearOffice, nearest_first, toward
from kiosk.domain.region.region import Region
from kiosk.session.guides.pages import Way
from kiosk.session.guides.wording import way_line
from kiosk.session.loss import wording
from kiosk.session.loss.pages import LossDonePage
from kiosk.settings.texts import Texts

MOST = 3
"""Offices on page and paper; the list of all is on the first page."""


def with_the_way(
    page: LossDonePage, region: Region, place: Coordinates | None, texts: Texts
) -> LossDonePage:
    """Return the page of a report with offices, and the next steps as text."""
    near = nearest_first(region, place)
    # Without anybody's place the first of a long list are no better than the others.
    known = any(each.offset is not None for each in near)
    few = known or len(near) <= MOST
    lines = [office_line(each, texts) for each in near[:MOST]] if few else []
    told = replace(page, offices=tuple(lines), listed=bool(near) and not few)
    return replace(told, code=_text(told, texts))


def office_line(near: NearOffice, texts: Texts) -> str:
    """Return one office: address, telephone, hours, and how far it is."""
    office = near.office
    said = [office.addresses[0], *office.phones[:1], office.hours]
    if near.offset is not None and near.metres is not None:
        said.append(way_line(Way(near.metres, toward(near.offset)), texts))
    return "\u3000".join(filter(None, said))


def _text(page: LossDonePage, texts: Texts) -> str:
    """Return what to do now as plain lines."""
    steps = [*wording.next_steps(page, texts, 2), *wording.next_offices(page, texts)]
    return "\n".join(f"{title}\n{told}" for title, told in steps)
