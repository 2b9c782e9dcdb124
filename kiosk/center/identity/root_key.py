"""The root key of a center's nodes: a small file, or a credential of their service.

Under it the secrets in the database are sealed. All nodes have the same one.
"""

import os
import tempfile
from pathlib import Path

from kiosk.domain.faults import SetupError
from kiosk.domain.message import Message
from kiosk.settings.state.durable_file import sync_folder, write_durably
from kiosk.settings.told import Told

FILE = "root-key"
SIZE = 32
CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""Where systemd puts what a unit's `LoadCredential=` names."""


class KeysGone(Told, SetupError):
    """The database was put back without the keys that belong to it."""


def root_key(folder: Path) -> bytes | None:
    """Return the root key that this node was given; None: it has none.

    :raises KeysGone: when what is there is none.
    """
    for path in _places(folder):
        if path.exists():
            key = path.read_bytes()
            if len(key) != SIZE:
                raise no_root_key(folder)
            return key
    return None


def new_root_key(folder: Path) -> bytes:
    """Make a root key, or return the one that another process has made meanwhile."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".root-key-") as aside:
        fresh = Path(aside) / FILE
        write_durably(fresh, os.urandom(SIZE))
        try:
            (folder / FILE).hardlink_to(fresh)
        except FileExistsError:
            found = root_key(folder)
            assert found is not None
            return found
        key = fresh.read_bytes()
    sync_folder(folder)
    return key


def no_root_key(folder: Path) -> KeysGone:
    """Return what is told when the database's secrets do not open here."""
    return KeysGone(Message("operator__root_key", path=str(_places(folder)[0])))


def _places(folder: Path) -> list[Path]:
    given = os.environ.get(CREDENTIALS)
    own = folder / FILE
    handed = [] if given is None else [Path(given) / FILE]
    return [place for place in handed if place.exists()] or [own]
