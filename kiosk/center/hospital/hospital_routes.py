"""The routes of a hospital: lists, a seat's way, and one's own registrations."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, TypeVar, cast, get_type_hints

from litestar import post
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody

from kiosk.center.hospital import hospital_desk
from kiosk.center.hospital.hospital_claims import sound_clinics, sound_departments
from kiosk.center.hospital.hospital_port import (
    HospitalAway,
    HospitalSystem,
    HospitalTold,
)
from kiosk.center.server.refusals import Refusal
from kiosk.center.server.route_parts import (
    PROBLEM,
    REFUSALS,
    CenterParts,
    TheCenter,
    TheKiosk,
)
from kiosk.domain.services.registrations import Clinic, Department
from kiosk.sync.wire.services.hospital_wire import (
    MOST_CLINICS,
    MOST_DEPARTMENTS,
    ClinicsAnswer,
    ClinicsRequest,
    DepartmentsAnswer,
    DepartmentsRequest,
)

D = TypeVar("D")
A = TypeVar("A")
HOSPITAL_REFUSALS = {**REFUSALS, 404: PROBLEM}
Act = Callable[[CenterParts, str, D], Awaitable[A]]


@post(
    "/hospital/departments",
    summary="The hospital, its limits and its departments",
    status_code=200,
    responses=HOSPITAL_REFUSALS,
)
async def departments(
    data: JSONBody[DepartmentsRequest], kiosk: TheKiosk, center: TheCenter
) -> DepartmentsAnswer:
    """Give what is chosen from first; 503 `hospital_away` when nobody answers."""

    def both(system: HospitalSystem) -> tuple[HospitalTold, tuple[Department, ...]]:
        # Of a list without an end so much is looked at.
        return system.told(), system.departments()[: 2 * MOST_DEPARTMENTS]

    kind = tuple[HospitalTold, tuple[Department, ...]]
    told, found = await _listed(center.hospital.ask(both, kind))
    return DepartmentsAnswer(
        as_of=_now(center),
        hospital=told.name,
        rules=told.rules,
        departments=sound_departments(found),
    )


@post(
    "/hospital/clinics",
    summary="The clinics of a department, with what is left",
    status_code=200,
    responses=HOSPITAL_REFUSALS,
)
async def clinics(
    data: JSONBody[ClinicsRequest], kiosk: TheKiosk, center: TheCenter
) -> ClinicsAnswer:
    """Give those that have not ended; 503 `hospital_away` when nobody answers."""
    found = await _listed(
        center.hospital.ask(
            lambda system: system.clinics(data.department, data.day)[
                : 2 * MOST_CLINICS
            ],
            tuple[Clinic, ...],
        )
    )
    return ClinicsAnswer(as_of=_now(center), clinics=sound_clinics(found, center.now()))


def hospital_route(path: str, summary: str, act: Act[D, A]) -> HTTPRouteHandler:
    """Return the route by which a kiosk asks for what `act` does."""

    async def handler(data: D, kiosk: TheKiosk, center: TheCenter) -> A:
        return await act(center, kiosk, data)

    hints, body = get_type_hints(act), cast(Any, JSONBody)
    types = {"data": body[hints["request"]], "return": hints["return"]}
    handler.__annotations__.update(types)
    handler.__name__ = f"hospital_{act.__name__}"
    return post(
        f"/hospital/{path}",
        summary=summary,
        status_code=200,
        responses=HOSPITAL_REFUSALS,
    )(handler)


HOSPITAL = [
    departments,
    clinics,
    hospital_route("hold", "Keep a seat for a few minutes", hospital_desk.hold),
    hospital_route("confirm", "Register in the kept seat", hospital_desk.confirm),
    hospital_route("release", "Give a kept seat back", hospital_desk.release),
    hospital_route("cancel", "Take a registration back", hospital_desk.cancel),
    hospital_route("sign-in", "Sign in on the day", hospital_desk.sign_in),
    hospital_route("mine", "A person's registrations", hospital_desk.mine),
    hospital_route("status", "How a registration stands", hospital_desk.status),
]


async def _listed(asked: Awaitable[A]) -> A:
    try:
        return await asked
    except HospitalAway:
        text = "The hospital does not answer."
        raise Refusal(503, "hospital_away", text) from None


def _now(center: CenterParts) -> datetime:
    return datetime.fromtimestamp(int(center.now()), UTC)
