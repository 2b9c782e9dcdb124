"""Where the key of an authority lies: sealed in the database, or in a token.

The port of both is cryptography's own `EllipticCurvePrivateKey`, of which an authority
uses `sign` and `public_key`.
"""

from pathlib import Path

from sqlalchemy import Connection

from kiosk.center.database.schema import Row
from kiosk.center.identity.authority import Authority
from kiosk.center.identity.sealed_secrets import SealedSecrets

FIRST = 1


def secret_name(number: int) -> str:
    """Return the name of the secret that an authority's key is kept under."""
    return "authority" if number == FIRST else f"authority {number}"


def opened_authority(
    folder: Path, secrets: SealedSecrets, db: Connection, row: Row
) -> Authority:
    """Return the authority of a row, with whatever signs for it.

    :raises KeysGone: when its secret does not open.
    """
    kept = secrets.read(db, secret_name(row["number"]))
    assert kept is not None
    return Authority.parsed(kept.plain)
