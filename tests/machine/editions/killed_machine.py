"""A program that takes one edition and is killed on the way: no word of farewell.

python -m tests.machine.editions.killed_machine FOLDER WHERE
"""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

import msgspec
from cryptography import x509

from kiosk.machine.editions import on_trial
from kiosk.machine.editions.on_trial import RegionEdition
from kiosk.machine.running_kiosk import open_store
from kiosk.settings.loading import load_config
from kiosk.sync.clock.clock import SystemClock
from kiosk.sync.downward.edition_desk import EditionDesk
from kiosk.sync.downward.edition_rows import EditionRows
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal.journal import Journal
from kiosk.sync.wire.downward.editions_wire import EditionMark
from kiosk.sync.wire.downward.signed_message import SignedMessage
from tests.sync.samples import KIOSK


def killed(*_: object) -> NoReturn:
    """End as a power cut does."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still here")


PLACES = {
    "in the row": (EditionRows, "take"),
    "with the file": (on_trial, "item_table"),
    "before the trial": (RegionEdition, "outcome"),
    "in the trial": (on_trial, "write_region_state"),
    "never": (None, ""),
}


def desk_of(folder: Path) -> EditionDesk:
    """Return the desk of the machine whose settings lie in a folder."""
    path = folder / "kiosk.toml"
    config = load_config(path)
    keys = DeviceKeys.load(config.state / "keys")
    journal = Journal(open_store(config), KIOSK, keys, SystemClock())
    pem = (folder / "authority.pem").read_bytes()

    async def fetch(kind: str, number: int) -> SignedMessage:
        data = (folder / f"edition-{number}.json").read_bytes()
        return msgspec.json.decode(data, type=SignedMessage)

    region = RegionEdition(config, path, lambda: ())
    trusted = [x509.load_pem_x509_certificate(pem)]
    return EditionDesk(journal, fetch, lambda: trusted, {"region": region})


def main(folder: Path, where: str) -> None:
    """Take edition 7 and come to an end at a place."""
    owner, name = PLACES[where]
    if owner is not None:
        setattr(owner, name, killed)
    asyncio.run(desk_of(folder).take([EditionMark("region", 7, 1)]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
