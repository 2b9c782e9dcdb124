"""The desk and a machine, end to end: real center, real line, real journal."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from kiosk.center.database.connecting import connect
from kiosk.center.fleet.handing_over import expire_orders
from kiosk.center.fleet.machine_rows import machine_of, pulse_of
from kiosk.center.fleet.order_logs import log_of
from kiosk.center.fleet.orders import give_order, order_of
from kiosk.machine.remote.remote_desk import RemoteDesk
from kiosk.machine.running_kiosk import MIGRATIONS
from kiosk.session.dialog.ports import Ports
from kiosk.session.pages.everywhere import AttractPage, BusyPage
from kiosk.session.staff.service.pages import ServiceBreakPage
from kiosk.session.staff.service.service_break import kept_break
from kiosk.session.visit.idle import attract_page, serve_people
from kiosk.settings.state.store import Store
from kiosk.sync.clock.clock import SystemClock
from kiosk.sync.identity.certificates import Certificates
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.identity.enrolment import enrol
from kiosk.sync.journal.journal import Journal
from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.upload.uploader import Uploader
from tests.center.fixture import KIOSK, RunningCenter, running_center
from tests.session.hall import polite, scene
from tests.session.staff.powers import Power


@dataclass
class Place:
    """A machine that is on, and its center."""

    center: RunningCenter
    parts: Ports
    desk: RemoteDesk
    power: Power

    def order(self, act: str, now: float | None = None, **more: Any) -> int:
        with closing(connect(self.center.folder)) as db:
            at = time.time() if now is None else now
            return give_order(db, KIOSK, act, "li", at, **more).number

    def state(self, number: int) -> tuple[str, str]:
        with closing(connect(self.center.folder)) as db:
            row = order_of(db, KIOSK, number)
            assert row is not None
            return row["state"], row["told"]

    async def until(self, seen: Callable[[], bool], seconds: float = 30) -> None:
        """Wait until something is so, far less than a pulse is held."""
        began = time.monotonic()
        while time.monotonic() < began + seconds:
            if seen():
                return
            await asyncio.sleep(0.05)
        raise AssertionError("it never was so")


@asynccontextmanager
async def machine(
    center: RunningCenter, folder: Path, *works: str
) -> AsyncIterator[Place]:
    """Switch a machine on; `works` names what does not run yet."""
    folder.mkdir(exist_ok=True)
    keys = DeviceKeys.load_or_create(folder / "keys")
    papers = Certificates(folder / "keys", keys)
    if papers.life() is None:
        code = center.code()
        await enrol(center.url, code, KIOSK, keys, folder / "keys")
    place, power = scene(folder / "hall", polite()), Power()
    config = place.parts.config
    own = msgspec.structs.replace(config.machine, id=KIOSK, state=folder)
    line = msgspec.structs.replace(config.center, url=center.url)
    config = msgspec.structs.replace(config, machine=own, center=line)
    store = Store(folder / "kiosk.sqlite", MIGRATIONS)
    journal = Journal(store, KIOSK, keys, SystemClock())
    client = CenterClient(center.url, KIOSK, keys, folder / "keys", timeout=30)
    uploader = Uploader(journal, client, SystemClock(), start_jitter=0)
    parts = replace(
        place.parts,
        config=config,
        store=store,
        archive=journal,
        journal=journal,
        clock=journal.time,
        machine=power,
        uploader=uploader,
    )
    desk = RemoteDesk(config, parts, journal, keys, papers)
    desk.sender._start_jitter = 0
    tasks = {
        "people": serve_people(parts),
        "pulse": desk.run(),
        "orders": desk.watch.run(),
        "upload": uploader.run(),
    }
    running = [asyncio.create_task(w) for n, w in tasks.items() if n not in works]
    for name in works:
        tasks[name].close()
    try:
        yield Place(center, parts, desk, power)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await asyncio.gather(desk.close(), client.close())
        store.close()


async def test_what_the_desk_orders_is_done_here_and_told_there(tmp_path: Path) -> None:
    with running_center(tmp_path / "center") as center:
        async with machine(center, tmp_path / "kiosk") as place:
            dialog = place.parts.dialog

            def words() -> str:
                page = dialog.page
                return page.message if isinstance(page, AttractPage) else ""

            def heard() -> bool:
                with closing(connect(center.folder)) as db:
                    return machine_of(db, KIOSK) is not None

            await place.until(heard)
            until = time.time() + 600
            number = place.order("message", text="三点停电检修", until=until)
            await place.until(lambda: words() == "三点停电检修")
            await place.until(lambda: place.state(number) == ("done", ""))
            place.order("message")
            stopped = place.order("stop", text="检修中", until=until)
            await place.until(lambda: isinstance(dialog.page, ServiceBreakPage))
            assert isinstance(dialog.page, ServiceBreakPage)
            ends = dialog.page.until
            assert ends is not None
            assert ends.timestamp() == int(until)
            assert ends.utcoffset() == timedelta(hours=8), "the machine's own zone"
            stop = kept_break(place.parts.store)
            assert stop is not None
            assert (stop.words, stop.who) == ("检修中", "li")
            unseen = place.order("message", text="三点停电", until=until)
            await place.until(lambda: place.state(unseen) == ("done", "unseen"))
            place.order("message")
            place.order("resume")
            logs, update = place.order("logs"), place.order("update")
            await place.until(lambda: place.state(logs) == ("done", ""))
            await place.until(lambda: place.state(update) == ("refused", "updates"))
            assert isinstance(dialog.page, AttractPage)
            assert words() == ""
            assert place.state(stopped) == ("done", "")
        with closing(connect(center.folder)) as db:
            bundle, row = log_of(db, KIOSK, logs), machine_of(db, KIOSK)
            assert bundle is not None
            assert row is not None
            assert bundle.pulse.parts != ()
            assert pulse_of(row).boot == bundle.pulse.boot


async def test_a_restart_tears_no_visit_and_a_crash_counts_as_one(
    tmp_path: Path,
) -> None:
    with running_center(tmp_path / "center") as center:
        async with machine(center, tmp_path / "kiosk", "people") as place:
            dialog = place.parts.dialog
            dialog.show(BusyPage("busy__asking_center"))
            number = place.order("restart")
            await place.until(lambda: place.state(number)[0] == "taken")
            dialog.devices_changed()
            await asyncio.sleep(0.05)
            assert place.power.restarts == 0
            dialog.show(attract_page(place.parts))
            dialog.devices_changed()
            await place.until(lambda: place.power.restarts == 1)
            dialog.devices_changed()
            await asyncio.sleep(0.05)
            assert place.power.restarts == 1
        # The program ends here, as a restart does, or a power cut.
        async with machine(center, tmp_path / "kiosk") as place:
            await place.until(lambda: place.state(number) == ("done", ""))
            assert place.power.restarts == 0


async def test_a_machine_that_was_off_does_nothing_of_before(tmp_path: Path) -> None:
    with running_center(tmp_path / "center") as center:
        async with machine(center, tmp_path / "kiosk", "pulse") as place:
            old = place.order("stop", time.time() - 700)
        with closing(connect(center.folder)) as db:
            assert expire_orders(db, time.time()) == 1
        async with machine(center, tmp_path / "kiosk") as place:
            number = place.order("resume")
            await place.until(lambda: place.state(number) == ("done", ""))
            assert place.state(old) == ("expired", "")
            assert kept_break(place.parts.store) is None
