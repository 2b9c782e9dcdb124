"""Vacancies as they are given to kiosks: the newest whole list, a page at a time.

Expired ones are left out by the center's date. Functions over a connection.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Select, func, select

from kiosk.center.applications.applicant import ActRules
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every, one
from kiosk.center.services.work_tables import vacancy, vacancy_list
from kiosk.domain.china_time import china_date
from kiosk.domain.services.work import Vacancy
from kiosk.sync.wire.services.work_wire import (
    MOST_GROUPS,
    MOST_VACANCIES,
    VacanciesAnswer,
    VacanciesRequest,
    VacancyGroup,
    VacancyGroupsAnswer,
    VacancyGroupsRequest,
)

_OWN = vacancy.c
_NEVER = datetime.fromtimestamp(0, UTC)


def vacancies(
    db: Connection, rules: ActRules, kiosk: str, request: VacanciesRequest, now: float
) -> VacanciesAnswer:
    """Return the vacancies behind one, of one district or kind where that is asked."""
    today, shown = china_date(now), _shown(db, rules)
    if shown is None:
        return VacanciesAnswer(as_of=_NEVER, today=today, vacancies=())
    query = _open(shown, today, vacancy).where(_OWN.serial > request.after)
    if request.district:
        query = query.where(_OWN.district == request.district)
    elif request.kind:
        query = query.where(_OWN.kind == request.kind)
    rows = every(db, query.order_by(_OWN.serial).limit(MOST_VACANCIES + 1))
    return VacanciesAnswer(
        as_of=_moment(shown),
        today=today,
        vacancies=tuple(map(_vacancy, rows[:MOST_VACANCIES])),
        more=len(rows) > MOST_VACANCIES,
    )


def groups(
    db: Connection,
    rules: ActRules,
    kiosk: str,
    request: VacancyGroupsRequest,
    now: float,
) -> VacancyGroupsAnswer:
    """Return districts and kinds with how many are open in each, the largest first."""
    today, shown = china_date(now), _shown(db, rules)
    if shown is None:
        return VacancyGroupsAnswer(as_of=_NEVER, open=0)
    count = db.execute(_open(shown, today, func.count())).scalar_one()
    return VacancyGroupsAnswer(
        as_of=_moment(shown),
        open=count,
        districts=_counted(db, shown, today, _OWN.district),
        kinds=_counted(db, shown, today, _OWN.kind),
    )


def _shown(db: Connection, rules: ActRules) -> Row | None:
    """Return the list that is given out; none where the region has no vacancies."""
    if not rules.region.vacancies.kiosk:
        return None
    own = vacancy_list.c
    whole = select(vacancy_list).where(own.shown == 1).order_by(own.list.desc())
    return one(db, whole.limit(1))


def _open(shown: Row, today: date, *what: Any) -> Select[Any]:
    query: Select[Any] = select(*what).select_from(vacancy)
    query = query.where(_OWN.list == shown["list"])
    return query.where(_OWN.valid_until >= today.isoformat())


def _counted(
    db: Connection, shown: Row, today: date, by: Column[Any]
) -> tuple[VacancyGroup, ...]:
    count = func.count().label("count")
    query = _open(shown, today, by.label("name"), count).where(by != "").group_by(by)
    rows: Sequence[Row] = every(db, query.order_by(count.desc(), by).limit(MOST_GROUPS))
    return tuple(VacancyGroup(row["name"], row["count"]) for row in rows)


def _moment(shown: Row) -> datetime:
    return datetime.fromtimestamp(int(shown["at"]), UTC)


def _vacancy(row: Row) -> Vacancy:
    values = {name: row[name] for name in Vacancy.__struct_fields__}
    values["valid_until"] = date.fromisoformat(row["valid_until"])
    return Vacancy(**{**values, "verified": bool(row["verified"])})
