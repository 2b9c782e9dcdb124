"""Revision 0001: the tables of centers that counted no revisions; SQLite only."""

from alembic import op

from kiosk.center.database.frozen_statements import statements

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables as such a center had them."""
    for statement in statements("tables_0001.sql"):
        op.execute(statement)
