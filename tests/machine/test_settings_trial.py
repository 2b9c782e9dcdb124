"""A trial of settings: one start, two minutes, and back when a part is not well."""

from pathlib import Path

from kiosk.machine.settings_trial import begin_trial
from kiosk.settings.loading import load_config
from kiosk.settings.state.instance import Instance
from kiosk.settings.state.screen_settings import (
    Stored,
    read_stored,
    write_stored,
)
from tests.machine.trials import file, trial


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
