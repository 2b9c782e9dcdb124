"""A technician's page that waits for a part to change, or for a touch, or for its time.

It asks no part: all news come by themselves, and the page is kept true by them.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterator

from kiosk.session.dialog.ends import FlowEnded
from kiosk.session.pages.page import Answer
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import TestOutcome, ToolPage


async def until(
    desk: Desk,
    build: Callable[[], ToolPage],
    came: Callable[[], bool],
    seconds: float,
) -> Answer | bool:
    """Show a page until something came (True), a touch did, or time is over (False).

    :param came: looks at what is known; asked at all news of the parts.
    """
    dialog = desk.parts.dialog

    async def watch() -> bool:
        try:
            async with asyncio.timeout(seconds):
                while not came():
                    await dialog.changed(dialog.device_changes)
        except TimeoutError:
            return False
        return True

    idle = desk.parts.config.maintenance.idle
    answer, changed = await dialog.either(build(), watch, idle, fresh=build)
    return bool(changed) if answer is None else answer


@contextlib.contextmanager
def broken_off_by_leaving(desk: Desk, *tests: str) -> Iterator[None]:
    """Keep a record also when the technician's time ends in the middle of a test."""
    try:
        yield
    except (FlowEnded, asyncio.CancelledError):
        for test in tests:
            desk.tested(test, TestOutcome.BROKEN_OFF)
        raise
