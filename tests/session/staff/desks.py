"""A technician at a desk for the tests of the tools: they touch what they are told."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kiosk.session.pages.page import Answer, Page, Tap
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import ToolPage
from kiosk.session.staff.people import StaffPerson, StaffRole
from tests.session.hall import Mind, Scene, scene


def desk_of(
    tmp_path: Path,
    touches: Iterable[Answer] = (),
    role: StaffRole = StaffRole.ENGINEER,
    mind: Mind | None = None,
    **more: Any,
) -> tuple[Desk, Scene]:
    """Return a desk at a scripted machine; after the last touch they go back."""
    left = iter(touches)

    def hand(page: Page) -> Answer | None:
        return next(left, Tap.BACK) if isinstance(page, ToolPage) else None

    place = scene(tmp_path, mind or hand, **more)
    return Desk(place.parts, StaffPerson("1001", role)), place


def pages_of(place: Scene, tool: str) -> list[ToolPage]:
    """Return every page of a tool that was shown."""
    shown = place.who.shown
    return [p for p in shown if isinstance(p, ToolPage) and p.tool == tool]
