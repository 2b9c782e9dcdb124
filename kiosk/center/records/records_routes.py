"""The routes of a visit: challenge, proof, records."""

from collections.abc import Awaitable
from sqlite3 import Connection

from litestar import post
from litestar.params import JSONBody

from kiosk.center.records import card_items, own_records_answers, proofs
from kiosk.center.server.late import held_back
from kiosk.center.server.route_parts import PROBLEM, REFUSALS, TheCenter, TheKiosk
from kiosk.sync.wire.contract import (
    CardItem,
    Challenge,
    ChallengeRequest,
    Contributions,
    ContributionsRequest,
    PinKnown,
    Session,
    SessionRequest,
)
from kiosk.sync.wire.own_records_wire import (
    BenefitsAnswer,
    MedicalAnswer,
    PersonAnswer,
    RightsRequest,
    StatementsAnswer,
    VisitsAnswer,
)


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
    summary="All months of one insurance",
    status_code=200,
    responses=REFUSALS,
)
async def contributions(
    data: JSONBody[ContributionsRequest], kiosk: TheKiosk, center: TheCenter
) -> Contributions:
    """Give the records of the person whose card was proved at this kiosk."""
    now = center.now()
    return await center.people.run(
        lambda db: proofs.contributions(db, kiosk, data.token, data.insurance, now)
    )


@post(
    "/records/person",
    summary="Who the person is and how the card stands",
    status_code=200,
    responses=REFUSALS,
)
async def person(
    data: JSONBody[RightsRequest], kiosk: TheKiosk, center: TheCenter
) -> PersonAnswer:
    """Give the register's entries of the proved card and its holder."""
    now = center.now()
    return await center.people.run(
        lambda db: own_records_answers.person(db, kiosk, data.token, now)
    )


@post(
    "/records/statements",
    summary="The pension account, year by year",
    status_code=200,
    responses=REFUSALS,
)
async def statements(
    data: JSONBody[RightsRequest], kiosk: TheKiosk, center: TheCenter
) -> StatementsAnswer:
    """Give the pension account of the proved card's holder and all its years."""
    now = center.now()
    return await center.people.run(
        lambda db: own_records_answers.statements(db, kiosk, data.token, now)
    )


@post(
    "/records/medical",
    summary="The medical account and its movements",
    status_code=200,
    responses=REFUSALS,
)
async def medical(
    data: JSONBody[RightsRequest], kiosk: TheKiosk, center: TheCenter
) -> MedicalAnswer:
    """Give the medical account of the proved card's holder."""
    now = center.now()
    return await center.people.run(
        lambda db: own_records_answers.medical(db, kiosk, data.token, now)
    )


@post(
    "/records/visits",
    summary="All medical settlements",
    status_code=200,
    responses=REFUSALS,
)
async def visits(
    data: JSONBody[RightsRequest], kiosk: TheKiosk, center: TheCenter
) -> VisitsAnswer:
    """Give the settlements of the proved card's holder, cancelled ones too."""
    now = center.now()
    return await center.people.run(
        lambda db: own_records_answers.visits(db, kiosk, data.token, now)
    )


@post(
    "/records/benefits",
    summary="What is and was paid to the person",
    status_code=200,
    responses=REFUSALS,
)
async def benefits(
    data: JSONBody[RightsRequest], kiosk: TheKiosk, center: TheCenter
) -> BenefitsAnswer:
    """Give the benefits of the proved card's holder."""
    now = center.now()
    return await center.people.run(
        lambda db: own_records_answers.benefits(db, kiosk, data.token, now)
    )
