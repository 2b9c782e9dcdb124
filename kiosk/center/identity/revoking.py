"""Ends a kiosk that was stolen or whose key is in other hands, at once.

Every request looks at the certificate anew, so open connections end with it. A function
over a connection; the server may be running meanwhile.
"""

from sqlalchemy import Connection, delete, select

from kiosk.center.applications.applications_tables import kiosk_part, own_place
from kiosk.center.database.transactions import one, transaction
from kiosk.center.identity import identity_tables as tables
from kiosk.center.identity.registry import change_key, end_certificates
from kiosk.center.keys.keys_tables import pin_renewed
from kiosk.center.records.records_tables import challenge, session
from kiosk.center.server import alarms

_OF_A_KIOSK = (
    tables.code,
    tables.waiting_kiosk,
    challenge,
    session,
    kiosk_part,
    pin_renewed,
    own_place,
)


def revoke(db: Connection, kiosk: str, now: float) -> bool:
    """Take everything from a kiosk by which it could ask; False for an unknown one.

    Its signing key ends too: what is signed with it from now on is not proved. A new
    code enrols the machine that takes its place.
    """
    with transaction(db):
        return end_kiosk(db, kiosk, now)


def end_kiosk(db: Connection, kiosk: str, now: float) -> bool:
    """Do what `revoke` does, in the caller's transaction."""
    known = select(tables.kiosk.c.id).where(tables.kiosk.c.id == kiosk)
    if one(db, known) is None:
        return False
    change_key(db, kiosk, b"", now)
    end_certificates(db, kiosk)
    for table in _OF_A_KIOSK:
        db.execute(delete(table).where(table.c.kiosk == kiosk))
    alarms.settle(db, kiosk)
    return True
