"""Text as displayed without what has no sound: brackets, arrows, emoji, odd digits.

It keeps every word; what a number or a date is called is none of its business.
"""

import re
import unicodedata

_QUOTES = re.compile(r"[“”„«»《》〈〉「」『』\"]")
_PAUSES = re.compile(
    r"[()\[\]{}<>【】〔〕|/\\~_=+›→←↑↓·⋅…—–\n;；]+|\.{2,}|(?<=\s)[-*•●](?=\s)|\s{3,}"
)
_SILENT = "*•●#^"
_PAUSE = ",，、"
_STOP = ".。!?！？:："
_HAN = "\u3400-\u9fff"
_TWICE = re.compile(rf"(?:\s*[{_PAUSE}])+(?=\s*[{_PAUSE}{_STOP}])")
_AFTER_STOP = re.compile(rf"([{_STOP}])(?:\s*[{_PAUSE}])+\s*")
_BLANK = re.compile(
    rf"\s+(?=[{_PAUSE}{_STOP}])|(?<=[{_HAN}，。、！？：]) +(?=[{_HAN}])"
)


def normal(text: str) -> str:
    """Bring full-width forms and the digits of all scripts to their plain form.

    Square brackets never come back out of `literal`: espeak-ng would take what is in
    double ones for phonemes.
    """
    text = unicodedata.normalize("NFKC", text.replace("…", "\n"))
    return "".join(
        str(unicodedata.decimal(char)) if unicodedata.category(char) == "Nd" else char
        for char in text
    )


def literal(text: str, rare: str) -> str:
    """Return what can be spoken; brackets and arrows are pauses.

    `rare` is said for an ideograph that no built-in voice knows: those beyond the
    basic plane and those in private use.
    """
    text = _QUOTES.sub(" ", text.replace("’", "'"))
    return "".join(_sound(char, rare) for char in _PAUSES.sub(", ", text))


def _sound(char: str, rare: str) -> str:
    category = unicodedata.category(char)
    if category == "Co" or (ord(char) >= 0x20000 and category == "Lo"):
        return f", {rare}, "
    return " " if category[0] in "CSM" or char in _SILENT else char


def tidy(text: str) -> str:
    """Have one pause where several met, and no blank inside Chinese.

    Empty when nothing is left that has a sound.
    """
    if not any(char.isalnum() for char in text):
        return ""
    text = _TWICE.sub("", re.sub(r"\s+", " ", text))
    text = _BLANK.sub("", _AFTER_STOP.sub(r"\1 ", text))
    return text.strip(f" -{_PAUSE}")
