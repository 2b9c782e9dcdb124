"""How much of the roll is left: millimetres printed since somebody changed it.

An estimate, for whoever brings the next one. What the technician does not tell, and a
length that nobody measured, stay unknown.
"""

from kiosk.settings.state.store import Migration, Store

MIGRATIONS = (
    Migration(
        "printer-3-roll",
        (
            """
            CREATE TABLE paper_roll (
              id INTEGER PRIMARY KEY CHECK (id = 1),
              used_mm REAL NOT NULL,
              since TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
            ) STRICT
            """,
        ),
    ),
)


class PaperRoll:
    """The roll in one kiosk's printer."""

    def __init__(self, store: Store, length_m: float) -> None:
        """Count against a new roll's length; 0 is not known."""
        self._store = store
        self._length_m = length_m

    def feed(self, mm: float) -> None:
        """Count what a job took; before the first change nobody knows of what."""
        self._store.execute(
            "UPDATE paper_roll SET used_mm = used_mm + ? WHERE id = 1", [mm]
        )

    def changed(self) -> None:
        """Begin with a new roll."""
        self._store.execute(
            "INSERT OR REPLACE INTO paper_roll(id, used_mm) VALUES(1, 0)"
        )

    def left(self) -> float | None:
        """Return the metres that should be left, None when nobody knows."""
        row = self._store.one("SELECT used_mm FROM paper_roll WHERE id = 1")
        if row is None or not self._length_m:
            return None
        return max(0.0, self._length_m - float(row["used_mm"]) / 1000)
