"""Samples of the pages that show a person's own rights.

Most are made of the demo's people, so that pages and records cannot drift apart.
"""

from datetime import date, timedelta, timezone
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from kiosk.domain.records import Insurance, VisitKind
from kiosk.session.benefits.build import Benefit, benefit_page
from kiosk.session.contributions.by_year import rights_statement_page, years_page
from kiosk.session.medical.account_build import medical_page
from kiosk.session.medical.pages import MedicalAccountPage, VisitPage
from kiosk.session.medical.treatments_build import visit_page, visits_page
from kiosk.session.pages.everywhere import PrivacyPage
from kiosk.session.pages.page import Page
from kiosk.session.pages.record import Fact, Listing, ListingRow, RecordPage, Section
from kiosk.session.pension.build import account_page, statement_page
from kiosk.session.person.build import participation_page, person_page
from kiosk.session.visit.menus import HOME, MENUS
from kiosk.session.visit.pages import HomePage, MenuPage
from kiosk.sync.wire.own_records_wire import PersonAnswer
from tests.domain.answers import (
    all_contributions,
    benefits,
    contributions,
    medical,
    person,
    statements,
    visits,
)

CHINA = timezone(timedelta(hours=8))
TODAY = date(2025, 1, 20)
HUGE = Decimal("-123456789.01")
LONG = "库尔班江·买买提阿卜杜热合曼农业机械专业合作社联合社中西医结合医院第二分院"


def printable(page: RecordPage) -> RecordPage:
    """Return a page as it is shown: what is empty cannot be printed."""
    return replace(page, can_print=not page.empty)


def visit(key: str, place: int) -> VisitPage:
    """Return one of a person's treatments."""
    told = visits(key)
    return visit_page(told, told.visits[place].id, CHINA)


def nobody() -> PersonAnswer:
    """Return somebody who was never insured."""
    told = person("pan-yiran")
    bare = msgspec.structs.replace(told.person, insured=())
    return msgspec.structs.replace(told, person=bare)


def huge() -> MedicalAccountPage:
    """Return an account with amounts and names that nobody has."""
    line = ListingRow((date(2024, 12, 31), None, HUGE, HUGE), heading=LONG)
    page = medical_page(medical("zhou-yuzhen"), None, CHINA)
    return replace(
        page,
        lead=tuple(replace(fact, value=HUGE) for fact in page.lead),
        sections=(Section("treatment", (Fact("institution", LONG),) * 3),),
        listings=(Listing("movements", page.listings[0].columns, (line,) * 40),),
    )


_RECORDS: dict[str, RecordPage] = {
    "contribution_years": years_page(
        contributions("wang-xiulan"), Insurance.PENSION, CHINA
    ),
    "contribution_years-mixed": years_page(
        contributions("sun-xiaoming"), Insurance.PENSION, CHINA
    ),
    "rights_statement": rights_statement_page(all_contributions("sun-xiaoming"), CHINA),
    "rights_statement-none": rights_statement_page(all_contributions("wu-tong"), CHINA),
    "pension_account": account_page(statements("wang-xiulan"), CHINA),
    "pension_account-off": account_page(statements("gao-xinyu"), CHINA),
    "pension_account-none": account_page(statements("wu-tong"), CHINA),
    "statement": statement_page(statements("wang-xiulan"), 2024, CHINA),
    "statement-off": statement_page(statements("gao-xinyu"), 2024, CHINA),
    "statement-missing": statement_page(statements("gao-xinyu"), 2020, CHINA),
    "medical_account": medical_page(medical("zhou-yuzhen"), None, CHINA),
    "medical_account-one": medical_page(medical("zhao-genfu"), None, CHINA, False),
    "medical_account-none": medical_page(medical("pan-yiran"), None, CHINA),
    "medical_account-huge": huge(),
    "visits": visits_page(visits("zhou-yuzhen"), None, None, CHINA),
    "visits-kind": visits_page(visits("zhou-yuzhen"), None, VisitKind.CHRONIC, CHINA),
    "visits-none": visits_page(visits("pan-yiran"), None, None, CHINA),
    "visit-off": visit("gao-xinyu", 0),
    "visit-missing": visit("gao-xinyu", -1),
    **{
        f"visit-{one.kind}": visit("zhou-yuzhen", place)
        for place, one in enumerate(visits("zhou-yuzhen").visits)
    },
    **{
        f"visit-cancelled-{place}": visit("zhou-yuzhen", place)
        for place, one in enumerate(visits("zhou-yuzhen").visits)
        if one.cancelled
    },
    "benefit-pension": benefit_page(
        benefits("zhou-yuzhen"), Benefit.PENSION, None, CHINA
    ),
    "benefit-unemployment": benefit_page(
        benefits("liang-haibo"), Benefit.UNEMPLOYMENT, None, CHINA
    ),
    "benefit-maternity": benefit_page(
        benefits("huang-lili"), Benefit.MATERNITY, None, CHINA
    ),
    **{
        f"benefit-{which}-none": benefit_page(benefits("wu-tong"), which, None, CHINA)
        for which in Benefit
    },
    "person": person_page(person("wang-xiulan"), TODAY, CHINA),
    "person-inactive": person_page(person("li-guoqiang"), TODAY, CHINA),
    "person-missing": person_page(person("pan-yiran"), TODAY, CHINA, True),
    "participation": participation_page(person("wang-xiulan"), CHINA),
    "participation-retired": participation_page(person("zhou-yuzhen"), CHINA),
    "participation-resident": participation_page(person("pan-yiran"), CHINA),
    "participation-none": participation_page(nobody(), CHINA),
}

RIGHTS: dict[str, Page] = {
    **{name: printable(page) for name, page in _RECORDS.items()},
    "visits-no-print": visits_page(visits("zhou-yuzhen"), None, None, CHINA),
    "home-hall": HomePage("林*", tuple(MENUS["hall"][HOME]), online=True),
    "home-hospital": HomePage("林*", tuple(MENUS["hospital"][HOME]), online=True),
    **{
        f"menu-{name}": MenuPage(name, tuple(MENUS[site][name]))
        for site in ("hospital", "hall")
        for name in MENUS[site]
        if name != HOME
    },
    "menu-visit_filter": MenuPage(
        "visit_filter",
        ("year:2024", "year:2023", "kind_all", *(f"kind_{kind}" for kind in VisitKind)),
        (7, 2, 9, 1, 2, 1, 3, 1, 1),
        ("year:2024", "kind_all"),
    ),
    "privacy": PrivacyPage(),
    "privacy-print": PrivacyPage(printing=True),
}
