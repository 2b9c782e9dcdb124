"""A registration's answer, asked for again when it was lost on the way.

First how the id stands, then, where it did not get there, the same once more: the id is
the same, so nothing happens twice.
"""

from collections.abc import Awaitable, Callable

from kiosk.domain.faults import Fault, KioskError
from kiosk.domain.services.registration_steps import RegistrationStep, reached
from kiosk.domain.services.registrations import RegistrationId
from kiosk.sync.applications.sure_answer import NOTHING_SENT, PATIENCE, patiently
from kiosk.sync.hospital.hospital_client import HospitalClient
from kiosk.sync.line.https import CenterError
from kiosk.sync.wire.services.hospital_wire import RegistrationAnswer

SendAgain = Callable[[], Awaitable[RegistrationAnswer]]


async def sure_registration(
    client: HospitalClient,
    step: RegistrationStep,
    act: RegistrationId,
    send: SendAgain,
    patience: float = PATIENCE,
) -> RegistrationAnswer:
    """Return the answer to a step; when it is lost, ask how the id stands first.

    :raises CenterError: when it is not to be had within the patience.
    """
    answer = await patiently(_found(client, step, act, send), patience)
    return matching(act, answer)


def matching(act: RegistrationId, answer: RegistrationAnswer) -> RegistrationAnswer:
    """Return an answer that is about this id.

    :raises CenterError: when it is about another.
    """
    registration = answer.registration
    if answer.act != act or (registration is not None and registration.id != act):
        raise CenterError(
            "The hospital answered for another id.", Fault.CENTER_BAD_ANSWER
        )
    return answer


def surely_not(error: KioskError) -> bool:
    """Tell whether the hospital did nothing; else nobody here knows.

    A refusal with a code comes from the center before it asks a hospital.
    """
    if isinstance(error, CenterError) and error.code:
        return True
    return error.fault in (*NOTHING_SENT, Fault.CENTER_PROOF)


async def _found(
    client: HospitalClient, step: RegistrationStep, act: RegistrationId, send: SendAgain
) -> RegistrationAnswer:
    try:
        return await send()
    except CenterError as error:
        if surely_not(error):
            raise
    answer = await client.status(act)
    return answer if reached(step, answer.registration) else await send()
