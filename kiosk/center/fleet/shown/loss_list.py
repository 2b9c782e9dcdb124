"""Loss reports and what became of them: for the desk, without a name or a number.

Who it was stays in the register; a card is told by its last four characters.
"""

from typing import NamedTuple

from sqlalchemy import Connection, and_, or_, select

from kiosk.center.applications.applications_tables import act
from kiosk.center.applications.book import LOSSES, answer_of
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every

PAGE = 50


class LossRow(NamedTuple):
    """One report."""

    kiosk: str
    act: str
    kind: str
    decided: float
    state: str
    reason: str
    number: str
    card: str
    """Its last four characters; empty: no card was found."""
    undo_until: float | None
    undone: float | None
    until: float | None
    """When a temporary report ends by itself."""


class LossPage(NamedTuple):
    """Some reports, and where the list goes on."""

    rows: list[LossRow]
    more: tuple[float, str] | None


def loss_page(
    db: Connection, after: tuple[float, str] | None = None, kiosk: str = ""
) -> LossPage:
    """Return the next reports, the newest first."""
    own = act.c
    found = select(act).where(own.kind.in_(LOSSES))
    if after is not None:
        at, last = after
        earlier = or_(own.decided < at, and_(own.decided == at, own.id < last))
        found = found.where(own.decided <= at, earlier)
    if kiosk:
        found = found.where(own.kiosk == kiosk)
    newest = found.order_by(own.decided.desc(), own.id.desc())
    rows = every(db, newest.limit(PAGE + 1))
    shown = [_row(row) for row in rows[:PAGE]]
    more = (shown[-1].decided, shown[-1].act) if len(rows) > PAGE else None
    return LossPage(shown, more)


def _row(row: Row) -> LossRow:
    answer = answer_of(row["answer"])
    return LossRow(
        *(row["kiosk"], row["id"], row["kind"].removeprefix("loss."), row["decided"]),
        *(row["state"], answer.reason or "", answer.number),
        (row["card"] or "")[-4:],
        *(row["undo_until"], row["undone"]),
        answer.until.timestamp() if answer.until else None,
    )
