"""What a virtual card keeps when its power is gone, apart from its counters: the PIN.

One small file per card, replaced whole and synced before the card answers. It stands
for the chip's own memory, so the PIN is in it; nothing else may read it.
"""

import os
from pathlib import Path


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
        write_durably(self._path, pin.hex())


def write_durably(path: Path, text: str) -> None:
    """Replace a small file whole; on return it survives a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".new")
    with open(temporary, "w", encoding="ascii", opener=_for_owner) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
