"""The routes of machines and the desk: the pulse, and what an order asked for."""

from typing import Any

from litestar import Request, post
from litestar.params import FromPath, JSONBody

from kiosk.center.fleet.order_logs import keep_log
from kiosk.center.identity.registry import Identity
from kiosk.center.server.refusals import Refusal
from kiosk.center.server.route_parts import PROBLEM, REFUSALS, TheCenter, TheKiosk
from kiosk.sync.wire.contract import MAX_NUMBER
from kiosk.sync.wire.downward.log_wire import MOST_LOG, LogBundle, LogKept
from kiosk.sync.wire.downward.pulse_wire import Pulse, PulseAnswer


@post(
    "/pulse",
    summary="How a machine is; answered when the desk wants something, or later",
    opt={"itself": True},
    status_code=200,
    responses=REFUSALS,
)
async def pulse(
    data: JSONBody[Pulse], request: Request[Any, Any, Any], center: TheCenter
) -> PulseAnswer:
    """Keep it and hold the answer for `wait` seconds while there is nothing to say."""
    identity: Identity = request.scope["state"]["identity"]
    return await center.pulses.answer(identity, data)


@post(
    "/orders/{number:int}/logs",
    summary="What a machine has logged, where an order asked for it",
    status_code=200,
    responses={**REFUSALS, 413: PROBLEM},
)
async def order_logs(
    number: FromPath[int],
    data: JSONBody[LogBundle],
    request: Request[Any, Any, Any],
    kiosk: TheKiosk,
    center: TheCenter,
) -> LogKept:
    """Keep a machine's logs for two weeks."""
    if len(await request.body()) > MOST_LOG:
        raise Refusal(413, "too_large", f"At most {MOST_LOG} bytes inflated.")
    if not 0 < number <= MAX_NUMBER:
        raise Refusal(403, "no_order", "No order waits for this.")
    now = center.now()
    await center.uploads.run(lambda db: keep_log(db, kiosk, number, data, now))
    return LogKept(number)


FLEET = (pulse, order_logs)
