"""What a virtual card keeps when its power is gone, apart from its counters: the PIN.

One small file per card, replaced whole and synced before the card answers. It stands
for the chip's own memory, so the PIN is in it; nothing else may read it.
"""

from pathlib import Path

from kiosk.settings.state.durable_file import write_durably


class PinMemory:
    """The PIN of one card, in the coding of VERIFY; empty when it was never set.

    :param issued: the PIN that the card was issued with.
    """

    def __init__(self, path: Path, issued: bytes) -> None:
        self._path = path
        self._issued = issued

    def read(self) -> bytes | None:
        """Return the PIN; None when the memory is damaged."""
        try:
            return bytes.fromhex(self._path.read_text("ascii"))
        except FileNotFoundError:
            return self._issued
        except (OSError, ValueError):
            return None

    def write(self, pin: bytes) -> None:
        """Keep another PIN, durably."""
        write_durably(self._path, pin.hex().encode("ascii"))
