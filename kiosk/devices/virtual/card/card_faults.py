"""Faults of a virtual card: mute, torn, wrong status words, slow.

A wrapper around any card, so that the card itself stays honest. Commands are counted
from one; GET RESPONSE is a command as well, as it is on the wire.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

from kiosk.devices.virtual.reader.virtual_reader import ChipCard

MAX_COMMAND = 100_000
MAX_SLOW_MS = 60_000
MAX_SW = 0xFFFF


class FaultRefused(ValueError):
    """A fault was described that there is not; the text says what is allowed."""


@dataclass(frozen=True, slots=True)
class CardFaults:
    """What goes wrong with a card; None is "nothing of that kind"."""

    mute_after: int | None = None
    """So many commands are answered, then the card is silent for ever."""
    hang_after: int | None = None
    """The same, but the reader hangs with it until the card is pulled."""
    tear_after: int | None = None
    """The card leaves the slot in the middle of this command: the chip has done it,
    counters are spent, and the answer never arrives."""
    status: int | None = None
    """This status word instead of an answer, at the command `at`; nothing is done."""
    at: int | None = None
    slow: int | None = None
    """Every answer comes so many milliseconds late."""

    def __post_init__(self) -> None:
        if (self.status is None) != (self.at is None):
            raise FaultRefused("status and at are given together")

    @classmethod
    def from_values(cls, values: Mapping[str, object]) -> "CardFaults":
        """Read faults as the control socket brings them.

        `status` is a number or four hexadecimal digits.

        :raises FaultRefused: when a key or a value is none that fits.
        """
        unknown = set(values) - {field.name for field in fields(cls)}
        if unknown:
            raise FaultRefused(
                f"there is no fault {sorted(unknown)[0]!r}; there are: "
                f"{', '.join(_LIMITS)}"
            )
        return cls(**{name: _number(name, value) for name, value in values.items()})


_LIMITS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "mute_after": (0, MAX_COMMAND),
        "hang_after": (0, MAX_COMMAND),
        "tear_after": (1, MAX_COMMAND),
        "status": (0, MAX_SW),
        "at": (1, MAX_COMMAND),
        "slow": (0, MAX_SLOW_MS),
    }
)


def _number(name: str, value: object) -> int:
    least, most = _LIMITS[name]
    if name == "status" and isinstance(value, str):
        value = _status_word(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise FaultRefused(f"{name} is a number")
    if not least <= value <= most:
        raise FaultRefused(f"{name} is {least} to {most}")
    return value


def _status_word(text: str) -> int:
    try:
        return int(text, 16) if len(text) == 4 else -1
    except ValueError:
        raise FaultRefused("status is four hexadecimal digits") from None


class FaultyCard:
    """A card with faults.

    :param pull: takes the card out of its slot; called by `tear_after`.
    :param sleep: how a slow card waits, in seconds.
    """

    def __init__(
        self,
        card: ChipCard,
        faults: CardFaults,
        pull: Callable[[], None],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._card = card
        self._faults = faults
        self._pull = pull
        self._sleep = sleep
        self._count = 0

    @property
    def atr(self) -> bytes:
        """Return the card's own answer to reset."""
        return self._card.atr

    def reset(self) -> None:
        """Reset the card; commands that were counted stay counted."""
        self._card.reset()

    def answer(self, command: bytes) -> bytes | None:
        """Answer, or do what the fault says."""
        self._count += 1
        faults = self._faults
        if faults.slow:
            self._sleep(faults.slow / 1000)
        if _over(self._count, faults.hang_after):
            return None
        if _over(self._count, faults.mute_after):
            return b""
        if faults.status is not None and self._count == faults.at:
            return faults.status.to_bytes(2, "big")
        if self._count == faults.tear_after:
            self._pull()
        return self._card.answer(command)


def _over(count: int, limit: int | None) -> bool:
    return limit is not None and count > limit


def with_faults(
    card: ChipCard, faults: CardFaults | None, pull: Callable[[], None]
) -> ChipCard:
    """Return the card as it is, or wrapped when something is to go wrong with it."""
    if faults is None or faults == CardFaults():
        return card
    return FaultyCard(card, faults, pull)
