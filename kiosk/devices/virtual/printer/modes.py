"""The virtual printer's settings and the commands that only change these.

Nothing is drawn here.
"""

from dataclasses import dataclass, field

from PIL import Image

_WITHOUT_TRACE = frozenset(
    (
        *("ESC c", "ESC p", "ESC R", "ESC r", "ESC S", "ESC t", "FS C", "FS ?"),
        *("GS f", "GS H", "GS h", "GS w", "CAN", "CR", "NUL", "skipped"),
    )
)
"""Commands that leave nothing on the paper by themselves."""


@dataclass(slots=True, repr=False)
class Modes:
    """Settings that ESC @ brings back; the defaults are a Chinese model's."""

    chinese: bool = True
    size: tuple[int, int] = (1, 1)
    """How many times as wide and as high."""
    bold: bool = False
    align: int = 0
    spacing: int = 30
    kanji_gap: tuple[int, int] = (0, 2)
    learned: dict[bytes, Image.Image] = field(default_factory=dict)
    qr_module: int = 3
    qr_level: int = 48
    qr_data: bytes = b""
    automatic: int = 0

    def change(self, name: str, data: bytes) -> bool:
        """Carry a setting out; tell whether the command is known and done."""
        match name:
            case "FS &" | "FS .":
                self.chinese = name == "FS &"
            case "FS S":
                self.kanji_gap = (data[0], data[1])
            case "GS !":
                self.size = ((data[0] >> 4 & 7) + 1, (data[0] & 7) + 1)
            case "ESC !":
                self.bold = bool(data[0] & 0x08)
                self.size = (1 + bool(data[0] & 0x20), 1 + bool(data[0] & 0x10))
            case "ESC E" | "ESC G":
                self.bold = bool(data[0] & 1)
            case "ESC a":
                self.align = data[0] & 3
            case "ESC 2":
                self.spacing = 30
            case "ESC 3":
                self.spacing = data[0]
            case "GS a":
                self.automatic = data[0]
            case _:
                return name in _WITHOUT_TRACE
        return True
