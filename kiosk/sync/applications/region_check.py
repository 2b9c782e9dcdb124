"""Whether the center judges acts by this kiosk's region; said once in the log.

It changes nothing: pages promise by the kiosk's profile, and the center refuses by its
own. `kiosk doctor` makes the same comparison for who looks.
"""

import asyncio
import logging

from kiosk.sync.line.center_client import CenterClient
from kiosk.sync.line.https import CenterError

log = logging.getLogger(__name__)

ASK_EVERY = 600.0
"""Seconds between two tries to reach the center for it."""


async def compare_regions(
    line: CenterClient, own: str, pause: float = ASK_EVERY
) -> None:
    """Ask until the center answers, and warn when its region is another."""
    while True:
        try:
            centers = (await line.health()).region
        except CenterError:
            await asyncio.sleep(pause)
            continue
        if centers and centers != own:
            log.warning("the region is %s, but the center's is %s", own, centers)
        return
