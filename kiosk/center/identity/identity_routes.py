"""The routes by which a kiosk gets its certificates, and the sign of life."""

from datetime import UTC, datetime
from typing import Annotated, Any

from cryptography.hazmat.primitives.serialization import Encoding
from litestar import MediaType, Request, get, post
from litestar.params import HeaderParameter, JSONBody

from kiosk import __version__
from kiosk.center.identity import registry
from kiosk.center.identity.returning import reenrolment
from kiosk.center.server.refusals import Refusal
from kiosk.center.server.route_parts import PROBLEM, REFUSALS, TheCenter, TheKiosk
from kiosk.sync.wire.enrolment_code import split_code
from kiosk.sync.wire.identity_wire import (
    Enrolled,
    Enrolment,
    Health,
    Reenrolled,
    Reenrolment,
    Renewal,
    TrustedAuthorities,
)
from kiosk.sync.wire.upload_wire import SIGNATURE_HEADER


@get("/health", summary="The center's clock, version and region", responses=REFUSALS)
async def health(center: TheCenter) -> Health:
    """Answer without the database, so that a busy center still answers."""
    region = center.rules.region.region.id
    return Health(datetime.fromtimestamp(center.now(), UTC), __version__, region)


@get(
    "/authority",
    summary="The certificate authorities, as PEM",
    media_type=MediaType.TEXT,
    opt={"public": True},
)
async def authority(center: TheCenter) -> str:
    """Give the authorities' certificates to anybody; a code's fingerprint names one."""
    return center.authorities.pems(center.now())


@get(
    "/authorities",
    summary="Which authorities hold, for kiosks that trust one of them",
    responses=REFUSALS,
)
async def authorities(center: TheCenter) -> TrustedAuthorities:
    """Tell which hold, from memory; who trusts one of them can check it."""
    return center.authorities.told(center.now())


@post(
    "/enrol",
    summary="Turn a one-time code into a certificate",
    opt={"public": True},
    responses={400: PROBLEM, 403: PROBLEM},
)
async def enrol(data: JSONBody[Enrolment], center: TheCenter) -> Enrolled:
    """Use up the code and sign the request."""
    try:
        code = split_code(data.code)
    except ValueError as error:
        raise Refusal(400, "bad_request", "That is no code.") from error
    now = center.now()
    issuer = center.authorities.asked_for(code.fingerprint, now)
    return await center.people.run(
        lambda db: registry.enrol(db, issuer, data, code.secret, now)
    )


@post(
    "/reenrol",
    summary="Ask for a certificate when the one before has ended; staff approves",
    opt={"public": True},
    status_code=200,
    responses={400: PROBLEM, 401: PROBLEM},
)
async def reenrol(
    data: JSONBody[Reenrolment],
    signature: Annotated[str, HeaderParameter(name=SIGNATURE_HEADER)],
    request: Request[Any, Any, Any],
    center: TheCenter,
) -> Reenrolled:
    """Let a kiosk that we know wait for an operator, or give it what was approved.

    The signature is over a domain and the body, by the kiosk's signing key.
    """
    sent: bytes = request.scope["state"]["sent"]
    now, issuer = center.now(), center.authority()
    found = await center.people.run(
        lambda db: reenrolment.ask(db, issuer, data, sent, signature, now)
    )
    if isinstance(found, reenrolment.StillWaits):
        return Reenrolled(waits_since=datetime.fromtimestamp(found.since, UTC))
    pem = found.public_bytes(Encoding.PEM).decode("ascii")
    return Reenrolled(certificate=pem, authorities=center.authorities.told(now))


@post("/renew", summary="Get the next certificate over this one", responses=REFUSALS)
async def renew(
    data: JSONBody[Renewal], kiosk: TheKiosk, center: TheCenter
) -> Enrolled:
    """Sign the request of the kiosk on the line, in the name it is enrolled by."""
    now = center.now()
    issuer = center.authorities.asked_for(data.authority, now)
    return await center.people.run(
        lambda db: registry.renew(db, issuer, kiosk, data.certificate_request, now)
    )
