"""What of the log goes to the desk: our own warnings, as they are read."""

import logging

from kiosk.machine.remote.log_ring import LogRing
from kiosk.sync.wire.downward.log_wire import MOST_LINE, MOST_LINES


def test_only_our_own_warnings_and_no_trace() -> None:
    ours = logging.getLogger("kiosk.machine.example")
    with LogRing() as ring:
        ours.info("nothing")
        logging.getLogger("httpx2").error("a library's")
        ours.warning("part %s is away\x1b[2J", "printer")
        try:
            raise ValueError("who: 王秀兰")
        except ValueError:
            ours.exception("it broke")
        ours.error("x" * 1000)
    ours.warning("after its end")
    told = [(line.level, line.where, line.text) for line in ring.lines()]
    assert told == [
        ("WARNING", "kiosk.machine.example", "part printer is away[2J"),
        ("ERROR", "kiosk.machine.example", "it broke"),
        ("ERROR", "kiosk.machine.example", "x" * MOST_LINE),
    ]


def test_the_newest_are_kept() -> None:
    with LogRing() as ring:
        for number in range(MOST_LINES + 5):
            logging.getLogger("kiosk.example").warning("%d", number)
    lines = ring.lines()
    assert [line.text for line in (lines[0], lines[-1])] == ["5", str(MOST_LINES + 4)]
