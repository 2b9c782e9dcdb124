"""What GS : keeps and GS ^ carries out again; gone when the printer loses its power.

ESC @ leaves it alone, so that a macro may hold one.
"""

from kiosk.devices.virtual.printer.command_ear import Command

ROOM = 2048
"""Bytes that a macro can hold; what comes after these is carried out, not kept."""


class Macro:
    """The one macro of a printer, empty while it is undefined."""

    def __init__(self) -> None:
        self.content = b""
        self._taking: bytearray | None = None

    def take(self, command: Command) -> bytes:
        """Carry out GS : or GS ^; return the bytes to carry out in its place.

        Two GS : in a row undefine it; GS ^ within a definition ends and clears it.
        """
        if command.name == "GS :":
            if self._taking is None:
                self.content, self._taking = b"", bytearray()
            else:
                self.content, self._taking = bytes(self._taking), None
            return b""
        if self._taking is not None:
            self.content, self._taking = b"", None
            return b""
        times, _, button = command.data
        # With bit 0 of m each run waits for a press of the feed button.
        return b"" if button & 1 else self.content * times

    def record(self, data: bytes) -> None:
        """Keep a command that was carried out, when one is being defined."""
        if self._taking is not None and len(self._taking) + len(data) <= ROOM:
            self._taking += data
