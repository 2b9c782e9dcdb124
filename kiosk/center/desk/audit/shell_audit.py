"""Acts at the center's shell in the same book as those of the desk."""

from contextlib import closing
from pathlib import Path

from kiosk.center.database.center_clock import now_of
from kiosk.center.database.connecting import connect
from kiosk.center.database.transactions import transaction
from kiosk.center.desk.audit.audit_book import AuditBook
from kiosk.center.desk.desk_keys import DeskKeys

SHELL = "shell", "-"
"""Who acts there: whoever may use the center's folder."""


def note_at_shell(folder: Path, what: str, by: str) -> None:
    """Add a line.

    :param by: the name that was typed: a claim.
    :raises KeysGone: when the database's secrets do not open here.
    """
    book = AuditBook(DeskKeys(folder))
    with closing(connect(folder)) as db, transaction(db):
        book.note(db, now_of(db), SHELL, "shell", what, by)
