"""Sees that the database keeps what it confirms: asked before the first kiosk is.

SQLite is set so by each connection. A PostgreSQL server has an administrator, and any
role may turn its own commits' durability off.
"""

from sqlalchemy import Connection, text

from kiosk.center.database.engine import POSTGRESQL
from kiosk.domain.faults import SetupError
from kiosk.domain.message import Message
from kiosk.settings.told import Told

_WANTED = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "remote_apply"),
}
_LETTERS = "UTF8"
OLDEST = 150000


class NotDurable(Told, SetupError):
    """The server would confirm what it may forget, or cannot keep every letter."""


def check_durable(db: Connection) -> None:
    """Check how the server was set up.

    :raises NotDurable: when what was confirmed could be lost with its power.
    """
    if db.dialect.name != POSTGRESQL:
        return
    for name, good in _WANTED.items():
        found = str(db.execute(text(f"SHOW {name}")).scalar_one())
        if found not in good:
            told = {"name": name, "found": found, "wanted": good[0]}
            raise NotDurable(Message("operator__not_durable", **told))
    found = str(db.execute(text("SHOW server_encoding")).scalar_one())
    if found != _LETTERS:
        told = {"name": db.engine.url.database or "NAME", "found": found}
        raise NotDurable(Message("operator__not_utf8", **told))
    version = int(db.execute(text("SHOW server_version_num")).scalar_one())
    if version < OLDEST:
        raise NotDurable(Message("operator__old_server", found=version // 10000))
