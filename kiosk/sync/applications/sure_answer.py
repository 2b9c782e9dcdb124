"""An act's answer, asked for again when it was lost on the way.

It knows one act at a time; what is kept and what waits is decided by the desk.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from kiosk.domain.applications import ActAnswer, ActId
from kiosk.domain.faults import Fault
from kiosk.sync.applications.applications_client import ActsClient
from kiosk.sync.line.https import NOT_LET_IN, CenterError

T = TypeVar("T")
Send = Callable[[], Awaitable[ActAnswer]]
PATIENCE = 15.0
"""Seconds a person waits for an act's answer, all tries together."""
REFUSED = (*NOT_LET_IN, Fault.CENTER_TWIN)
"""The center is there and takes nothing from this machine."""
NOTHING_SENT = (
    *(Fault.CENTER_UNREACHABLE, Fault.CENTER_IDENTITY),
    *(Fault.CENTER_TIME, Fault.NOT_ENROLLED),
)


async def sure_answer(
    client: ActsClient, act: ActId, send: Send, patience: float = PATIENCE
) -> ActAnswer:
    """Return the answer to this act; when it is lost, ask what became of the act.

    :raises CenterError: when it is not to be had within the patience.
    """
    answer = await patiently(_found(client, act, send), patience)
    if answer.act != act:
        raise CenterError(
            "The center answered for another act.", Fault.CENTER_BAD_ANSWER
        )
    return answer


async def patiently(asked: Awaitable[T], patience: float) -> T:
    """Return what comes of a question, all its tries together.

    :raises CenterError: when it takes longer than a person waits.
    """
    try:
        async with asyncio.timeout(patience):
            return await asked
    except TimeoutError as error:
        raise CenterError(
            f"No sure answer within {patience:g} s.", Fault.CENTER_TIMEOUT
        ) from error


async def _found(client: ActsClient, act: ActId, send: Send) -> ActAnswer:
    try:
        return await send()
    except CenterError as error:
        if error.fault in NOTHING_SENT or error.code:
            raise
    answer = await client.status(act)
    # Where the center never saw it, sending it again is safe: the id is the same.
    return answer if answer is not None else await send()
