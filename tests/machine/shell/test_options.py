"""Which settings file counts: an engineer's, else the first start's, else none."""

import argparse
from pathlib import Path

import pytest

from kiosk.machine.shell import options
from kiosk.machine.shell.options import config_path, found_config, state_home
from kiosk.settings.shipped import shipped_config
from kiosk.settings.toml_file import SettingsMistake

NONE = argparse.Namespace(config=None)


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Return where an engineer's file and the machine's own would be."""
    system, state = tmp_path / "etc" / "kiosk.toml", tmp_path / "state"
    monkeypatch.setattr(options, "SYSTEM_CONFIG", system)
    monkeypatch.setenv("STATE_DIRECTORY", str(state))
    for file in (system, state / "kiosk.toml"):
        file.parent.mkdir()
    return system, state / "kiosk.toml"


def test_an_empty_machine_has_none(places: tuple[Path, Path]) -> None:
    assert found_config(NONE) is None
    assert config_path(NONE) == shipped_config("demo.toml")


def test_a_machine_without_settings_takes_no_demos(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package's program says where it stands."""
    wrapper = Path(__file__).parents[3] / "packaging/kiosk/kiosk.sh"
    assert "export KIOSK_INSTALLED=1\n" in wrapper.read_text("utf-8")
    monkeypatch.setenv("KIOSK_INSTALLED", "1")
    with pytest.raises(SettingsMistake, match="not set up"):
        config_path(NONE)
    places[1].touch()
    assert config_path(NONE) == places[1]


def test_the_engineers_file_counts_alone(places: tuple[Path, Path]) -> None:
    system, own = places
    own.touch()
    assert found_config(NONE) == own
    system.touch()
    assert found_config(NONE) == system
    named = argparse.Namespace(config=Path("x.toml"))
    assert found_config(named) == Path("x.toml")


@pytest.mark.parametrize("broken", ["link", "folder", "rubbish"])
def test_what_is_there_and_broken_leads_to_no_set_up(
    broken: str, places: tuple[Path, Path]
) -> None:
    system, own = places
    own.touch()
    match broken:
        case "link":
            system.symlink_to("/nowhere/at/all")
        case "folder":
            system.mkdir()
        case _:
            system.write_bytes(b"\xff")
    assert found_config(NONE) == system


def test_a_disk_that_fails_has_not_forgotten_the_machine(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(path: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "lstat", fails)
    assert found_config(NONE) == places[0]


def test_who_may_not_look_is_told_so(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def hidden(path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "lstat", hidden)
    with pytest.raises(SettingsMistake, match="may not look"):
        found_config(NONE)


def test_the_service_managers_folder_counts() -> None:
    assert state_home({"STATE_DIRECTORY": "/a:/b"}) == Path("/a")
    assert state_home({}) == Path("/var/lib/kiosk")
