"""A short tone through SDL's audio: generated here, silent where there is no device.

The audio device is opened for the tone only, on a thread of its own, because opening
may take long and an open device wakes the processor all the time.
"""

import array
import logging
import math
import threading
import time

import pygame

log = logging.getLogger(__name__)

RATE = 11025
"""Samples a second, 16 bits, one channel."""
CLOSE_S = 3.0
"""How long the end of the program waits for a device that opens slowly."""
RETRY_S = 600.0
"""How long a machine without a working audio device is left in peace."""
_TONES = ((880.0, 0.18), (0.0, 0.06), (660.0, 0.28))
"""Hertz and seconds: two notes with a rest, heard across a hall, no alarm."""
_LOUD = 0.6
_EDGE_S = 0.01
"""Each note fades in and out so long, because a hard edge clicks."""


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


def play(sound: bytes, enough: threading.Event) -> str | None:
    """Play samples to their end or until enough; return why not, None when done."""
    try:
        pygame.mixer.init(RATE, -16, 1, 512, allowedchanges=0)
    except pygame.error as error:
        return str(error)
    try:
        playing = pygame.mixer.Sound(buffer=sound).play()
        while playing is not None and playing.get_busy():
            if enough.wait(0.02):
                break
    except pygame.error as error:
        return str(error)
    finally:
        pygame.mixer.quit()
    return None


def audio_driver() -> str | None:
    """Return the name of the audio driver in use; None when there is no device."""
    try:
        pygame.mixer.init(RATE, -16, 1, 512, allowedchanges=0)
        return pygame.mixer.get_driver()
    except pygame.error:
        return None
    finally:
        pygame.mixer.quit()


class Bell:
    """Rings when asked, never twice at once, and never keeps anybody waiting."""

    def __init__(self) -> None:
        self._ringing: threading.Thread | None = None
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._sound = b""
        self._not_before = 0.0

    def ring(self) -> None:
        """Begin to play the tone and return at once; silent once closed."""
        with self._lock:
            playing = self._ringing is not None and self._ringing.is_alive()
            early = time.monotonic() < self._not_before
            if playing or early or self._closing.is_set():
                return
            thread = threading.Thread(target=self._play, name="bell", daemon=True)
            self._ringing = thread
            thread.start()

    def close(self) -> None:
        """Stop the tone, begin no other, and wait until the device is let go.

        Two threads that close SDL's audio at once wait for each other for ever, and
        pygame closes it as well when the program ends.
        """
        with self._lock:
            self._closing.set()
            ringing = self._ringing
        if ringing is None:
            return
        ringing.join(CLOSE_S)
        if ringing.is_alive():
            log.warning("the audio device is still busy at the end")

    def _play(self) -> None:
        self._sound = self._sound or chime()
        trouble = play(self._sound, self._closing)
        if trouble is not None:
            log.warning("no sound: %s", trouble)
            self._not_before = time.monotonic() + RETRY_S
