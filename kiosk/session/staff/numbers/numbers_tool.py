"""The machine's numbers: heat, memory, storage, what it did, how often it broke."""

import asyncio
import contextlib
import shutil
from collections.abc import Callable
from datetime import date
from math import ceil

from kiosk.session.pages.record import Count, Value, Word
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.numbers.day_counts import FAULTS, SIZE, DayCounts, last_days
from kiosk.session.staff.numbers.event_tally import (
    CARDS,
    ERRANDS,
    MM,
    PRINT_FAILED,
    PRINT_UNSURE,
    PRINTED,
)
from kiosk.session.staff.numbers.forecast import ForecastKind, forecast
from kiosk.session.staff.numbers.machine_look import (
    HOT,
    MachineLook,
    look_at_machine,
)
from kiosk.session.staff.numbers.program_starts import newest_starts, running_for
from kiosk.session.staff.pages import PartHealth, ToolFact, ToolFacts, ToolPage
from kiosk.session.staff.records.aside import Aside
from kiosk.session.staff.records.queue_tool import span

DAYS = 14
STARTS = 4
LOOK_EVERY, LOOK_LIMIT = 10.0, 3.0
HISTORY = 30
SOON = 60
"""Days of room below which the storage is a warning."""


async def show_numbers(
    desk: Desk, look: Callable[[], MachineLook] = look_at_machine
) -> None:
    """Show the numbers until the technician goes back."""
    seen = SeenMachine(desk, look)
    watch = asyncio.create_task(seen.watch())
    try:
        await desk.ask(lambda: numbers_page(desk, seen.look))
    finally:
        watch.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watch


class SeenMachine:
    """The newest look at the machine; a driver that hangs leaves none."""

    def __init__(self, desk: Desk, look: Callable[[], MachineLook]) -> None:
        self._desk, self._look = desk, look
        self._aside = Aside("numbers")
        self.look: MachineLook | None = None

    async def watch(self) -> None:
        """Look again and again."""
        while True:
            try:
                self.look = await self._aside.do(self._look, LOOK_LIMIT)
            except TimeoutError:
                self.look = None
            self._desk.parts.dialog.devices_changed()
            await asyncio.sleep(LOOK_EVERY)


def numbers_page(desk: Desk, look: MachineLook | None) -> ToolPage:
    """Return the numbers as they are at the moment."""
    parts = desk.parts
    counts = DayCounts(parts.store, parts.clock)
    known = parts.clock.known()
    days = [] if known is None else last_days(known.date(), DAYS)
    chart = tuple(
        (f"{day:%d}", count)
        for day, count in zip(days, counts.of(FAULTS, days), strict=True)
    )
    return desk.page(
        "numbers",
        groups=(
            ToolFacts("numbers_machine", _machine(desk, look)),
            ToolFacts("numbers_storage", _storage(desk, counts)),
            ToolFacts("numbers_work", _work(counts, days)),
            ToolFacts("numbers_starts", _starts(desk)),
        ),
        chart=chart,
    )


def _machine(desk: Desk, look: MachineLook | None) -> tuple[ToolFact, ...]:
    clock, facts = desk.parts.clock, list[ToolFact]()
    for heat in look.temperatures if look is not None else ():
        health = PartHealth.WARNING if heat.degrees >= HOT else None
        degrees = Count(heat.degrees, "degrees")
        facts.append(ToolFact("temperature", degrees, health, (heat.name,)))
    if not facts:
        state = "unknown" if look is None else "no_sensor"
        facts.append(ToolFact("temperature", Word("number_state", state)))
    memory: Value = Word("number_state", "unknown")
    if look is not None and look.memory_mib is not None:
        memory = Count(look.memory_mib, "free_mib")
    facts.append(ToolFact("memory", memory))
    facts.append(ToolFact("uptime", span(clock.monotonic())))
    since = running_for(desk.parts.store, clock)
    running: Value = Word("number_state", "unknown") if since is None else span(since)
    facts.append(ToolFact("program_runs", running))
    return tuple(facts)


def _storage(desk: Desk, counts: DayCounts) -> tuple[ToolFact, ...]:
    store = desk.parts.store
    free, size = store.free_bytes(), store.path.stat().st_size
    low = desk.parts.config.storage.low_water_mb * 1024
    told = forecast(counts.history(SIZE, HISTORY), free // 1024 - low)
    lasts: Value = Word("forecast", told.kind)
    health = None
    if told.kind is ForecastKind.DAYS:
        lasts = Count(told.days, "span_days")
        health = PartHealth.WARNING if told.days < SOON else None
    growth: Value = Word("forecast", ForecastKind.UNKNOWN)
    if told.kind is not ForecastKind.UNKNOWN:
        growth = Count(told.kib_a_day, "kib_a_day")
    whole = shutil.disk_usage(store.path.parent).total // (1024 * 1024)
    return (
        *(
            ToolFact("free", Count(free // (1024 * 1024), "free_mib")),
            ToolFact("whole", Count(whole, "mib")),
        ),
        ToolFact("database", Count(size // (1024 * 1024), "mib")),
        ToolFact("growth", growth),
        ToolFact("lasts", lasts, health),
    )


def _work(counts: DayCounts, days: list[date]) -> tuple[ToolFact, ...]:
    """Return what was done today, and in all of the last days."""
    facts = [_counted(counts, days, kind) for kind in WORK]
    metres = counts.of(MM, days)
    # Begun metres: half a metre that was used is not none.
    today = Count(ceil(metres[-1] / 1000) if metres else 0, "metres_used")
    whole = Count(ceil(sum(metres) / 1000), "metres_in_days")
    facts.append(ToolFact("counted_metres", today, None, (whole,)))
    unsure = sum(counts.unsure(kind) for kind in WORK) + counts.unsure(FAULTS)
    if unsure:
        facts.append(ToolFact("counted_unsure", Count(unsure, "counted")))
    return tuple(facts)


WORK = (CARDS, ERRANDS, PRINTED, PRINT_FAILED, PRINT_UNSURE)


def _counted(counts: DayCounts, days: list[date], kind: str) -> ToolFact:
    found = counts.of(kind, days)
    today = Count(found[-1] if found else 0, "today")
    return ToolFact(f"counted_{kind}", today, None, (Count(sum(found), "in_days"),))


def _starts(desk: Desk) -> tuple[ToolFact, ...]:
    starts = newest_starts(desk.parts.store, STARTS)
    if not starts:
        return (ToolFact("start", Word("number_state", "unknown")),)
    return tuple(
        ToolFact(
            *("start", Word("start_reason", start.reason), None),
            (
                start.at[:16].replace("T", " ")
                if start.at
                else Word("number_state", "no_time"),
                start.version,
            ),
        )
        for start in starts
    )
