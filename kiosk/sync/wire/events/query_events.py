"""Events of questions to the center: which records somebody saw, or did not get."""

from kiosk.sync.wire.events.journal_event import (
    ABSENT,
    Absent,
    Reader,
    Severity,
    VisitEvent,
    kind,
)

_PREFIX = "query."


class RecordsAnswered(VisitEvent, frozen=True):
    """The center answered a question for a person's records."""

    @property
    def query(self) -> str:
        """Return the word by which the two events below name the question."""
        return self.about.name.removeprefix(_PREFIX)


class ContributionsAnswered(RecordsAnswered, frozen=True):
    """The person's monthly contributions to one insurance were fetched."""

    about = kind(_PREFIX + "contributions", Severity.INFO, Reader.OFFICE)
    insurance: str


class RightsStatementAnswered(RecordsAnswered, frozen=True):
    """The years of all five insurances were fetched."""

    about = kind(_PREFIX + "rights_statement", Severity.INFO, Reader.OFFICE)


class PersonAnswered(RecordsAnswered, frozen=True):
    """What the registers say of person and card was fetched."""

    about = kind(_PREFIX + "person", Severity.INFO, Reader.OFFICE)


class ParticipationAnswered(RecordsAnswered, frozen=True):
    """Which insurances the person is in was fetched."""

    about = kind(_PREFIX + "participation", Severity.INFO, Reader.OFFICE)


class StatementsAnswered(RecordsAnswered, frozen=True):
    """The pension account and its years were fetched."""

    about = kind(_PREFIX + "statements", Severity.INFO, Reader.OFFICE)


class MedicalAnswered(RecordsAnswered, frozen=True):
    """The medical account and its movements were fetched."""

    about = kind(_PREFIX + "medical", Severity.INFO, Reader.OFFICE)


class TreatmentsAnswered(RecordsAnswered, frozen=True):
    """The person's medical settlements were fetched."""

    about = kind(_PREFIX + "visits", Severity.INFO, Reader.OFFICE)


class BenefitsAnswered(RecordsAnswered, frozen=True):
    """What is and was paid to the person was fetched."""

    about = kind(_PREFIX + "benefits", Severity.INFO, Reader.OFFICE)
    benefit: str


class EligibilityTold(RecordsAnswered, frozen=True):
    """How the person's benefits are certified was fetched."""

    about = kind(_PREFIX + "eligibility", Severity.INFO, Reader.OFFICE)


class UnemploymentAnswered(RecordsAnswered, frozen=True):
    """How the person is registered as unemployed was fetched."""

    about = kind(_PREFIX + "unemployment", Severity.INFO, Reader.OFFICE)


class KeptReceiptsAnswered(RecordsAnswered, frozen=True):
    """Which receipts the center keeps for the person was fetched."""

    about = kind(_PREFIX + "kept_receipts", Severity.INFO, Reader.OFFICE)


class QueryGivenUp(VisitEvent, frozen=True, kw_only=True):
    """The person did not want to wait for the center any longer."""

    about = kind(_PREFIX + "given_up", Severity.NOTICE, Reader.OPERATOR)
    query: str
    insurance: str | Absent = ABSENT
    benefit: str | Absent = ABSENT


class QueryFailed(VisitEvent, frozen=True, kw_only=True):
    """The center did not answer a question, and the person was told so."""

    about = kind(_PREFIX + "failed", Severity.NOTICE, Reader.OPERATOR)
    query: str
    fault: str
    insurance: str | Absent = ABSENT
    benefit: str | Absent = ABSENT
