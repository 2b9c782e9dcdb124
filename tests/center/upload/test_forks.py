"""Two machines of one name: one is stopped until staff decides; a restore is not."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from kiosk.center.server.operator import forks_command, settle_command
from kiosk.center.upload.forks import forks, settle, twins
from kiosk.settings.texts import load_texts
from kiosk.sync.wire.chain import ZERO_HASH, EventPlace
from tests.center.upload.test_ingest import KIOSK, accepted, chain, conflict


def test_a_restored_disk_is_a_fork_and_no_twin(db: Connection) -> None:
    events = chain(9)
    accepted(db, events)
    accepted(db, chain(2, epoch=2, prev=events[4].hash, first=20))
    accepted(db, chain(2, epoch=3, prev=events[4].hash, first=30))
    assert twins(db) == []
    assert [(f.left, f.branch) for f in forks(db)] == [
        (EventPlace(1, 9), EventPlace(1, 5)),
        (EventPlace(2, 2), EventPlace(1, 5)),
    ]


def test_who_goes_on_with_what_was_left_is_stopped(
    db: Connection, center_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = chain(9)
    accepted(db, events)
    accepted(db, chain(2, epoch=2, prev=events[4].hash, first=20))
    back = chain(1, epoch=3, prev=events[8].hash, first=30)
    for _ in range(2):
        assert conflict(db, back) == "twin"
    (twin,) = twins(db)
    assert (twin.kiosk, twin.seen_by, twin.times) == (KIOSK, "journal", 2)
    assert forks_command(center_folder, load_texts("en")) == 1
    shown = capsys.readouterr().out
    assert f"{KIOSK} TWO MACHINES" in shown
    assert f"kiosk center settle --kiosk {KIOSK}" in shown
    assert settle_command(center_folder, "hall-9", load_texts("en")) == 2
    assert settle_command(center_folder, KIOSK, load_texts("en")) == 0
    assert forks_command(center_folder, load_texts("en")) == 0
    assert ", settled" in capsys.readouterr().out
    accepted(db, back)
    second = chain(2, epoch=2, prev=events[4].hash, first=20)
    again = chain(1, epoch=4, prev=second[-1].hash, first=40)
    assert conflict(db, again) == "twin", "the other one is stopped then"


def test_a_whole_history_that_was_left_is_known_too(db: Connection) -> None:
    events = chain(4)
    accepted(db, events)
    accepted(db, chain(3, epoch=2, prev=ZERO_HASH, first=20))
    assert conflict(db, chain(1, epoch=3, prev=events[1].hash, first=30)) == "twin"


def test_settling_one_kiosk_leaves_the_others(db: Connection) -> None:
    events = chain(4)
    accepted(db, events)
    accepted(db, chain(1, epoch=2, prev=events[1].hash, first=20))
    assert conflict(db, chain(1, epoch=3, prev=events[3].hash, first=30)) == "twin"
    assert not settle(db, "hall-2", 0.0)
    assert conflict(db, chain(1, epoch=3, prev=events[3].hash, first=30)) == "twin"
