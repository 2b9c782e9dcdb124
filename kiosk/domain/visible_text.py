"""Text from outside as it may be shown: what shows nothing or moves the rest is gone.

A reader's name, a chip's field, a printer's answer: any of them can carry control
characters for a terminal, or marks that turn the reading direction.
"""

import unicodedata

_HIDDEN = ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp")
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0")
"""Letters and marks by their category that are drawn as nothing (Unicode's
Default_Ignorable_Code_Point, and the empty Braille cell)."""
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_MARKS = 4
"""More marks in a row on one letter stand above or below the line."""


def visible(text: str) -> str:
    """Return the text without characters that are not seen; a tab becomes a space."""
    found: list[str] = []
    marks = 0
    for character in filter(_is_seen, text.replace("\t", " ")):
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MARKS:
            found.append(character)
    return "".join(found)


def _is_seen(character: str) -> bool:
    selects = any(ord(character) in chosen for chosen in _SELECTORS)
    hidden = unicodedata.category(character) in _HIDDEN or character in _BLANK
    return not (hidden or selects)
