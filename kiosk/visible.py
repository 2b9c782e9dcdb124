"""Text from outside as it may be shown: what shows nothing or moves the rest is gone.

A reader's name, a chip's field, a printer's answer: any of them can carry control
characters for a terminal, or marks that turn the reading direction.
"""

import unicodedata

_HIDDEN = ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp")


def visible(text: str) -> str:
    """Return the text without characters that are not seen; a tab becomes a space."""
    return "".join(
        character
        for character in text.replace("\t", " ")
        if unicodedata.category(character) not in _HIDDEN
    )
