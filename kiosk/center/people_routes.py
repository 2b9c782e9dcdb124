"""The routes of a visit: challenge, proof, records."""

from litestar import post
from litestar.params import JSONBody

from kiosk.center import records
from kiosk.center.parts import PROBLEM, REFUSALS, TheCenter, TheKiosk
from kiosk.sync.contract import (
    Challenge,
    ChallengeRequest,
    Contributions,
    ContributionsRequest,
    Session,
    SessionRequest,
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
    return await center.people.run(
        lambda db: records.make_challenge(db, kiosk, data.card_id, now)
    )


@post(
    "/sessions",
    summary="Prove the card and learn its state",
    status_code=200,
    responses={**REFUSALS, 404: PROBLEM},
)
async def sessions(
    data: JSONBody[SessionRequest], kiosk: TheKiosk, center: TheCenter
) -> Session:
    """Open a session of fifteen minutes against the card's right answer."""
    now = center.now()
    return await center.people.run(
        lambda db: records.open_session(db, kiosk, data.proof, now)
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
        lambda db: records.contributions(db, kiosk, data.token, data.insurance, now)
    )
