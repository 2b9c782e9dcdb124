"""What a center says of work in the tests of the session: a registration, vacancies."""

from datetime import UTC, date, datetime

from msgspec.structs import replace

from kiosk.domain.own_records import UnemploymentBenefit
from kiosk.domain.services.work import (
    Cause,
    SignInStanding,
    SignInWindow,
    UnemploymentRecord,
    Vacancy,
    WorkState,
)
from kiosk.sync.wire.services.work_wire import (
    UnemploymentAnswer,
    VacanciesAnswer,
    VacanciesRequest,
    VacancyGroup,
    VacancyGroupsAnswer,
)

TODAY = date(2025, 1, 10)
AS_OF = datetime(2025, 1, 10, 1, 0, tzinfo=UTC)
NOW_OPEN = SignInWindow(date(2025, 1, 1), date(2025, 1, 31))
LATER = SignInWindow(date(2025, 2, 1), date(2025, 2, 28))
NOT_REGISTERED = UnemploymentAnswer(as_of=AS_OF, today=TODAY)
REGISTERED = UnemploymentRecord(
    registered=date(2024, 9, 3),
    cause=Cause.LEFT_EMPLOYER,
    last_sign_in=date(2024, 12, 5),
)
MAY_SIGN_IN = UnemploymentAnswer(
    as_of=AS_OF,
    today=TODAY,
    registration=REGISTERED,
    standing=SignInStanding(state=WorkState.REGISTERED, open=NOW_OPEN, next=LATER),
    benefit=UnemploymentBenefit(months_left=5),
)
SIGNED_IN = replace(
    MAY_SIGN_IN,
    registration=replace(REGISTERED, last_sign_in=TODAY),
    standing=SignInStanding(
        state=WorkState.REGISTERED, open=NOW_OPEN, done=True, next=LATER
    ),
)
MISSED = replace(
    MAY_SIGN_IN,
    standing=SignInStanding(
        state=WorkState.REGISTERED, open=NOW_OPEN, next=LATER, missed=1
    ),
)
SUSPENDED = replace(
    MAY_SIGN_IN,
    registration=replace(REGISTERED, state=WorkState.SUSPENDED),
    standing=SignInStanding(state=WorkState.SUSPENDED),
)


def vacancy(serial: int) -> Vacancy:
    """Return one of many; every third is of another district."""
    return Vacancy(
        serial=serial,
        title=f"保洁员{serial}",
        employer="样例物业公司",
        number=2,
        pay_low=3000,
        pay_high=3800,
        district="城西" if serial % 3 == 0 else "城东",
        kind="服务",
        place="中山路1号",
        schooling="不限",
        contact="张女士 0000-5550001",
        valid_until=date(2025, 1, 9) if serial == 2 else date(2025, 3, 1),
        source="样例市公共就业服务中心",
        verified=serial != 4,
    )


ALL = tuple(map(vacancy, range(1, 26)))
GROUPS = VacancyGroupsAnswer(
    as_of=AS_OF,
    open=24,
    districts=(VacancyGroup("城东", 16), VacancyGroup("城西", 8)),
    kinds=(VacancyGroup("服务", 24),),
)


def page(asked: VacanciesRequest, after: int) -> VacanciesAnswer:
    """Return a page of them; it forgets to leave out the one that is over."""
    found = [each for each in ALL if each.serial > after]
    if asked.district:
        found = [each for each in found if each.district == asked.district]
    return VacanciesAnswer(
        as_of=AS_OF, today=TODAY, vacancies=tuple(found[:20]), more=len(found) > 20
    )
