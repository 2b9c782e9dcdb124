"""A desk over an invented fleet, and what no page of it may show."""

import re
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kiosk.center.database.connecting import connect
from kiosk.center.fleet.invented.invented_fleet import invent_fleet
from tests.center.desk.desk_rig import RunningDesk, running_desk

EVIL = "<img src=x onerror=alert(1)>\"'{{7*7}}"
UNWRITTEN = re.compile(r"\[(?:fleet|desk|fault)__[^\]]*\]")


@contextmanager
def fleet_desk(folder: Path, machines: int, days: int = 3) -> Iterator[RunningDesk]:
    """Run a desk over so many machines; its clock stands still, and codes hold."""
    now = time.time()
    with closing(connect(folder)) as db:
        invent_fleet(db, machines, now, days)
    with running_desk(folder, lambda: now) as desk:
        yield desk
