"""The virtual card's memory of failed tries, on disk before the card answers.

A card pulled, a program killed or a machine switched off never gives a try back.
"""

import json
from pathlib import Path

from kiosk.settings.state.durable_file import write_durably


class Counters:
    """Counters by name in one small file, replaced whole and synced at every change.

    A file that cannot be read counts as all zero: the card stays locked rather than
    handing out fresh tries. A counter that a file of an older program does not have
    starts at its limit, but for the first one: that is the PIN's.
    """

    def __init__(self, path: Path, limits: dict[str, int]) -> None:
        self._path = path
        self._limits = limits
        path.parent.mkdir(parents=True, exist_ok=True)
        self._values = self._load()

    def __getitem__(self, name: str) -> int:
        return self._values[name]

    def spend(self, name: str) -> None:
        """Take one try away, durably."""
        self._store(name, max(self._values[name] - 1, 0))

    def restore(self, name: str) -> None:
        """Set a counter back to its limit, durably."""
        self._store(name, self._limits[name])

    def _load(self) -> dict[str, int]:
        try:
            stored = json.loads(self._path.read_text("ascii"))
            return {name: self._valid(name, stored) for name in self._limits}
        except FileNotFoundError:
            return dict(self._limits)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return dict.fromkeys(self._limits, 0)

    def _valid(self, name: str, stored: dict[str, int]) -> int:
        first = next(iter(self._limits))
        value = stored[name] if name == first else stored.get(name, self._limits[name])
        if not isinstance(value, int) or not 0 <= value <= self._limits[name]:
            raise ValueError(name)
        return value

    def _store(self, name: str, value: int) -> None:
        values = {**self._values, name: value}
        write_durably(self._path, json.dumps(values).encode("ascii"))
        self._values = values
