"""Samples of the pages of registering; hospital and people are invented."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from msgspec.structs import replace

from kiosk.domain.faults import Fault
from kiosk.domain.services.registration_steps import RegistrationStep
from kiosk.domain.services.registrations import (
    Clinic,
    ClinicKind,
    Cost,
    Department,
    Registration,
    RegistrationReason,
    RegistrationState,
)
from kiosk.session.pages.page import Page
from kiosk.session.registration.build import registration_page, seat_page
from kiosk.session.registration.pages import (
    CancelPage,
    ClinicsPage,
    DepartmentsPage,
    MyRegistrationsPage,
    RegistrationPage,
    RegistrationStoppedPage,
    Slip,
)

ACT = "0190b5a4c3d27e6f8a9b0c1d2e3f4a5b"
HOTLINE = "12333"
HOSPITAL = "云川市第一人民医院"
TODAY = date(2025, 1, 6)
ZONE = timezone(timedelta(hours=8))
NOW = datetime(2025, 1, 6, 8, 30, tzinfo=ZONE)
COST = Cost(fee=Decimal(25), fund=Decimal(15), account=Decimal(4), own=Decimal(6))
DEPARTMENTS = (
    Department(id="nk", name="呼吸内科", place="门诊楼 2 层 A 区", left=18),
    Department(id="xn", name="心血管内科", place="门诊楼 2 层 B 区", left=7),
    Department(id="gk", name="骨科", place="门诊楼 3 层", left=22),
    Department(id="yk", name="眼科", place="门诊楼 4 层", left=3),
    Department(id="kq", name="口腔科", place="门诊楼 4 层", left=None),
    Department(id="zy", name="中医科", place="门诊楼 1 层", left=12),
    Department(id="pf", name="皮肤科", place="门诊楼 4 层", left=0),
)


def clinic(number: int = 1, **changed: object) -> Clinic:
    """Return one clinic, with some things changed."""
    values: dict[str, object] = {
        "id": f"c{number}",
        "department": "nk",
        "kind": ClinicKind.EXPERT,
        "doctor": "样例甲",
        "title": "主任医师",
        "day": TODAY,
        "begins": "09:00",
        "ends": "11:30",
        "cost": COST,
        "left": 5,
    }
    return Clinic(**(values | changed))  # type: ignore[arg-type]


CLINICS = (
    clinic(
        2,
        kind=ClinicKind.GENERAL,
        doctor="",
        title="",
        left=13,
        begins="08:00",
        cost=Cost(fee=Decimal(10)),
    ),
    clinic(1),
    clinic(
        3, doctor="样例乙", title="副主任医师", begins="13:30", ends="16:30", left=1
    ),
    clinic(4, doctor="样例丙", kind=ClinicKind.SPECIAL, left=0),
)


def registration(**changed: object) -> Registration:
    """Return one registration, with some things changed."""
    values: dict[str, object] = {
        "id": ACT,
        "state": RegistrationState.CONFIRMED,
        "hospital": HOSPITAL,
        "clinic": clinic(),
        "department": "呼吸内科",
        "place": "门诊楼 2 层 A 区 3 诊室",
        "number": 17,
        "code": "GH2501060017",
        "cancel_until": datetime(2025, 1, 6, 0, 30, tzinfo=UTC) + timedelta(minutes=10),
        "sign_in_from": datetime(2025, 1, 6, 0, 0, tzinfo=UTC),
        "sign_in_until": datetime(2025, 1, 6, 1, 30, tzinfo=UTC),
        "bring": ("社保卡", "病历本"),
        "notes": ("迟到 30 分钟以上，号作废。",),
    }
    return Registration(**(values | changed))  # type: ignore[arg-type]


def one(
    told: Registration, fresh: bool = False, done: RegistrationStep | None = None
) -> RegistrationPage:
    """Return the page of a registration."""
    return registration_page(told, "林*", NOW, True, True, fresh=fresh, done=done)


MADE = replace(
    one(registration(), fresh=True, done=RegistrationStep.CONFIRM),
    slip=Slip.PRINTED,
    can_print=True,
)
HELD = registration(state=RegistrationState.HELD, number=None)
ODD = registration(
    state=RegistrationState.HELD,
    clinic=clinic(
        cost=Cost(
            fee=Decimal(25), fund=Decimal(25), own=Decimal(25), account=Decimal(0)
        )
    ),
)
MINE = (
    registration(),
    registration(
        id=ACT.replace("5b", "5c"),
        clinic=clinic(day=TODAY + timedelta(days=2)),
        department="骨科",
        number=3,
    ),
    registration(
        id=ACT.replace("5b", "5d"),
        state=RegistrationState.CLINIC_STOPPED,
        department="眼科",
        number=None,
    ),
    registration(
        id=ACT.replace("5b", "5e"),
        state=RegistrationState.SEEN,
        clinic=clinic(day=date(2024, 12, 20)),
        number=8,
    ),
)


def stopped(reason: str, step: str = "hold", **more: object) -> RegistrationStoppedPage:
    """Return the page that says why it goes no further."""
    values = {"hotline": HOTLINE, "card": True, **more}
    return RegistrationStoppedPage(step=step, reason=reason, **values)  # type: ignore[arg-type]


REGISTRATION: dict[str, Page] = {
    "departments": DepartmentsPage(
        HOSPITAL, DEPARTMENTS, ("本机只挂今天起 7 天内的号。",), True
    ),
    "clinics": ClinicsPage(
        "呼吸内科",
        TODAY,
        tuple(TODAY + timedelta(days=n) for n in range(7)),
        TODAY,
        CLINICS,
        True,
    ),
    "clinics-none": ClinicsPage("呼吸内科", None, (), TODAY, (), True),
    "seat": seat_page(HELD, "林*", 151, True),
    "seat-odd": seat_page(ODD, "林*", 19, True),
    "registration": MADE,
    "registration-no-paper": replace(
        MADE, slip=Slip.FAILED, can_print=False, can_keep=True
    ),
    "registration-one": replace(one(registration()), can_print=True),
    "registration-stopped": one(registration(state=RegistrationState.CLINIC_STOPPED)),
    "registrations": MyRegistrationsPage("林*", MINE, ("made",), True),
    "registrations-none": MyRegistrationsPage("林*", (), ("unknown",), True),
    "cancel_registration": CancelPage(registration(), COST, True),
    "registration_stopped": stopped(RegistrationReason.FULL, again=True),
    "registration_stopped-offline": stopped(
        "offline", "register", fault=Fault.CENTER_UNREACHABLE, again=True, card=False
    ),
    "registration_stopped-unknown": stopped(
        "unknown_end",
        "confirm",
        fault=Fault.CENTER_TIMEOUT,
        reference="3F4A-5B",
    ),
    "registration_stopped-barred": stopped(
        RegistrationReason.BARRED, until=date(2025, 4, 6)
    ),
}
