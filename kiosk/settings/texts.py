"""The words people read, by key and language, from `assets/locales/`.

A language is a folder of flat JSON files; nothing here knows what a text is for.
"""

import json
from functools import lru_cache

from kiosk.domain.message import Message, MessageValue
from kiosk.domain.visible_text import visible
from kiosk.settings.shipped import asset

DEFAULT_LANGUAGE = "zh-CN"
"""It is also the language of the regions' profiles."""


class Texts:
    """All texts of one language, with the default language behind it."""

    def __init__(self, language: str, entries: dict[str, str]) -> None:
        self.language = language
        self.entries = entries

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of a key with its `{names}` filled in.

        A key nobody wrote comes back as itself in brackets, so that a page still
        stands and a test sees it.
        """
        text = self.entries.get(key)
        if text is None:
            return f"[{key}]"
        return text.format(**values) if values else text

    def say(self, message: Message) -> str:
        """Return a message in this language, without characters that are not seen."""
        values = {name: self._worded(value) for name, value in message.values.items()}
        return self(message.key, **values)

    def _worded(self, value: MessageValue) -> str:
        if isinstance(value, Message):
            return self.say(value)
        if isinstance(value, tuple):
            return self("list__comma").join(self._worded(each) for each in value)
        return visible(str(value))

    def of_region(self, words: str) -> str:
        """Return a region's own words, the known ones of them in this language.

        What nobody translated stays as the source has it.
        """
        key = f"region_word__{words}"
        return self(key) if self.has(key) else words

    def has(self, key: str) -> bool:
        """Tell whether this language (or the default behind it) has the key."""
        return key in self.entries


def languages() -> list[str]:
    """Return the languages that have a folder, the default one first."""
    found = sorted(p.name for p in asset("locales").iterdir() if p.is_dir())
    return sorted(found, key=lambda name: name != DEFAULT_LANGUAGE)


def own_entries(language: str) -> dict[str, str]:
    """Return only what this language's own files say.

    :raises ValueError: when two files of the language define one key.
    """
    entries: dict[str, str] = {}
    for path in sorted(asset("locales", language).glob("*.json")):
        more = json.loads(path.read_bytes())
        for key in entries.keys() & more:
            raise ValueError(f"{path}: the key {key!r} is defined twice")
        entries |= more
    return entries


@lru_cache(maxsize=8)
def load_texts(language: str = DEFAULT_LANGUAGE) -> Texts:
    """Return the texts of a language, missing ones taken from the default."""
    entries = own_entries(language)
    if language != DEFAULT_LANGUAGE:
        entries = load_texts().entries | entries
    return Texts(language, entries)
