"""What `kiosk doctor` wants to know of the voice: each part asked once.

It makes samples but plays nothing, and it changes nothing.
"""

from collections.abc import Callable, Mapping

from kiosk.domain.message import Message
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


def seen(settings: VoiceSettings, command: str = COMMAND) -> tuple[bool, Message]:
    """Return whether every language can be spoken, and what there is."""
    mute = mute_languages(Espeak(command))
    found = version(command)
    engine = Message("doctor__seen__no_engine", command=command)
    if found:
        engine = Message("doctor__seen__engine", command=command, version=found)
    if found and mute:
        engine = Message(
            "doctor__seen__engine_without",
            command=command,
            version=found,
            mute=tuple(mute),
        )
    clips = count_clips(clips_folder(settings.clips))
    aloud = Message(f"doctor__aloud__{settings.headphones}")
    said = Message("doctor__seen__voice", engine=engine, clips=clips, aloud=aloud)
    return not mute, said


def jack_seen(
    name: str, read: Callable[[], Mapping[str, bool]] = read_jacks
) -> tuple[bool, Message]:
    """Return whether the jack's state is known, and what was seen."""
    state = Jack(name, read).state()
    names = sorted(read())
    quoted = tuple(f"{each!r}" for each in names)
    listed = quoted or Message("doctor__seen__no_jacks")
    if state is None:
        return False, Message("doctor__seen__jacks", listed=listed)
    plug = "plug_in" if state else "plug_out"
    return True, Message(f"doctor__seen__{plug}", listed=listed)
