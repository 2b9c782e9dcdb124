"""The first page: what needs a person first, all halls worst first, all machines."""

from typing import Annotated, NamedTuple

from litestar import get
from litestar.params import QueryParameter
from litestar.response import Template
from sqlalchemy import Connection

from kiosk.center.desk.desk_parts import DeskParts, TheDesk
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.desk.desk_sheet import DeskSheet, TheSheet
from kiosk.center.desk.fleet_pages.fleet_words import WORST_FIRST, FleetWords
from kiosk.center.fleet.shown.fleet_picture import FleetPicture, fleet_picture
from kiosk.center.fleet.shown.machine_list import (
    MachineFilter,
    MachineRow,
    machine_page,
)
from kiosk.center.fleet.shown.wall import Wall, wall
from kiosk.center.fleet.shown.work_lists import MOST, work_counts

HALLS = 50
DARK = 5
"""Halls of which nothing is heard that are named one by one."""
FEW = 50
"""Up to so many machines are listed one by one instead of drawn."""
Page = Annotated[int, QueryParameter(ge=0, le=1000)]


class WallSight(NamedTuple):
    """What is read for one look."""

    wall: Wall
    work: dict[str, int]
    few: list[MachineRow]
    picture: FleetPicture | None


def _look(db: Connection, now: float) -> WallSight:
    seen = wall(db, now)
    few = seen.machines <= FEW
    rows = machine_page(db, MachineFilter(), now).rows if few else []
    picture = None if few else fleet_picture(seen.halls)
    return WallSight(seen, work_counts(db, now), rows, picture)


async def _shown(
    desk: DeskParts, sheet: DeskSheet, template: str, page: int
) -> Template:
    now = desk.now()
    sight = await desk.line.run(lambda db: _look(db, now))
    halls = sight.wall.halls
    return sheet(
        template,
        words=FleetWords(sheet.texts, now),
        sight=sight,
        wall=sight.wall,
        totals=sight.wall.totals,
        halls=halls[page * HALLS : (page + 1) * HALLS],
        dark=[hall for hall in halls if hall.all_silent],
        dark_most=DARK,
        page=page,
        more=len(halls) > (page + 1) * HALLS,
        needs=WORST_FIRST,
        work_most=MOST,
    )


@get("/", opt={"role": DeskRole.VIEWER})
async def wall_page(desk: TheDesk, sheet: TheSheet, page: Page = 0) -> Template:
    """Show the wall."""
    return await _shown(desk, sheet, "wall.html", page)


@get("/wall/piece", opt={"role": DeskRole.VIEWER})
async def wall_piece(desk: TheDesk, sheet: TheSheet, page: Page = 0) -> Template:
    """Show what of the wall is renewed."""
    return await _shown(desk, sheet, "wall_piece.html", page)


WALL = [wall_page, wall_piece]
