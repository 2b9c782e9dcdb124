"""Ends a kiosk that was stolen or whose key is in other hands, at once.

Every request looks at the certificate anew, so open connections end with it. A function
over a connection; the server may be running meanwhile.
"""

import sqlite3

from kiosk.center.server import alarms
from kiosk.center.server.db import transaction

_OF_A_KIOSK = (
    "unused_certificate",
    "code",
    "challenge",
    "session",
    "kiosk_part",
    "pin_renewed",
    "own_place",
)


def revoke(connection: sqlite3.Connection, kiosk: str, now: float) -> bool:
    """Take everything from a kiosk by which it could ask; False for an unknown one.

    Its signing key ends too: what is signed with it from now on is not proved. A new
    code enrols the machine that takes its place.
    """
    with transaction(connection):
        known = connection.execute("SELECT 1 FROM kiosk WHERE id=?", [kiosk]).fetchone()
        if known is None:
            return False
        connection.execute("UPDATE certificate SET revoked=1 WHERE kiosk=?", [kiosk])
        connection.execute(
            "DELETE FROM replaced_certificate WHERE serial IN "
            "(SELECT serial FROM certificate WHERE kiosk=?)",
            [kiosk],
        )
        for table in _OF_A_KIOSK:
            connection.execute(
                f"DELETE FROM {table} WHERE kiosk=?",  # noqa: S608
                [kiosk],
            )
        # The old key is kept as a former one by the table's own trigger.
        connection.execute(
            "UPDATE kiosk SET signing_key=x'', enrolled_at=? WHERE id=?", [now, kiosk]
        )
        alarms.settle(connection, kiosk)
    return True
