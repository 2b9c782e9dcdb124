"""The audit as a page, for administrators: the newest first, by keyset."""

from typing import Annotated

from litestar import get
from litestar.params import QueryParameter
from litestar.response import Template

from kiosk.center.desk.audit.audit_book import AuditLine, lines_before
from kiosk.center.desk.desk_parts import TheDesk
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.desk.desk_sheet import TheSheet
from kiosk.settings.texts import Texts

PAGE = 100
_FAMILIES = {"order": "fleet__act__", "operator_add": "desk__role__"}


class AuditWords:
    """What a line tells, in the page's language where it begins with a known word."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def told(self, line: AuditLine) -> str:
        """Return what a line tells: `restart 12` begins with the name of the act."""
        word, blank, rest = line.told.partition(" ")
        key = _FAMILIES.get(line.act, "") + word
        return self._texts(key) + blank + rest if self._texts.has(key) else line.told


@get("/audit", opt={"role": DeskRole.ADMIN})
async def audit_page(
    desk: TheDesk,
    sheet: TheSheet,
    before: Annotated[int | None, QueryParameter(ge=1, le=2**53)] = None,
) -> Template:
    """Show a page of lines, and the way to older ones."""
    lines = await desk.line.run(lambda db: lines_before(db, before, PAGE + 1))
    older = lines[PAGE - 1].number if len(lines) > PAGE else None
    words = AuditWords(sheet.texts)
    return sheet("audit.html", words=words, lines=lines[:PAGE], older=older)


AUDIT = [audit_page]
