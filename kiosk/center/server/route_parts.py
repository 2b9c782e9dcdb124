"""What the routes work with, who is on the line, and how refusals are described."""

import time
from collections.abc import Callable
from typing import Any, NamedTuple

from litestar import Request, post
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.openapi import ResponseSpec

from kiosk.center.applications.applicant import ActRules
from kiosk.center.database.workers import Workers
from kiosk.center.fleet.pulse_desk import PulseDesk
from kiosk.center.hospital.hospital_line import HospitalLine
from kiosk.center.identity import registry
from kiosk.center.identity.authorities import Authorities
from kiosk.center.identity.authority import Authority
from kiosk.center.identity.desk_key import DeskKey
from kiosk.center.identity.registry import Identity
from kiosk.center.identity.sealed_secrets import SealedSecrets
from kiosk.center.keys.issuer_keys import IssuerKeys
from kiosk.center.receipts.kept_keys import KeptKeys
from kiosk.center.server.refusals import not_enrolled
from kiosk.sync.wire.contract import Problem

Connection = ASGIConnection[Any, Any, Any, Any]


class CenterParts(NamedTuple):
    """What the routes work with: two lines, authorities, rules of acts, the time."""

    uploads: Workers
    people: Workers
    """Threads of their own, so that a person never waits behind uploads."""
    authorities: Authorities
    rules: ActRules
    keys: IssuerKeys
    kept: KeptKeys
    """For receipts that are printed later."""
    desk: DeskKey
    """Signs what machines are told."""
    secrets: SealedSecrets
    pulses: PulseDesk
    hospital: HospitalLine
    now: Callable[[], float] = time.time

    def authority(self) -> Authority:
        """Return the authority that issues now."""
        return self.authorities.leading(self.now())


TheCenter = NamedDependency[CenterParts]
TheKiosk = NamedDependency[str]
PROBLEM = ResponseSpec(Problem, description="Refused.", generate_examples=False)
REFUSALS = {400: PROBLEM, 401: PROBLEM, 403: PROBLEM}


async def enrolled_only(connection: Connection, handler: BaseRouteHandler) -> None:
    """Let enrolled kiosks pass, and anybody on a route marked `public`.

    On a route marked `queue` the question waits behind uploads, where it belongs. One
    marked `itself` asks about the certificate itself.
    """
    if handler.opt.get("public"):
        return
    tls = connection.scope.get("extensions", {}) or {}
    identity = tls.get("tls", {}).get("identity")
    if not isinstance(identity, Identity):
        raise not_enrolled()
    connection.scope["state"]["kiosk"] = identity.kiosk
    if handler.opt.get("itself"):
        connection.scope["state"]["identity"] = identity
        return
    center: CenterParts = connection.app.state.center
    now = center.now()
    line = center.uploads if handler.opt.get("queue") else center.people
    await line.run(lambda db: registry.require_enrolled(db, identity, now))


def provide_center(request: Request[Any, Any, Any]) -> CenterParts:
    """Return the parts the routes work with."""
    center: CenterParts = request.app.state.center
    return center


def provide_kiosk(request: Request[Any, Any, Any]) -> str:
    """Return the kiosk on the line, as its certificate says."""
    kiosk: str = request.scope["state"]["kiosk"]
    return kiosk


def posted(
    path: str, summary: str, handler: Callable[..., Any], name: str = ""
) -> HTTPRouteHandler:
    """Return a row of a table of routes; the handler's annotations are the types.

    :param name: for the description, where the path's last word is taken.
    """
    handler.__name__ = name or path.rpartition("/")[2]
    return post(path, summary=summary, status_code=200, responses=REFUSALS)(handler)
