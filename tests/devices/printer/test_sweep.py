"""Every so many bytes of a receipt, every fault: what is believed is what lies there.

`python -m tests.devices.printer.sweep` walks every byte.
"""

import pytest

from tests.devices.printer.sweep.controls import ByTheClock, Credulous
from tests.devices.printer.sweep.faults import FAULTS
from tests.devices.printer.sweep.story import Case, first, healthy, play
from tests.devices.printer.sweep.verdict import judge, sheets
from tests.devices.printer.sweep.walk import profiles, table, walk

STEP = 29
TURNED_OVER = "noise to it"
"""What the cable makes other bytes of: no answer tells which ones the printer took."""
PROFILES = profiles()


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", PROFILES)
def test_what_is_believed_lies_there(name: str, fault: str) -> None:
    profile = PROFILES[name]
    start = list(FAULTS).index(fault) % STEP
    tally = walk(name, profile, fault, step=STEP, start=start)
    assert tally.cases > 2 * healthy(profile, 115200, first())[0] // STEP - 2
    assert tally.bad == [] or fault == TURNED_OVER


@pytest.mark.parametrize("name", PROFILES)
def test_without_a_fault_it_is_whole_and_so_is_the_next(name: str) -> None:
    case = Case(PROFILES[name], 115200, "head", 0, lambda _: None, again=False)
    played = play(case)
    assert played.first.end is not None
    assert played.first.end.value in ("confirmed", "assumed")
    paper = [sheet.text for sheet in sheets(played)]
    assert paper == [played.first.text, played.next.text]
    (column,) = judge(played, "", proves=True)
    assert column == played.first.end.value


@pytest.mark.parametrize(
    ("talk", "fault"), [(Credulous, "stray 00"), (ByTheClock, "off 0 s")]
)
def test_a_kiosk_that_believes_too_easily_is_caught(
    talk: type[Credulous], fault: str
) -> None:
    tally = walk("generic-80mm", PROFILES["generic-80mm"], fault, step=5, talk=talk)
    assert tally.counts["FALSE confirmed"] > 0
    assert f"| {fault} |" in table([tally])
