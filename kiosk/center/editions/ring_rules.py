"""When the next ring of a rollout opens, and when it stops by itself: pure rules.

A ring is a share of all machines by a hash of their names: it is computed when asked,
so a machine that is enrolled tomorrow has its place in it too.
"""

import hashlib
from enum import StrEnum
from typing import NamedTuple

WHOLE = 10_000
SICK_SHARE = 0.05
"""More than this share of those that took it, and it stops."""
SMALL = 20
"""Below so many machines one that fails is enough."""
MOST_RESULTS = 20
"""So many good ends are enough for any ring."""
WATCH_S = 4 * 3600.0
"""Seconds of silence after which a machine that took it counts as one that never came
back."""


class RingVerdict(StrEnum):
    """What becomes of a rollout now."""

    WAIT = "wait"
    OPEN = "open"
    """The next ring."""
    SICK = "sick"
    DONE = "done"
    """All rings were open long enough."""


class RingFacts(NamedTuple):
    """What is known of a rollout's machines."""

    machines: int
    """In the whole fleet."""
    percent: float
    """Of the ring that is open."""
    is_last: bool
    hours: float
    """So long each ring is open at least."""
    open_s: float
    """Seconds since this one was opened."""
    taken: int = 0
    """Machines that took the release, whatever became of it."""
    kept: int = 0
    back: int = 0
    """It was taken back there, or was not installed."""
    stopped: int = 0
    """Works no more since, and did before."""
    silent: int = 0
    """Took it and is silent since."""
    others: int = 0
    """Machines that have not taken it."""
    others_silent: int = 0

    @property
    def failed(self) -> int:
        """Return how many machines are worse off than before.

        Of the silent ones only more than are silent anyway: halls switch machines off
        at night.
        """
        usual = -(-self.taken * self.others_silent // max(self.others, 1))
        return self.back + self.stopped + max(0, self.silent - usual)

    @property
    def least(self) -> int:
        """Return how many good ends the ring needs before the next one opens."""
        return min(MOST_RESULTS, int(self.machines * self.percent / 100 / 2))


def judge(facts: RingFacts) -> RingVerdict:
    """Say what becomes of a rollout."""
    needed = 1 if facts.taken < SMALL else 2
    if facts.failed >= needed and facts.failed > SICK_SHARE * facts.taken:
        return RingVerdict.SICK
    if facts.open_s < facts.hours * 3600 or facts.kept < facts.least:
        return RingVerdict.WAIT
    return RingVerdict.DONE if facts.is_last else RingVerdict.OPEN


def bucket_of(kiosk: str) -> int:
    """Return a machine's place among all, 0 to 9999, always the same."""
    digest = hashlib.sha256(b"kiosk-ring-1\n" + kiosk.encode()).digest()
    return int.from_bytes(digest[:8], "big") % WHOLE


def in_ring(kiosk: str, percent: float) -> bool:
    """Tell whether a machine is in a ring of so many percent."""
    return bucket_of(kiosk) < percent * WHOLE / 100
