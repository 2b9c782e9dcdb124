"""That a roll ends soon is told once for each roll, also over a restart."""

from dataclasses import replace
from pathlib import Path

from kiosk.devices.printer.printer_port import Cover, Paper
from kiosk.session.paper.roll_watch import RollWatch, forget_roll
from tests.session.hall import READY, polite, scene

NEAR = replace(READY, paper=Paper.NEAR_END)
OUT = replace(READY, paper=Paper.OUT)
OPEN = replace(READY, cover=Cover.OPEN)


async def test_a_roll_is_told_once(tmp_path: Path) -> None:
    place = scene(tmp_path, polite())
    told = place.journal.kinds
    watch = RollWatch(place.parts)
    for status in (READY, NEAR, READY, NEAR, NEAR):
        watch.heard(status)
    assert told() == ["printer.paper_near_end"]
    RollWatch(place.parts).heard(NEAR)
    assert len(told()) == 1, "a restart brings no new roll"
    for count, status in enumerate((OUT, OPEN), 2):
        watch.heard(status)
        watch.heard(NEAR)
        assert len(told()) == count
    forget_roll(place.parts.store)
    watch.heard(NEAR)
    assert len(told()) == 4


async def test_what_could_not_be_told_is_told_later(tmp_path: Path) -> None:
    place = scene(tmp_path, polite())
    watch = RollWatch(place.parts)
    place.journal.room = 0
    watch.heard(NEAR)
    assert place.journal.kinds() == []
    place.journal.room = None
    watch.heard(NEAR)
    assert place.journal.kinds() == ["printer.paper_near_end"]
