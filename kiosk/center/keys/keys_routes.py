"""The routes of the key service; a city's own encryption machine may stand behind."""

from litestar import post
from litestar.params import JSONBody

from kiosk.center.keys import key_service
from kiosk.center.server.route_parts import REFUSALS, TheCenter, TheKiosk
from kiosk.sync.wire.keys_wire import ExternalKeyRequest, KeyData, PinReloadRequest


@post(
    "/keys/external",
    summary="Use a key for the card's EXTERNAL AUTHENTICATE",
    status_code=200,
    responses=REFUSALS,
)
async def external(
    data: JSONBody[ExternalKeyRequest], kiosk: TheKiosk, center: TheCenter
) -> KeyData:
    """Answer the challenge of the card that was proved at this kiosk."""
    now = center.now()
    return await center.people.run(
        lambda db: key_service.external(db, center.keys, kiosk, data, now)
    )


@post(
    "/keys/pin",
    summary="Make the data of PIN RELOAD or PIN UNBLOCK",
    status_code=200,
    responses=REFUSALS,
)
async def pin(
    data: JSONBody[PinReloadRequest], kiosk: TheKiosk, center: TheCenter
) -> KeyData:
    """Encrypt a new PIN for the proved card, once, after staff released it."""
    now = center.now()
    return await center.people.run(
        lambda db: key_service.reload_pin(db, center.keys, kiosk, data, now)
    )
