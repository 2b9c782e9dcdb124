"""A machine that is late itself is noticed; an idle one is not called late."""

import sys
import time

from kiosk.machine.shell.doctor.busy_watch import BusyWatch


def test_a_processor_that_is_taken_is_noticed() -> None:
    usual = sys.getswitchinterval()
    with BusyWatch() as watch:
        patience = time.monotonic() + 30
        # Once more where the watch had not begun its nap yet.
        while not watch.too_busy and time.monotonic() < patience:
            sys.setswitchinterval(1.0)
            try:
                end = time.monotonic() + 0.8
                while time.monotonic() < end:  # nobody else gets a turn
                    pass
            finally:
                sys.setswitchinterval(usual)
            time.sleep(0.05)
    assert watch.too_busy


def test_a_short_delay_is_none() -> None:
    watch = BusyWatch()
    watch.latest = 0.1
    assert not watch.too_busy
