"""The routes of work: a registration, its sign-in, vacancies."""

from collections.abc import Callable
from typing import Any, TypeVar, cast, get_type_hints

from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody
from sqlalchemy import Connection

from kiosk.center.applications.applicant import ActRules
from kiosk.center.applications.applications_routes import act_route
from kiosk.center.server.route_parts import TheCenter, TheKiosk, posted
from kiosk.center.services import work_answers, work_sign_ins, work_vacancies

D = TypeVar("D")
A = TypeVar("A")
Tell = Callable[[Connection, ActRules, str, D, float], A]


def told_route(
    path: str, summary: str, tell: Tell[D, A], name: str = ""
) -> HTTPRouteHandler:
    """Return the route by which a kiosk hears what `tell` tells; nothing is written."""

    async def handler(data: D, kiosk: TheKiosk, center: TheCenter) -> A:
        now, rules = center.now(), center.rules
        return await center.people.run(lambda db: tell(db, rules, kiosk, data, now))

    hints, body = get_type_hints(tell), cast(Any, JSONBody)
    types = {"data": body[hints["request"]], "return": hints["return"]}
    handler.__annotations__.update(types)
    return posted(path, summary, handler, name)


WORK = [
    told_route(
        "/records/unemployment",
        "How the holder is registered as unemployed",
        work_answers.unemployment,
    ),
    act_route(
        "/acts/sign-in",
        "Sign in as unemployed",
        work_sign_ins.sign_in,
        held_back=False,
        name="sign_in",
    ),
    told_route("/vacancies", "Vacancies, a page", work_vacancies.vacancies),
    told_route(
        "/vacancies/groups",
        "Districts and kinds of vacancies",
        work_vacancies.groups,
        "vacancy_groups",
    ),
]
