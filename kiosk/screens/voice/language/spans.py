"""Which voice speaks what: words cut by script, with the pronunciation table applied.

espeak-ng's Mandarin voice reads Latin letters as pinyin and its English voice cannot
read Chinese, so that a text in both is spoken by both, one after the other.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from kiosk.screens.voice.language.lexicon import Lexicon, load_lexicon
from kiosk.screens.voice.language.spoken_words import words

_LATIN = re.compile(r"([A-Za-z]+(?:[ '.@&:-]*[A-Za-z0-9]+)*)")
_HAN = re.compile(r"([\u3400-\u9fff]+(?:[ ,，、·]*[\u3400-\u9fff]+)*)")
_FOREIGN = {"han": _LATIN, "latin": _HAN}


@dataclass(frozen=True, slots=True)
class Span:
    """What one voice speaks in one go."""

    voice: str
    text: str = field(repr=False)


@lru_cache(maxsize=8)
def _respelled(language: str) -> re.Pattern[str]:
    """Return the pattern of all words in a language's table, the longest first."""
    table = sorted(load_lexicon(language).say, key=len, reverse=True)
    bounded = (rf"\b{re.escape(w)}\b" if w.isascii() else re.escape(w) for w in table)
    return re.compile("|".join(bounded) or r"(?!)")


def _span(text: str, language: str, lexicon: Lexicon) -> Span:
    said = _respelled(language).sub(lambda m: f" {lexicon.say[m[0]]} ", text)
    return Span(lexicon.voice, " ".join(said.split()))


def spans(text: str, language: str) -> tuple[Span, ...]:
    """Return what is spoken of a displayed text, voice by voice."""
    own = load_lexicon(language)
    spoken = words(text, language)
    pattern = _FOREIGN.get(own.script)
    if pattern is None or not own.foreign:
        return (_span(spoken, language, own),) if spoken else ()
    foreign = load_lexicon(own.foreign)
    found = []
    for at, part in enumerate(pattern.split(spoken)):
        if any(char.isalnum() for char in part):
            strange = at % 2 == 1
            name = own.foreign if strange else language
            found.append(_span(part, name, foreign if strange else own))
    return tuple(found)
