"""A new roll before a virtual printer: what its line tells, and what only hands do."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.session.pages.page import Answer, Page, Tap
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import ActChosen, ToolPage
from kiosk.session.staff.parts.probe_tool import probe_printer
from kiosk.session.staff.parts.roll_change import STEPS, RollChange, change_roll
from kiosk.session.staff.people import StaffPerson, StaffRole
from kiosk.session.staff.self_tests import last_tests
from tests.devices.printer.conftest import Rig, rig, rig_on
from tests.session.hall import Scene, scene

__all__ = ["rig"]
Hand = Callable[[str], Answer | None]


@asynccontextmanager
async def before(
    tmp_path: Path, rig: Rig, hand: Hand
) -> AsyncIterator[tuple[Desk, Scene]]:
    """Stand before a virtual printer; the hand does what a page says, once."""
    done: list[str] = []

    def look(page: Page) -> Answer | None:
        if not isinstance(page, ToolPage) or not page.sayings:
            return Tap.BACK if isinstance(page, ToolPage) else None
        wanted = page.sayings[0].name
        if wanted in done:
            return None
        done.append(wanted)
        return hand(wanted)

    place = scene(tmp_path, look)
    desk = Desk(
        replace(place.parts, printer=rig.printer),
        StaffPerson("1001", StaffRole.TECHNICIAN),
    )

    async def news() -> None:
        while True:
            await asyncio.sleep(0.05)
            place.parts.dialog.devices_changed()

    beat = asyncio.ensure_future(news())
    try:
        async with asyncio.timeout(60):
            yield desk, place
    finally:
        beat.cancel()


async def test_each_step_is_seen_on_the_line_and_a_new_roll_is_counted(
    tmp_path: Path, rig: Rig
) -> None:
    rig.virtual.set_paper("out")

    def hand(wanted: str) -> Answer | None:
        match wanted:
            case "roll_open_cover":
                rig.virtual.set_cover("open")
            case "roll_lay_roll":
                rig.virtual.set_paper("ok")
                rig.virtual.set_cover("closed")
            case "roll_confirmed":
                return ActChosen("roll_is_new")
        return None

    async with before(tmp_path, rig, hand) as (desk, place):
        await change_roll(desk)
    (_, act) = place.journal.events[-1]
    assert (act["act"], act["done"]) == ("roll_changed", True)
    assert len(rig.virtual.receipts) == 1
    assert desk.page("printer").sayings[-1].name == "new_roll_no_length"
    (record,) = last_tests(desk.parts, "printer")
    assert (record.outcome, record.proved) == ("passed", "printer_confirmed")
    assert [job.kind for job in rig.printer.newest_jobs(1)] == ["test"]


async def test_the_same_roll_keeps_its_metres(tmp_path: Path, rig: Rig) -> None:
    rig.printer.roll_changed()

    def hand(wanted: str) -> Answer | None:
        if wanted == "roll_confirmed":
            return ActChosen("roll_is_same")
        return ActChosen("step_done")

    async with before(tmp_path, rig, hand) as (desk, place):
        await change_roll(desk)
    assert place.journal.events[-1][1]["act"] == "roll_kept"
    used = rig.store.one("SELECT used_mm FROM paper_roll")
    assert used is not None
    assert float(used["used_mm"]) > 10  # the short test itself, and nothing forgotten


async def test_what_the_printer_did_not_tell_is_only_said(
    tmp_path: Path, rig: Rig
) -> None:
    def hand(wanted: str) -> Answer | None:
        return ActChosen("step_done")

    async with before(tmp_path, rig, hand) as (desk, _):
        change = RollChange(desk)
        assert await change.hands()
    assert change.seen["open_cover"] == "said"
    assert change.seen["close_cover"] == "seen"
    assert list(change.seen) == [step.name for step in STEPS]


async def test_who_walks_away_changes_nothing(tmp_path: Path, rig: Rig) -> None:
    async with before(tmp_path, rig, lambda wanted: Tap.BACK) as (desk, place):
        await change_roll(desk)
    assert place.journal.events[-1][1] | {"subject": ""} == {
        **{"who": "1001", "act": "change_roll", "subject": "", "done": False},
    }
    assert rig.virtual.receipts == ()


async def test_a_probe_runs_on_the_owner_s_line_and_looks_again_after_it(
    tmp_path: Path, rig: Rig
) -> None:
    async with before(tmp_path, rig, lambda wanted: Tap.BACK) as (desk, place):
        await probe_printer(desk)
    shown = [p for p in place.who.shown if isinstance(p, ToolPage)]
    assert shown[-1].sayings[0].name == "probe_agrees"
    assert place.journal.events[-1][1]["done"] is True
    assert rig.virtual.receipts == ()
    await rig.ready()


@pytest.mark.parametrize("silent", [True, False])
async def test_a_probe_of_nothing_is_no_finding(tmp_path: Path, silent: bool) -> None:
    async with rig_on(tmp_path) as rig:
        if silent:
            rig.virtual.set_silent(True)
        else:
            rig.printer._line = None
        async with before(tmp_path, rig, lambda wanted: None) as (desk, place):
            await probe_printer(desk)
    said = desk.page("printer").sayings[-1].name
    assert said == ("probe_silent" if silent else "probe_gone")
    assert place.journal.events[-1][1]["done"] is False
