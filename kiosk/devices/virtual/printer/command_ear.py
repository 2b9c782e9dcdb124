"""Takes ESC/POS apart into whole commands, the virtual printer's ear.

Written from the makers' tables, not from the kiosk's own builder, so that each checks
the other. Knows lengths only; what a command does is print_head.py's matter.
"""

from dataclasses import dataclass

ESC, FS, GS = 0x1B, 0x1C, 0x1D

_FIXED: dict[int, dict[str, int]] = {
    ESC: {
        **dict.fromkeys("@2imvLS<", 0),
        **dict.fromkeys("!-3=EGJMRadtV{ rUT", 1),
        **dict.fromkeys("$\\cB", 2),
        **dict.fromkeys("p", 3),
        "W": 8,
    },
    FS: {
        **dict.fromkeys("&.", 0),
        **dict.fromkeys("!-WC", 1),
        **dict.fromkeys("S?p", 2),
    },
    GS: {
        **dict.fromkeys(":/", 0),
        **dict.fromkeys("!BHIabfhrwT", 1),
        **dict.fromkeys("LWP$\\", 2),
        "^": 3,
    },
}
"""Parameter bytes after the two command bytes, where the number never varies."""

_PRESENTER = {3: 2, 32: 3}
"""Parameters of GS e n, where there are more than n."""
_OF_MACROS = (b"\x1d\x3a", b"\x1d\x5e")
_CUT_WITH_FEED = (65, 66, 97, 98, 103, 104)


@dataclass(frozen=True, slots=True, repr=False)
class Command:
    """A whole command; a character is one too, named `text`."""

    name: str
    """Such as `ESC @`, `GS V`, `LF`, `text`, `two-byte` or `unknown`."""
    data: bytes = b""


def take_command(
    buffer: bytearray, chinese: bool, macros: bool = True
) -> Command | None:
    """Remove the first whole command from the buffer; None while it is incomplete.

    Without `macros`, GS : and GS ^ are two bytes that mean nothing to this printer.
    """
    data = bytes(buffer)
    if not macros and data[:2] in _OF_MACROS:
        found = _skipped(data)
    else:
        found = _next(data, chinese)
    if found is None:
        return None
    command, length = found
    del buffer[:length]
    return command


def _skipped(data: bytes) -> tuple[Command, int] | None:
    """Pass over a command of macros; control characters behind it print nothing."""
    if data[1] == 0x3A:
        return Command("skipped", data[:2]), 2
    rest = data[2:5]
    if any(byte >= 0x20 for byte in rest):
        return Command("unknown", data[:2]), 2
    return (Command("skipped", data[:5]), 5) if len(rest) == 3 else None


def _next(data: bytes, chinese: bool) -> tuple[Command, int] | None:
    if not data:
        return None
    first = data[0]
    if first in _FIXED:
        return _escape(data)
    if first >= 0x80 and chinese:
        return (Command("two-byte", data[:2]), 2) if len(data) > 1 else None
    if first >= 0x20:
        return Command("text", data[:1]), 1
    names = {0x0A: "LF", 0x0D: "CR", 0x09: "HT", 0x00: "NUL", 0x18: "CAN"}
    return Command(names.get(first, "unknown"), data[:1]), 1


def _escape(data: bytes) -> tuple[Command, int] | None:
    if len(data) < 2:
        return None
    lead = {ESC: "ESC", FS: "FS", GS: "GS"}[data[0]]
    letter = chr(data[1])
    count = _FIXED[data[0]].get(letter)
    if count is None:
        count = _counted(lead + " " + letter, data[2:])
    if count is None:
        return Command("unknown", data[:2]), 2
    if count < 0 or len(data) < 2 + count:
        return None
    return Command(f"{lead} {letter}", data[2 : 2 + count]), 2 + count


def _counted(name: str, rest: bytes) -> int | None:
    """Return the parameter bytes of a command that says its own length.

    -1 while that cannot be told yet, None for a command that no table has.
    """
    needs = {"GS V": 1, "GS (": 3, "GS v": 6, "GS *": 2, "GS k": 2, "ESC *": 3}
    needs |= {"FS 2": 2, "ESC D": 1, "GS e": 1}
    if name not in needs:
        return None
    if len(rest) < needs[name]:
        return -1
    match name:
        case "GS V":
            return 2 if rest[0] in _CUT_WITH_FEED else 1
        case "GS e":
            return _PRESENTER.get(rest[0], 1)
        case "GS (":
            return 3 + rest[1] + 256 * rest[2]
        case "GS v":
            return 6 + (rest[2] + 256 * rest[3]) * (rest[4] + 256 * rest[5])
        case "GS *":
            return 2 + rest[0] * rest[1] * 8
        case "ESC *":
            return 3 + (rest[1] + 256 * rest[2]) * (3 if rest[0] in (32, 33) else 1)
        case "FS 2":
            return 2 + 72
    return _terminated(name, rest)


def _terminated(name: str, rest: bytes) -> int:
    """Return the length of tab stops (to NUL) and of both forms of barcodes."""
    if name == "GS k" and rest[0] >= 65:
        return 2 + rest[1]
    end = rest.find(0)
    return end + 1 if end >= 0 else -1


class RealtimeEar:
    """Filters real-time commands out of the stream at reception, as printers do."""

    def __init__(self) -> None:
        self._held = b""

    def hear(self, data: bytes) -> list[tuple[bytes, bytes]]:
        """Return plain bytes with the whole real-time command behind them, in order.

        The order counts: a clear drops what came before it and nothing that came later.
        """
        heard: list[tuple[bytes, bytes]] = []
        plain = bytearray()
        stream = self._held + data
        at = 0
        while at < len(stream):
            length = _realtime_length(stream[at : at + 3])
            if length == 0:
                plain.append(stream[at])
                at += 1
            elif length < 0 or at + length > len(stream):
                break
            else:
                heard.append((bytes(plain), stream[at : at + length]))
                plain.clear()
                at += length
        self._held = stream[at:]
        return [*heard, (bytes(plain), b"")]


def _realtime_length(head: bytes) -> int:
    """Return a real-time command's length, 0 for none, -1 while it is undecided."""
    if head[0] != 0x10:
        return 0
    if len(head) < 2:
        return -1
    if head[1] in (0x04, 0x05):
        return 3
    if head[1] != 0x14:
        return 0
    if len(head) < 3:
        return -1
    return {1: 5, 2: 5, 8: 10}.get(head[2], 0)
