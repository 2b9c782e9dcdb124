"""The desk of the center at this machine: the pulse, its orders, and their line."""

from kiosk.machine.remote.log_ring import LogRing
from kiosk.machine.remote.machine_pulse import EditionsHere, MachinePulse
from kiosk.machine.remote.order_watch import OrderWatch
from kiosk.session.dialog.ports import Ports
from kiosk.settings.config import KioskConfig
from kiosk.sync.downward.desk_client import DeskClient
from kiosk.sync.downward.edition_desk import EditionDesk
from kiosk.sync.downward.order_book import OrderBook
from kiosk.sync.downward.pulse import PulseSender
from kiosk.sync.identity.certificates import Certificates
from kiosk.sync.identity.device_keys import DeviceKeys
from kiosk.sync.journal.journal import Journal


class RemoteDesk:
    """What runs for the desk beside the visits."""

    def __init__(
        self,
        config: KioskConfig,
        parts: Ports,
        journal: Journal,
        keys: DeviceKeys,
        papers: Certificates,
        editions: EditionDesk | None = None,
    ) -> None:
        """Put it together over a machine's parts.

        :param editions: takes what the desk gives this machine to live by.
        """
        folder, known = config.state / "keys", journal.time.known
        center, own = config.center, config.machine.id
        self.client = DeskClient(center.url, own, keys, folder, center.timeout, known)
        self.book = OrderBook(journal, keys.signing_public, parts.uploader.kick)

        def here() -> EditionsHere:
            if editions is None:
                return EditionsHere()
            return EditionsHere(editions.applied(), editions.refused(), editions.trial)

        self.told = MachinePulse(parts, papers, lambda: self.book.last, here)
        self.sender = PulseSender(
            *(self.client, self.told.pulse, self.book),
            *(papers.authorities, journal.time),
            news=parts.desk_news,
        )
        self.sender.editions = None if editions is None else editions.take
        self.ring = LogRing()
        self.watch = OrderWatch(parts, self.book, self.client, self.told, self.ring)

    async def run(self) -> None:
        """Send pulses for ever."""
        with self.ring:
            await self.sender.run()

    async def close(self) -> None:
        """Close the line; a pulse that is held has nothing to lose."""
        await self.client.close()
