"""How much the proofs try: a little at each landing, a lot in `script/test --long`."""

import os
from typing import NamedTuple

VARIABLE = "KIOSK_TEST_EFFORT"
IS_LONG = os.environ.get(VARIABLE, "") == "long"


class Effort(NamedTuple):
    """The numbers of one run."""

    power_cuts: int
    """Images of a disk after a power cut."""
    store_faults: int
    """Every so many-th write, and sync, of each step is made to fail."""
    histories: int
    """Random histories of each kind of mishap."""
    fuzzed: int
    """Made-up requests to each operation of the center."""
    kills: int = 25
    """Kills of the program in the middle of a visit."""
    reporters: int = 8
    """Kiosks that report while a primary dies."""
    fleet: int = 3
    """Kiosks on line, and as many asleep, through a rotation and a restored center."""


LANDING = Effort(power_cuts=200, store_faults=13, histories=8, fuzzed=5)
LONG = Effort(
    power_cuts=4_000,
    store_faults=1,
    histories=10_000,
    fuzzed=100,
    kills=100,
    reporters=50,
    fleet=50,
)
EFFORT = LONG if IS_LONG else LANDING
