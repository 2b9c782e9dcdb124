"""UUIDv7 that never goes back, whatever the wall clock does (RFC 9562, 5.7).

Nothing sorts or expires by these ids; the order only helps a person who reads them.
"""

import os

_COUNTER_MAX = 0xFFF
_NOISE = (1 << 62) - 1


def next_uuid7(wall_ms: int, last: bytes | None) -> bytes:
    """Return 16 bytes: 48 bits of milliseconds, a 12-bit counter, 62 random bits.

    A clock that was set back keeps the last id's milliseconds and counts on; a full
    counter borrows the next millisecond.
    """
    last_ms, counter = _parts(last) if last else (-1, 0)
    noise = int.from_bytes(os.urandom(10), "big")
    ms = max(wall_ms, last_ms, 0)
    if ms > last_ms:
        counter = noise >> 64 & 0x7FF  # room to count within a millisecond
    elif counter < _COUNTER_MAX:
        counter += 1
    else:
        ms, counter = ms + 1, 0
    value = (ms & (1 << 48) - 1) << 80 | 0x7 << 76 | counter << 64
    value |= 0b10 << 62 | noise & _NOISE
    return value.to_bytes(16, "big")


def _parts(value: bytes) -> tuple[int, int]:
    number = int.from_bytes(value, "big")
    return number >> 80, number >> 64 & _COUNTER_MAX
