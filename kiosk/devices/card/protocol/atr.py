"""A card's answer to reset taken apart (ISO 7816-3), for whoever maintains the reader.

Any bytes are taken, also a hostile card's; what is cut off is said to be. The
historical bytes end in the card's own number, so they are counted and never shown.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import xor


class Convention(StrEnum):
    """How the card's bits are to be read; the first byte says it."""

    DIRECT = "direct"
    INVERSE = "inverse"
    UNKNOWN = "unknown"


class CardKind(StrEnum):
    """What the answer lets one think of the card; none of it is a proof."""

    MAYBE_SOCIAL = "maybe_social"
    """Thirteen historical bytes, as social security cards have; other cards may too."""
    CONTACTLESS = "contactless"
    """The reader made the answer up for a card at its antenna (PC/SC part 3)."""
    OTHER = "other"


_CONVENTIONS = {0x3B: Convention.DIRECT, 0x3F: Convention.INVERSE}
_HISTORY = 13
_FACTORS = (372, 372, 558, 744, 1116, 1488, 1860, 0, 0, 512, 768, 1024, 1536, 2048)
"""Clock cycles to a bit, by TA1's upper half."""
_DIVISORS = (0, 1, 2, 4, 8, 16, 32, 64, 12, 20)
_CLOCK = 3_571_200
"""Hertz: the clock that most readers give, with which 372 cycles are 9,600 bits."""


@dataclass(frozen=True, slots=True, repr=False)
class AnswerToReset:
    """What an answer says, without any historical byte."""

    length: int
    convention: Convention
    protocols: tuple[int, ...]
    """In the card's order, the first one preferred; T=0 where none is named."""
    speed: int | None
    """Bits a second at a usual clock; None where TA1 says nothing we know."""
    history: int
    """How many historical bytes there are."""
    kind: CardKind
    whole: bool
    """Nothing that the answer announces is missing."""
    checked: bool | None
    """Whether the check byte is right; None where there is none (T=0 only)."""


def read_atr(atr: bytes) -> AnswerToReset:
    """Take an answer apart as far as it goes."""
    first, announced = atr[:1], atr[1] >> 4 if len(atr) > 1 else 0
    count = atr[1] & 0x0F if len(atr) > 1 else 0
    at, protocols, ta1 = 2, [], None
    level = 1
    while announced:
        if announced & 1 and level == 1 and at < len(atr):
            ta1 = atr[at]
        at += announced.bit_count()
        if not announced & 8 or at > len(atr):
            break
        protocols.append(atr[at - 1] & 0x0F)
        announced, level = atr[at - 1] >> 4, level + 1
    history = atr[at : at + count]
    has_check = any(p != 0 for p in protocols)
    end = at + count + has_check
    whole = len(atr) >= max(2, end)
    return AnswerToReset(
        length=len(atr),
        convention=_CONVENTIONS.get(first[0] if first else -1, Convention.UNKNOWN),
        protocols=tuple(dict.fromkeys(p for p in protocols if p != 15)) or (0,),
        speed=_speed(0x11 if ta1 is None else ta1),
        history=len(history),
        kind=_kind(history, protocols),
        whole=whole,
        checked=reduce(xor, atr[1:end]) == 0 if has_check and whole else None,
    )


def _speed(ta1: int) -> int | None:
    factor, divisor = ta1 >> 4, ta1 & 0x0F
    if factor >= len(_FACTORS) or divisor >= len(_DIVISORS):
        return None
    if not _FACTORS[factor] or not _DIVISORS[divisor]:
        return None
    return round(_CLOCK * _DIVISORS[divisor] / _FACTORS[factor])


def _kind(history: bytes, protocols: list[int]) -> CardKind:
    if protocols[:2] == [0, 1]:
        return CardKind.CONTACTLESS
    return CardKind.MAYBE_SOCIAL if len(history) == _HISTORY else CardKind.OTHER
