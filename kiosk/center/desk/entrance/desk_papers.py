"""What the desk shows itself by: a certificate of the center's own, or of the city's.

Looked at anew each half minute: after a change of the authority, and when somebody has
renewed the city's files, new connections are shown the new one.
"""

import ssl
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from kiosk.center.identity.authorities import Authorities
from kiosk.center.identity.node_papers import NodePapers
from kiosk.center.server.serve import LOCAL
from kiosk.domain.faults import SetupError
from kiosk.domain.message import Message
from kiosk.settings.told import Told, system_reason

FILE = "desk.pem"
"""The desk's certificate of the center's own authority, and its key."""


class DeskPapers(NamedTuple):
    """A certificate of the city's own, with its key."""

    certificate: Path
    key: Path


class NoDeskPapers(Told, SetupError):
    """The certificate or the key that was named cannot be used."""


class DeskContext:
    """The desk's side of TLS, which can be changed while pages are served."""

    def __init__(
        self, folder: Path, names: list[str], papers: DeskPapers | None
    ) -> None:
        """Take the certificate, or issue one.

        :raises NoDeskPapers: when the certificate or its key cannot be used.
        """
        self._known, self._papers = Authorities(folder), papers
        own = list(dict.fromkeys([*LOCAL, *names]))
        self._issued = NodePapers(folder, own, self._known, FILE)
        self._stamp, self._due = self._stamped(), False
        self.first = self._present = self._made()
        self.first.sni_callback = self._choose

    def look(self, db: Connection) -> None:
        """Show from now on what holds now.

        :raises NoDeskPapers: when it cannot be used; the one of before is shown.
        """
        stamp = self._stamped()
        if self._papers is not None:
            self._due = stamp != self._stamp
        elif self._known.look(db) or self._issued.are_old():
            self._due = True  # and stays so until it is made
        if self._due:
            self._present = self._made()
            self._stamp, self._due = stamp, False

    def _stamped(self) -> list[tuple[int, int]]:
        """Return what tells that somebody wrote the city's files anew."""
        try:
            found = [path.stat() for path in self._papers or ()]
        except OSError:
            return []  # said where they are read
        return [(each.st_mtime_ns, each.st_ino) for each in found]

    def _choose(
        self, connection: ssl.SSLObject, name: str | None, context: ssl.SSLContext
    ) -> None:
        connection.context = self._present

    def _made(self) -> ssl.SSLContext:
        """Return TLS 1.3 that asks a browser for no certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        if self._papers is None:
            context.load_cert_chain(self._issued.written()[0])
            return context
        certificate, key = self._papers
        try:
            context.load_cert_chain(certificate, key, lambda: "")
        except OSError as error:  # ssl's own errors are of this kind too
            what = "other" if isinstance(error, ssl.SSLError) else ""
            why = Message("desk__no_pem") if what else system_reason(error)
            told = {"certificate": str(certificate), "private": str(key)}
            raise NoDeskPapers(Message("desk__papers", why=why, **told)) from error
        return context
