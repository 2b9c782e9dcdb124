"""Contributions: one year of an insurance, all its years, all five insurances."""

from typing import ClassVar

from kiosk.session.pages.record import RecordPage


class ContributionsPage(RecordPage, frozen=True, kw_only=True):
    """One insurance, one year, month by month."""

    name: ClassVar[str] = "contributions"
    receipt: ClassVar[str] = "contributions"
    family: ClassVar[str] = "insurance"


class ContributionYearsPage(RecordPage, frozen=True, kw_only=True):
    """One insurance over all years, as a chart and in figures."""

    name: ClassVar[str] = "contribution_years"
    receipt: ClassVar[str] = "contributions"
    family: ClassVar[str] = "insurance"


class RightsStatementPage(RecordPage, frozen=True, kw_only=True):
    """All five insurances by year: the statement of what was contributed."""

    name: ClassVar[str] = "rights_statement"
    receipt: ClassVar[str] = "rights_statement"
    certificate: ClassVar[bool] = True
