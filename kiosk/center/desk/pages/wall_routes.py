"""The first page: every machine at one look."""

from litestar import get
from litestar.response import Template

from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.desk.desk_sheet import TheSheet


@get("/", opt={"role": DeskRole.VIEWER})
async def wall(sheet: TheSheet) -> Template:
    """Show the wall."""
    return sheet("wall.html")


WALL = [wall]
