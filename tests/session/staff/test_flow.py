"""Who was taken off while inside is sent out."""

import asyncio
from pathlib import Path

import pytest

from kiosk.session.dialog.ends import TimedOut
from kiosk.session.pages.page import Answer, Page
from kiosk.session.staff import flow
from kiosk.session.staff.flow import maintenance
from kiosk.session.staff.pages import ToolPage
from tests.session.hall import scene
from tests.session.staff.door.doors import NUMBER, add_account, comes_in


async def test_who_was_taken_off_is_sent_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow, "LOOK_EVERY", 0.01)

    def technician(page: Page) -> Answer | None:
        return comes_in(page, place.clock)

    place = scene(tmp_path, technician)
    add_account(place.parts.door)
    inside = asyncio.create_task(maintenance(place.parts))
    async with asyncio.timeout(60):
        while not place.who.saw(ToolPage):  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    await asyncio.sleep(0.1)
    assert not inside.done()
    place.parts.door.accounts.remove(NUMBER)
    with pytest.raises(TimedOut):
        await asyncio.wait_for(inside, 60)
    assert place.journal.kinds() == ["maintenance.entered", "maintenance.left"]
