"""What a node shows and whom it believes: two files, made by all authorities there are.

A kiosk that knows an older authority only is led to the newest by the chain.
"""

import datetime as dt
from pathlib import Path

from cryptography import x509

from kiosk.center.identity.authorities import Authorities

SERVER = "server.pem"
_LEFT = dt.timedelta(days=60)
"""The certificate of a node is made anew when it ends so soon."""


class NodePapers:
    """The two files of one node."""

    def __init__(self, folder: Path, names: list[str], known: Authorities) -> None:
        self._folder, self._names, self._known = folder, names, known

    def written(self) -> tuple[Path, Path]:
        """Write the server's certificate with its chain, and the authorities' file."""
        newest, vouched = self._known.newest.own, self._known.vouched()
        server = newest.write_server(self._folder, self._names, vouched=vouched)
        return server, self._known.publish()

    def are_old(self) -> bool:
        """Tell whether the server's certificate ends soon."""
        own = x509.load_pem_x509_certificate((self._folder / SERVER).read_bytes())
        return own.not_valid_after_utc - dt.datetime.now(dt.UTC) < _LEFT
