"""The end of a trial: kept when the machine is well, else taken back and begun anew."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.devices.printer.printer_port import LinkState
from kiosk.machine import trial_watch
from kiosk.machine.trial_watch import watch_trial
from kiosk.session.pages.everywhere import BusyPage
from kiosk.session.visit.idle import attract_page
from kiosk.settings.loading import load_config
from kiosk.settings.state.screen_settings import ScreenSettings, Stored, read_stored
from tests.machine.trials import trial
from tests.session.hall import READY, Scene, polite, scene
from tests.session.staff.powers import Power


async def watched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, link: LinkState
) -> tuple[Scene, Power, Stored]:
    monkeypatch.setattr(trial_watch, "TRIAL_S", 0.0)
    told, power = trial(tmp_path, starts=1, voice__volume=5), Power()
    place = scene(tmp_path / "hall", polite())
    place.printer.status = replace(READY, link=link)
    state = load_config(told)
    own = ScreenSettings(state, lambda _: [], lambda _: [])
    parts = replace(place.parts, settings=own, machine=power)
    parts.dialog.show(attract_page(parts))
    await asyncio.wait_for(watch_trial(parts), 60)
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
    waits = asyncio.create_task(trial_watch.nobody_is_served(place.parts))
    dialog.devices_changed()
    await asyncio.sleep(0.01)
    assert not waits.done()
    dialog.show(attract_page(place.parts))
    dialog.devices_changed()
    await asyncio.wait_for(waits, 60)


async def test_a_machine_that_is_not_well_takes_them_back_and_starts_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, power, stored = await watched(tmp_path, monkeypatch, LinkState.SILENT)
    assert stored.in_force == {}
    assert stored.undone is not None
    assert (stored.undone.why, stored.undone.told) == ("printer", True)
    assert power.restarts == 1
    assert place.journal.kinds() == ["maintenance.act"]
