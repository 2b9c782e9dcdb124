"""The thread that tells: makes the next utterance while one is heard.

It decides what may be heard and in which order. How loud and how fast is chosen in
`voice`, how it sounds is made in `speech`.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from kiosk.screens.voice.sound import Playing, Speaker
from kiosk.screens.voice.speech import NORMAL, Speech
from kiosk.screens.voice.synth import SynthError
from kiosk.screens.voice.utterance import Utterance
from kiosk.settings.texts import DEFAULT_LANGUAGE, load_texts

log = logging.getLogger(__name__)

CLOSE_S = 1.0
_BLINK = bytes(400)
"""Nothing, for a hundredth of a second: enough to see whether the device opens."""


class _Job(NamedTuple):
    """One utterance of one turn; a later turn makes it void."""

    turn: int
    utterance: Utterance
    rate: int


class Teller:
    """Tells utterances one after the other; its methods never wait for a sound."""

    def __init__(
        self,
        speech: Speech,
        speaker: Speaker,
        plugged: Callable[[], bool],
        on_change: Callable[[], None],
    ) -> None:
        self.makes: bool | None = None
        """Whether samples could be made the last time; None before the first."""
        self._speech = speech
        self._speaker = speaker
        self._plugged = plugged
        self._on_change = on_change
        self._changed = threading.Condition()
        self._jobs: deque[_Job] = deque()
        self._turn = 0
        self._telling = -1
        self._told_private = -1
        self._probing = False
        self._closing = False
        self._failure = ""
        self._thread: threading.Thread | None = None

    # From the main thread.

    @property
    def speaking(self) -> bool:
        """Tell whether something is heard or about to be."""
        return self._telling == self._turn

    def tell(self, utterances: tuple[Utterance, ...], rate: int) -> None:
        """Tell these after what is told now."""
        if not utterances:
            return
        with self._changed:
            self._telling = self._turn
            self._jobs += [_Job(self._turn, each, rate) for each in utterances]
            self._wake()

    def probe(self) -> None:
        """Find out whether anything can be heard, without a sound."""
        with self._changed:
            self._probing = True
            self._wake()

    def stop(self) -> None:
        """Be silent at once."""
        with self._changed:
            self._turn += 1
            self._jobs.clear()
            self._speaker.hush()
        self._speech.cancel()

    def close(self) -> None:
        """Be silent for good, and wait until nothing is made any more."""
        with self._changed:
            self._closing = True
            self._changed.notify()
            thread = self._thread
        self.stop()
        if thread is not None:
            thread.join(CLOSE_S)

    def _wake(self) -> None:
        if self._closing:
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="voice", daemon=True)
            self._thread.start()
        self._changed.notify()

    # The thread.

    def _run(self) -> None:
        while True:
            with self._changed:
                while not (self._jobs or self._probing or self._closing):
                    self._changed.wait()
                if self._closing:
                    return
                probing, self._probing = self._probing, False
            if probing:
                self._probe()
            self._tell_all()
            self._on_change()

    def _probe(self) -> None:
        """Open the device, make a word, and look at the headphones' jack.

        The jack is looked at early, because a plug counts only after it was out.
        """
        self._plugged()
        with self._changed:
            playing = None if self._jobs else self._speaker.speak(_BLINK)
        texts = load_texts(DEFAULT_LANGUAGE)
        word = Utterance(texts("voice__hidden"), DEFAULT_LANGUAGE)
        self._samples(_Job(self._turn, word, NORMAL))
        if playing is not None:
            playing.ended.wait()

    def _tell_all(self) -> None:
        """Tell until no job is left."""
        playing: Playing | None = None
        while True:
            with self._changed:
                job = self._jobs.popleft() if self._jobs else None
            job = job and self._audible(job)
            if job is None and (playing is None or playing.ended.is_set()):
                break
            samples = b"" if job is None else self._samples(job)
            if playing is not None:
                playing.ended.wait()
            if job is not None and samples:
                playing = self._play(job, samples)
        with self._changed:
            if not self._jobs:
                self._telling = -1

    def _play(self, job: _Job, samples: bytes) -> Playing | None:
        """Hand samples over, unless they are void by now."""
        with self._changed:
            if job.turn != self._turn:
                return None
            if not self._speaker.ready:
                # No device: the rest of the page need not even be made.
                self._jobs.clear()
                return None
            if job.utterance.private:
                return self._speaker.speak(samples, self._plugged)
            return self._speaker.speak(samples)

    def _audible(self, job: _Job) -> _Job:
        """Put a notice in the place of what is private, once a turn, then nothing."""
        utterance = job.utterance
        if not utterance.private or self._plugged():
            return job
        notice = load_texts(utterance.language)("voice__private")
        if self._told_private == job.turn:
            notice = ""
        self._told_private = job.turn
        return job._replace(utterance=Utterance(notice, utterance.language))

    def _samples(self, job: _Job) -> bytes:
        """Make an utterance's samples; empty when there are none."""
        try:
            samples = self._speech.samples(
                job.utterance, job.rate, lambda: job.turn == self._turn
            )
        except SynthError as error:
            if job.turn == self._turn:
                self._failed(str(error))
            return b""
        if samples:
            self.makes, self._failure = True, ""
        return samples

    def _failed(self, failure: str) -> None:
        """Remember that nothing could be made, and say a new reason once."""
        self.makes = self._speech.has_clips()
        if failure != self._failure:
            log.warning("nothing was spoken: %s", failure)
        self._failure = failure
