"""Counts what one card slot did since the program began, for whoever maintains it.

Written by the slot's threads, read by any; it keeps numbers and never a byte.
"""

import threading
from collections import Counter

from kiosk.devices.card.card_port import SlotAccount, SlotEvent
from kiosk.domain.faults import Fault


class SlotCounter:
    """The numbers of one slot, whoever its owner thread is at the moment."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._commands = self._resets = self._replaced = 0
        self._errors: Counter[Fault] = Counter()

    def command(self) -> None:
        """Count a command that is about to be sent."""
        with self._lock:
            self._commands += 1

    def failed(self, fault: Fault) -> None:
        """Count a command or a connection that failed, by what it meant."""
        with self._lock:
            self._errors[fault] += 1

    def reset(self) -> None:
        """Count a card that was reset and let go."""
        with self._lock:
            self._resets += 1

    def replaced(self) -> None:
        """Count an owner thread that hung and was replaced."""
        with self._lock:
            self._replaced += 1

    def account(
        self, event: SlotEvent, listed: tuple[str, ...], hung: int
    ) -> SlotAccount:
        """Return the numbers as they are, beside the slot's state."""
        with self._lock:
            errors = tuple(sorted(self._errors.items()))
            numbers = (self._commands, errors, self._resets, self._replaced)
        return SlotAccount(event, listed, *numbers, hung)
