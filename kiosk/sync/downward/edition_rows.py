"""How far this machine is with each kind of edition: one row a kind, in its file."""

from typing import NamedTuple

from kiosk.settings.state.store import Migration, Row, Store

MIGRATIONS = (
    Migration(
        "edition-1-kind",
        (
            "CREATE TABLE edition (kind TEXT PRIMARY KEY, seen INTEGER NOT NULL, "
            "applied INTEGER NOT NULL, refused INTEGER NOT NULL, "
            "trying INTEGER NOT NULL, begun INTEGER NOT NULL, made_by TEXT NOT NULL, "
            "content BLOB NOT NULL, held BLOB NOT NULL) STRICT",
        ),
    ),
)
BEFORE_ALL = {"seen": 0, "applied": 0, "refused": 0, "held": b""}


class KeptEdition(NamedTuple):
    """One edition that was taken, and how it stands."""

    kind: str
    number: int
    by: str
    content: bytes
    begun: int = 0
    """How often it was begun to be applied."""

    def __repr__(self) -> str:
        return f"KeptEdition({self.kind} {self.number})"


class EditionRows:
    """The rows; belongs to the store's thread."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, kind: str) -> Row:
        """Return the row of a kind, or what stands for none."""
        row = self._store.one("SELECT * FROM edition WHERE kind=?", [kind])
        return BEFORE_ALL if row is None else row

    def all(self) -> list[Row]:
        """Return all rows by their kinds."""
        return self._store.all("SELECT * FROM edition ORDER BY kind")

    def trying(self) -> list[KeptEdition]:
        """Return what is neither applied nor refused yet."""
        return [
            KeptEdition(
                *(row[name] for name in ("kind", "seen", "made_by", "content"))
            )._replace(begun=row["begun"])
            for row in self._store.all("SELECT * FROM edition WHERE trying=1")
        ]

    def take(self, edition: KeptEdition) -> None:
        """Keep that an edition was taken, and is to be tried."""
        before = self.of(edition.kind)
        self._store.execute(
            "INSERT OR REPLACE INTO edition VALUES (?, ?, ?, ?, 1, 0, ?, ?, ?)",
            [
                *(edition.kind, edition.number, before["applied"], before["refused"]),
                *(edition.by, edition.content, before["held"]),
            ],
        )

    def begin(self, edition: KeptEdition) -> None:
        """Count that it is begun to be applied."""
        self._store.execute(
            "UPDATE edition SET begun=begun+1 WHERE kind=?", [edition.kind]
        )

    def applied(self, edition: KeptEdition) -> None:
        """Keep that it is in force."""
        self._store.execute(
            "UPDATE edition SET applied=seen, trying=0, held=content, content=x'' "
            "WHERE kind=? AND seen=?",
            [edition.kind, edition.number],
        )

    def refused(self, kind: str, number: int) -> None:
        """Keep that it is not; whatever was in force before it stays."""
        self._store.execute(
            "UPDATE edition SET refused=seen, trying=0, content=x'' "
            "WHERE kind=? AND seen=?",
            [kind, number],
        )
