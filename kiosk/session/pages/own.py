"""A person's own records as pages: the accounts, treatments, benefits, the person.

Each class only says which words and which receipt it has; the matter is a RecordPage's.
"""

from typing import ClassVar

from kiosk.session.pages.base import Page
from kiosk.session.pages.record import RecordPage


class MenuPage(Page, frozen=True):
    """Choices below the home page's; answers ServiceChosen, BACK, FINISH.

    Words as on the home page, `service__<name>` and `__hint`; a choice's name may
    carry a number behind a colon (`year:2024`), for words with {number}.
    """

    name: ClassVar[str] = "menu"
    private: ClassVar[bool] = True
    menu: str
    """Which: the title is `menu__<menu>`."""
    services: tuple[str, ...]
    counts: tuple[int, ...] = ()
    """How many records each leads to, where that is known."""
    chosen: tuple[str, ...] = ()
    """Which of them hold now."""


class PrivacyPage(Page, frozen=True):
    """Treatments come next: is anybody looking? Answers OK, BACK, FINISH."""

    name: ClassVar[str] = "privacy"
    private: ClassVar[bool] = True
    printing: bool = False


class ContributionYearsPage(RecordPage, frozen=True, kw_only=True):
    """One insurance over all years, as a chart and in figures."""

    name: ClassVar[str] = "contribution_years"
    receipt: ClassVar[str] = "contributions"
    family: ClassVar[str] = "insurance"


class RightsStatementPage(RecordPage, frozen=True, kw_only=True):
    """All five insurances by year: the statement of what was contributed."""

    name: ClassVar[str] = "rights_statement"
    receipt: ClassVar[str] = "rights_statement"


class PensionAccountPage(RecordPage, frozen=True, kw_only=True):
    """The personal pension account and its years; a year is opened by touching it."""

    name: ClassVar[str] = "pension_account"
    receipt: ClassVar[str] = "statements"
    lines_chart: ClassVar[bool] = True


class StatementPage(RecordPage, frozen=True, kw_only=True):
    """One year of the personal pension account."""

    name: ClassVar[str] = "statement"
    receipt: ClassVar[str] = "statement"


class MedicalAccountPage(RecordPage, frozen=True, kw_only=True):
    """The medical account and its movements."""

    name: ClassVar[str] = "medical_account"
    receipt: ClassVar[str] = "medical"
    medical: ClassVar[bool] = True


class VisitsPage(RecordPage, frozen=True, kw_only=True):
    """The treatments of a year, all or of one kind."""

    name: ClassVar[str] = "visits"
    receipt: ClassVar[str] = "visits"
    family: ClassVar[str] = "visit_kinds"
    medical: ClassVar[bool] = True


class VisitPage(RecordPage, frozen=True, kw_only=True):
    """One treatment with all parts of its payment."""

    name: ClassVar[str] = "visit"
    receipt: ClassVar[str] = "visit"
    family: ClassVar[str] = "visit_kind"
    medical: ClassVar[bool] = True


class BenefitPage(RecordPage, frozen=True, kw_only=True):
    """One benefit: what it is and its payments, the failed ones too."""

    name: ClassVar[str] = "benefit"
    receipt: ClassVar[str] = "benefits"
    family: ClassVar[str] = "benefit"


class PersonPage(RecordPage, frozen=True, kw_only=True):
    """Who the person is and how the card stands."""

    name: ClassVar[str] = "person"
    receipt: ClassVar[str] = "person"


class ParticipationPage(RecordPage, frozen=True, kw_only=True):
    """How the person stands in each insurance; prints as the certificate."""

    name: ClassVar[str] = "participation"
    receipt: ClassVar[str] = "certificate"
