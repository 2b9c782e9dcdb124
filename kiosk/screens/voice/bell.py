"""A short tone: the samples of two notes, generated here.

Who plays it, and what happens where there is no audio, is in `sound.py`.
"""

import array
import math

RATE = 22050
"""Samples a second, 16 bits, one channel: what the built-in voice speaks in."""
_TONES = ((880.0, 0.18), (0.0, 0.06), (660.0, 0.28))
"""Hertz and seconds: two notes with a rest, heard across a hall, no alarm."""
_LOUD = 0.6
_EDGE_S = 0.01
"""Each note fades in and out so long, because a hard edge clicks."""


def on_side(samples: bytes, side: str) -> bytes:
    """Return samples for two channels, heard `left`, `right` or on `both`."""
    mono = array.array("h", samples)
    silence = array.array("h", bytes(len(samples)))
    stereo = array.array("h", bytes(2 * len(samples)))
    stereo[0::2] = silence if side == "right" else mono
    stereo[1::2] = silence if side == "left" else mono
    return stereo.tobytes()


def chime() -> bytes:
    """Return the tone as signed 16-bit samples in the machine's byte order."""
    samples = array.array("h")
    for pitch, seconds in _TONES:
        count = round(seconds * RATE)
        for at in range(count):
            edge = min(at, count - at) / (_EDGE_S * RATE)
            wave = math.sin(2 * math.pi * pitch * at / RATE)
            samples.append(round(32767 * _LOUD * min(edge, 1.0) * wave))
    return samples.tobytes()
