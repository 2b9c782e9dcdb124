"""What `kiosk doctor` says of accounts, of a stop by the staff, of changed settings."""

from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from kiosk.machine.running_kiosk import open_store
from kiosk.machine.shell.doctor.doctor_line import printed
from kiosk.machine.shell.doctor.doctor_staff import staff_lines
from kiosk.session.staff.pages import PartHealth
from kiosk.session.staff.service.service_break import ServiceBreak, keep_break
from kiosk.settings.config import KioskConfig
from kiosk.settings.loading import load_config
from kiosk.settings.shipped import shipped_config
from kiosk.settings.state.screen_settings import (
    Changes,
    Stored,
    Trial,
    Undone,
    write_stored,
)
from kiosk.settings.texts import load_texts
from kiosk.sync.downward.edition_rows import EditionRows, KeptEdition

LOUD: Changes = {"voice.volume": 30}


@pytest.fixture
def config(tmp_path: Path) -> KioskConfig:
    told = load_config(shipped_config("demo.toml"))
    machine = msgspec.structs.replace(told.machine, state=tmp_path)
    return msgspec.structs.replace(told, machine=machine)


def healths(config: KioskConfig) -> dict[str, PartHealth]:
    return {line.part: line.health for line in staff_lines(config)}


def test_before_the_first_start_nothing_is_known(config: KioskConfig) -> None:
    found = healths(config)
    assert found["accounts"] is found["service"] is PartHealth.UNKNOWN


def test_nobody_gets_in_and_somebody_stopped_it(config: KioskConfig) -> None:
    with closing(open_store(config)) as store:
        assert healths(config)["service"] is PartHealth.OK
        keep_break(store, ServiceBreak("repair", "", None, "1001"))
    lines = {line.part: line for line in staff_lines(config)}
    said = printed(lines["accounts"], load_texts())
    assert "kiosk maintenance account add" in said
    assert "1001" in printed(lines["service"], load_texts())
    assert lines["service"].health is PartHealth.WARNING


def test_the_last_order_of_the_center_is_told(config: KioskConfig) -> None:
    with closing(open_store(config)) as store:
        assert "没有下过" in order_said(config)
        mark = [7, "restart", "li", ""]
        for ended, word in (
            ("", "尚未结束"),
            ("done", "已执行"),
            ("failed", "没有办成"),
        ):
            mark[3] = ended
            store.execute(
                "INSERT OR REPLACE INTO order_mark VALUES (1, ?, ?, ?, ?)", mark
            )
            said = order_said(config)
            assert "7" in said
            assert word in said


def order_said(config: KioskConfig) -> str:
    (line,) = [line for line in staff_lines(config) if line.part == "order"]
    return printed(line, load_texts())


@pytest.mark.parametrize(
    ("stored", "health"),
    [
        (Stored(), PartHealth.OK),
        (Stored(kept=LOUD), PartHealth.OK),
        (Stored(trial=Trial(LOUD, "1001")), PartHealth.WARNING),
        (Stored(undone=Undone(LOUD, "1001", "restart")), PartHealth.WARNING),
        (Stored(undone=Undone(LOUD, "1001", "restart", True)), PartHealth.OK),
    ],
)
def test_settings_on_trial_or_taken_back_are_told(
    config: KioskConfig, stored: Stored, health: PartHealth
) -> None:
    write_stored(config.state, stored)
    (line,) = [line for line in staff_lines(config) if line.part == "trial"]
    assert line.health is health
    changed = stored != Stored()
    assert ("voice.volume" in printed(line, load_texts())) is changed


def test_the_editions_of_the_center_are_told(config: KioskConfig) -> None:
    with closing(open_store(config)) as store:
        rows = EditionRows(store)
        assert healths(config)["editions"] is PartHealth.OK
        for kind in ("notices", "region"):
            edition = KeptEdition(kind, 7, "li", b"")
            rows.take(edition)
            rows.applied(edition)
        assert healths(config)["editions"] is PartHealth.OK
        rows.take(KeptEdition("region", 9, "li", b""))
        rows.refused("region", 9)
    (line,) = [line for line in staff_lines(config) if line.part == "editions"]
    assert line.health is PartHealth.WARNING
    said = printed(line, load_texts())
    assert "第 7 号notices已采用" in said
    assert "第 9 号region未采用" in said
