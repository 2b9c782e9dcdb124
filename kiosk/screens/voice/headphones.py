"""Whether somebody listens through headphones: asked of the kernel, or configured.

Linux tells of a jack through an input device with the headphone switch (sound cards
with jack detection have one). A machine without such a device is unknown, and unknown
counts as no headphones: what is private is then not spoken.
"""

import fcntl
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from kiosk.settings.config import VoiceSettings

EVENTS = Path("/dev/input")
AGAIN_S = 0.2
"""How long an answer holds; a plug that is pulled is noticed within this time."""
_NAME, _BITS, _STATE = 0x06, 0x25, 0x1B
"""EVIOCGNAME, EVIOCGBIT(EV_SW) and EVIOCGSW of linux/input.h."""
_HEADPHONES = 0x02
"""SW_HEADPHONE_INSERT, the number of the switch's bit."""

Ioctl = Callable[[int, int, bytearray], int]


def request(number: int, size: int) -> int:
    """Return the ioctl that reads `size` bytes from an input device.

    Two bits of direction (2: read), 14 of size, the letter E, the number.
    """
    return 2 << 30 | size << 16 | ord("E") << 8 | number


def read_jacks(folder: Path = EVENTS, ioctl: Ioctl = fcntl.ioctl) -> Mapping[str, bool]:
    """Return every headphone jack by its name, and whether a plug is in it."""
    jacks = {}
    for path in sorted(folder.glob("event*")):
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            continue
        try:
            if _switch(handle, _BITS, ioctl):
                jacks[_name(handle, ioctl)] = _switch(handle, _STATE, ioctl)
        except OSError:
            # It went away between opening and asking: no jack.
            continue
        finally:
            os.close(handle)
    return jacks


def _switch(handle: int, what: int, ioctl: Ioctl) -> bool:
    """Read the headphone bit of the device's abilities or of its state."""
    bits = bytearray(8)
    ioctl(handle, request(what, len(bits)), bits)
    return bool(bits[_HEADPHONES // 8] >> _HEADPHONES % 8 & 1)


def _name(handle: int, ioctl: Ioctl) -> str:
    name = bytearray(128)
    ioctl(handle, request(_NAME, len(name)), name)
    return bytes(name).split(b"\0")[0].decode("utf-8", "replace")


class Jack:
    """One jack that a person can plug headphones into.

    A plug that was never seen out may be the machine's own loudspeakers: it counts as
    headphones only after the jack has been empty once.
    """

    def __init__(
        self,
        name: str,
        read: Callable[[], Mapping[str, bool]] = read_jacks,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = name
        self._read = read
        self._clock = clock
        self._was_empty = False
        self._answer = False
        self._until = 0.0

    def state(self) -> bool | None:
        """Return whether a plug is in; None when it cannot be told, or not of one."""
        found = [
            inserted
            for name, inserted in self._read().items()
            if name.startswith(self._name)
        ]
        return found[0] if len(found) == 1 else None

    def plugged(self) -> bool:
        """Tell whether headphones are in; quick enough to be asked all the time."""
        now = self._clock()
        if now >= self._until:
            state = self.state()
            self._was_empty = self._was_empty or state is False
            self._answer = state is True and self._was_empty
            self._until = now + AGAIN_S
        return self._answer


def headphones(settings: VoiceSettings) -> Callable[[], bool]:
    """Return the question "are headphones in?" for the settings of a machine."""
    if settings.headphones == "jack":
        return Jack(settings.jack).plugged
    always = settings.headphones == "always"
    return lambda: always
