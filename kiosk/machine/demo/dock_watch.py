"""Looks around the demo now and then and has the dock show what has changed."""

import asyncio
from functools import partial

from kiosk.devices.virtual.jsonlines import CommandRefused
from kiosk.machine.demo.surroundings import MachineRoomClient
from kiosk.screens.window.dock_news import DockNews
from kiosk.screens.window.window import Window
from kiosk.settings.state.store import Store

_PAUSE = 0.4
"""Seconds between two looks: short enough to see paper come out."""

_JOBS = 4


async def watch_for_dock(
    window: Window, store: Store, room: MachineRoomClient | None
) -> None:
    """Look until cancelled, or until the window has gone."""
    dock, shown = window.dock, DockNews()
    while dock is not None:
        news = await _look(store, room)
        if news != shown:
            shown = news
            await asyncio.wrap_future(window.call(partial(dock.report, news)))
        await asyncio.sleep(_PAUSE)


async def _look(store: Store, room: MachineRoomClient | None) -> DockNews:
    rows = store.all(
        "SELECT id, state, copy FROM print_job ORDER BY id DESC LIMIT ?", [_JOBS]
    )
    jobs = tuple((int(row["id"]), str(row["state"]), int(row["copy"])) for row in rows)
    if room is None:
        return DockNews(jobs=jobs)
    try:
        paper = await room.ask({"do": "paper"})
    except CommandRefused:
        return DockNews(jobs=jobs)
    return DockNews(
        picture=paper["picture"],
        stamp=paper["stamp"],
        growing=paper["growing"],
        waits=paper["waits"],
        jobs=jobs,
        numbers=tuple(paper["center"].items()),
        codes=tuple(paper["codes"]),
    )
