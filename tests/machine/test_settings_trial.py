"""A trial of settings: one start, two minutes, and back when a part is not well."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.devices.printer.printer_port import LinkState
from kiosk.machine import settings_trial
from kiosk.machine.settings_trial import begin_trial, watch_trial
from kiosk.session.pages.everywhere import BusyPage
from kiosk.session.visit.idle import attract_page
from kiosk.settings.loading import load_config
from kiosk.settings.shipped import shipped_config
from kiosk.settings.state.instance import Instance
from kiosk.settings.state.screen_settings import (
    ScreenSettings,
    Stored,
    Trial,
    read_stored,
    write_stored,
)
from tests.session.hall import READY, Scene, polite, scene
from tests.session.staff.powers import Power


def file(folder: Path) -> Path:
    told = folder / "kiosk.toml"
    text = shipped_config("kiosk.toml").read_text("utf-8")
    told.write_text(text.replace("/var/lib/kiosk", str(folder / "state")), "utf-8")
    return told


def trial(folder: Path, starts: int = 0, **changes: int | str) -> Path:
    told = file(folder)
    named = {key.replace("__", "."): value for key, value in changes.items()}
    begun = Trial(dict(named), "1001", ("printer",), starts)
    write_stored(folder / "state", Stored({}, begun))
    return told


def test_the_first_start_tries_and_the_second_takes_back(tmp_path: Path) -> None:
    told = trial(tmp_path, voice__volume=5)
    begin_trial(told)
    assert load_config(told).voice.volume == 5
    begin_trial(told)
    assert load_config(told).voice.volume == 3
    undone = read_stored(tmp_path / "state").undone
    assert undone is not None
    assert undone.why == "restart"


def test_what_no_profile_answers_to_is_taken_back_at_once(tmp_path: Path) -> None:
    told = trial(tmp_path, printer__profile="no-such-printer")
    begin_trial(told)
    assert load_config(told).printer.profile == "generic-80mm"


def test_a_second_program_beside_the_one_that_runs_tries_nothing(
    tmp_path: Path,
) -> None:
    told = trial(tmp_path, starts=1, voice__volume=5)
    running = Instance(tmp_path / "state")
    running.take()
    try:
        begin_trial(told)
    finally:
        running.give_back()
    assert load_config(told).voice.volume == 5


def test_a_kept_profile_that_is_gone_stops_no_start(tmp_path: Path) -> None:
    told = file(tmp_path)
    kept: dict[str, str | int | float | bool] = {
        "printer.profile": "gone",
        "voice.volume": 5,
    }
    write_stored(tmp_path / "state", Stored(dict(kept)))
    begin_trial(told)
    assert load_config(told).printer.profile == "generic-80mm"
    undone = read_stored(tmp_path / "state").undone
    assert undone is not None
    assert undone.changes == kept


def test_without_a_trial_nothing_is_written(tmp_path: Path) -> None:
    begin_trial(file(tmp_path))
    begin_trial(tmp_path / "missing.toml")
    assert not (tmp_path / "state").exists()


async def watched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, link: LinkState
) -> tuple[Scene, Power, Stored]:
    monkeypatch.setattr(settings_trial, "TRIAL_S", 0.0)
    told, power = trial(tmp_path, starts=1, voice__volume=5), Power()
    place = scene(tmp_path / "hall", polite())
    place.printer.status = replace(READY, link=link)
    state = load_config(told)
    own = ScreenSettings(state, lambda _: [], lambda _: [])
    parts = replace(place.parts, settings=own, machine=power)
    parts.dialog.show(attract_page(parts))
    await asyncio.wait_for(watch_trial(parts), 5)
    return place, power, read_stored(tmp_path / "state")


async def test_a_machine_that_is_well_keeps_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, power, stored = await watched(tmp_path, monkeypatch, LinkState.OK)
    assert stored == Stored({"voice.volume": 5})
    assert power.restarts == 0
    assert place.journal.kinds() == ["maintenance.act"]


async def test_nobodys_visit_is_torn_by_the_end_of_a_trial(tmp_path: Path) -> None:
    place = scene(tmp_path, polite())
    dialog = place.parts.dialog
    dialog.show(BusyPage("busy__center"))
    waits = asyncio.create_task(settings_trial._nobody_is_served(place.parts))
    dialog.devices_changed()
    await asyncio.sleep(0.01)
    assert not waits.done()
    dialog.show(attract_page(place.parts))
    dialog.devices_changed()
    await asyncio.wait_for(waits, 5)


async def test_a_machine_that_is_not_well_takes_them_back_and_starts_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, power, stored = await watched(tmp_path, monkeypatch, LinkState.SILENT)
    assert stored.in_force == {}
    assert stored.undone is not None
    assert (stored.undone.why, stored.undone.told) == ("printer", True)
    assert power.restarts == 1
    assert place.journal.kinds() == ["maintenance.act"]
