"""The one owner of the audio device: a thread that plays the tone and speech.

It plays samples and lets go of the device when nothing is left; what is said, and in
which words, is decided in `kiosk.screens.voice`.
"""

import logging
import threading
import time
from collections.abc import Callable

import pygame

from kiosk.screens.voice.bell import RATE, chime, on_side

log = logging.getLogger(__name__)

CLOSE_S = 3.0
"""How long the end of the program waits for a device that opens slowly."""
RETRY_S = 600.0
"""How long a machine without a working audio device is left in peace."""
_LINGER_S = 0.4
"""How long the device stays open for more; while open it wakes the processor."""
_TICK_S = 0.02
_SPEECH, _TONE = 0, 1
"""The mixer's channels: a tone is heard above speech."""


def _always() -> bool:
    return True


def open_device(channels: int = 1) -> None:
    """Open the audio device, with our format whatever it likes itself.

    :raises pygame.error: when there is none that works.
    """
    pygame.mixer.init(RATE, -16, channels, 512, allowedchanges=0)


def audio_driver() -> str | None:
    """Return the name of the audio driver in use; None when there is no device."""
    try:
        open_device()
        return pygame.mixer.get_driver()
    except pygame.error:
        return None
    finally:
        pygame.mixer.quit()


class Playing:
    """One piece of speech on its way through the loudspeaker."""

    def __init__(self, samples: bytes, allowed: Callable[[], bool] = _always) -> None:
        self.samples = samples
        self.allowed = allowed
        """Asked again and again while it plays; once it says no, silence."""
        self.began = threading.Event()
        self.ended = threading.Event()
        """Set when nothing more of it will be heard, for whatever reason."""


class Speaker:
    """Plays what it is handed, on a thread that lives only while something plays.

    Only this thread opens and closes the device: two threads that close SDL's audio at
    once wait for each other for ever.
    """

    def __init__(self) -> None:
        self.works: bool | None = None
        """Whether the device could be opened the last time; None before the first."""
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closing = False
        self._not_before = 0.0
        self._volume = 1.0
        self._ring = False
        self._side: tuple[str, float] | None = None
        self._next: Playing | None = None
        self._current: Playing | None = None
        self._sound: pygame.mixer.Sound | None = None
        self._tone = b""

    @property
    def ready(self) -> bool:
        """Tell whether it is worth handing something over now."""
        return not self._closing and time.monotonic() >= self._not_before

    # From any thread; none of these waits for the device, but `close`.

    def ring(self) -> None:
        """Begin to play the tone and return at once; never twice at the same time."""
        with self._changed:
            self._ring = self._wake()

    def ring_on(self, side: str, volume: float) -> None:
        """Begin to play the tone on one side or both, for whoever tests them.

        A device that failed before is tried anew: somebody may just have plugged it in.
        """
        with self._changed:
            self._not_before = 0.0
            if self._wake():
                self._side = (side, volume)

    def speak(self, samples: bytes, allowed: Callable[[], bool] = _always) -> Playing:
        """Begin to play speech instead of what is spoken now."""
        playing = Playing(samples, allowed)
        with self._changed:
            self._drop()
            if self._wake():
                self._next = playing
            else:
                playing.ended.set()
        return playing

    def hush(self) -> None:
        """Stop speech at once; the tone goes on."""
        with self._changed:
            self._drop()
            self._changed.notify()

    def set_volume(self, volume: float) -> None:
        """Set how loud speech is, 0 to 1, from this moment on."""
        with self._changed:
            self._volume = volume
            self._changed.notify()

    def close(self) -> None:
        """Stop everything, begin nothing more, and wait until the device is let go.

        pygame closes the audio as well when the program ends, so it must be closed.
        """
        with self._changed:
            self._closing = True
            self._drop()
            self._changed.notify()
            thread = self._thread
        if thread is None:
            return
        thread.join(CLOSE_S)
        if thread.is_alive():
            log.warning("the audio device is still busy at the end")

    def _wake(self) -> bool:
        """Have the thread look for work; False when nothing can be played."""
        if not self.ready:
            return False
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="sound", daemon=True)
            self._thread.start()
        self._changed.notify()
        return True

    def _drop(self) -> None:
        """Take back what is spoken now and what would be spoken next."""
        for playing in (self._next, self._current):
            if playing is not None:
                playing.ended.set()
        self._next = None

    # The thread.

    def _run(self) -> None:
        """Open the device, play until nothing is left, and let go of it."""
        while True:
            failure = self._play_side() if self._side else self._play_all()
            with self._changed:
                if failure is not None:
                    log.warning("no sound: %s", failure)
                    self._not_before = time.monotonic() + RETRY_S
                if failure is not None or self._closing:
                    self._ring, self._side = False, None
                    self._drop()
                if not self._ring and self._next is None and self._side is None:
                    self._thread = None
                    return

    def _play_all(self) -> str | None:
        """Play until nothing is left; return why that was not possible."""
        try:
            open_device()
            self.works = True
            while self._turn():
                pass
        except pygame.error as error:
            self.works = False
            return str(error)
        finally:
            self._sound = None
            pygame.mixer.quit()
        return None

    def _play_side(self) -> str | None:
        """Play the tone on one side with a device of two channels; return why not."""
        with self._changed:
            side, self._side = self._side, None
        assert side is not None
        try:
            open_device(2)
            self.works = True
            sound = pygame.mixer.Sound(buffer=on_side(chime(), side[0]))
            sound.set_volume(side[1])
            channel = sound.play()
            with self._changed:
                while channel.get_busy() and not self._closing:
                    self._changed.wait(_TICK_S)
        except pygame.error as error:
            self.works = False
            return str(error)
        finally:
            pygame.mixer.quit()
        return None

    def _turn(self) -> bool:
        """Begin what is to begin, stop what is to stop; False when all is silent."""
        speech, tone = pygame.mixer.Channel(_SPEECH), pygame.mixer.Channel(_TONE)
        if self._ring and not self._tone:
            self._tone = chime()
        with self._changed:
            if self._closing:
                return False
            self._turn_tone(tone)
            self._turn_speech(speech)
            if speech.get_busy() or tone.get_busy():
                self._changed.wait(_TICK_S)
                return True
            if self._side is not None:
                return False
            return self._changed.wait_for(self._has_work, _LINGER_S)

    def _has_work(self) -> bool:
        """Tell whether the thread must go on, if only to end."""
        return self._closing or self._ring or self._next is not None

    def _turn_tone(self, tone: pygame.mixer.Channel) -> None:
        """Begin the tone, unless it is heard already."""
        if self._ring and not self._tone:
            return
        if self._ring and not tone.get_busy():
            tone.play(pygame.mixer.Sound(buffer=self._tone))
        self._ring = False

    def _turn_speech(self, speech: pygame.mixer.Channel) -> None:
        """Stop speech that was taken back or is not allowed; begin the next."""
        current = self._current
        if current is not None:
            if current.ended.is_set() or not current.allowed():
                speech.stop()
            if not speech.get_busy():
                current.ended.set()
                self._current = self._sound = None
        if self._current is None and self._next is not None:
            self._begin(speech, self._next)
        if self._sound is not None:
            self._sound.set_volume(self._volume)

    def _begin(self, speech: pygame.mixer.Channel, playing: Playing) -> None:
        """Begin to play a piece of speech, if it is still allowed."""
        self._next = None
        if not playing.allowed():
            playing.ended.set()
            return
        self._sound = pygame.mixer.Sound(buffer=playing.samples)
        self._sound.set_volume(self._volume)
        speech.play(self._sound)
        self._current = playing
        playing.began.set()
