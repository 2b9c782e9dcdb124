"""The settings page: what is chosen goes on trial, nonsense is refused in words."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.session.pages.page import Answer, ItemChosen, Page, Tap
from kiosk.session.staff.keyboard_page import KeyboardPage, TextTyped
from kiosk.session.staff.pages import ActChosen, ToolPage
from kiosk.session.staff.setup.setting_choices import ORDER, choices_of
from kiosk.session.staff.setup.settings_tool import show_settings, shown_value
from kiosk.settings.state.screen_settings import SAFE, ScreenSettings, read_stored
from kiosk.settings.texts import languages, own_entries
from tests.every import every
from tests.session.staff.desks import desk_of, pages_of
from tests.session.staff.powers import Power


async def walk(tmp_path: Path, *touches: Answer, typed: str = "") -> tuple[Any, Power]:
    left = iter(touches)

    def hand(page: Page) -> Answer | None:
        if isinstance(page, KeyboardPage):
            return TextTyped(typed)
        return next(left, Tap.BACK) if isinstance(page, ToolPage) else None

    desk, place = desk_of(tmp_path, mind=hand)
    machine = msgspec.structs.replace(desk.parts.config.machine, state=str(tmp_path))
    plain = msgspec.structs.replace(desk.parts.config, machine=machine)
    own = ScreenSettings(plain, lambda folder: ["one", "two"], lambda _: [])
    power = Power()
    desk.parts = replace(desk.parts, settings=own, machine=power)
    await show_settings(desk)
    return place, power


async def test_a_chosen_value_goes_on_trial_and_is_tried_by_a_restart(
    tmp_path: Path,
) -> None:
    place, power = await walk(
        tmp_path,
        *(ItemChosen("voice.volume"), ItemChosen("4")),
        *(ActChosen("restart_now"), ActChosen("yes")),
    )
    stored = read_stored(tmp_path)
    assert stored.trial is not None
    assert stored.trial.changes == {"voice.volume": 5}
    assert power.restarts == 1
    last = pages_of(place, "settings")[-1]
    assert [saying.name for saying in last.sayings] == ["settings_waiting"]
    assert place.journal.kinds() == ["maintenance.act", "maintenance.act"]


@pytest.mark.parametrize("typed", ["", "soon", "-1", "nan", "1e999", "٣"])
async def test_nonsense_is_refused_in_words(tmp_path: Path, typed: str) -> None:
    place, _ = await walk(
        tmp_path, ItemChosen("times.idle"), ActChosen("type_value"), typed=typed
    )
    (saying,) = pages_of(place, "settings")[-1].sayings
    assert saying.name == "setting_refused"
    assert read_stored(tmp_path).trial is None


async def test_what_is_on_trial_can_be_taken_back(tmp_path: Path) -> None:
    await walk(
        tmp_path,
        *(ItemChosen("panel.mask_private"), ItemChosen("1"), ActChosen("undo_trial")),
    )
    assert read_stored(tmp_path).in_force == {}


async def test_every_setting_has_words_and_values(tmp_path: Path) -> None:
    assert set(ORDER) == SAFE
    desk, _ = desk_of(tmp_path)
    own = ScreenSettings(desk.parts.config, lambda _: ["one"], lambda _: [])
    for language in every(languages()):
        entries = own_entries(language)
        for key in ORDER:
            assert f"tool__setting_{key.replace('.', '_')}" in entries
    for key in ORDER:
        found = choices_of(key, desk.parts, own)
        assert found.values
        assert all(shown_value(key, value) is not None for value in found.values)
