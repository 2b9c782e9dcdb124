"""Ids of confirmations whose answer is not known: durable before they are sent.

A killed program or a cut line leaves its row; who comes again is told what became of
it. A row names nobody: whose it is, is a keyed hash.
"""

from kiosk.domain.services.registrations import RegistrationId
from kiosk.settings.state.store import Migration, Store

MIGRATIONS = (
    Migration(
        "registration-1",
        (
            "CREATE TABLE open_registration (number INTEGER PRIMARY KEY, "
            "act TEXT NOT NULL UNIQUE, tag TEXT NOT NULL) STRICT",
            "CREATE INDEX open_registration_tag ON open_registration(tag, number)",
        ),
    ),
)
MOST = 500
"""Rows; whoever lets answers get lost only pushes out the oldest."""
MOST_OF_ONE = 3
"""So many are asked after for one person."""


class OpenRegistrations:
    """The rows; belongs to the store's thread."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def begin(self, act: RegistrationId, tag: str) -> None:
        """Keep an id, before its confirmation is sent.

        :raises StoreError: when it was not kept.
        """
        with self._store.atomic():
            self._store.execute(
                "INSERT OR IGNORE INTO open_registration(act, tag) VALUES (?, ?)",
                [act, tag],
            )
            self._store.execute(
                "DELETE FROM open_registration WHERE number <= "
                "(SELECT max(number) FROM open_registration) - ?",
                [MOST],
            )

    def settle(self, act: RegistrationId) -> None:
        """Forget an id whose end is known."""
        self._store.execute("DELETE FROM open_registration WHERE act=?", [act])

    def of(self, tag: str) -> list[RegistrationId]:
        """Return one person's ids, the newest first, a few of them."""
        rows = self._store.all(
            "SELECT act FROM open_registration WHERE tag=? "
            "ORDER BY number DESC LIMIT ?",
            [tag, MOST_OF_ONE],
        )
        return [str(row["act"]) for row in rows]
