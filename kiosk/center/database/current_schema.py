"""Sees that a database has the present tables: makes them, or brings older ones on.

An empty database gets them at once; an older one goes through the revisions of
`migrations`, all in one transaction, while others wait. A newer one is refused.
"""

from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, Text, insert, inspect, text

from kiosk.center.database.all_tables import ALL
from kiosk.center.database.durable_engine import check_durable
from kiosk.center.database.engine import POSTGRESQL
from kiosk.center.database.frozen_statements import MIGRATIONS
from kiosk.center.database.transactions import one, transaction
from kiosk.domain.faults import SetupError
from kiosk.domain.message import Message
from kiosk.settings.told import Told

FIRST, PRESENT = "0001", "0005"
"""The revision of files that were made before revisions were counted; the newest."""
REVISIONS = (FIRST, "0002", "0003", "0004", PRESENT)
_MARK = Table(
    "alembic_version", MetaData(), Column("version_num", Text, primary_key=True)
)
_LOCK = 0x6B696F736B
"""The number of PostgreSQL's advisory lock, any that is ours."""


class NewerDatabase(Told, SetupError):
    """A newer program has changed the tables; this one would spoil them."""


class EmptyDatabase(Told, SetupError):
    """Nothing of a center is in the database."""


def bring_up_to_date(db: Connection, *, new: bool = True) -> None:
    """Make or change the tables where they are not the present ones.

    :param new: makes them where there are none.
    :raises EmptyDatabase: when there are none, and none were to be made.
    :raises NewerDatabase: when a newer program has changed them.
    :raises NotDurable: for new ones on a server that would forget what it confirmed.
    """
    if _revision(db) == PRESENT:
        return
    with transaction(db):
        _wait_for_turn(db)
        found = _revision(db)
        if found == PRESENT:
            return
        if found is None and not inspect(db).has_table("kiosk"):
            if not new:
                raise EmptyDatabase(Message("operator__no_copy"))
            check_durable(db)
            ALL.create_all(db)
            _mark(db, PRESENT)
        else:
            _upgrade(db, found or FIRST)


def _revision(db: Connection) -> str | None:
    """Return what a database says of itself.

    :raises NewerDatabase: when that is none of ours.
    """
    if not db.dialect.has_table(db, _MARK.name):
        return None
    row = one(db, _MARK.select())
    found = None if row is None else str(row["version_num"])
    if found is not None and found not in REVISIONS:
        raise NewerDatabase(Message("operator__newer_database", revision=found))
    return found


def _wait_for_turn(db: Connection) -> None:
    """Let one of many nodes do it; the others find it done."""
    if db.dialect.name == POSTGRESQL:
        db.execute(text("SET LOCAL statement_timeout = 0"))
        db.execute(text("SET LOCAL lock_timeout = 0"))
        db.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def _mark(db: Connection, revision: str) -> None:
    _MARK.create(db, checkfirst=True)
    db.execute(insert(_MARK).values(version_num=revision))


def _upgrade(db: Connection, found: str) -> None:
    """Run the revisions behind the one that was found."""
    # Only here: it takes longer to load than the rest of the center together.
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    if not db.dialect.has_table(db, _MARK.name):
        _mark(db, found)
    scripts = ScriptDirectory(str(MIGRATIONS), version_locations=[str(MIGRATIONS)])

    def steps(revision: Any, context: Any) -> Any:
        return scripts._upgrade_revs(PRESENT, revision)

    with EnvironmentContext(Config(), scripts, fn=steps) as environment:
        environment.configure(connection=db, transactional_ddl=True)
        environment.run_migrations()
