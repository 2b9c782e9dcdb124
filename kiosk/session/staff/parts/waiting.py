"""A technician's page that waits for a part to change, or for a touch, or for its time.

It asks no part: all news come by themselves, and the page is kept true by them.
"""

import asyncio
from collections.abc import Callable

from kiosk.session.pages.page import Answer
from kiosk.session.staff.desk import Desk
from kiosk.session.staff.pages import ToolPage


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
