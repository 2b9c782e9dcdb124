"""What a script says to a virtual printer, as one JSON object a time.

The demo's control socket and `kiosk printer serve` speak it. A command is checked whole
before any of it is done.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import ImageOps

from kiosk.devices.virtual.jsonlines import CommandRefused, Reply
from kiosk.devices.virtual.printer.sensors import FAILURES, LIDS, PAPERS
from kiosk.devices.virtual.printer.virtual_printer import VirtualPrinter

Check = Callable[[str, Any], Any]
_LONGEST = 3600.0
_NOW = "now.png"
_PICTURE_S = 10.0


def change(printer: VirtualPrinter, command: dict[str, Any]) -> None:
    """Carry out every key of a command, in the order given.

    :raises CommandRefused: when a key or a value is not known.
    """
    todo = []
    for key, value in command.items():
        if key == "do":
            continue
        if key not in _KEYS:
            known = ", ".join(_KEYS)
            raise CommandRefused(f"the printer has no {key!r}; it has: {known}")
        check, act = _KEYS[key]
        todo.append((act, check(key, value)))
    for act, value in todo:
        act(printer, value)


def paper_lying(printer: VirtualPrinter) -> Reply:
    """Return every piece of paper: what it says, what is wrong with it, where it is."""
    pieces = zip(printer.receipts, printer.fates, strict=False)
    return {
        "ok": True,
        "receipts": [
            {
                "number": piece.number,
                "text": piece.text,
                "errors": list(piece.errors),
                "picture": str(piece.picture),
                "bytes": len(piece.data),
                "fate": fate,
            }
            for piece, fate in pieces
        ],
    }


def newest_paper(printer: VirtualPrinter, folder: Path) -> Reply:
    """Return the picture of what hangs in the printer, else of what fell last.

    `stamp` changes with the picture.
    """
    pieces, fates = printer.receipts, printer.fates
    rows, dots = printer.hanging()
    waits = fates[-1:] == ("waiting",)
    if rows > 0:
        path = folder / _NOW
        fresh = path.with_suffix(".new")
        ImageOps.invert(dots.convert("L")).save(fresh, "PNG")
        fresh.replace(path)
        stamp = f"{len(pieces)}+{rows}"
        return {"picture": str(path), "stamp": stamp, "growing": True, "waits": waits}
    if not pieces:
        return {"picture": "", "stamp": "", "growing": False, "waits": waits}
    printer.wait_receipts(len(pieces), _PICTURE_S)
    newest = {"picture": str(pieces[-1].picture), "stamp": str(len(pieces))}
    return {**newest, "growing": False, "waits": waits}


def _one_of(*allowed: str) -> Check:
    def check(key: str, value: Any) -> Any:
        if value not in allowed:
            raise CommandRefused(f"{key} is one of {', '.join(allowed)}")
        return value

    return check


def _truth(key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise CommandRefused(f"{key} is true or false")
    return value


def _number(most: float) -> Check:
    def check(key: str, value: Any) -> float:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0 <= value <= most:
            raise CommandRefused(f"{key} is a number from 0 to {most:g}")
        return float(value)

    return check


def _token(key: str, value: Any) -> bytes:
    text = value.encode("ascii", "replace") if isinstance(value, str) else b"?"
    if len(text) not in (0, 4) or not all(0x20 <= byte <= 0x7E for byte in text):
        raise CommandRefused(f"{key} is four plain characters, or empty")
    return text


_KEYS: dict[str, tuple[Check, Callable[[VirtualPrinter, Any], object]]] = {
    "paper": (_one_of(*PAPERS), VirtualPrinter.set_paper),
    "roll_mm": (_number(1e6), VirtualPrinter.set_roll),
    "near_mm": (_number(1e6), VirtualPrinter.set_near),
    "cover": (_one_of(*LIDS), VirtualPrinter.set_cover),
    "failure": (_one_of(*FAILURES), VirtualPrinter.set_failure),
    "jam_after_mm": (_number(1e6), VirtualPrinter.trouble_after),
    "knife_sticks": (_truth, lambda p, value: p.knife_sticks(value)),
    "silent": (_truth, VirtualPrinter.set_silent),
    "power_dip": (_number(_LONGEST), VirtualPrinter.power_dip),
    "plugged": (_truth, lambda p, value: p.plug() if value else p.unplug()),
    "stuck": (_truth, VirtualPrinter.set_stuck),
    "ignore_clear": (_truth, VirtualPrinter.ignore_clear),
    "stray": (_number(255), lambda p, value: p.stray_byte(int(value))),
    "late": (_number(_LONGEST), VirtualPrinter.answers_late),
    "foreign_id": (_token, VirtualPrinter.foreign_id),
    "noise_to": (_number(1), lambda p, value: p.noise(inward=value)),
    "noise_from": (_number(1), lambda p, value: p.noise(outward=value)),
    "take": (_truth, lambda p, value: p.take() if value else None),
}
"""Each key of a command: what its value may be, and what it does."""
