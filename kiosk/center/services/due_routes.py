"""The route of what is due."""

from litestar import post
from litestar.params import JSONBody

from kiosk.center.server.route_parts import REFUSALS, TheCenter, TheKiosk
from kiosk.center.services.due_things import due
from kiosk.sync.wire.own_records_wire import RightsRequest
from kiosk.sync.wire.services.due_wire import DueAnswer


@post(
    "/records/due",
    summary="What the person has due",
    status_code=200,
    responses=REFUSALS,
)
async def due_things(
    data: JSONBody[RightsRequest], kiosk: TheKiosk, center: TheCenter
) -> DueAnswer:
    """Tell the proved person what is due, and a stopped card when its report ends."""
    now = center.now()
    return await center.people.run(
        lambda db: due(db, center.rules, kiosk, data.token, now)
    )
