"""A file from a stick: read without following it anywhere, and of an agreed form."""

from pathlib import Path
from typing import TypeVar

import msgspec

from kiosk.domain.faults import SetupError
from kiosk.domain.message import Message
from kiosk.settings.state.bounded_file import read_bounded
from kiosk.settings.told import Told

T = TypeVar("T")


class ExportBroken(Told, SetupError):
    """The folder is no export, or not as the kiosk wrote it."""


def read_file(path: Path, most: int) -> bytes:
    """Return a file's bytes; a link or a device of that name is not followed.

    :raises ExportBroken: when it cannot be read, or is longer than it may be.
    """
    try:
        data = read_bounded(path, most + 1)
    except OSError as error:
        raise ExportBroken(Message("export__unread", name=path.name)) from error
    if len(data) > most:
        raise ExportBroken(Message("export__too_long", name=path.name))
    return data


def decoded(data: bytes, kind: type[T], name: str) -> T:
    """Return what a file says.

    :raises ExportBroken: when it is not in the agreed form.
    """
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # Without the cause: a decoder's message may quote what it read.
        raise ExportBroken(Message("export__no_form", name=name)) from None
