"""A panel's light: the kernel's files, and machines where there are none."""

from pathlib import Path

import pytest

from kiosk.settings.backlight import LEAST, find_backlight


def made(tmp_path: Path, most: str, now: str) -> Path:
    folder = tmp_path / "acpi_video0"
    folder.mkdir()
    (folder / "max_brightness").write_text(most)
    (folder / "brightness").write_text(now)
    return folder


@pytest.mark.parametrize("most", ["0", "", "-5", "many"])
def test_what_tells_no_range_is_not_supported(tmp_path: Path, most: str) -> None:
    made(tmp_path, most, "3")
    assert find_backlight(tmp_path) is None


def test_no_folder_is_not_supported(tmp_path: Path) -> None:
    assert find_backlight(tmp_path / "none") is None


@pytest.mark.parametrize(
    ("percent", "written"), [(50, "48"), (0, f"{round(95 * LEAST / 100)}"), (900, "95")]
)
def test_it_is_never_set_darker_than_the_least(
    tmp_path: Path, percent: int, written: str
) -> None:
    folder = made(tmp_path, "95", "95")
    light = find_backlight(tmp_path)
    assert light is not None
    assert light.percent() == 100
    assert light.set(percent)
    assert (folder / "brightness").read_text() == written


def test_a_light_that_went_away_is_unknown_and_not_set(tmp_path: Path) -> None:
    folder = made(tmp_path, "95", "95")
    light = find_backlight(tmp_path)
    assert light is not None
    (folder / "brightness").unlink()
    folder.joinpath("brightness").mkdir()
    assert light.percent() is None
    assert not light.set(50)
