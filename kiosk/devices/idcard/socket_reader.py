"""The kiosk's end of the simulated ID card reader: one line of JSON a card.

The simulator is `devices/virtual/reader/id_reader.py`; a real one has its own file
beside this one.
"""

import asyncio
import contextlib
from pathlib import Path

import msgspec

from kiosk.devices.idcard.idcard_port import IdCard, IdReaderFault

_GONE = 1.0
"""Seconds until a reader that is gone is said to be so."""


class SocketIdReader:
    """Asks the simulator for the next card; fits `IdCardReader`."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket

    async def read(self) -> IdCard:
        """Wait for a card; the connection lives as long as the wait.

        :raises IdReaderFault: when the simulator is gone.
        """
        try:
            reader, writer = await asyncio.open_unix_connection(self._socket)
        except OSError as error:
            # Who asks again at once must not ask in a circle.
            await asyncio.sleep(_GONE)
            raise IdReaderFault("The ID card reader does not answer.") from error
        try:
            line = await reader.readline()
            return msgspec.json.decode(line, type=IdCard)
        except (OSError, msgspec.DecodeError):
            # Without the cause: it may quote what was read.
            raise IdReaderFault("The ID card could not be read.") from None
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def close(self) -> None:
        """Nothing is held between two cards."""
