"""The routes of a visit: challenge, proof, records."""

from collections.abc import Awaitable, Callable
from typing import TypeVar, get_type_hints

from litestar import post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody
from sqlalchemy import Connection

from kiosk.center.records import card_items, proofs
from kiosk.center.records.own_records_answers import (
    benefits,
    medical,
    person,
    statements,
    visits,
)
from kiosk.center.server.late import held_back
from kiosk.center.server.route_parts import (
    PROBLEM,
    REFUSALS,
    TheCenter,
    TheKiosk,
    posted,
)
from kiosk.sync.wire.own_records_wire import ListRequest, RightsRequest
from kiosk.sync.wire.visit_wire import (
    CardItem,
    Challenge,
    ChallengeRequest,
    Contributions,
    ContributionsRequest,
    PinKnown,
    Session,
    SessionRequest,
)

A = TypeVar("A")


@post(
    "/challenges",
    summary="Ask for the numbers a card must answer",
    status_code=200,
    responses={**REFUSALS, 404: PROBLEM},
)
async def challenges(
    data: JSONBody[ChallengeRequest], kiosk: TheKiosk, center: TheCenter
) -> Challenge:
    """Make a challenge for one card at one kiosk, good once, for two minutes."""
    now = center.now()

    def ask(waited: float = 0.0) -> Awaitable[Challenge]:
        return center.people.run(
            lambda db: proofs.make_challenge(db, kiosk, data.card_id, now, waited)
        )

    try:
        return await ask()
    except proofs.TooSoon as soon:
        wait, too_soon = soon.seconds, soon
    later = await held_back(center, kiosk, wait, lambda: ask(wait))
    if later is None:
        raise too_soon
    return later


@post(
    "/sessions",
    summary="Prove the card and learn its state",
    status_code=200,
    responses={**REFUSALS, 404: PROBLEM},
)
async def sessions(
    data: JSONBody[SessionRequest], kiosk: TheKiosk, center: TheCenter
) -> Session:
    """Open a session of fifteen minutes against the card's right answer.

    Before the PIN it tells the card's state; records need `item`, which the card gives
    only after its PIN.
    """
    now = center.now()

    def judge(db: Connection, card: str, item: CardItem | None) -> PinKnown:
        known = card_items.judge(db, center.rules, kiosk, card, item, now)
        if known is PinKnown.PROVED:
            card_items.owner_here(db, center.rules, kiosk, card, now)
        return known

    return await center.people.run(
        lambda db: proofs.open_session(
            db, kiosk, data.proof, now, center.keys.answer, judge
        )
    )


@post(
    "/records/contributions",
    summary="The months of one insurance",
    status_code=200,
    responses=REFUSALS,
)
async def contributions(
    data: JSONBody[ContributionsRequest], kiosk: TheKiosk, center: TheCenter
) -> Contributions:
    """Give the records of the person whose card was proved at this kiosk."""
    now = center.now()
    return await center.people.run(
        lambda db: proofs.contributions(db, kiosk, data, now)
    )


Give = Callable[[Connection, str, str, float], A]


def own_record(path: str, summary: str, give: Give[A]) -> HTTPRouteHandler:
    """Return the route by which a session's token gets what `give` returns."""

    async def handler(
        data: JSONBody[RightsRequest], kiosk: TheKiosk, center: TheCenter
    ) -> A:
        now = center.now()
        return await center.people.run(lambda db: give(db, kiosk, data.token, now))

    handler.__annotations__["return"] = get_type_hints(give)["return"]
    return posted(path, summary, handler)


GiveList = Callable[[Connection, str, ListRequest, float], A]


def own_list(path: str, summary: str, give: GiveList[A]) -> HTTPRouteHandler:
    """Return the route by which a session's token gets a list, or a page of it."""

    async def handler(
        data: JSONBody[ListRequest], kiosk: TheKiosk, center: TheCenter
    ) -> A:
        now = center.now()
        return await center.people.run(lambda db: give(db, kiosk, data, now))

    handler.__annotations__["return"] = get_type_hints(give)["return"]
    return posted(path, summary, handler)


OWN_RECORDS = [
    own_record("/records/person", "Who the person is and how the card stands", person),
    own_list("/records/statements", "The pension account, year by year", statements),
    own_list("/records/medical", "The medical account and its movements", medical),
    own_list("/records/visits", "The medical settlements", visits),
    own_record("/records/benefits", "What is and was paid to the person", benefits),
]
