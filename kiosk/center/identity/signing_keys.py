"""Where the key of an authority lies: sealed in the database, or in a token.

The port of both is cryptography's own `EllipticCurvePrivateKey`, of which an authority
uses `sign` and `public_key`.
"""

import secrets
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePublicKey,
    generate_private_key,
)
from sqlalchemy import Connection

from kiosk.center.database.schema import Row
from kiosk.center.identity.authority import Authority, authority_file
from kiosk.center.identity.sealed_secrets import SealedSecrets

FIRST = 1
_IN_TOKEN = b"kiosk-token-1 "
"""Before a key's label in a token, where else its PEM is."""


def secret_name(number: int) -> str:
    """Return the name of the secret that an authority's key is kept under."""
    return "authority" if number == FIRST else f"authority {number}"


def opened_authority(
    folder: Path, sealed: SealedSecrets, db: Connection, row: Row
) -> Authority:
    """Return the authority of a row, with whatever signs for it.

    :raises KeysGone: when its secret does not open.
    """
    kept = sealed.read(db, secret_name(row["number"]))
    assert kept is not None
    if not kept.plain.startswith(_IN_TOKEN):
        return Authority.parsed(kept.plain)
    # Only here: a center without a token needs no such library.
    from kiosk.center.identity.token.token_key import TokenKey

    label, _, pem = kept.plain.removeprefix(_IN_TOKEN).partition(b"\n")
    certificate = x509.load_pem_x509_certificate(pem)
    public = certificate.public_key()
    assert isinstance(public, EllipticCurvePublicKey)
    return Authority(TokenKey(folder, label.decode(), public), certificate)


def made_authority(
    folder: Path, number: int, before: Authority, *, in_token: bool
) -> tuple[Authority, bytes]:
    """Return a new authority, and what is sealed of it.

    :raises TokenAway: when its key was to be in a token, and that cannot be used.
    """
    began = before.certificate.not_valid_before_utc
    if not in_token:
        own = generate_private_key(SECP256R1())
        made = Authority.made(own, began)
        return made, authority_file(own, made.certificate)
    from kiosk.center.identity.token.token_key import new_token_key

    label = f"kiosk authority {number} {secrets.token_hex(4)}"
    made = Authority.made(new_token_key(folder, label), began)
    return made, _IN_TOKEN + label.encode() + b"\n" + made.pem.encode()
