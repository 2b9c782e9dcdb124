"""What the desk's pages work with, and who is on the line."""

from collections.abc import Callable
from typing import Any, NamedTuple

from litestar import Request
from litestar.di import NamedDependency
from sqlalchemy import Connection

from kiosk.center.database.workers import Workers
from kiosk.center.desk.audit.audit_book import AuditBook
from kiosk.center.desk.desk_keys import DeskKeys
from kiosk.center.desk.desk_roles import DeskRole
from kiosk.center.desk.entrance.proof_lane import ProofLane
from kiosk.center.server.doorkeeper import Doorkeeper

DeskRequest = Request[Any, Any, Any]


class DeskParts(NamedTuple):
    """What every page may use; `line` has the threads with the database."""

    line: Workers
    keys: DeskKeys
    book: AuditBook
    now: Callable[[], float]
    strangers: ProofLane
    known: ProofLane
    """For passwords from known devices: strangers fill only the other."""
    door: Doorkeeper | None = None
    refusal_s: float = 1.0
    """Seconds that a login takes at least when it fails, whatever is wrong."""
    metrics_token: str = ""
    """What reads `/metrics` from elsewhere; empty: only this machine may."""


class DeskOperator(NamedTuple):
    """Who is logged in, from which net, and since when."""

    name: str
    role: DeskRole
    net: str
    session: str
    """The hash of the session's token, as it stands in the database."""

    def __repr__(self) -> str:
        return f"DeskOperator({self.role.word})"


TheDesk = NamedDependency[DeskParts]
"""A page asks for it by the name `desk`."""
TheOperator = NamedDependency[DeskOperator]
"""By the name `operator`; only on pages that are not public."""


def provide_desk(request: DeskRequest) -> DeskParts:
    """Return the parts that pages work with."""
    desk: DeskParts = request.app.state.desk
    return desk


def provide_operator(request: DeskRequest) -> DeskOperator:
    """Return who is logged in."""
    operator: DeskOperator = request.scope["state"]["operator"]
    return operator


def note(
    desk: DeskParts,
    db: Connection,
    operator: DeskOperator,
    act: str,
    subject: str = "",
    told: str = "",
) -> None:
    """Write down what an operator did, in the transaction that does it.

    :param act: a word; its sentence is `desk__act__<act>`.
    :param subject: what it was done to, such as a kiosk's name.
    :param told: how it went or why; no secret and no cardholder.
    """
    by = operator.name, operator.net
    desk.book.note(db, desk.now(), by, act, subject, told)
