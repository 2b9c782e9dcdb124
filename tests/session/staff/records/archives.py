"""A real journal at a technician's desk."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import msgspec

from kiosk.session.pages.page import Answer, Page
from kiosk.session.staff.desk import Desk
from kiosk.sync.journal.journal import Journal
from tests.session.hall import OPEN_STORES, Scene
from tests.session.staff.desks import desk_of
from tests.sync.samples import HandClock, journal_in


def archive_desk(
    tmp_path: Path, touches: Iterable[Answer] = ()
) -> tuple[Desk, Scene, Journal]:
    """Return a desk with a real journal, in a store of its own."""
    desk, place = desk_of(tmp_path, touches)
    clock = HandClock()
    clock.wall = place.clock.now().timestamp()
    journal = journal_in(tmp_path / "journal", clock)
    OPEN_STORES.append(journal.store)
    desk.parts = replace(desk.parts, archive=journal)
    return desk, place, journal


def written_out(*pages: Page) -> str:
    """Return all that pages say: their own text hides it."""
    return msgspec.json.encode(pages).decode("utf-8")
