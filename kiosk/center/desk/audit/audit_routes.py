"""The audit as a page, for administrators: the newest first, by keyset."""

from typing import Annotated

from litestar import get
from litestar.params import QueryParameter
from litestar.response import Template

from kiosk.center.desk.audit.audit_book import lines_before
from kiosk.center.desk.desk_parts import TheDesk
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.desk.desk_sheet import TheSheet

PAGE = 100


@get("/audit", opt={"role": DeskRole.ADMIN})
async def audit_page(
    desk: TheDesk,
    sheet: TheSheet,
    before: Annotated[int | None, QueryParameter(ge=1, le=2**53)] = None,
) -> Template:
    """Show a page of lines, and the way to older ones."""
    lines = await desk.line.run(lambda db: lines_before(db, before, PAGE + 1))
    older = lines[PAGE - 1].number if len(lines) > PAGE else None
    return sheet("audit.html", lines=lines[:PAGE], older=older)


AUDIT = [audit_page]
