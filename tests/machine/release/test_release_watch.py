"""The program and its release: it proves itself, tells what became, makes room."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from kiosk.devices.printer.printer_port import LinkState
from kiosk.machine.release import release_watch
from kiosk.machine.release.release_watch import watch_release
from kiosk.session.pages.everywhere import BusyPage
from kiosk.session.visit.idle import attract_page
from kiosk.sync.release.release_place import ReleasePlace
from tests.session.hall import READY, Scene, polite, scene
from tests.session.staff.powers import Power


class Hall:
    """A machine whose program is release 0.2.0."""

    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(release_watch, "TRIAL_S", 0.0)
        monkeypatch.setattr(release_watch, "LOOK_EVERY", 0.01)
        self.base, self.run = tmp_path / "opt", tmp_path / "run"
        (self.base / "kept/0.2.0").mkdir(parents=True)
        self.place = ReleasePlace(self.base, str(self.base / "kept/0.2.0/venv"))
        self.current("0.2.0")
        self.scene: Scene = scene(tmp_path / "hall", polite())
        self.power = Power()
        config = self.scene.parts.config
        machine = structs.replace(config.machine, state=str(tmp_path / "state"))
        told = structs.replace(config, machine=machine)
        self.parts = replace(self.scene.parts, machine=self.power, config=told)
        self.parts.dialog.show(attract_page(self.parts))

    def current(self, version: str) -> None:
        link = self.base / "current"
        link.unlink(missing_ok=True)
        link.symlink_to(f"kept/{version}")

    async def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Watch until it ends by itself, or something is so."""
        task = asyncio.create_task(watch_release(self.parts, self.place, self.run))
        async with asyncio.timeout(60):
            while not task.done() and not until():
                await asyncio.sleep(0.005)
                self.parts.dialog.devices_changed()
        if task.done():
            await task
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    def told(self, name: str) -> str:
        path = self.run / name
        return path.read_text() if path.exists() else ""


@pytest.fixture
async def hall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hall:
    """A hall on the test's own loop."""
    return Hall(tmp_path, monkeypatch)


def before(hall: Hall, text: str) -> None:
    folder = hall.parts.config.state
    folder.mkdir(parents=True, exist_ok=True)
    (folder / release_watch.BEFORE).write_text(text)


@pytest.mark.parametrize(
    ("link", "kept", "well", "ill"),
    [
        (LinkState.OK, '{"version":"0.2.0","well":["printer"]}', "0.2.0\n", ""),
        (
            LinkState.SILENT,
            '{"version":"0.2.0","well":["printer"]}',
            "",
            "0.2.0 printer\n",
        ),
        (LinkState.SILENT, '{"version":"0.2.0","well":["reader"]}', "0.2.0\n", ""),
        (LinkState.SILENT, '{"version":"0.1.9","well":["printer"]}', "0.2.0\n", ""),
        (LinkState.SILENT, "[1, 2", "0.2.0\n", ""),
    ],
)
async def test_on_trial_it_says_how_it_is(
    hall: Hall, link: LinkState, kept: str, well: str, ill: str
) -> None:
    before(hall, kept)
    hall.scene.printer.status = replace(READY, link=link)
    (hall.base / "trial").write_text("0.2.0 0.1.0 1 boot 5\n")
    await hall.watch(
        lambda: bool(hall.told("release-well") or hall.told("release-ill"))
    )
    assert (hall.told("release-well"), hall.told("release-ill")) == (well, ill)


async def test_without_a_trial_nothing_is_said(hall: Hall) -> None:
    turns = iter(range(10))
    await hall.watch(lambda: next(turns, None) is None)
    assert not hall.run.exists()


async def test_a_program_that_is_no_release_does_nothing(hall: Hall) -> None:
    hall.place = ReleasePlace(hall.base, "/usr")
    hall.current("0.3.0")
    await hall.watch()
    assert hall.power.restarts == 0


async def test_each_end_of_a_trial_is_journaled_once(hall: Hall) -> None:
    (hall.base / "history").write_text(
        "1 switch 0.1.5 0.1.0 -\n2 back 0.1.5 0.1.0 printer\nrubbish\n"
        "3 switch 0.2.0 0.1.0 -\n4 kept 0.2.0 0.1.0 -\n5 back 1 2 3 4 5\n"
    )
    events = hall.scene.journal.events
    for _ in range(2):
        await hall.watch(lambda: len(events) >= 2)
    assert events == [
        ("release.back", {"version": "0.1.5", "before": "0.1.0", "why": "printer"}),
        ("release.kept", {"version": "0.2.0", "before": "0.1.0"}),
    ]


async def test_a_count_that_began_again_is_told_again(hall: Hall) -> None:
    history = hall.base / "history"
    events = hall.scene.journal.events
    for text in ("9 kept 0.2.0 0.1.0 -\n", "1 back 0.3.0 0.2.0 start\n"):
        history.write_text(text)
        known = len(events)
        await hall.watch(lambda known=known: len(events) > known)  # type: ignore[misc]
    assert [kind for kind, _ in events] == ["release.kept", "release.back"]


async def test_it_makes_room_once_nobody_stands_there(hall: Hall) -> None:
    hall.parts.dialog.show(BusyPage("busy__center"))
    hall.current("0.3.0")
    turns = iter(range(20))
    await hall.watch(lambda: next(turns, None) is None)
    assert hall.power.restarts == 0
    hall.parts.dialog.show(attract_page(hall.parts))
    await hall.watch(lambda: hall.power.restarts > 0)
    assert hall.power.restarts == 1
    well = release_watch.well_before(hall.parts.config.state, "0.3.0")
    assert "printer" in well


async def test_a_proof_that_is_not_over_holds_nothing_up(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is on trial may be followed by another release within the two minutes."""
    monkeypatch.setattr(release_watch, "TRIAL_S", 3600.0)
    (hall.base / "trial").write_text("0.2.0 0.1.0 1 boot 5\n")
    turns = iter(range(10))

    def switched() -> bool:
        if next(turns, None) is None:
            hall.current("0.3.0")
        return hall.power.restarts > 0

    await hall.watch(switched)
    assert hall.power.restarts == 1
