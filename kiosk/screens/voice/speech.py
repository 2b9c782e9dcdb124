"""From an utterance to samples: a recording, what was made before, or espeak-ng.

It remembers only what is not private, in memory, and plays nothing.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from kiosk.screens.voice.clips import ClipError, count_clips, find_clip, read_clip
from kiosk.screens.voice.language.spans import Span, spans
from kiosk.screens.voice.synth import Espeak, SynthError
from kiosk.screens.voice.utterance import Utterance

log = logging.getLogger(__name__)

RATES = (120, 160, 200, 250)
"""Words a minute, from slow to fast."""
NORMAL = 1
"""The rate that every visit begins with, and that recordings are spoken in."""
CACHE_BYTES = 8 * 1024 * 1024
"""About three minutes of speech."""

_Key = tuple[tuple[Span, ...], int]


class Speech:
    """Makes samples; used by one thread, but for `cancel`."""

    def __init__(self, folder: Path, espeak: Espeak) -> None:
        self._folder = folder
        self._espeak = espeak
        self._made: OrderedDict[_Key, bytes] = OrderedDict()
        self._bad: set[Path] = set()

    def samples(
        self, utterance: Utterance, rate: int, wanted: Callable[[], bool]
    ) -> bytes:
        """Return what an utterance sounds like; empty when it has no sound.

        `wanted` may turn false meanwhile; then nothing more is made.

        :raises SynthError: when it can be neither found nor made.
        """
        if rate == NORMAL and not utterance.private:
            recorded = self._recorded(utterance)
            if recorded:
                return recorded
        said = spans(utterance.text, utterance.language)
        if not said:
            return b""
        try:
            return self._spoken(said, rate, utterance.private, wanted)
        except SynthError:
            # A recording at the wrong pace is better than silence.
            recorded = b"" if utterance.private else self._recorded(utterance)
            if recorded:
                return recorded
            raise

    def cancel(self) -> None:
        """End what is being made; from any thread."""
        self._espeak.cancel()

    def has_clips(self) -> bool:
        """Tell whether there is any recording at all."""
        return count_clips(self._folder) > 0

    def _recorded(self, utterance: Utterance) -> bytes:
        path = find_clip(self._folder, utterance.text, utterance.language)
        if path is None or path in self._bad:
            return b""
        try:
            return read_clip(path)
        except ClipError as error:
            log.warning("a recording is not used: %s", error)
            self._bad.add(path)
            return b""

    def _spoken(
        self,
        said: tuple[Span, ...],
        rate: int,
        private: bool,
        wanted: Callable[[], bool],
    ) -> bytes:
        key = (said, rate)
        known = self._made.get(key)
        if known is not None:
            self._made.move_to_end(key)
            return known
        samples = self._espeak.speak(said, RATES[rate], wanted)
        if not private:
            self._made[key] = samples
            while sum(map(len, self._made.values())) > CACHE_BYTES:
                self._made.popitem(last=False)
        return samples
