"""The routes of acts: loss, undo, release, contact, progress, status, and the key."""

from litestar import get, post
from litestar.params import JSONBody

from kiosk.center.applications import contact_changes, losses, way_back
from kiosk.center.server.late import in_time
from kiosk.center.server.route_parts import REFUSALS, TheCenter, TheKiosk
from kiosk.domain.applications import ActAnswer, ProgressAnswer
from kiosk.sync.wire.applications_wire import (
    ActStatus,
    ContactRequest,
    LossRequest,
    PinChangeRequest,
    ProgressRequest,
    ReleaseRequest,
    SealingKey,
    StatusRequest,
    UndoRequest,
)


@get("/keys/sealing", summary="The key to seal identities with", responses=REFUSALS)
async def sealing_key(center: TheCenter) -> SealingKey:
    """Give the present public key; what was sealed to one before it opens as well."""
    return center.rules.keys.present


@post(
    "/acts/loss",
    summary="Report a card as lost",
    status_code=200,
    responses=REFUSALS,
)
async def loss(
    data: JSONBody[LossRequest], kiosk: TheKiosk, center: TheCenter
) -> ActAnswer:
    """Lodge a report once for its act, however often it is sent."""
    return await in_time(
        center,
        kiosk,
        lambda db, rules, now: losses.loss(db, rules, kiosk, data, now),
    )


@post("/acts/undo", summary="Take a report back", status_code=200, responses=REFUSALS)
async def undo(
    data: JSONBody[UndoRequest], kiosk: TheKiosk, center: TheCenter
) -> ActAnswer:
    """Take back a report of this kiosk and this person, within the region's minutes."""
    return await in_time(
        center,
        kiosk,
        lambda db, rules, now: way_back.undo(db, rules, kiosk, data, now),
    )


@post("/acts/release", summary="End a loss report", status_code=200, responses=REFUSALS)
async def release(
    data: JSONBody[ReleaseRequest], kiosk: TheKiosk, center: TheCenter
) -> ActAnswer:
    """End a report where the region lets a kiosk do it."""
    return await in_time(
        center,
        kiosk,
        lambda db, rules, now: way_back.release(db, rules, kiosk, data, now),
    )


@post(
    "/acts/status",
    summary="What became of an act whose answer was lost",
    status_code=200,
    responses=REFUSALS,
)
async def status(
    data: JSONBody[StatusRequest], kiosk: TheKiosk, center: TheCenter
) -> ActStatus:
    """Give the answer again to the kiosk that asked for the act."""
    return await center.people.run(lambda db: losses.status(db, kiosk, data))


@post(
    "/acts/contact",
    summary="Change contact data",
    status_code=200,
    responses=REFUSALS,
)
async def contact(
    data: JSONBody[ContactRequest], kiosk: TheKiosk, center: TheCenter
) -> ActAnswer:
    """Change the contact data of the proved card's holder."""
    now = center.now()
    return await center.people.run(
        lambda db: contact_changes.change_contact(db, center.rules, kiosk, data, now)
    )


@post(
    "/acts/pin",
    summary="The proved card has a new PIN",
    status_code=200,
    responses=REFUSALS,
)
async def pin_change(
    data: JSONBody[PinChangeRequest], kiosk: TheKiosk, center: TheCenter
) -> ActAnswer:
    """Keep the new PIN, as a verifier only."""
    now = center.now()
    return await center.people.run(
        lambda db: contact_changes.change_pin(db, center.rules, kiosk, data, now)
    )


@post(
    "/acts/progress",
    summary="How far a card is on its way",
    status_code=200,
    responses=REFUSALS,
)
async def progress(
    data: JSONBody[ProgressRequest], kiosk: TheKiosk, center: TheCenter
) -> ProgressAnswer:
    """Tell the steps a person's card has reached, by number and name."""
    return await in_time(
        center,
        kiosk,
        lambda db, rules, now: contact_changes.progress(db, rules, kiosk, data, now),
    )
