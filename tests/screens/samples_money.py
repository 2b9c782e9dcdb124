"""Samples of the pages with contributions and with what a chip holds of them."""

from datetime import date, datetime
from decimal import Decimal

from kiosk.domain.records import Insurance
from kiosk.session.chip.pages import ChipFact, ChipFactsPage, ChipSettlement
from kiosk.session.contributions.pages import ContributionsPage, MonthMark, MonthRow
from kiosk.session.pages.page import Page
from tests.screens.studio import HOTLINE

NOON = datetime(2024, 12, 31, 12, 0, 30)


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
WHOLE_YEAR = tuple(month(number) for number in range(1, 13))
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


MONEY: dict[str, Page] = {
    "contributions": year(WHOLE_YEAR),
    "contributions-mixed": year(
        MIXED,
        chart=tuple(map(Decimal, (1980, 1980, 1980, 1980, 1980, 1980, 1980))) * 1
        + (_ZERO, *[Decimal("2244.5")] * 3, _ZERO),
        months_paid=10,
        can_print=False,
    ),
    "contributions-none": year((), ()),
    "contributions-empty-year": year(
        (),
        (2024,),
        (_ZERO,) * 12,
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
        months_paid=1,
        personal_total=_ZERO,
        employer_total=_ZERO,
    ),
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
}
