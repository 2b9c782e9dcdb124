"""What a machine says of itself, in the words that the center knows."""

from pathlib import Path

import pytest

from kiosk.center.fleet.fleet_state import Need, assess
from kiosk.domain.faults import Fault
from kiosk.machine.remote.machine_pulse import state_word
from kiosk.session.pages.everywhere import (
    BusyPage,
    OutOfServicePage,
    StartingPage,
)
from kiosk.session.pages.page import Page
from kiosk.session.staff.service.pages import ServiceBreakPage
from kiosk.session.visit.idle import attract_page
from kiosk.sync.wire.downward.pulse_wire import Pulse
from tests.session.hall import polite, scene

BROKEN = Fault.READER_MISSING


@pytest.mark.parametrize(
    ("page", "word", "need"),
    [
        (StartingPage(), "open", Need.WELL),
        (BusyPage("busy__reading_card"), "visit", Need.WELL),
        (OutOfServicePage(BROKEN, "", "12333"), "closed", Need.STOPPED),
        (OutOfServicePage(BROKEN, "", "12333", without_card=True), "open", Need.WELL),
        (ServiceBreakPage("", "12333", "closed"), "break", Need.STOPPED),
    ],
)
async def test_the_page_says_in_what_state_it_is(
    tmp_path: Path, page: Page, word: str, need: Need
) -> None:
    parts = scene(tmp_path, polite()).parts
    parts.dialog.show(page)
    assert state_word(parts) == word
    assert assess(Pulse(boot="b", number=1, state=word)).severity == need


async def test_the_idle_page_is_open_until_a_card_is_served(tmp_path: Path) -> None:
    parts = scene(tmp_path, polite()).parts
    parts.dialog.show(attract_page(parts))
    assert state_word(parts) == "open"
    parts.dialog.insertion = 1
    assert state_word(parts) == "visit"
