"""Which passwords are refused when they are made, each with a code of its own.

A guesser begins with these. At the door nobody is told any of it.
"""

from enum import StrEnum

from kiosk.domain.secret import Password

LEAST, MOST = 8, 64
TYPEABLE = frozenset(map(chr, range(33, 127))) - frozenset("`{}<>\\")
"""What the keyboard on the screen has; a blank cannot be told from none."""


class PasswordMistake(StrEnum):
    """Why a password is refused; its sentence is `password__<code>`."""

    SHORT = "M01"
    LONG = "M02"
    UNTYPEABLE = "M03"
    COMMON = "M04"
    REPEATED = "M05"
    SEQUENCE = "M06"
    NUMBER = "M07"
    MACHINE = "M08"


_WORDS = (
    *("password", "passw0rd", "p@ssword", "p@ssw0rd", "letmein", "welcome", "iloveyou"),
    *("woaini", "admin", "administrator", "root", "qwerty", "asdfgh", "zxcvbn", "abc"),
    *("kiosk", "shebao", "shebaoka", "weihu", "guanliyuan", "test", "demo", "changeme"),
    *("monkey", "dragon", "sunshine", "princess", "football", "baseball", "superman"),
    *("trustno", "master", "hello", "aini", "wang", "zhang", "li", "a", "q", "qq"),
)
_WHOLE = frozenset(
    {
        *("1qaz2wsx", "1q2w3e4r", "1q2w3e4r5t", "q1w2e3r4", "zaq12wsx", "qazwsxedc"),
        *("5201314520", "woaini1314", "woaini520", "a1b2c3d4", "147258369"),
        *("12344321", "11223344", "1122334455", "88888888", "66668888", "123123123"),
    }
)
_LINES = (
    *("0123456789", "1234567890", "abcdefghijklmnopqrstuvwxyz"),
    *("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertyuiopasdfghjklzxcvbnm"),
)
_NAME = 4
"""A machine's shorter id is in too many words by chance."""
_RUN = 6
"""So many neighbours in a row are found by anybody."""


def password_mistake(
    password: Password, number: str, machine: str
) -> PasswordMistake | None:
    """Return why a password is refused for an account at a machine; None: it is fit."""
    text = password.reveal()
    if len(text) < LEAST:
        return PasswordMistake.SHORT
    if len(text) > MOST:
        return PasswordMistake.LONG
    if not set(text) <= TYPEABLE:
        return PasswordMistake.UNTYPEABLE
    low = text.lower()
    if _is_common(low):
        return PasswordMistake.COMMON
    if len(set(low)) < 4 or _repeats(low):
        return PasswordMistake.REPEATED
    if _is_sequence(low):
        return PasswordMistake.SEQUENCE
    if number in low:
        return PasswordMistake.NUMBER
    own = _bare(machine)
    if len(own) >= _NAME and own in _bare(low):
        return PasswordMistake.MACHINE
    return None


def _is_common(low: str) -> bool:
    """Tell whether it is a word of the list, with digits or signs around it."""
    bare = low.strip("0123456789!@#$%^&*()-_=+.,:;?/'\"~[]|")
    return low in _WHOLE or bare in _WORDS or (not bare and _LINES[1].startswith(low))


def _repeats(low: str) -> bool:
    """Tell whether it is one short piece over and over."""
    return low in (low + low)[1:-1]


def _is_sequence(low: str) -> bool:
    """Tell whether most of it is neighbours of a row, forwards or back."""
    need = max(_RUN, len(low) - 3)
    for line in (*_LINES, *(line[::-1] for line in _LINES)):
        pieces = (line[at : at + need] for at in range(len(line) - need + 1))
        if any(piece in low for piece in pieces):
            return True
    return False


def _bare(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())
