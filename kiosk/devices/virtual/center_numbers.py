"""What the demo's center has, looked up in its own file, for dock and control socket.

Only looked at: the center may write at the same time and waits for nobody here.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

_FILE = "center.sqlite"
_COUNTED = ("event", "act", "alarm", "certificate")


def center_numbers(folder: Path) -> dict[str, int]:
    """Return how many rows of each kind the center has; none while it has no file."""
    path = folder / _FILE
    if not path.is_file():
        return {}
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            made = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
            return {
                table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
                for table in _COUNTED
                if table in made
            }
    except sqlite3.Error:
        return {}  # being made just now


def waiting_codes(folder: Path) -> list[str]:
    """Return the codes that a city would send now as short messages, the newest first.

    The demo sends nothing, so they are shown beside the kiosk; they stand in no log.
    """
    path = folder / _FILE
    if not path.is_file():
        return []
    wanted = "SELECT number FROM notice WHERE message='contact_code' ORDER BY at DESC"
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            return [str(code) for (code,) in db.execute(wanted)]
    except sqlite3.Error:
        return []  # being made just now
