"""The paper of a changed PIN says when, where and which card, and no PIN."""

from pathlib import Path

import pytest

from kiosk.devices.printer.typesetting.receipt_elements import Code
from kiosk.session.pages.page import Answer, Page, Tap
from kiosk.session.paper.receipt_frame import lines_of
from kiosk.session.pin.pages import PinChangedPage
from kiosk.sync.wire.receipt_codes import parse_code
from tests.session.hall import PIN, Scene, scene
from tests.session.pin.test_flow import NEW, Person, ruled, run


def wants_paper(place: Scene, times: int) -> None:
    usual, left = place.who.mind, times

    def mind(page: Page) -> Answer | None:
        nonlocal left
        if isinstance(page, PinChangedPage) and page.can_print and left:
            left -= 1
            return Tap.PRINT
        return usual(page)

    place.who.mind = mind


@pytest.mark.parametrize("times", [1, 2])
async def test_a_changed_pin_has_a_paper(tmp_path: Path, times: int) -> None:
    place = ruled(scene(tmp_path, Person()), change_on_kiosk=True)
    wants_paper(place, times)
    await run(place)
    papers = place.printer.receipts
    assert [paper.kind for paper in papers] == ["pin_change"] * times
    assert place.printer.copies == [1, 2][:times]
    assert len({paper.number for paper in papers}) == 1
    said = list(lines_of(papers[0].elements))
    assert not any(PIN in line or NEW in line for line in said)
    assert any("X0*****19" in line for line in said), said
    assert any(line.startswith("打印时间") for line in said)
    code = next(e.data for e in papers[0].elements if isinstance(e, Code))
    assert parse_code(code).printed.kind == "pin_change"
