"""Recorded sentences: WAV files found by a name that is made of the text itself.

`python -m kiosk.screens.voice.clips zh-CN` lists what is worth recording, with the
file names. It reads files; it never writes or converts one.
"""

import hashlib
import sys
import unicodedata
import wave
from pathlib import Path

from kiosk.screens.voice.bell import RATE
from kiosk.settings.shipped import asset
from kiosk.settings.texts import own_entries

_UNSPOKEN = ("doctor__", "receipt__")
"""The beginnings of texts that are only read."""


class ClipError(Exception):
    """A recording cannot be used; the text names the file and what is wrong."""


def clip_name(text: str) -> str:
    """Return the name of a text's recording, the same on every machine."""
    plain = unicodedata.normalize("NFC", text.strip())
    return hashlib.sha256(plain.encode("utf-8")).hexdigest()[:16] + ".wav"


def clips_folder(setting: str) -> Path:
    """Return the folder of `voice.clips`; empty takes the shipped one."""
    return Path(setting) if setting else asset("voice", "clips")


def find_clip(folder: Path, text: str, language: str) -> Path | None:
    """Return the recording of a whole text, None when nobody recorded it."""
    path = folder / language / clip_name(text)
    return path if path.is_file() else None


def read_clip(path: Path) -> bytes:
    """Return a recording's samples.

    :raises ClipError: when it is no WAV file of one channel, 16 bits and `RATE`.
    """
    try:
        with wave.open(str(path), "rb") as clip:
            shape = (clip.getnchannels(), clip.getsampwidth(), clip.getframerate())
            samples = clip.readframes(clip.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise ClipError(f"{path.name}: is no readable WAV file") from error
    if shape != (1, 2, RATE):
        raise ClipError(f"{path.name}: must have 1 channel, 16 bits, {RATE} Hz")
    return samples


def count_clips(folder: Path) -> int:
    """Return how many recordings there are, in all languages."""
    return sum(1 for _ in folder.glob("*/*.wav"))


def worth_recording(language: str) -> list[tuple[str, str]]:
    """Return file name and text of every sentence that is always the same."""
    texts = {
        text
        for key, text in own_entries(language).items()
        if "{" not in text and len(text) > 1 and not key.startswith(_UNSPOKEN)
    }
    return sorted((clip_name(text), text) for text in texts)


if __name__ == "__main__":
    for name, text in worth_recording(sys.argv[1]):
        print(f"{name}\t{text}")
