"""A page value for every page and every state of it, also the unkind ones.

The people, places and numbers are invented; a page class without a sample here
makes `test_samples` fail.
"""

from datetime import date, datetime
from decimal import Decimal

from kiosk.faults import Fault
from kiosk.records import Insurance
from kiosk.session.pages import (
    AttractPage,
    BusyPage,
    CenterAwayPage,
    ChangePinPage,
    ChipFact,
    ChipFactsPage,
    ChipSettlement,
    ContributionsPage,
    GuidePage,
    Health,
    HomePage,
    InitialPinPage,
    LastTryPage,
    MaintenanceLoginPage,
    MaintenancePage,
    MonthMark,
    MonthRow,
    OutOfServicePage,
    Page,
    PartRow,
    PinChangedPage,
    PinpadPage,
    PinPage,
    PinStep,
    PrintedPage,
    StartingPage,
    StillTherePage,
    TakeCardPage,
    TroublePage,
    UnlockPage,
)
from kiosk.session.pin_rules import PinFlaw

HOTLINE = "12333"
NOON = datetime(2024, 12, 31, 12, 0, 30)
PLACE = "云川市政务服务中心"
SERVICES = (*(str(insurance) for insurance in Insurance), "pin_change")
WHERE = ("云川市社会保障卡服务中心，人民路 100 号一层", "各发卡银行的社保卡服务网点")
NEEDS = ("本人身份证原件", "本人社会保障卡")


def month(
    number: int,
    mark: MonthMark = MonthMark.PAID,
    employer: str = "云川市星河机械有限公司",
    base: str = "8250.00",
) -> MonthRow:
    """Return one month of 2024 with amounts that follow from the base."""
    name = f"2024-{number:02d}"
    if mark is MonthMark.GAP:
        return MonthRow(name, mark, "")
    amount = Decimal(base)
    cent = Decimal("0.01")
    paid = (amount * Decimal("0.16")).quantize(cent)
    own = (amount * Decimal("0.08")).quantize(cent)
    return MonthRow(name, mark, employer, amount, paid, own)


def year(
    rows: tuple[MonthRow, ...],
    years: tuple[int, ...] = tuple(range(2024, 2014, -1)),
    chart: tuple[Decimal, ...] | None = None,
    **changed: object,
) -> ContributionsPage:
    """Return the page of pension contributions in 2024 with some things changed."""
    usual = [Decimal(1980)] * 6 + [Decimal("2244.5")] * 6
    values: dict[str, object] = {
        "insurance": Insurance.PENSION,
        "years": years,
        "year": 2024,
        "rows": rows,
        "index": 0,
        "parts": 2,
        "chart": chart or tuple(usual),
        "months_paid": 12,
        "employer_total": Decimal("16898.00"),
        "personal_total": Decimal("8449.00"),
        "all_months": 118,
        "as_of": NOON,
        "can_print": True,
    }
    return ContributionsPage(**(values | changed))  # type: ignore[arg-type]


HALF_YEAR = tuple(month(number) for number in range(1, 7))
MIXED = (
    month(7),
    month(8, MonthMark.GAP),
    month(9, MonthMark.BACK_PAYMENT, "云川市青山劳务派遣有限责任公司", "9352.10"),
    month(10, MonthMark.BACK_PAYMENT, "云川市青山劳务派遣有限责任公司", "9352.10"),
    month(11, MonthMark.PAID, "云川市青山劳务派遣有限责任公司", "9352.10"),
    month(12, MonthMark.NOT_ARRIVED, "云川市青山劳务派遣有限责任公司", "9352.10"),
)
HUGE = tuple(
    month(
        number,
        MonthMark.PAID,
        "库尔班江·买买提阿卜杜热合曼农业机械专业合作社联合社股份有限公司第二分公司",
        "1234567.89",
    )
    for number in range(1, 7)
)
_ZERO = Decimal(0)


def settlement(at: str, fund: str, account: str, cash: str) -> ChipSettlement:
    """Return a settlement as a card notes it."""
    when = datetime.fromisoformat(at)
    return ChipSettlement(when, Decimal(fund), Decimal(account), Decimal(cash))


def chip_facts(
    insurance: Insurance,
    *facts: ChipFact,
    settlements: tuple[ChipSettlement, ...] = (),
    as_of: date | None = None,
    readable: bool = True,
) -> ChipFactsPage:
    """Return the page of a card that was issued in 2020."""
    issued = date(2020, 5, 1)
    return ChipFactsPage(
        insurance, facts, settlements, as_of, issued, readable, HOTLINE
    )


