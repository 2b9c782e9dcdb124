"""Tells systemd how the program is: READY, WATCHDOG, STATUS, EXTEND, STOPPING.

Eight lines of protocol (sd_notify(3)) need no library; outside systemd all is silent.
"""

import os
import socket


def notify(message: str) -> bool:
    """Send one message such as `READY=1`; False when it could not be sent now.

    It never waits: a manager that does not read would stop the drawing thread.
    """
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return False
    if address.startswith("@"):
        address = "\0" + address[1:]
    try:
        with socket.socket(
            socket.AF_UNIX,
            socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK,
        ) as line:
            line.sendto(message.encode(), address)
    except OSError:
        return False
    return True


STEP_S = 60
"""Seconds that one step of the start may take on a board that is slow or busy."""


def starting(step: str) -> None:
    """Say which step of the start begins, and ask for the time that it may take.

    A slow board gets as long as it needs, and a start that hangs still ends.
    """
    notify(f"EXTEND_TIMEOUT_USEC={STEP_S * 1_000_000}\nSTATUS=starting: {step}")
