"""Who may be set up at a first start, and who not."""

import argparse
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.machine.first.first_run import run_first_start
from kiosk.settings.toml_file import SettingsMistake


def options(**more: object) -> argparse.Namespace:
    usual = {"first_start": None, "control": None, "dock": False, "trace": False}
    return argparse.Namespace(**{"config": None, "language": "en", **usual, **more})


def never(stop: Callable[[], None]) -> None:
    raise AssertionError("a window was made")


def at_once(stop: Callable[[], None]) -> None:
    stop()


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path))
    monkeypatch.setenv("SDL_VIDEODRIVER", "dummy")
    return tmp_path


def test_a_machine_that_lost_its_settings_is_out_of_service(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (state / "kiosk.sqlite").touch()
    assert run_first_start(options(), at_once) == 1
    assert "bring the file back" in capsys.readouterr().err
    assert not (state / "first-start.json").exists()


def test_an_empty_machine_can_be_stopped_again(state: Path) -> None:
    assert run_first_start(options(), at_once) == 0
    assert not (state / "kiosk.toml").exists()


@pytest.mark.parametrize("more", [{"control": Path("c")}, {"trace": True}])
def test_the_demos_options_open_no_real_set_up(
    more: dict[str, object], state: Path
) -> None:
    with pytest.raises(SettingsMistake, match="demo"):
        run_first_start(options(**more), never)


def test_a_real_machines_file_is_no_seed(state: Path) -> None:
    seed = state / "seed.toml"
    seed.write_text('[machine]\nid = "K1"\nregion = "ningbo"\n', "utf-8")
    with pytest.raises(SettingsMistake, match="demo"):
        run_first_start(options(first_start=seed), never)


def test_a_folder_that_cannot_be_written_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", "/proc/kiosk")
    with pytest.raises(SettingsMistake, match="not set up"):
        run_first_start(options(), never)
