"""The panel's light as the kernel offers it; often there is none.

Files of this machine, as the state folder is; what is written is limited, so that no
panel is ever left dark by a mistake.
"""

import logging
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)
FOLDER = Path("/sys/class/backlight")
LEAST = 10
"""Percent below which nothing is written: some panels are black there."""


@dataclass(frozen=True, slots=True, repr=False)
class Backlight:
    """One light, by its folder."""

    folder: Path
    most: int

    def percent(self) -> int | None:
        """Return how bright it is, None when it cannot be read."""
        try:
            now = int((self.folder / "brightness").read_text("ascii"))
        except (OSError, ValueError):
            return None
        return min(100, max(0, round(100 * now / self.most)))

    def set(self, percent: int) -> bool:
        """Set how bright it is; False when this program may not."""
        step = round(self.most * min(100, max(LEAST, percent)) / 100)
        try:
            (self.folder / "brightness").write_text(f"{max(1, step)}", "ascii")
        except OSError as error:
            log.warning("the backlight cannot be set: %s", error.strerror)
            return False
        return True


def find_backlight(folder: Path = FOLDER) -> Backlight | None:
    """Return the first light that tells how bright it can be; None: not supported."""
    try:
        found = sorted(folder.iterdir())
    except OSError:
        return None
    for each in found:
        try:
            most = int((each / "max_brightness").read_text("ascii"))
        except (OSError, ValueError):
            continue
        if most > 0:
            return Backlight(each, most)
    return None
