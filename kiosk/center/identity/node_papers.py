"""What a node shows and whom it believes: two files, made by all authorities there are.

A kiosk that knows an older authority only is led to the newest by the chain.
"""

import datetime as dt
import logging
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from kiosk.center.identity.authorities import Authorities
from kiosk.center.identity.token.token_settings import TokenAway

log = logging.getLogger(__name__)
SERVER = "server.pem"
_LEFT = dt.timedelta(days=60)
"""The certificate of a node is made anew when it ends so soon."""


class NodePapers:
    """The two files of one node, or of one desk."""

    def __init__(
        self, folder: Path, names: list[str], known: Authorities, file: str = SERVER
    ) -> None:
        self._folder, self._names, self._known = folder, names, known
        self._file = file

    def written(self) -> tuple[Path, Path]:
        """Write the server's certificate with its chain, and the authorities' file."""
        newest, vouched = self._known.newest.own, self._known.vouched()
        try:
            server = newest.write_server(self._folder, self._names, self._file, vouched)
        except TokenAway:
            server = self._folder / self._file
            if not self._is_usable(server):
                raise
            log.error("the authority's token is away: served with the papers of before")
        return server, self._known.publish()

    def _is_usable(self, server: Path) -> bool:
        """Tell whether a certificate of before is in its time, of one of ours."""
        if not server.exists():
            return False
        own = x509.load_pem_x509_certificate(server.read_bytes())
        for each in self._known.accepted:
            try:
                own.verify_directly_issued_by(each.own.certificate)
            except (ValueError, TypeError, InvalidSignature):
                continue
            return dt.datetime.now(dt.UTC) < own.not_valid_after_utc
        return False

    def are_old(self) -> bool:
        """Tell whether the server's certificate ends soon."""
        own = x509.load_pem_x509_certificate((self._folder / self._file).read_bytes())
        return own.not_valid_after_utc - dt.datetime.now(dt.UTC) < _LEFT
