"""Statistics of days: as a page, and as a file that a spreadsheet opens.

Each day is read by itself, so that a quarter of ten thousand machines is many short
reads; the file is sent while it is written.
"""

from collections.abc import AsyncIterator
from datetime import date
from functools import partial
from typing import Annotated

from litestar import get
from litestar.params import QueryParameter
from litestar.response import Stream, Template
from sqlalchemy import Connection

from kiosk.center.database.transactions import transaction
from kiosk.center.desk.desk_parts import DeskParts, TheDesk, TheOperator, note
from kiosk.center.desk.desk_refusals import DeskRefusal
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.desk.desk_sheet import TheSheet
from kiosk.center.desk.fleet_pages.fleet_words import FleetWords
from kiosk.center.fleet.counts import china_day
from kiosk.center.fleet.shown.csv_lines import MARK, Cell, csv_lines
from kiosk.center.fleet.shown.day_figures import (
    FAMILIES,
    DaySpan,
    WrongSpan,
    day_sums,
    families,
    hall_sums,
    machine_figures,
    machine_names,
    span_of,
)
from kiosk.settings.texts import Texts

SHOWN = ("visit", "service", "wait", "fault", "trouble", "print")
"""Families that the page's table of days has a column for."""
MOST_DAYS_SHOWN = 31
_BY = ("day", "hall", "machine")
Day = Annotated[str, QueryParameter(max_length=10)]
Hall = Annotated[str, QueryParameter(max_length=64)]


@get("/figures", opt={"role": DeskRole.VIEWER})
async def figures(
    desk: TheDesk, sheet: TheSheet, first: Day = "", last: Day = "", hall: Hall = ""
) -> Template:
    """Show the sums of some days."""
    now = desk.now()
    today, wrong = date.fromisoformat(china_day(now)), ""
    try:
        span = span_of(first, last, today)
        if len(span.days) > MOST_DAYS_SHOWN:
            raise WrongSpan("too_long")
    except WrongSpan as error:
        span, wrong = span_of("", "", today), str(error)
    days: list[tuple[str, dict[str, int]]] = []
    whole: dict[str, int] = {}
    for day in reversed(span.days):
        sums = await desk.line.run(partial(day_sums, day=day, hall=hall or None))
        days.append((day, {n: sum(w.values()) for n, w in families(sums).items()}))
        for what, times in sums.items():
            whole[what] = whole.get(what, 0) + times
    return sheet(
        "figures.html",
        words=FleetWords(sheet.texts, now),
        days=days,
        whole=families(whole),
        shown=SHOWN,
        span=span,
        hall=hall,
        wrong=wrong,
        by=_BY,
        most=MOST_DAYS_SHOWN,
    )


@get("/figures.csv", opt={"role": DeskRole.VIEWER})
async def figures_csv(
    desk: TheDesk,
    sheet: TheSheet,
    operator: TheOperator,
    by: Annotated[str, QueryParameter(max_length=10)] = "day",
    first: Day = "",
    last: Day = "",
) -> Stream:
    """Send the same figures as a file."""
    today = date.fromisoformat(china_day(desk.now()))
    if by not in _BY:
        raise DeskRefusal(400, "form")
    try:
        span = span_of(first, last, today)
    except WrongSpan as error:
        raise DeskRefusal(400, "span") from error

    def work(db: Connection) -> None:
        with transaction(db):
            note(desk, db, operator, "figures", f"{span.first} {span.last} {by}")

    await desk.line.run(work)
    name = f"figures-{by}-{span.first}-{span.last}.csv"
    return Stream(
        _lines(desk, sheet.texts, by, span),
        media_type="text/csv",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


async def _lines(
    desk: DeskParts, texts: Texts, by: str, span: DaySpan
) -> AsyncIterator[str]:
    columns = ("day", *(() if by == "day" else (by,)), "what", "word", "times")
    yield MARK + csv_lines([[texts(f"fleet__column__{name}") for name in columns]])
    if by == "machine":
        async for piece in _of_machines(desk, texts, span):
            yield piece
        return
    for day in span.days:
        if by == "hall":
            found = await desk.line.run(partial(hall_sums, day=day))
            rows: list[list[Cell]] = [
                [day, f.group, f.what, what_word(texts, f.what), f.times] for f in found
            ]
        else:
            sums = await desk.line.run(partial(day_sums, day=day))
            rows = [[day, w, what_word(texts, w), n] for w, n in sorted(sums.items())]
        yield csv_lines(rows)


async def _of_machines(
    desk: DeskParts, texts: Texts, span: DaySpan
) -> AsyncIterator[str]:
    after = ""
    while names := await desk.line.run(partial(machine_names, after=after)):
        after = names[-1]
        found = await desk.line.run(partial(machine_figures, names=names, span=span))
        yield csv_lines(
            [day, kiosk, what, what_word(texts, what), times]
            for kiosk, day, what, times in found
        )


def what_word(texts: Texts, what: str) -> str:
    """Return what was counted, in words: its family and its own."""
    family, _, word = what.partition(".")
    if family in ("fault", "trouble"):
        key = f"fault__{word}__meaning"
        own = f"{word} {texts(key)}" if texts.has(key) else word
    else:
        key = f"fleet__what__{family}__{word}"
        own = texts(key) if texts.has(key) else word
    named = texts(f"fleet__family__{family}") if family in FAMILIES else family
    return f"{named} {own}"


FIGURES = [figures, figures_csv]
