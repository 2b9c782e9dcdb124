"""Settings changed at the screen: strict, on trial first, and never about trust."""

import os
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.settings.config import KioskConfig
from kiosk.settings.loading import load_config
from kiosk.settings.shipped import shipped_config
from kiosk.settings.state.screen_settings import (
    FILE,
    SAFE,
    ScreenSettings,
    Stored,
    Trial,
    change_mistakes,
    overlaid,
    read_stored,
    taken_back,
    write_stored,
)
from tests.every import every

SHIPPED = load_config(shipped_config("kiosk.toml"))


def plain(folder: Path) -> KioskConfig:
    machine = msgspec.structs.replace(SHIPPED.machine, state=str(folder))
    return msgspec.structs.replace(SHIPPED, machine=machine)


def settings(folder: Path) -> ScreenSettings:
    return ScreenSettings(plain(folder), lambda _: [], lambda _: [])


def test_a_change_is_on_trial_and_then_kept(tmp_path: Path) -> None:
    desk = settings(tmp_path)
    assert desk.put("voice.volume", 5, "1001", ("printer",)) == []
    assert desk.put("log.level", "debug", "1001", ("printer",)) == []
    again = settings(tmp_path)
    assert again.config.voice.volume == 5
    assert again.stored.trial == Trial(
        {"voice.volume": 5, "log.level": "debug"}, "1001", ("printer",)
    )
    again.keep()
    assert read_stored(tmp_path).kept == {"voice.volume": 5, "log.level": "debug"}
    assert read_stored(tmp_path).trial is None


def test_what_is_taken_back_leaves_what_was_kept(tmp_path: Path) -> None:
    desk = settings(tmp_path)
    desk.put("voice.volume", 5, "1001", ())
    desk.keep()
    desk.put("printer.baud", 9600, "1002", ("printer",))
    desk.undo("printer")
    stored = read_stored(tmp_path)
    assert stored.in_force == {"voice.volume": 5}
    assert stored.undone is not None
    assert (stored.undone.who, stored.undone.why) == ("1002", "printer")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("voice.volume", 9),
        ("voice.volume", "loud"),
        ("printer.baud", 12345),
        ("times.idle", 0.0),
        ("times.idle", 1.0),
        ("times.idle_pin", 14.9),
        ("times.idle", float("nan")),
        ("times.idle", "soon"),
        ("center.url", "https://elsewhere.example"),
        ("maintenance.hold", 1.0),
        ("machine.id", "OTHER"),
        ("nothing", 1),
    ],
)
def test_nonsense_and_what_must_not_be_set_are_refused_by_name(
    tmp_path: Path, key: str, value: float | str
) -> None:
    desk = settings(tmp_path)
    found = desk.put(key, value, "1001", ())
    assert found[0].place.startswith(key.partition(".")[0])
    assert read_stored(tmp_path) == Stored()


@given(st.dictionaries(st.sampled_from(sorted(SAFE)), st.text() | st.integers()))
def test_what_does_not_fit_is_left_out_alone(changes: dict[str, str | int]) -> None:
    config = overlaid(SHIPPED, changes)
    for key, value in changes.items():
        table, _, name = key.partition(".")
        found = getattr(getattr(config, table), name)
        fits = not change_mistakes(SHIPPED, {key: value})
        usual = getattr(getattr(SHIPPED, table), name)
        assert found == (value if fits else usual), key


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff\xfe", b'{"kept": {"voice.volume": [1]}}', b"[" * 40000],
)
def test_a_file_that_is_none_changes_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    assert read_stored(tmp_path) == Stored()


def test_a_file_by_a_stranger_sets_nothing_that_is_about_trust(tmp_path: Path) -> None:
    write_stored(tmp_path, Stored({"center.url": "https://elsewhere.example"}))
    config = overlaid(plain(tmp_path), read_stored(tmp_path).in_force)
    assert config.center.url == ""


def test_the_program_reads_what_was_changed(tmp_path: Path) -> None:
    told = tmp_path / "kiosk.toml"
    state = tmp_path / "state"
    text = shipped_config("kiosk.toml").read_text("utf-8")
    told.write_text(text.replace("/var/lib/kiosk", str(state)), "utf-8")
    write_stored(state, Stored({"voice.volume": 5}))
    assert load_config(told).voice.volume == 5
    write_stored(state, Stored({"voice.volume": 50}))
    assert load_config(told).voice.volume == 3, "what does not fit is left out"


def test_what_worked_before_the_first_change_must_work_after_the_last(
    tmp_path: Path,
) -> None:
    desk = settings(tmp_path)
    desk.put("printer.baud", 9600, "1001", ("printer", "reader"))
    desk.put("voice.volume", 5, "1001", ("reader",))
    assert desk.stored.trial is not None
    assert desk.stored.trial.well == ("printer", "reader")


def test_a_pipe_or_a_link_in_its_place_holds_up_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / FILE)
    assert read_stored(tmp_path) == Stored()
    (tmp_path / FILE).unlink()
    (tmp_path / FILE).symlink_to("/dev/zero")
    assert read_stored(tmp_path) == Stored()


def test_nothing_on_trial_is_nothing_to_take_back() -> None:
    for stored in every([Stored(), Stored({"voice.volume": 5})]):
        assert taken_back(stored, "staff") == stored
