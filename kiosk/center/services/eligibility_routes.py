"""The routes of certifications: how benefits stand, a number for a look, the act."""

from litestar import post
from litestar.params import JSONBody

from kiosk.center.applications.applications_routes import act_route
from kiosk.center.server.route_parts import REFUSALS, TheCenter, TheKiosk
from kiosk.center.services import eligibility_acts
from kiosk.sync.wire.own_records_wire import RightsRequest
from kiosk.sync.wire.services.eligibility_wire import (
    EligibilityAnswer,
    FaceLeave,
    FaceRequest,
)


@post(
    "/records/eligibility",
    summary="How the holder's benefits and their certifications stand",
    status_code=200,
    responses=REFUSALS,
)
async def eligibility(
    data: JSONBody[RightsRequest], kiosk: TheKiosk, center: TheCenter
) -> EligibilityAnswer:
    """Judge by the region's cycles and the center's own day."""
    rules, now = center.rules, center.now()
    return await center.people.run(
        lambda db: eligibility_acts.eligibility(db, rules, kiosk, data.token, now)
    )


@post(
    "/eligibility/face",
    summary="A number for one look of a certified camera module",
    status_code=200,
    responses=REFUSALS,
)
async def face(
    data: JSONBody[FaceRequest], kiosk: TheKiosk, center: TheCenter
) -> FaceLeave:
    """Give it for this person at this kiosk, good once, for two minutes."""
    rules, now = center.rules, center.now()
    return await center.people.run(
        lambda db: eligibility_acts.face_leave(db, rules, kiosk, data, now)
    )


ELIGIBILITY = [
    eligibility,
    face,
    act_route(
        "/acts/certify",
        "Certify that a right to a benefit goes on",
        eligibility_acts.certify,
        held_back=False,
    ),
]
