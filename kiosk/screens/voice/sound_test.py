"""Plays what a technician wants to hear, and says whether a plug is in the socket."""

from kiosk.screens.voice.headphones import Jack
from kiosk.screens.voice.sound import Speaker
from kiosk.screens.voice.utterance import Utterance
from kiosk.screens.voice.voice import VOLUMES, Voice
from kiosk.session.pages.drawn_by import SoundTest
from kiosk.settings.config import VoiceSettings


def play(
    test: SoundTest, voice: Voice, speaker: Speaker, settings: VoiceSettings
) -> bool | None:
    """Begin to play; return whether a plug is in, None where no socket tells it."""
    if test.what == "speech":
        voice.tune(voice.rate - 1, test.volume - 1)
        voice.say([Utterance(test.words, test.language)], remember=False)
    else:
        speaker.ring_on(test.what, VOLUMES[test.volume - 1])
    return Jack(settings.jack).state()
