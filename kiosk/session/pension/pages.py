"""The pension account: all years, and the statement of one."""

from typing import ClassVar

from kiosk.session.pages.record import RecordPage


class PensionAccountPage(RecordPage, frozen=True, kw_only=True):
    """The personal pension account and its years; a year is opened by touching it."""

    name: ClassVar[str] = "pension_account"
    receipt: ClassVar[str] = "statements"
    lines_chart: ClassVar[bool] = True


class StatementPage(RecordPage, frozen=True, kw_only=True):
    """One year of the personal pension account."""

    name: ClassVar[str] = "statement"
    receipt: ClassVar[str] = "statement"
