"""The medical account, the treatments of a year, and one treatment."""

from typing import ClassVar

from kiosk.session.pages.record import RecordPage


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
