"""An export's manifest, believed only after its kiosk's signature was checked.

The stick went through many hands, and whoever has the center's public key can seal a
whole invented export. What no one else has is the kiosk's signing key.
"""

import os
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, select

from kiosk.center.database.transactions import every, one
from kiosk.center.exports.export_file import ExportBroken, decoded, read_file
from kiosk.center.identity.identity_tables import former_key
from kiosk.center.identity.identity_tables import kiosk as registry
from kiosk.domain.message import Message
from kiosk.domain.records import Record
from kiosk.sync.wire.contract import KioskId
from kiosk.sync.wire.export_wire import (
    MANIFEST,
    MAX_MANIFEST,
    MOST_BYTES,
    MOST_FILE_BYTES,
    SIGNATURE,
    SIGNATURE_LENGTH,
    ExportManifest,
    signed_bytes,
)

MOST_SUM = MOST_BYTES + 2 * MOST_FILE_BYTES
"""Of all files: a kiosk stops behind its limit, with one block and the numbers."""


class _Named(Record, frozen=True, forbid_unknown_fields=False):
    """Whose key is to be asked; nothing else of it is looked at before."""

    kiosk: KioskId


@dataclass(frozen=True, repr=False)
class SignedManifest:
    """What the kiosk wrote, and whether its key still counts."""

    manifest: ExportManifest
    until: float | None = None
    """When the key that signed it ended, in seconds; None for the present one."""
    revoked: bool = False
    """The kiosk has no key any more at all."""


def signed_manifest(folder: Path, db: Connection) -> SignedManifest:
    """Read the manifest and check its signature with the registry's keys.

    A former key's is told as such and not refused: a machine's last journal may reach
    the center after its disk was changed.

    :raises ExportBroken: when it is not signed, or not by the kiosk it names.
    """
    data = read_file(folder / MANIFEST, MAX_MANIFEST)
    if not os.path.lexists(folder / SIGNATURE):
        raise ExportBroken(Message("export__unsigned", name=SIGNATURE))
    signature = read_file(folder / SIGNATURE, SIGNATURE_LENGTH)
    kiosk = decoded(data, _Named, MANIFEST).kiosk
    row = one(db, select(registry.c.signing_key).where(registry.c.id == kiosk))
    if row is None:
        raise ExportBroken(Message("export__unknown_kiosk", kiosk=kiosk))
    if _signed_by(row["signing_key"], signature, data):
        return SignedManifest(_checked(data))
    own = former_key.c
    newest = select(former_key).where(own.kiosk == kiosk).order_by(own.until.desc())
    for former in every(db, newest):
        if _signed_by(former["signing_key"], signature, data):
            revoked = not row["signing_key"]
            return SignedManifest(_checked(data), former["until"], revoked)
    raise ExportBroken(Message("export__not_signed_by", kiosk=kiosk))


def _signed_by(key: bytes, signature: bytes, manifest: bytes) -> bool:
    """Tell whether a key signed it; a revoked kiosk's empty one signed nothing."""
    try:
        public = Ed25519PublicKey.from_public_bytes(key)
        public.verify(signature, signed_bytes(manifest))
    except (InvalidSignature, ValueError):
        return False
    return True


def _checked(data: bytes) -> ExportManifest:
    """Return the manifest where no file comes twice and all fit one export."""
    manifest = decoded(data, ExportManifest, MANIFEST)
    names = Counter(file.name for file in manifest.files)
    for name, times in names.items():
        if times > 1:
            raise ExportBroken(Message("export__twice", name=name))
    if sum(file.size for file in manifest.files) > MOST_SUM:
        raise ExportBroken(Message("export__too_much"))
    return manifest
