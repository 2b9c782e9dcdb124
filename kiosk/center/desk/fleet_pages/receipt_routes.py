"""A receipt by its number, and loss reports: who looked for a number is written down.

A number travels in a form, not in an address: so no browser's history keeps it.
"""

from typing import Annotated

from litestar import get, post
from litestar.params import QueryParameter
from litestar.response import Template
from sqlalchemy import Connection

from kiosk.center.database.transactions import transaction
from kiosk.center.desk.desk_form import TheForm
from kiosk.center.desk.desk_parts import TheDesk, TheOperator, note
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.desk.desk_sheet import TheSheet
from kiosk.center.desk.fleet_pages.fleet_words import FleetWords
from kiosk.center.fleet.receipt_places import NUMBER, ReceiptPlace, receipts_by_number
from kiosk.center.fleet.shown.loss_list import loss_page

_ACT_LENGTH = 32


@get("/receipt", opt={"role": DeskRole.OPERATOR})
async def receipt_form(desk: TheDesk, sheet: TheSheet) -> Template:
    """Ask for a number."""
    words = FleetWords(sheet.texts, desk.now())
    return sheet("receipt.html", words=words, number="", found=None, wrong=False)


@post("/receipt", opt={"role": DeskRole.OPERATOR}, status_code=200)
async def receipt_search(
    desk: TheDesk, sheet: TheSheet, operator: TheOperator, form: TheForm
) -> Template:
    """Show where a receipt's number was told of."""
    number = form.one("number").upper()
    known = bool(NUMBER.fullmatch(number))

    def work(db: Connection) -> list[ReceiptPlace]:
        with transaction(db):
            note(desk, db, operator, "receipt", number)
        return receipts_by_number(db, number)

    found = await desk.line.run(work) if known else []
    words = FleetWords(sheet.texts, desk.now())
    return sheet(
        "receipt.html", words=words, number=number, found=found, wrong=not known
    )


@get("/losses", opt={"role": DeskRole.OPERATOR})
async def losses(
    desk: TheDesk,
    sheet: TheSheet,
    at: Annotated[float | None, QueryParameter()] = None,
    act: Annotated[str, QueryParameter(max_length=_ACT_LENGTH)] = "",
) -> Template:
    """Show loss reports with their state, the newest first."""
    after = (at, act) if at is not None and act else None
    now = desk.now()
    page = await desk.line.run(lambda db: loss_page(db, now, after))
    words = FleetWords(sheet.texts, now)
    return sheet("losses.html", words=words, page=page, first=after is None)


RECEIPTS = [receipt_form, receipt_search, losses]
