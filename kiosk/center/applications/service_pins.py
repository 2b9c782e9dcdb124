"""Service PINs as verifiers, and whether the person changed the one first issued.

No PIN is kept readable: Argon2id over a keyed hash, so that a copied database does not
let six digits be tried out.
"""

import os

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlalchemy import Connection, select

from kiosk.center.applications.application_keys import ActKeys
from kiosk.center.applications.applications_tables import service_pin
from kiosk.center.database.transactions import one, put

# The key before it carries the weight against a copied database; this one slows down
# who has the key as well. All kiosks' tries pass here, so it takes milliseconds.
_ITERATIONS, _LANES, _MEMORY_KIB, _LENGTH = 2, 1, 8 * 1024, 32


class ServicePins:
    """Makes and checks verifiers."""

    def __init__(self, keys: ActKeys) -> None:
        self._keys = keys
        self._nobodys = self.verifier("", "")

    def verifier(self, number: str, pin: str) -> str:
        """Return the text that is kept for one person's PIN (PHC form)."""
        kdf = Argon2id(
            salt=os.urandom(16),
            length=_LENGTH,
            iterations=_ITERATIONS,
            lanes=_LANES,
            memory_cost=_MEMORY_KIB,
        )
        return kdf.derive_phc_encoded(self._peppered(number, pin))

    def matches(self, number: str, pin: str, verifier: str | None) -> bool:
        """Tell whether the PIN is right; for a person nobody knows it takes as long."""
        kept = self._nobodys if verifier is None else verifier
        try:
            Argon2id.verify_phc_encoded(self._peppered(number, pin), kept)
        except InvalidKey:
            return False
        return verifier is not None

    def kept(self, db: Connection, number: str) -> str | None:
        """Return the verifier of a person's PIN; None where there is none."""
        row = one(db, select(service_pin.c.verifier).filter_by(number=number))
        return None if row is None else str(row["verifier"])

    def changed(self, db: Connection, number: str) -> bool:
        """Tell whether a person has another PIN than the one first issued."""
        row = one(db, select(service_pin.c.changed).filter_by(number=number))
        return row is not None and bool(row["changed"])

    def set(self, db: Connection, number: str, pin: str, changed: bool) -> str:
        """Keep a person's PIN as a verifier and return that."""
        made = self.verifier(number, pin)
        put(db, service_pin, number=number, verifier=made, changed=int(changed))
        return made

    def _peppered(self, number: str, pin: str) -> bytes:
        return self._keys.tag("service-pin", f"{number}\0{pin}")
