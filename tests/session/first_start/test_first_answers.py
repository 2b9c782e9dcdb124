"""The draft: whole after any cut, never a secret, never a way in twice."""

import os
from pathlib import Path

import msgspec
import pytest

from kiosk.session.first_start.first_answers import (
    FILE,
    FirstAnswers,
    config_with,
    fitting_answers,
    is_new,
    keep_answers,
    read_answers,
    settings_text,
)
from kiosk.settings.config import KioskConfig, MachineSettings
from kiosk.settings.loading import plain_config

BASE = KioskConfig(machine=MachineSettings(id="NEW", region="template", state="/s"))


def test_answers_come_back(tmp_path: Path) -> None:
    answers = FirstAnswers(step="region", language="en")
    answers.put("machine.id", "HALL-7")
    keep_answers(tmp_path, answers)
    found = read_answers(tmp_path)
    assert (found.step, found.language, found.get("machine.id")) == (
        *("region", "en"),
        "HALL-7",
    )
    assert found.get("machine.place") is None
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[" * 100_000, b'{"step": 5}', b"\xff\xfe"]
)
def test_a_draft_that_cannot_be_read_begins_anew(raw: bytes, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(raw)
    assert read_answers(tmp_path).step == ""


@pytest.mark.parametrize("table", [{"oldkey": 1}, {"zone": 8}])
def test_a_draft_of_another_release_begins_anew(
    table: dict[str, object], tmp_path: Path
) -> None:
    base = KioskConfig(
        machine=MachineSettings(id="NEW", region="template", state=str(tmp_path))
    )
    keep_answers(tmp_path, FirstAnswers(step="summary", settings={"machine": table}))
    assert fitting_answers(base).step == ""
    keep_answers(tmp_path, FirstAnswers(step="summary"))
    assert fitting_answers(base).step == "summary"


def test_a_pipe_in_its_place_holds_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / FILE)
    assert read_answers(tmp_path).step == ""


@pytest.mark.parametrize(
    ("there", "new"),
    [
        ((), True),
        (("kiosk.lock",), True),
        (("kiosk.sqlite",), False),
        (("keys",), False),
        (("kiosk.sqlite", "keys", FILE), True),
    ],
)
def test_a_machine_that_was_in_service_is_not_set_up_by_a_stranger(
    there: tuple[str, ...], new: bool, tmp_path: Path
) -> None:
    for name in there:
        (tmp_path / name).touch()
    assert is_new(tmp_path) is new


def test_the_written_file_says_what_was_answered(tmp_path: Path) -> None:
    answers = FirstAnswers()
    answers.put("machine.id", "HALL-7")
    answers.put("machine.region", "ningbo")
    answers.put("machine.place", '"quoted" \\ 大厅')
    answers.put("panel.width_mm", 268.5)
    path = tmp_path / "kiosk.toml"
    path.write_text(settings_text(BASE, answers), "utf-8")
    assert plain_config(path) == config_with(BASE, answers.settings)
    assert "demo" not in path.read_text("utf-8")


def test_an_answer_that_does_not_fit_makes_no_settings() -> None:
    with pytest.raises(msgspec.ValidationError):
        config_with(BASE, {"machine": {"id": "no number"}})
