"""Cards that are no good social security card, for trying what the kiosk says then.

Each is built fresh by its name in `STRANGE`; only the copy and the wedges have data of
a person.
"""

import secrets
import weakref
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from kiosk.devices.card.keys.key_provider import key_names
from kiosk.devices.card.protocol.apdu import StatusWord
from kiosk.devices.virtual.card.issuing import card_from_person
from kiosk.devices.virtual.card.wedge import Trick, wedge
from kiosk.devices.virtual.people.cast import load_people
from kiosk.devices.virtual.reader.virtual_reader import ChipCard

BANK_NAMES = (b"1PAY.SYS.DDF01", bytes.fromhex("A000000333010101"))
"""The payment environment and the national debit application."""
_BANK_ATR = bytes.fromhex("3B6D00000031C071C66500000000000000")
_BLANK_ATR = bytes.fromhex("3B020000")
_SOCIAL_ATR = bytes.fromhex("3B6D000000814E43238697990000000000")


class BankCard:
    """A bank card: it knows its payment environment and nothing of ours."""

    atr = _BANK_ATR

    def reset(self) -> None:
        """Forget nothing: there is no state."""

    def answer(self, command: bytes) -> bytes:
        """Know SELECT by the bank's names; refuse all else as such cards do."""
        if len(command) < 5:
            return _word(StatusWord.WRONG_LENGTH)
        if command[:2] != b"\x00\xa4":
            known = command[1] in (0xB2, 0xC0, 0x20, 0x84, 0x88)
            refusal = StatusWord.CONDITIONS_NOT_SATISFIED
            return _word(refusal if known else StatusWord.INS_UNKNOWN)
        name = command[5 : 5 + command[4]]
        if command[2] == 0x04 and name in BANK_NAMES:
            inner = bytes((0x84, len(name))) + name
            return bytes((0x6F, len(inner))) + inner + _word(StatusWord.OK)
        return _word(StatusWord.FILE_NOT_FOUND)


class WithoutEnvironment:
    """A card of some other city service: a master file, but no environment."""

    atr = _SOCIAL_ATR

    def reset(self) -> None:
        """Forget nothing: there is no state."""

    def answer(self, command: bytes) -> bytes:
        """Select the master file; find nothing in it."""
        if command[:5] == bytes.fromhex("00A4000002") and command[5:7] == b"\x3f\x00":
            return _word(StatusWord.OK)
        return _word(StatusWord.FILE_NOT_FOUND)


class BlankCard:
    """A chip with nothing on it."""

    atr = _BLANK_ATR

    def reset(self) -> None:
        """Forget nothing: there is nothing."""

    def answer(self, command: bytes) -> bytes:
        """Know no instruction at all."""
        return _word(StatusWord.INS_UNKNOWN)


class MuteCard:
    """A dead chip, or a card put in the wrong way round: no answer to reset."""

    atr = b""

    def reset(self) -> None:
        """Stay dead."""

    def answer(self, command: bytes) -> bytes:
        """Stay silent; the reader gives up."""
        return b""


class GarbageCard:
    """A card with bad contacts: an answer to reset, then noise."""

    atr = _SOCIAL_ATR

    def reset(self) -> None:
        """Change nothing."""

    def answer(self, command: bytes) -> bytes:
        """Return up to 64 random bytes, one at least."""
        return secrets.token_bytes(1 + secrets.randbelow(64))


class StoppingCard:
    """A card that works for a number of commands and then falls silent.

    :param silence: what silence is: b"" when the reader gives up after a while, None
        when the reader itself hangs until the card is pulled.
    """

    def __init__(
        self, card: ChipCard, commands: int, silence: bytes | None = b""
    ) -> None:
        self._card = card
        self._left = commands
        self._silence = silence

    @property
    def atr(self) -> bytes:
        """Return the working card's answer to reset."""
        return self._card.atr

    def reset(self) -> None:
        """Reset the card behind; the commands used up stay used up."""
        self._card.reset()

    def answer(self, command: bytes) -> bytes | None:
        """Answer while commands are left."""
        if self._left <= 0:
            return self._silence
        self._left -= 1
        return self._card.answer(command)


class ClonedCard:
    """A copy of a demo person's card: all that can be read, and none of its keys.

    The copier knows the person's PIN as well; only the keys never leave a real chip.
    """

    def __init__(self) -> None:
        folder = mkdtemp(prefix="kiosk-clone-")
        weakref.finalize(self, rmtree, folder, ignore_errors=True)
        person = next(iter(load_people().values()))
        keys = {name: secrets.token_bytes(16) for name in key_names()}
        self._card = card_from_person(person, Path(folder), keys=keys)

    @property
    def atr(self) -> bytes:
        """Return the copied answer to reset."""
        return self._card.atr

    def reset(self) -> None:
        """Forget what ends with power."""
        self._card.reset()

    def answer(self, command: bytes) -> bytes:
        """Answer as the card it was copied from, but for what needs a key."""
        return self._card.answer(command)


class _Agreeable:
    """A card that agrees to everything and has nothing to say."""

    atr = _SOCIAL_ATR

    def reset(self) -> None:
        """Forget nothing: there is no state."""

    def answer(self, command: bytes) -> bytes:
        """Agree."""
        return _word(StatusWord.OK)


def _word(sw: int) -> bytes:
    return sw.to_bytes(2, "big")


STRANGE: dict[str, Callable[[], ChipCard]] = {
    "bank": BankCard,
    "other": WithoutEnvironment,
    "blank": BlankCard,
    "mute": MuteCard,
    "garbage": GarbageCard,
    "stops": lambda: StoppingCard(_Agreeable(), 1),
    "clone": ClonedCard,
    "wedge": wedge,
    "wedge-zeros": lambda: wedge(Trick.ZEROS),
    "wedge-early": lambda: wedge(Trick.EARLY),
    "hangs": lambda: StoppingCard(_Agreeable(), 1, silence=None),
}
"""Every strange card by its name."""
