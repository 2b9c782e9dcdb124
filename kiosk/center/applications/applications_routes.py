"""The routes of acts: loss, undo, release, contact, progress, status, and the key."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar, cast, get_type_hints

import msgspec
from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import HeaderParameter, JSONBody
from sqlalchemy import Connection

from kiosk.center.applications import contact_changes, losses, way_back
from kiosk.center.applications.applicant import ActRules
from kiosk.center.applications.cards import card_progress, enabling, replacements
from kiosk.center.applications.contact import contact_codes
from kiosk.center.server.late import Waits, in_time
from kiosk.center.server.route_parts import REFUSALS, TheCenter, TheKiosk, posted
from kiosk.domain.applications import ActAnswer, Reason
from kiosk.sync.wire.applications_wire import ActStatus, SealingKey, StatusRequest
from kiosk.sync.wire.contract import EVIDENCE, TAKES_HEADER

Takes = Annotated[str, HeaderParameter(name=TAKES_HEADER)]
"""What the kiosk understands beyond the first contract."""
_NEW_REASONS = (Reason.IN_USE, Reason.REPLACING)
"""What an older kiosk can be told and has no word for."""
D = TypeVar("D")
A = TypeVar("A", bound=Waits)
Decide = Callable[[Connection, ActRules, str, D, float], A]


@get("/keys/sealing", summary="The key to seal identities with", responses=REFUSALS)
async def sealing_key(center: TheCenter) -> SealingKey:
    """Give the present public key; what was sealed to one before it opens as well."""
    return await center.people.run(center.rules.keys.given)


@post(
    "/acts/status",
    summary="What became of an act whose answer was lost",
    status_code=200,
    responses=REFUSALS,
)
async def status(
    data: JSONBody[StatusRequest],
    kiosk: TheKiosk,
    center: TheCenter,
    takes: Takes = "",
) -> ActStatus:
    """Give the answer again to the kiosk that asked for the act."""
    found = await center.people.run(lambda db: losses.status(db, kiosk, data))
    return ActStatus(understood(found.answer, takes)) if found.answer else found


def understood(answer: A, takes: str) -> A:
    """Return an answer without what an older kiosk would refuse the whole of it for."""
    if not isinstance(answer, ActAnswer) or EVIDENCE in takes.split(","):
        return answer
    known = Reason.NOT_ALLOWED if answer.reason in _NEW_REASONS else answer.reason
    return msgspec.structs.replace(answer, evidence=b"", reason=known)


def act_route(
    path: str,
    summary: str,
    decide: Decide[D, A],
    *,
    held_back: bool = True,
    name: str = "",
) -> HTTPRouteHandler:
    """Return the route by which a kiosk asks for what `decide` decides.

    :param held_back: an answer that says to come again in a moment waits for that
        moment itself.
    """

    async def handler(
        data: D, kiosk: TheKiosk, center: TheCenter, takes: Takes = ""
    ) -> A:
        def act(db: Connection, rules: ActRules, now: float) -> A:
            return decide(db, rules, kiosk, data, now)

        if held_back:
            return understood(await in_time(center, kiosk, act), takes)
        now = center.now()
        answer = await center.people.run(lambda db: act(db, center.rules, now))
        return understood(answer, takes)

    hints, body = get_type_hints(decide), cast(Any, JSONBody)
    types = {"data": body[hints["request"]], "return": hints["return"]}
    handler.__annotations__.update(types)
    return posted(path, summary, handler, name)


ACTS = [
    act_route("/acts/loss", "Report a card as lost", losses.loss),
    act_route("/acts/undo", "Take a report back", way_back.undo),
    act_route("/acts/withdraw", "Take back what waits at a kiosk", way_back.withdraw),
    act_route("/acts/release", "End a loss report", way_back.release),
    act_route(
        "/acts/contact",
        "Change contact data",
        contact_changes.change_contact,
        held_back=False,
    ),
    act_route(
        "/acts/contact/code",
        "Send a code to the number on record",
        contact_codes.send_code,
        held_back=False,
        name="contact_code",
    ),
    act_route(
        "/acts/pin",
        "The proved card has a new PIN",
        contact_changes.change_pin,
        held_back=False,
        name="pin_change",
    ),
    act_route("/acts/progress", "How far a card is on its way", card_progress.progress),
    act_route(
        "/acts/progress/pin",
        "How far a card is, for who knows its service PIN",
        card_progress.progress_by_pin,
        name="pin_progress",
    ),
    act_route(
        "/acts/enabling",
        "Enable the social function of the proved card",
        enabling.enable,
        held_back=False,
    ),
    act_route(
        "/acts/replacement",
        "Apply for a new card for one that is lost",
        replacements.replace_card,
    ),
]
