"""The private pcscd for all real tests, one for the whole test process."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.devices.card.card_port import SlotState
from kiosk.devices.card.readers.pcsc import PcscSlot
from kiosk.devices.virtual.reader.pcscd import PrivatePcscd
from kiosk.devices.virtual.reader.virtual_reader import VirtualReader
from tests.devices.card.samples import PATIENCE, Listener


@pytest.fixture(scope="session")
def pcscd() -> Iterator[PrivatePcscd]:
    """A running pcscd; libpcsclite keeps to the first socket name it sees."""
    with tempfile.TemporaryDirectory(prefix="kiosk-pcscd-") as folder:
        daemon = PrivatePcscd(Path(folder)).start()
        os.environ.update(daemon.environment())
        yield daemon
        daemon.stop()


@pytest.fixture
def reader(pcscd: PrivatePcscd) -> Iterator[VirtualReader]:
    """The first slot, empty."""
    slot = VirtualReader("127.0.0.1", pcscd.port)
    yield slot
    slot.close()


@pytest.fixture
def listener() -> Listener:
    """A listener that has heard nothing yet."""
    return Listener()


@pytest.fixture
def slot(pcscd: PrivatePcscd, listener: Listener) -> Iterator[PcscSlot]:
    """A started slot on the first virtual reader; see `impatient` for one that hangs.

    pcscd may still report the card of the test before; it looks every 400 ms.
    """
    watched = PcscSlot(pcscd.reader, deadline=PATIENCE)
    watched.start(listener)
    listener.until(SlotState.EMPTY)
    yield watched
    watched.stop()
