"""Numbers for one look of a certified camera module, and what came back with them.

A module's word is a claim: it counts when it is signed by the key that is written down
for this kiosk, over a number that was given for this person here a moment ago.
"""

import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, func, insert, select, update

from kiosk.center.applications.applicant import ActRefused
from kiosk.center.database.expiry import expire
from kiosk.center.database.transactions import one, put, transaction
from kiosk.center.services.eligibility_tables import face_module, face_nonce
from kiosk.domain.applications import Reason
from kiosk.domain.services.face import NONCE_LENGTH, FaceVerdict, statement
from kiosk.sync.wire.services.eligibility_wire import FaceLeave, FaceProof

GOOD_SECONDS = 120
MOST_TRIES = 5
"""Looks of one person at all kiosks within a day; after that a counter helps."""
_DAY = 86400.0


def has_module(db: Connection, kiosk: str) -> bool:
    """Tell whether a certified module is written down for a kiosk."""
    own = face_module.c
    return one(db, select(own.kiosk).where(own.kiosk == kiosk)) is not None


def write_module(db: Connection, kiosk: str, public: bytes) -> None:
    """Write down the key of a kiosk's module."""
    with transaction(db):
        put(db, face_module, kiosk=kiosk, public=public)


def give_number(db: Connection, kiosk: str, holder: str, now: float) -> FaceLeave:
    """Return a number for one look, in the caller's transaction; the holder is held."""
    expire(db, face_nonce, now)
    own = face_nonce.c
    theirs = select(func.count()).where(own.holder == holder)
    # One that ends later than in a day was made by a clock that was ahead.
    theirs = theirs.where(own.expires.between(now, now + _DAY))
    if db.execute(theirs).scalar_one() >= MOST_TRIES:
        return FaceLeave(refused=Reason.TRIES_USED)
    nonce = secrets.token_bytes(NONCE_LENGTH)
    row = {"nonce": nonce, "kiosk": kiosk, "holder": holder, "used": 0}
    until = {"until": now + GOOD_SECONDS, "expires": now + _DAY}
    db.execute(insert(face_nonce).values(**row, **until))
    return FaceLeave(nonce=nonce, seconds=GOOD_SECONDS)


def check_face(
    db: Connection, kiosk: str, holder: str, proof: FaceProof, now: float
) -> None:
    """Use up the number and check what the module signed over it.

    :raises ActRefused: `not_proved`; the number is used up all the same.
    """
    own = face_nonce.c
    here = update(face_nonce).where(own.nonce == proof.nonce, own.kiosk == kiosk)
    good = here.where(own.holder == holder, own.used == 0, own.until >= now)
    used = one(db, good.values(used=1).returning(own.nonce))
    if used is None or not _signed(db, kiosk, proof):
        raise ActRefused(Reason.NOT_PROVED)


def _signed(db: Connection, kiosk: str, proof: FaceProof) -> bool:
    row = one(db, select(face_module.c.public).filter_by(kiosk=kiosk))
    if row is None:
        return False
    wanted = statement(proof.nonce, FaceVerdict.PASSED)
    try:
        Ed25519PublicKey.from_public_bytes(row["public"]).verify(proof.token, wanted)
    except (InvalidSignature, ValueError):
        return False
    return True