SAMPLES: dict[str, Page] = {
    "starting": StartingPage(),
    "attract": AttractPage(
        PLACE, "云川市", HOTLINE, ("000-12345", "000-67890"), None, True
    ),
    "attract-troubles": AttractPage(
        "云川市第一人民医院门诊部一层自助服务区",
        "云川市",
        HOTLINE,
        ("000-1234567", "000-7654321"),
        Fault.PRINTER_PAPER_OUT,
        False,
    ),
    "attract-bare": AttractPage("", "云川市", HOTLINE, ()),
    "out_of_service": OutOfServicePage(Fault.READER_MISSING, PLACE, HOTLINE),
    "out_of_service-disk": OutOfServicePage(Fault.STORE_FULL, "", HOTLINE),
    "busy-card": BusyPage("busy__reading_card"),
    "busy-pin": BusyPage("busy__checking_pin"),
    "busy-center": BusyPage("busy__asking_center", True),
    "busy-printing": BusyPage("busy__printing"),
    "busy-starting": BusyPage("busy__starting"),
    **{f"trouble-{fault.value}": TroublePage(fault, HOTLINE) for fault in Fault},
    "trouble-retry": TroublePage(
        Fault.CENTER_TIMEOUT, HOTLINE, can_retry=True, remove_card=False
    ),
    "guide-locked": GuidePage(Fault.CARD_LOCKED, WHERE, NEEDS, HOTLINE, "2024-06"),
    "guide-unknown": GuidePage(Fault.CARD_NOT_ENABLED, (), (), HOTLINE),
    "guide-half": GuidePage(Fault.CARD_NOT_ENABLED, WHERE, (), HOTLINE, "2024-06"),
    "guide-long": GuidePage(
        Fault.CARD_NOT_ENABLED,
        (*WHERE, "各区县社会保险经办机构服务大厅", "手机应用“云川人社”在线办理"),
        (
            *NEEDS,
            "由他人代办的，另带代办人身份证和双方签字的委托书",
            "未成年人带户口簿",
        ),
        HOTLINE,
        "2023-11、2024-06",
    ),
    "pin": PinPage("", 6, 6),
    "pin-kind": PinPage("社会保障卡社保功能密码", 6, 3),
    "pin-wrong": PinPage("", 6, 5, wrong=True),
    "pin-wrong-two": PinPage("", 6, 2, wrong=True),
    "pin-one": PinPage("", 6, 1),
    "pin-unknown": PinPage("", 6, None),
    "pin-unknown-wrong": PinPage("", 8, None, wrong=True),
    "pin-not-digits": PinPage("", 6, 4, not_digits=True),
    "pinpad": PinpadPage("", 6, 6),
    "pinpad-wrong": PinpadPage("社会保障卡社保功能密码", 6, 2, wrong=True),
    "pinpad-unknown": PinpadPage("", 6, None),
    "change_pin": ChangePinPage(PinStep.CURRENT, "", 6, 6),
    "change_pin-wrong": ChangePinPage(
        PinStep.CURRENT, "社会保障卡社保功能密码", 6, 2, "wrong"
    ),
    "change_pin-unknown": ChangePinPage(PinStep.CURRENT, "", 6),
    "change_pin-new": ChangePinPage(PinStep.NEW, "", 6),
    **{
        f"change_pin-{flaw}": ChangePinPage(PinStep.NEW, "", 6, problem=str(flaw))
        for flaw in ("differs", "card_refused", *PinFlaw)
    },
    "change_pin-again": ChangePinPage(PinStep.AGAIN, "", 6),
    "initial_pin": InitialPinPage("", True),
    "initial_pin-elsewhere": InitialPinPage("社会保障卡社保功能密码", False),
    "pin_changed": PinChangedPage(),
    "pin_changed-unlocked": PinChangedPage(unlocked=True),
    "unlock": UnlockPage(WHERE, NEEDS, HOTLINE),
    "unlock-unknown": UnlockPage((), (), HOTLINE),
    "last_try": LastTryPage(WHERE, HOTLINE),
    "last_try-unknown": LastTryPage((), HOTLINE),
    "home": HomePage("林*", SERVICES, online=True),
    "home-offline": HomePage("阿************", SERVICES, online=False),
    "home-nameless": HomePage("", SERVICES[:1], online=True),
    "home-rare": HomePage("𠮷*", SERVICES[:2], online=True),
    "contributions": year(HALF_YEAR),
    "contributions-mixed": year(
        MIXED,
        chart=tuple(map(Decimal, (1980, 1980, 1980, 1980, 1980, 1980, 1980))) * 1
        + (_ZERO, *[Decimal("2244.5")] * 3, _ZERO),
        index=1,
        months_paid=10,
        can_print=False,
    ),
    "contributions-none": year((), (), parts=0),
    "contributions-empty-year": year(
        (),
        (2024,),
        (_ZERO,) * 12,
        parts=1,
        months_paid=0,
        employer_total=_ZERO,
        personal_total=_ZERO,
        all_months=1,
    ),
    "contributions-huge": year(
        HUGE,
        tuple(range(2024, 1989, -1)),
        tuple(Decimal(n) * 37373 for n in range(1, 13)),
        employer_total=Decimal("12345678.90"),
        personal_total=Decimal("-1234567.89"),
        all_months=420,
    ),
    "contributions-negative": year(
        (month(1), month(2, MonthMark.BACK_PAYMENT, "㼆𠮷（云川）有限公司", "-8250")),
        (2024, 2023, 2022),
        (Decimal(1980), Decimal(-1980), *[_ZERO] * 10),
        insurance=Insurance.UNEMPLOYMENT,
        parts=1,
        months_paid=1,
        personal_total=_ZERO,
        employer_total=_ZERO,
    ),
    "center_away": CenterAwayPage(
        Fault.CENTER_UNREACHABLE,
        HOTLINE,
        (
            ("chip__card_number", "990001000000"),
            ("chip__issued", "2020-05-01"),
            ("chip__valid_until", "2030-05-01"),
        ),
        card_facts=True,
    ),
    "center_away-bare": CenterAwayPage(Fault.CENTER_IDENTITY, HOTLINE, ()),
    "chip_facts": chip_facts(
        Insurance.PENSION,
        ChipFact("pension_kind", "110"),
        ChipFact("pension_region", "云川市"),
        ChipFact("pension_account_opened", date(2015, 1, 1)),
        as_of=date(2024, 12, 1),
    ),
    "chip_facts-medical": chip_facts(
        Insurance.MEDICAL,
        ChipFact("medical_kind", "310"),
        ChipFact("medical_region", "990101"),
        ChipFact("insured_class", "11"),
        ChipFact("medical_account_opened", date(2015, 1, 1)),
        ChipFact("medical_account_number", "X00************42"),
        settlements=(
            settlement("2024-09-18 09:12", "200.48", "85.92", "0.00"),
            settlement("2024-03-05 19:40", "11358.93", "1153.82", "10.00"),
            ChipSettlement(None, Decimal("0.00"), None, Decimal("96.30")),
        ),
    ),
    "chip_facts-unreadable": chip_facts(
        Insurance.UNEMPLOYMENT,
        ChipFact("unemployment_insurance_region", None),
        ChipFact("months_paid", 120, months=True),
        ChipFact("benefit_months_due", None, months=True),
        ChipFact("benefit_standard", Decimal("1660.50")),
    ),
    "chip_facts-empty": chip_facts(Insurance.MATERNITY),
    "chip_facts-closed": chip_facts(Insurance.INJURY, readable=False),
    "printed": PrintedPage(None, sure=True),
    "printed-unsure": PrintedPage(None, sure=False),
    "printed-failed": PrintedPage(Fault.PRINTER_FAULT, sure=True),
    "take_card": TakeCardPage(),
    "take_card-timed-out": TakeCardPage("timed_out"),
    "take_card-trouble": TakeCardPage("trouble"),
    "take_card-two": TakeCardPage("timed_out", urgent=True, second_card=True),
    "take_card-urgent": TakeCardPage("timed_out", urgent=True),
    "still_there": StillTherePage(30),
    "still_there-last": StillTherePage(1),
    "maintenance_login": MaintenanceLoginPage(),
    "maintenance_login-wrong": MaintenanceLoginPage(wrong=True),
    "maintenance_login-wait": MaintenanceLoginPage(wrong=True, wait_seconds=1800),
    "maintenance_login-shut": MaintenanceLoginPage(shut=True),
    "maintenance": MaintenancePage(
        "yunchuan-hall-03",
        (
            PartRow("reader", Health.OK, "empty", 0),
            PartRow("printer", Health.OK, "answering / enough / closed", 2),
            PartRow("center", Health.OK, "online", 41),
            PartRow("disk", Health.OK, "18211 MiB", 0),
        ),
        (("epoch", "1"), ("last", "1204"), ("waiting", "0"), ("rejected", "0")),
        (("kiosk", "0.1.0"), ("Python", "3.11.7"), ("pygame-ce", "2.5.8")),
        NOON,
        True,
    ),
    "maintenance-troubles": MaintenancePage(
        "yunchuan-hall-03",
        (
            PartRow("reader", Health.BAD, "no_reader", 0, Fault.READER_MISSING),
            PartRow(
                "printer",
                Health.BAD,
                "answering / out / closed",
                190,
                Fault.PRINTER_PAPER_OUT,
            ),
            PartRow("center", Health.WARNING, "offline", 260000),
            PartRow("disk", Health.UNKNOWN, "unknown", None),
        ),
        (("epoch", "3"), ("last", "99999"), ("waiting", "731"), ("rejected", "12")),
        (("kiosk", "0.1.0"), ("Python", "3.11.7")),
        NOON,
        False,
    ),
}
