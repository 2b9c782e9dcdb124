"""Short messages to people: a port, and the reference's own way, the table `notice`.

A city sends what stands in that table, or hands in a messenger of its own.
"""

from typing import NamedTuple, Protocol

from sqlalchemy import Connection, delete

from kiosk.center.applications.applications_tables import notice
from kiosk.center.database.transactions import insert_new

CONTACT_CODE = "contact_code"
"""The message that carries a code instead of a receipt's number."""


class ShortMessage(NamedTuple):
    """One message: about which act, which words, to whom."""

    act: str
    message: str
    """The key of its words."""
    mobile: str
    number: str
    """The receipt's number; the code itself with `contact_code`."""

    def __repr__(self) -> str:
        return "ShortMessage(hidden)"


class Messenger(Protocol):
    """Takes messages in the caller's transaction, so that none is sent of nothing."""

    def send(self, db: Connection, told: ShortMessage, now: float) -> None:
        """Take a message; the same one a second time is the same one."""

    def forget_code(self, db: Connection, act: str) -> None:
        """Keep an act's code no longer: it was used, is over, or another is sent."""


class NoticeTable:
    """Writes rows into the table `notice`, from where a city sends them."""

    def send(self, db: Connection, told: ShortMessage, now: float) -> None:
        """Put the message into the table."""
        insert_new(db, notice, [{**told._asdict(), "at": now}])

    def forget_code(self, db: Connection, act: str) -> None:
        """Delete the row with the code."""
        db.execute(delete(notice).filter_by(act=act, message=CONTACT_CODE))
