"""Every type of a value, made known to msgspec before several threads read it.

msgspec looks at a type when it is first read, and two threads that do so at one moment
end the whole program (seen with 0.22). So whoever starts threads asks for this first.
"""

from collections.abc import Iterator
from contextlib import suppress
from threading import Lock
from weakref import WeakSet

import msgspec

_KNOWN: WeakSet[type] = WeakSet()
_ONE_AT_A_TIME = Lock()


def know_types() -> None:
    """Let msgspec look at each type that there is by now, once: 16 ms for all."""
    with _ONE_AT_A_TIME:
        for kind in list(_below(msgspec.Struct)):
            if kind not in _KNOWN:
                _KNOWN.add(kind)
                # What cannot be read fails where somebody reads it.
                with suppress(TypeError, NameError):
                    msgspec.json.Decoder(kind)


def _below(kind: type) -> Iterator[type]:
    own: list[type] = kind.__subclasses__()
    for each in own:
        yield each
        yield from _below(each)
