"""The idle panel: darker, black, moved; never while somebody is served."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import structs

from kiosk.screens.window.panel_care import HAIR, PanelCare
from kiosk.session.pages.everywhere import AttractPage
from kiosk.session.pages.page import Page
from kiosk.settings.backlight import Backlight, find_backlight
from kiosk.settings.config import PanelSettings
from tests.screens.samples import SAMPLES

IDLE = SAMPLES["attract"]
assert isinstance(IDLE, AttractPage)
NIGHT = structs.replace(IDLE, dim=True)
SETTINGS = PanelSettings(
    dim_from="21:30", dim_to="06:00", dim_percent=40, blank_minutes=10, shift_minutes=5
)


def care(
    settings: PanelSettings = SETTINGS, light: Backlight | None = None
) -> PanelCare:
    def at_once(work: Callable[[], object]) -> None:
        work()

    return PanelCare(settings, lambda: light, at_once)


def after(of: PanelCare, page: Page, seconds: float) -> PanelCare:
    """Let so much time pass on a page without anybody."""
    of.turn(page, 0.0, 1000.0)
    of.turn(page, seconds, 1000.0 + seconds)
    return of


@pytest.mark.parametrize(
    ("page", "seconds", "veil", "blank"),
    [
        (IDLE, 9.0, 0, False),
        (IDLE, 599.0, 0, False),
        (IDLE, 600.0, 100, True),
        (NIGHT, 9.0, 0, False),
        (NIGHT, 10.0, 60, False),
        (NIGHT, 600.0, 100, True),
        (SAMPLES["out_of_service"], 600.0, 100, True),
        (SAMPLES["pin"], 9000.0, 0, False),
        (SAMPLES["take_card"], 9000.0, 0, False),
        (SAMPLES["tool-reader"], 9000.0, 0, False),
    ],
)
def test_only_the_pages_of_nobody_are_dark(
    page: Page, seconds: float, veil: int, blank: bool
) -> None:
    now = after(care(), page, seconds)
    assert (now.veil, now.blank) == (veil, blank)


def test_a_touch_wakes_it_and_a_visit_begins_the_time_anew() -> None:
    of = after(care(), IDLE, 700.0)
    assert of.veil == 100
    assert of.turn(IDLE, 0.0, 1701.0)
    assert of.veil == 0
    # A visit without a touch, and the idle page after it: somebody was just here.
    of.turn(SAMPLES["home"], 5000.0, 6701.0)
    of.turn(IDLE, 5001.0, 6702.0)
    assert of.veil == 0


def test_it_moves_by_hairs_and_comes_back_for_who_is_served() -> None:
    of = care()
    seen = []
    for turn in range(len(HAIR)):
        of.turn(IDLE, 0.0, 1000.0 + 300.0 * turn)
        seen.append(of.shift)
    assert tuple(seen) == HAIR
    of.turn(SAMPLES["home"], 0.0, 9000.0)
    assert of.shift == (0, 0)


def test_by_default_nothing_is_dark() -> None:
    of = after(care(PanelSettings()), IDLE, 90000.0)
    assert (of.veil, of.blank) == (0, False)


def test_a_backlight_dims_in_place_of_the_veil_and_comes_back(tmp_path: Path) -> None:
    folder = tmp_path / "panel"
    folder.mkdir()
    (folder / "max_brightness").write_text("200")
    (folder / "brightness").write_text("160")
    of = after(care(light=find_backlight(tmp_path)), NIGHT, 60.0)
    assert of.veil == 0
    assert (folder / "brightness").read_text() == "64"  # 40 % of the usual 80 %
    of.turn(NIGHT, 0.0, 1061.0)
    assert (folder / "brightness").read_text() == "160"
