"""What `kiosk doctor` wants to know of the voice: each part asked once.

It makes samples but plays nothing, and it changes nothing.
"""

from collections.abc import Callable, Mapping

from kiosk.screens.voice.clips import clips_folder, count_clips
from kiosk.screens.voice.headphones import Jack, read_jacks
from kiosk.screens.voice.language.spans import spans
from kiosk.screens.voice.speech import NORMAL, RATES
from kiosk.screens.voice.synth import COMMAND, Espeak, SynthError, version
from kiosk.settings.config import VoiceSettings
from kiosk.settings.texts import languages, load_texts


def mute_languages(espeak: Espeak) -> list[str]:
    """Return the languages in which nothing can be made."""
    mute = []
    for language in languages():
        said = spans(load_texts(language)("voice__private"), language)
        try:
            made = espeak.speak(said, RATES[NORMAL], lambda: True)
        except SynthError:
            made = b""
        if not any(made):
            mute.append(language)
    return mute


def seen(settings: VoiceSettings, command: str = COMMAND) -> tuple[bool, str]:
    """Return whether every language can be spoken, and what there is."""
    mute = mute_languages(Espeak(command))
    found = version(command)
    engine = f"{command} {found}" if found else f"no {command}"
    if found and mute:
        engine += f" without {', '.join(mute)}"
    clips = count_clips(clips_folder(settings.clips))
    aloud = {"never": "never spoken", "always": "always spoken"}.get(
        settings.headphones, "spoken while the jack is in use"
    )
    return not mute, f"{engine}, {clips} recordings, private values {aloud}"


def jack_seen(
    name: str, read: Callable[[], Mapping[str, bool]] = read_jacks
) -> tuple[bool, str]:
    """Return whether the jack's state is known, and what was seen."""
    state = Jack(name, read).state()
    names = sorted(read())
    listed = ", ".join(f"{each!r}" for each in names) or "none"
    if state is None:
        return False, f"jacks: {listed}"
    return True, f"a plug is {'in' if state else 'not in'}; jacks: {listed}"
