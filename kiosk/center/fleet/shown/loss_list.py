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
LOOKED_AT = 500
"""Acts that one page reads at most: those of other kinds lie between."""
_AHEAD = 86_400
"""Seconds by which another node's clock may be ahead, and more."""


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
    db: Connection, now: float, after: tuple[float, str] | None = None
) -> LossPage:
    """Return the next reports, the newest first.

    A page looks at so many acts and no more; a page with few or none may have a next.
    """
    own = act.c
    at, last = after or (now + _AHEAD, "")
    earlier = or_(own.decided < at, and_(own.decided == at, own.id < last))
    newest = select(act).where(own.decided <= at, earlier)
    newest = newest.order_by(own.decided.desc(), own.id.desc()).limit(LOOKED_AT)
    rows = every(db, newest)
    found = [row for row in rows if row["kind"] in LOSSES]
    shown = [_row(row) for row in found[:PAGE]]
    if len(found) > PAGE:
        return LossPage(shown, (shown[-1].decided, shown[-1].act))
    ended = len(rows) < LOOKED_AT
    more = None if ended else (rows[-1]["decided"], rows[-1]["id"])
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
