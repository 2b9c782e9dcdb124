"""A package from the center, block by block with pauses: nobody's line is filled.

A block that does not come is asked for again later, for as long as the offer stands.
What the blocks are worth, the checksum says at the end.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from kiosk.sync.line.https import CenterError
from kiosk.sync.release.release_file import (
    ReleaseFault,
    ReleaseManifest,
    ReleaseRefused,
)
from kiosk.sync.release.release_part import ReleasePart
from kiosk.sync.wire.downward.edition_contents import RELEASE_BLOCK

Blocks = Callable[[str, int], Awaitable[bytes]]
"""Fetches one block of a package by its checksum."""
PAUSE, LATER = 1.0, 60.0
"""Seconds between two blocks, and after one that did not come."""


async def fetch_release(
    manifest: ReleaseManifest,
    target: Path,
    blocks: Blocks,
    news: Callable[[int], None],
) -> ReleasePart:
    """Return a package that is there whole and is what was signed.

    :param news: is told the percent.
    :raises ReleaseRefused: when it is another one, or there is no room.
    :raises OSError: when it cannot be kept.
    """
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = await asyncio.to_thread(ReleasePart, manifest, target)
    try:
        whole = False
        while not whole:
            news(part.percent)
            # A cut may have left part of a block.
            number, over = divmod(part.done, RELEASE_BLOCK)
            try:
                data = (await blocks(manifest.sha512, number))[over:]
            except CenterError:
                await asyncio.sleep(LATER)
                continue
            if not data and part.done < manifest.size:
                raise ReleaseRefused(ReleaseFault.CUT)
            whole = await asyncio.to_thread(part.write, data)
            await asyncio.sleep(0 if whole else PAUSE)
    except BaseException:
        part.close()
        raise
    return part
