"""The virtual printer's settings and the commands that only change these.

Nothing is drawn here.
"""

from dataclasses import dataclass, field

from PIL import Image

_WITHOUT_TRACE = frozenset(
    (
        *("ESC c", "ESC p", "ESC R", "ESC r", "ESC S", "ESC t", "FS C", "FS ?"),
        *("GS f", "CAN", "CR", "NUL", "skipped"),
        *("GS :", "GS ^"),
    )
)
"""Commands that leave nothing on the paper by themselves; macros are macro.py's."""

_COLUMN = 12
_STOPS = tuple(range(8, 96, 8))


@dataclass(slots=True, repr=False)
class Modes:
    """Settings that ESC @ brings back; the defaults are a Chinese model's."""

    chinese: bool = True
    size: tuple[int, int] = (1, 1)
    """How many times as wide and as high a single-byte character is."""
    kanji_size: tuple[int, int] = (1, 1)
    """The same of a two-byte one."""
    bold: bool = False
    align: int = 0
    spacing: int = 30
    kanji_gap: tuple[int, int] = (0, 2)
    stops: tuple[int, ...] = _STOPS
    """Columns at which a tab goes on."""
    learned: dict[bytes, Image.Image] = field(default_factory=dict)
    qr_module: int = 3
    qr_level: int = 48
    qr_data: bytes = b""
    bar_height: int = 162
    bar_module: int = 3
    bar_words: int = 0
    """Where a barcode's characters stand: 1 above, 2 below, 3 both."""
    automatic: int = 0
    enlarges_all: bool = True
    """A model's way, not a setting: whether GS ! is for two-byte characters too."""

    def change(self, name: str, data: bytes) -> bool:
        """Carry a setting out; tell whether the command is known and done."""
        match name:
            case "FS &" | "FS .":
                self.chinese = name == "FS &"
            case "FS S":
                self.kanji_gap = (data[0], data[1])
            case "GS !":
                self.size = ((data[0] >> 4 & 7) + 1, (data[0] & 7) + 1)
                if self.enlarges_all:
                    self.kanji_size = self.size
            case "ESC !":
                # Many models enlarge only single-byte characters by this one.
                self.bold = bool(data[0] & 0x08)
                self.size = (1 + bool(data[0] & 0x20), 1 + bool(data[0] & 0x10))
            case "FS !":
                self.kanji_size = (1 + bool(data[0] & 4), 1 + bool(data[0] & 8))
            case "ESC E" | "ESC G":
                self.bold = bool(data[0] & 1)
            case "ESC a":
                self.align = data[0] & 3
            case "ESC 2":
                self.spacing = 30
            case "ESC 3":
                self.spacing = data[0]
            case "ESC D":
                self.stops = tuple(data[:-1])
            case "GS a":
                self.automatic = data[0]
            case _:
                return self._barcode(name, data) or name in _WITHOUT_TRACE
        return True

    def store_code(self, function: int, body: bytes) -> bool:
        """Keep what GS ( k says of a code; tell whether nothing is printed."""
        match function:
            case 67:
                self.qr_module = max(1, body[0])
            case 69:
                self.qr_level = body[0]
            case 80:
                self.qr_data = body[1:]
            case 81:
                return not self.qr_data
        return True

    def _barcode(self, name: str, data: bytes) -> bool:
        match name:
            case "GS h":
                self.bar_height = max(1, data[0])
            case "GS w":
                self.bar_module = max(1, data[0])
            case "GS H":
                self.bar_words = data[0] & 3
            case _:
                return False
        return True

    def next_stop(self, pen: int) -> int | None:
        """Return where a tab leads in dots, None when there is no stop any more."""
        places = (stop * _COLUMN * self.size[0] for stop in self.stops)
        return next((place for place in places if place > pen), None)
