"""What waits for a person: one page with all lists' lengths, and one for each list."""

from typing import Annotated

from litestar import get, post
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect, Template
from sqlalchemy import Connection

from kiosk.center.database.transactions import transaction
from kiosk.center.desk.desk_form import TheForm
from kiosk.center.desk.desk_parts import TheDesk, TheOperator, note
from kiosk.center.desk.desk_refusals import DeskRefusal, no_such_page
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.desk.desk_sheet import TheSheet
from kiosk.center.desk.entrance.step_up import confirm
from kiosk.center.desk.fleet_pages.fleet_words import FleetWords
from kiosk.center.fleet.shown.machine_list import PAGE
from kiosk.center.fleet.shown.work_lists import MOST, WORK, work_counts, work_page
from kiosk.center.identity.returning import reenrolment
from kiosk.center.server import alarms


@get("/work", opt={"role": DeskRole.VIEWER})
async def work(desk: TheDesk, sheet: TheSheet) -> Template:
    """Show how long each list is."""
    now = desk.now()
    counts = await desk.line.run(lambda db: work_counts(db, now))
    words = FleetWords(sheet.texts, now)
    return sheet("work.html", words=words, counts=counts, most=MOST)


@get("/work/{name:str}", opt={"role": DeskRole.VIEWER})
async def work_list(
    name: FromPath[str],
    desk: TheDesk,
    sheet: TheSheet,
    operator: TheOperator,
    skip: Annotated[int, QueryParameter(ge=0, le=MOST)] = 0,
) -> Template:
    """Show a list's next rows."""
    if name not in WORK:
        raise no_such_page()
    now = desk.now()
    page = await desk.line.run(lambda db: work_page(db, name, now, skip))
    return sheet(
        "work_list.html",
        words=FleetWords(sheet.texts, now),
        name=name,
        rows=page.rows,
        skip=skip,
        next=skip + PAGE if page.more else None,
        most=MOST,
        may_act=operator.role >= DeskRole.OPERATOR,
        may_approve=operator.role >= DeskRole.ADMIN,
    )


@get("/returning/{kiosk:str}", opt={"role": DeskRole.ADMIN})
async def returning(kiosk: FromPath[str], desk: TheDesk, sheet: TheSheet) -> Template:
    """Say what it means to let a machine in again, and ask."""
    rows = await desk.line.run(reenrolment.waiting)
    row = next((each for each in rows if each.kiosk == kiosk), None)
    if row is None:
        raise no_such_page()
    words = FleetWords(sheet.texts, desk.now())
    return sheet("returning.html", words=words, row=row)


@post("/returning/{kiosk:str}", opt={"role": DeskRole.ADMIN}, status_code=303)
async def let_return(
    kiosk: FromPath[str], desk: TheDesk, operator: TheOperator, form: TheForm
) -> Redirect:
    """Let a machine that was off too long have its certificate."""
    await confirm(desk, operator, form.one("code"))

    def work(db: Connection) -> bool:
        with transaction(db):
            done = reenrolment.put_approval(db, kiosk, operator.name, desk.now())
            if done:
                note(desk, db, operator, "returning", kiosk)
        return done

    try:
        if not await desk.line.run(work):
            raise no_such_page()
    except reenrolment.TwoKeys as error:
        raise DeskRefusal(409, "two_keys") from error
    return Redirect("/work/returning", status_code=303)


@post("/looked/{kiosk:str}", opt={"role": DeskRole.OPERATOR}, status_code=303)
async def settle_alarms(
    kiosk: FromPath[str], desk: TheDesk, operator: TheOperator, form: TheForm
) -> Redirect:
    """Forget a machine's alarms: somebody has looked; the next one is told anew."""

    def work(db: Connection) -> None:
        with transaction(db):
            if alarms.settle(db, kiosk):
                note(desk, db, operator, "alarms", kiosk)

    await desk.line.run(work)
    return Redirect("/work/alarms", status_code=303)


WORK_ROUTES = [work, work_list, returning, let_return, settle_alarms]
