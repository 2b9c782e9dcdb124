"""The voice as the window uses it: what is said now, how loud and how fast.

Everything slow happens on the teller's thread and the speaker's. It knows no page.
"""

from collections.abc import Callable, Iterable

from kiosk.screens.voice.clips import clips_folder
from kiosk.screens.voice.headphones import headphones
from kiosk.screens.voice.sound import Speaker
from kiosk.screens.voice.speech import NORMAL, RATES, Speech
from kiosk.screens.voice.synth import Espeak
from kiosk.screens.voice.teller import Teller
from kiosk.screens.voice.utterance import Utterance
from kiosk.settings import config

VOLUMES = (0.12, 0.25, 0.45, 0.7, 1.0)
"""How loud the steps of `voice.volume` are; 1 is all that the device gives."""


def _ignore() -> None:
    """Do nothing with the news."""


class Voice:
    """Speaks; its methods belong to the main thread and return at once."""

    def __init__(
        self,
        settings: config.VoiceSettings,
        speaker: Speaker,
        on_change: Callable[[], None] = _ignore,
        espeak: Espeak | None = None,
        plugged: Callable[[], bool] | None = None,
    ) -> None:
        """Prepare to speak; `on_change` comes from another thread.

        It tells that `speaking` or `available` may have another value.
        """
        self._speaker = speaker
        speech = Speech(clips_folder(settings.clips), espeak or Espeak())
        self._plugged = plugged or headphones(settings)
        self._teller = Teller(speech, speaker, self._plugged, on_change)
        self._last: tuple[Utterance, ...] = ()
        self._first_volume = settings.volume - 1
        self._volume = self._first_volume
        self._rate = NORMAL
        speaker.set_volume(VOLUMES[self._volume])

    @property
    def available(self) -> bool | None:
        """Tell whether anything can be heard; None as long as nobody knows."""
        device, makes = self._speaker.works, self._teller.makes
        if device is False or makes is False:
            return False
        return True if device and makes else None

    @property
    def speaking(self) -> bool:
        """Tell whether something is heard or about to be."""
        return self._teller.speaking

    @property
    def volume(self) -> int:
        """Return the step of loudness, from 1 to 5."""
        return self._volume + 1

    @property
    def rate(self) -> int:
        """Return the step of speed, from 1 to 4."""
        return self._rate + 1

    def probe(self) -> None:
        """Find out in the background whether anything can be heard, without a sound."""
        self._teller.probe()

    def say(
        self,
        utterances: Iterable[Utterance],
        interrupt: bool = True,
        remember: bool = True,
    ) -> None:
        """Say these one after the other, instead of or after what is said now.

        What is not to be remembered leaves to `repeat` what was said before it.
        """
        following = tuple(utterances)
        if interrupt:
            self._teller.stop()
        if remember:
            self._last = following if interrupt else self._last + following
        self._teller.tell(following, self._rate)

    def repeat(self) -> None:
        """Say again what was said last, of what was to be remembered."""
        self.say(self._last)

    def stop(self) -> None:
        """Be silent at once; `repeat` still knows what was said."""
        self._teller.stop()

    @property
    def headphones(self) -> bool:
        """Tell whether somebody listens through headphones."""
        return self._plugged()

    def tune(self, rate: int, volume: int) -> None:
        """Take steps counted from 0; what is said now goes on at its speed."""
        self._rate = min(max(rate, 0), len(RATES) - 1)
        self._volume = min(max(volume, 0), len(VOLUMES) - 1)
        self._speaker.set_volume(VOLUMES[self._volume])

    def reset(self) -> None:
        """Be silent, forget what was said, and begin as every visit begins."""
        self._teller.stop()
        self._last = ()
        self.tune(NORMAL, self._first_volume)

    def close(self) -> None:
        """Be silent for good; the speaker is closed by its owner, afterwards."""
        self._last = ()
        self._teller.close()
