"""Samples of the pages with contributions and with what a chip holds of them."""

from datetime import date, datetime
from decimal import Decimal

from msgspec.structs import replace

from kiosk.domain.records import ChargeKind, Contribution, Insurance
from kiosk.session.chip.pages import ChipFact, ChipFactsPage, ChipSettlement
from kiosk.session.contributions.by_month import year_page
from kiosk.session.contributions.pages import ContributionsPage
from kiosk.session.pages.page import Page
from kiosk.sync.wire.visit_wire import Contributions
from tests.screens.studio import HOTLINE

NOON = datetime(2024, 12, 31, 12, 0, 30)
STARS = "云川市星河机械有限公司"
HILLS = "云川市青山劳务派遣有限责任公司"
CENT = Decimal("0.01")


def month(
    number: int,
    base: str = "8250.00",
    employer: str = STARS,
    year: int = 2024,
    *,
    back: bool = False,
    arrived: bool = True,
) -> Contribution:
    """Return one month with amounts that follow from the base."""
    amount = Decimal(base)
    return Contribution(
        insurance=Insurance.PENSION,
        month=f"{year}-{number:02d}",
        paid_month=f"{year}-{number:02d}",
        employer=employer,
        base=amount,
        employer_amount=(amount * Decimal("0.16")).quantize(CENT),
        personal_amount=(amount * Decimal("0.08")).quantize(CENT),
        arrived=date(year, number, 20) if arrived else None,
        kind=ChargeKind.BACK_PAYMENT if back else ChargeKind.NORMAL,
    )


def year(
    *months: Contribution,
    first: int = 2015,
    shown: int = 2024,
    insurance: Insurance = Insurance.PENSION,
    can_print: bool = True,
) -> ContributionsPage:
    """Return the page of a year, by default 2024, after others that were all paid."""
    before = [month(n, year=y) for y in range(first, 2024) for n in range(1, 13)]
    told = Contributions(NOON, "", [*before, *months])
    page = year_page(told, insurance, shown, None)
    return replace(page, can_print=can_print and not page.empty)


WHOLE_YEAR = (
    *(month(number) for number in range(1, 7)),
    *(month(number, "9352.10") for number in range(7, 13)),
)
MIXED = (
    *(month(number) for number in range(1, 8)),
    month(9, "9352.10", HILLS, back=True),
    month(10, "9352.10", HILLS, back=True),
    month(11, "9352.10", HILLS),
    month(12, "9352.10", HILLS, arrived=False),
)
HUGE = tuple(
    month(
        number,
        "1234567.89",
        "库尔班江·买买提阿卜杜热合曼农业机械专业合作社联合社股份有限公司第二分公司",
    )
    for number in range(1, 7)
)


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
    "contributions": year(*WHOLE_YEAR),
    "contributions-mixed": year(*MIXED, can_print=False),
    "contributions-none": year(first=2024),
    "contributions-huge": year(*HUGE, first=1990),
    "contributions-negative": year(
        month(1),
        month(2, "-8250", "㼆𠮷（云川）有限公司", back=True),
        first=2022,
        insurance=Insurance.UNEMPLOYMENT,
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
