"""What a kiosk asks of a hospital, step by step: who it is, the hospital, what it said.

The hospital is asked between two transactions and never within one. What it does not
answer nobody knows, and `away` says just that; the same id asks again.
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime

from kiosk.center.hospital import ask_book
from kiosk.center.hospital.claimants import AskAtWork
from kiosk.center.hospital.hospital_claims import sound_registrations
from kiosk.center.hospital.hospital_line import Question
from kiosk.center.hospital.hospital_port import (
    HospitalAway,
    HospitalSystem,
    HospitalWord,
    Patient,
)
from kiosk.center.hospital.hospital_turn import (
    AGAIN,
    asked_of,
    claimed,
    ended,
    may_be_confirmed,
    nothing,
    refused_by,
    theirs,
)
from kiosk.center.server.route_parts import CenterParts
from kiosk.domain.services.registration_steps import RegistrationStep, reached
from kiosk.domain.services.registrations import (
    Registration,
    RegistrationReason,
    RegistrationState,
)
from kiosk.sync.wire.services.hospital_wire import (
    MOST_REGISTRATIONS,
    HoldRequest,
    MineAnswer,
    MineRequest,
    RegistrationAnswer,
    RegistrationRequest,
    RegistrationStatusRequest,
)

log = logging.getLogger(__name__)


async def hold(
    center: CenterParts, kiosk: str, request: HoldRequest
) -> RegistrationAnswer:
    """Keep a seat; what is kept for the person here already goes back before.

    :raises Refusal: what the proof of the card forbids.
    """
    kept: list[str] = []

    def check(at_work: AskAtWork, person: bytes) -> None:
        kept[:] = ask_book.ask_for_seat(at_work, person, request.clinic)

    claim = await claimed(center, kiosk, request.act, request.who, check)
    patient = claim.patient
    if patient is None:
        return refused_by(request.act, claim)
    for earlier in kept:
        await asked_of(center, earlier, "", _released(earlier, patient))
    return await asked_of(
        *(center, request.act, request.clinic),
        lambda system: system.hold(request.act, request.clinic, patient),
    )


def _released(act: str, patient: Patient) -> Question[HospitalWord]:
    return lambda system: system.release(act, patient)


async def confirm(
    center: CenterParts, kiosk: str, request: RegistrationRequest
) -> RegistrationAnswer:
    """Make a kept seat the person's, unless the hospital sold it to another.

    :raises Refusal: what the proof of the card forbids.
    """
    claim = await claimed(center, kiosk, request.act, request.who, may_be_confirmed)
    patient = claim.patient
    if patient is None:
        return refused_by(request.act, claim)
    answer = await asked_of(
        center, request.act, "", lambda system: system.confirm(request.act, patient)
    )
    taken = answer.refused is RegistrationReason.TAKEN
    # Who goes away without a number must not count as one who missed it.
    if taken and not await _taken_back(center, request.act, patient):
        log.warning("a number that was given twice could not be taken back")
    return answer


async def _taken_back(center: CenterParts, act: str, patient: Patient) -> bool:
    try:
        word = await center.hospital.ask(
            lambda system: system.cancel(act, patient), HospitalWord
        )
    except HospitalAway:
        return False
    told = word.registration
    return told is not None and told.state is RegistrationState.CANCELLED


async def release(
    center: CenterParts, kiosk: str, request: RegistrationRequest
) -> RegistrationAnswer:
    """Give a kept seat back, also one whose request is still on its way.

    :raises Refusal: what the proof of the card forbids.
    """
    asked = False

    def check(at_work: AskAtWork, person: bytes) -> None:
        nonlocal asked
        row = ask_book.ask_row(at_work.db, at_work.act)
        asked = row is not None
        if row is None:
            ask_book.ask_nothing(at_work, person)
        else:
            ask_book.check_owner(at_work, row, person, here=True)

    claim = await claimed(center, kiosk, request.act, request.who, check)
    patient = claim.patient
    if patient is None:
        return refused_by(request.act, claim)
    if not asked:
        unknown = RegistrationReason.UNKNOWN
        return RegistrationAnswer(act=request.act, refused=unknown)
    answer = await asked_of(
        center, request.act, "", lambda system: system.release(request.act, patient)
    )
    if answer.refused is RegistrationReason.UNKNOWN:
        # The seat's own request may come to the hospital only now.
        await center.people.run(lambda db: ended(db, request.act))
    return answer


async def cancel(
    center: CenterParts, kiosk: str, request: RegistrationRequest
) -> RegistrationAnswer:
    """Take a registration back, at whatever machine it was made.

    :raises Refusal: what the proof of the card forbids.
    """
    return await _for_whom_it_is(
        *(center, kiosk, request),
        lambda system, patient: system.cancel(request.act, patient),
    )


async def sign_in(
    center: CenterParts, kiosk: str, request: RegistrationRequest
) -> RegistrationAnswer:
    """Put who is here into the queue.

    :raises Refusal: what the proof of the card forbids.
    """
    return await _for_whom_it_is(
        *(center, kiosk, request),
        lambda system, patient: system.sign_in(request.act, patient),
    )


async def _for_whom_it_is(
    center: CenterParts,
    kiosk: str,
    request: RegistrationRequest,
    ask: Callable[[HospitalSystem, Patient], HospitalWord],
) -> RegistrationAnswer:
    """Ask the hospital for somebody to whom an id belongs."""
    claim = await claimed(center, kiosk, request.act, request.who, theirs)
    patient = claim.patient
    if patient is None:
        return refused_by(request.act, claim)
    return await asked_of(center, request.act, "", lambda system: ask(system, patient))


async def status(
    center: CenterParts, kiosk: str, request: RegistrationStatusRequest
) -> RegistrationAnswer:
    """Ask the hospital how an id stands that this kiosk made."""
    act = request.act
    row = await center.people.run(lambda db: ask_book.ask_row(db, act))
    reason = None
    if row is None:
        reason = RegistrationReason.UNKNOWN
    elif row["kiosk"] != kiosk:
        reason = RegistrationReason.NOT_YOURS
    elif row["over"]:
        reason = RegistrationReason.HOLD_OVER
    if reason is not None:
        return RegistrationAnswer(act=act, refused=reason)
    return await asked_of(center, act, "", lambda system: system.status(act))


async def mine(center: CenterParts, kiosk: str, request: MineRequest) -> MineAnswer:
    """Return a person's registrations.

    :raises Refusal: what the proof of the card forbids.
    """
    as_of = datetime.fromtimestamp(int(center.now()), UTC)
    claim = await claimed(center, kiosk, request.act, request.who, nothing)
    patient = claim.patient
    if patient is None:
        retry = claim.retry_after
        return MineAnswer(as_of=as_of, refused=claim.refused, retry_after=retry)
    try:
        found = await center.hospital.ask(
            lambda system: system.mine(patient)[: 2 * MOST_REGISTRATIONS],
            tuple[Registration, ...],
        )
    except HospitalAway:
        away = RegistrationReason.AWAY
        return MineAnswer(as_of=as_of, refused=away, retry_after=AGAIN)
    sound = sound_registrations(found, center.now())
    twice = await _sold_twice_before(center, patient, sound)
    own = tuple(each for each in sound if each.id not in twice)
    return MineAnswer(as_of=as_of, registrations=own)


async def _sold_twice_before(
    center: CenterParts, patient: Patient, found: tuple[Registration, ...]
) -> set[str]:
    """Take back what the person was told to be another's; return these ids.

    That came out where nobody was there to take it back for: only `status` was asked.
    """
    sure = [each.id for each in found if reached(RegistrationStep.CONFIRM, each)]
    over = await center.people.run(lambda db: ask_book.over_of(db, sure))
    return {act for act in over if await _taken_back(center, act, patient)}
