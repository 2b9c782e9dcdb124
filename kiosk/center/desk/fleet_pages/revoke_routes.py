"""Ends a stolen machine, at once: a page says what it means, a code confirms."""

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy import Connection

from kiosk.center.database.transactions import transaction
from kiosk.center.desk.desk_form import TheForm
from kiosk.center.desk.desk_parts import TheDesk, TheOperator, note
from kiosk.center.desk.desk_refusals import no_such_page
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.desk.desk_sheet import TheSheet
from kiosk.center.desk.entrance.step_up import confirm
from kiosk.center.desk.fleet_pages.fleet_words import FleetWords
from kiosk.center.fleet.shown.machine_list import one_machine
from kiosk.center.identity.revoking import end_kiosk


@get("/revoke/{kiosk:str}", opt={"role": DeskRole.ADMIN})
async def revoke_form(kiosk: FromPath[str], desk: TheDesk, sheet: TheSheet) -> Template:
    """Say what it means to revoke a machine, and ask."""
    now = desk.now()
    row = await desk.line.run(lambda db: one_machine(db, kiosk, now))
    if row is None:
        raise no_such_page()
    return sheet("revoke.html", words=FleetWords(sheet.texts, now), row=row)


@post("/revoke/{kiosk:str}", opt={"role": DeskRole.ADMIN}, status_code=303)
async def revoke_machine(
    kiosk: FromPath[str], desk: TheDesk, operator: TheOperator, form: TheForm
) -> Redirect:
    """Revoke a machine and write it down, both or none."""
    await confirm(desk, operator, form.one("code"))

    def work(db: Connection) -> bool:
        now = desk.now()
        with transaction(db):
            known = one_machine(db, kiosk, now) is not None
            if known and end_kiosk(db, kiosk, now):
                note(desk, db, operator, "revoke", kiosk)
        return known

    if not await desk.line.run(work):
        raise no_such_page()
    return Redirect("/machines", status_code=303)


REVOKE = [revoke_form, revoke_machine]
