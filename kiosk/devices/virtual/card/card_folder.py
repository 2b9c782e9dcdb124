"""A card kept in a folder: `card.json` with its files, beside it what it wears.

The folder also holds the counters and the PIN of the card, as any card's does.
"""

import base64
import json
from pathlib import Path

import msgspec

from kiosk.devices.virtual.card.issuing import CardImage, FileBytes
from kiosk.settings.state.durable_file import write_durably

FORMAT = 1
_IMAGE = "card.json"
_WEAR = "wear.json"


class ImageError(Exception):
    """A folder holds no card that can be used; the text is the one sentence to show."""


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file `card.json`."""

    format: int
    card_id: str
    generation: int
    pin: str
    tries: int
    files: dict[str, list[str] | str]
    """Records as hexadecimal digits; a transparent file as base64."""
    nameless: bool = False

    def __repr__(self) -> str:
        return "_Kept(hidden)"


def is_image(folder: Path) -> bool:
    """Say whether a folder holds a card."""
    return (folder / _IMAGE).is_file()


def save_image(image: CardImage, folder: Path) -> None:
    """Write a card into a folder, durably and readable for its owner alone.

    :raises ImageError: when there is one already, or the folder cannot be written.
    """
    if is_image(folder):
        raise ImageError(f"{folder} holds a card already.")
    kept = _Kept(
        FORMAT,
        image.card_id,
        image.generation,
        image.pin,
        image.tries,
        {file: _text(held) for file, held in image.files.items()},
        image.nameless,
    )
    text = json.dumps(msgspec.to_builtins(kept), indent=1)
    try:
        write_durably(folder / _IMAGE, f"{text}\n".encode("ascii"))
    except OSError as error:
        raise ImageError(f"{folder} cannot be written: {error.strerror}.") from error


def load_image(folder: Path) -> CardImage:
    """Read the card of a folder.

    :raises ImageError: when there is none, or it is damaged.
    """
    try:
        kept = msgspec.json.decode((folder / _IMAGE).read_bytes(), type=_Kept)
        files = {file: _bytes(held) for file, held in kept.files.items()}
        bytes.fromhex(kept.card_id)
    except OSError as error:
        raise ImageError(f"{folder} holds no card.") from error
    except (msgspec.MsgspecError, ValueError) as error:
        raise ImageError(f"{folder / _IMAGE} is damaged.") from error
    if kept.format != FORMAT or len(kept.card_id) != 32:
        raise ImageError(f"{folder / _IMAGE} is of another kind.")
    return CardImage(
        kept.card_id, kept.generation, kept.pin, kept.tries, files, kept.nameless
    )


def _text(held: FileBytes) -> list[str] | str:
    if isinstance(held, bytes):
        return base64.b64encode(held).decode("ascii")
    return [record.hex().upper() for record in held]


def _bytes(kept: list[str] | str) -> FileBytes:
    if isinstance(kept, str):
        return base64.b64decode(kept, validate=True)
    return tuple(bytes.fromhex(record) for record in kept)


def commands_answered(folder: Path) -> int:
    """Return how many commands the card of a folder has answered so far."""
    try:
        count = json.loads((folder / _WEAR).read_text("ascii"))["commands"]
    except (OSError, ValueError, TypeError, KeyError):
        return 0
    return count if isinstance(count, int) else 0


def add_commands(folder: Path, count: int) -> None:
    """Count the commands of one stay in a reader."""
    total = commands_answered(folder) + count
    write_durably(folder / _WEAR, json.dumps({"commands": total}).encode("ascii"))
