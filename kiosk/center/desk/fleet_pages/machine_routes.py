"""Lists of machines, and the page of one."""

from typing import Annotated
from urllib.parse import urlencode

from litestar import get
from litestar.params import FromPath, QueryParameter
from litestar.response import Template
from sqlalchemy import Connection

from kiosk.center.database.transactions import transaction
from kiosk.center.desk.desk_parts import TheDesk, TheOperator, note
from kiosk.center.desk.desk_refusals import no_such_page
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.desk.desk_sheet import TheSheet
from kiosk.center.desk.fleet_pages.day_plot import day_plot
from kiosk.center.desk.fleet_pages.fleet_words import WORST_FIRST, FleetWords
from kiosk.center.desk.fleet_pages.order_routes import MOST_AT_ONCE
from kiosk.center.fleet.fleet_state import Need
from kiosk.center.fleet.order_logs import log_of
from kiosk.center.fleet.shown.machine_list import (
    MachineFilter,
    MachinePage,
    how_many,
    machine_page,
)
from kiosk.center.fleet.shown.machine_view import MachineView, machine_view
from kiosk.domain.visible_text import visible
from kiosk.sync.wire.downward.log_wire import LogBundle
from kiosk.sync.wire.downward.orders_wire import OrderAct

Text = Annotated[str, QueryParameter(max_length=64)]
_NEEDS = {need.name.lower(): need for need in Need}


@get("/machines", opt={"role": DeskRole.VIEWER})
async def machines(
    desk: TheDesk,
    sheet: TheSheet,
    operator: TheOperator,
    need: Text = "",
    hall: Text = "",
    nameless: Text = "",
    version: Text = "",
    q: Text = "",
    after: Text = "",
) -> Template:
    """Show the machines that somebody looks for, the worst first."""
    now, place = desk.now(), _place(after)
    hall_name = hall or ("" if nameless else None)
    wanted = MachineFilter(_NEEDS.get(need), hall_name, version.strip(), q.strip())

    def read(db: Connection) -> tuple[MachinePage, int]:
        return machine_page(db, wanted, now, place), how_many(db, wanted, now)

    page, count = await desk.line.run(read)
    asked = {"need": need, "hall": hall, "nameless": nameless}
    asked |= {"version": version, "q": q}
    kept = {name: value for name, value in asked.items() if value}
    return sheet(
        "machines.html",
        words=FleetWords(sheet.texts, now),
        rows=page.rows,
        count=count,
        asked=asked,
        needs=WORST_FIRST,
        next_path=_next(kept, page),
        first_path=f"/machines?{urlencode(kept)}" if place else "",
        acts=list(OrderAct),
        most=MOST_AT_ONCE,
        may_act=operator.role >= DeskRole.OPERATOR,
    )


def _place(text: str) -> tuple[int, str] | None:
    """Return where a list goes on: `3.hall-7`."""
    need, _, kiosk = text.partition(".")
    return (int(need), kiosk) if need in set("01234") and kiosk else None


def _next(kept: dict[str, str], page: MachinePage) -> str:
    if page.more is None:
        return ""
    need, kiosk = page.more
    return f"/machines?{urlencode({**kept, 'after': f'{need}.{kiosk}'})}"


@get("/machine/{kiosk:str}", opt={"role": DeskRole.VIEWER})
async def one_machine_page(
    kiosk: FromPath[str], desk: TheDesk, sheet: TheSheet, operator: TheOperator
) -> Template:
    """Show one machine."""
    return await _machine(kiosk, desk, sheet, operator, "machine.html")


@get("/machine/{kiosk:str}/piece", opt={"role": DeskRole.VIEWER})
async def one_machine_piece(
    kiosk: FromPath[str], desk: TheDesk, sheet: TheSheet, operator: TheOperator
) -> Template:
    """Show what of a machine's page is renewed."""
    return await _machine(kiosk, desk, sheet, operator, "machine_piece.html")


async def _machine(
    kiosk: str,
    desk: TheDesk,
    sheet: TheSheet,
    operator: TheOperator,
    template: str,
) -> Template:
    now = desk.now()
    view = await desk.line.run(lambda db: machine_view(db, kiosk, now))
    if view is None:
        raise no_such_page()
    words = FleetWords(sheet.texts, now)
    return sheet(
        template,
        view=view,
        row=view.row,
        pulse=view.pulse,
        words=words,
        faults=day_plot(view.faults),
        visits=day_plot(view.visits),
        days_left=_days_left(view, now),
        acts=list(OrderAct),
        may_act=operator.role >= DeskRole.OPERATOR,
        may_revoke=operator.role >= DeskRole.ADMIN,
    )


def _days_left(view: MachineView, now: float) -> int | None:
    ends = view.certificate_ends
    return None if ends is None else int((ends - now) // 86400)


@get("/machine/{kiosk:str}/log/{number:int}", opt={"role": DeskRole.OPERATOR})
async def machine_log(
    kiosk: FromPath[str],
    number: FromPath[int],
    desk: TheDesk,
    sheet: TheSheet,
    operator: TheOperator,
) -> Template:
    """Show what a machine sent of its logs; who read it is written down."""

    def read(db: Connection) -> LogBundle | None:
        bundle = log_of(db, kiosk, number)
        if bundle is not None:
            with transaction(db):
                note(desk, db, operator, "log", kiosk, str(number))
        return bundle

    bundle = await desk.line.run(read)
    if bundle is None:
        raise no_such_page()
    lines = [
        f"{each.at:%m-%d %H:%M:%S} {each.level} {each.where} {each.text}"
        for each in bundle.lines
    ]
    facts = [f"{each.name} {each.value}" for each in bundle.counts]
    shown = [visible(line) for line in (bundle.system, *facts, *lines)]
    return sheet("machine_log.html", kiosk=kiosk, lines=shown)


MACHINES = [machines, one_machine_page, one_machine_piece, machine_log]
