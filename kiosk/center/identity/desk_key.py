"""The key that signs what machines are told, with a certificate for just that.

Ed25519, kept sealed in the database like the other secrets, so all nodes have the same;
its certificate is issued by the present authority and made anew in good time.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import Connection

from kiosk.center.database.transactions import transaction
from kiosk.center.identity.authority import Authority
from kiosk.center.identity.sealed_secrets import SealedSecrets
from kiosk.sync.wire.downward.signed_message import Purpose, SignedMessage, signed

NAME = "desk-key"
DAYS = 400
_RENEW = timedelta(days=DAYS / 2)


class _Kept(NamedTuple):
    key: bytes
    certificate: str

    def __repr__(self) -> str:
        return "_Kept(hidden)"


class DeskKey:
    """Signs for the desk; any thread may ask."""

    def __init__(self, folder: Path, authority: Callable[[], Authority]) -> None:
        """Take the folder whose root key opens the secrets, and who issues."""
        self._secrets, self._authority = SealedSecrets(folder), authority

    def sign(
        self, db: Connection, purpose: Purpose, body: bytes, now: float
    ) -> SignedMessage:
        """Sign a body for a machine; the caller is in no transaction."""
        return self.signer(db, now)(purpose, body)

    def signer(
        self, db: Connection, now: float
    ) -> Callable[[Purpose, bytes], SignedMessage]:
        """Return what signs many bodies; the caller is in no transaction."""
        kept = self._kept(db, now)
        key = Ed25519PrivateKey.from_private_bytes(kept.key)
        return partial(signed, key, kept.certificate)

    def _kept(self, db: Connection, now: float) -> _Kept:
        found = self._secrets.kept(db, NAME, lambda db: self._made())
        kept = msgspec.json.decode(found.plain, type=_Kept)
        if self._is_good(kept, now):
            return kept
        with transaction(db):
            fresh = self._made()
            self._secrets.write(db, NAME, fresh)
        return msgspec.json.decode(fresh, type=_Kept)

    def _is_good(self, kept: _Kept, now: float) -> bool:
        """Tell whether the certificate is of the present authority, and young."""
        certificate = x509.load_pem_x509_certificate(kept.certificate.encode("ascii"))
        until = certificate.not_valid_after_utc - _RENEW
        present = self._authority()
        ours = certificate.issuer == present.certificate.subject
        own = present.identifier
        return ours and own == _issuer_of(certificate) and now < until.timestamp()

    def _made(self) -> bytes:
        key = Ed25519PrivateKey.generate()
        certificate = self._authority().issue_desk(key.public_key(), DAYS)
        pem = certificate.public_bytes(Encoding.PEM).decode("ascii")
        return msgspec.json.encode(_Kept(key.private_bytes_raw(), pem))

    def __repr__(self) -> str:
        return "DeskKey(hidden)"


def _issuer_of(certificate: x509.Certificate) -> bytes | None:
    own = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)
    return own.value.key_identifier
