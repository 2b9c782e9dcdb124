"""The person, the card and the five insurances: the words and the papers they have."""

from typing import ClassVar

from kiosk.session.pages.record import RecordPage


class PersonPage(RecordPage, frozen=True, kw_only=True):
    """Who the person is and how the card stands."""

    name: ClassVar[str] = "person"
    receipt: ClassVar[str] = "person"
    names_holder: ClassVar[bool] = True


class ParticipationPage(RecordPage, frozen=True, kw_only=True):
    """How the person stands in each insurance; prints as the certificate."""

    name: ClassVar[str] = "participation"
    receipt: ClassVar[str] = "certificate"
    certificate: ClassVar[bool] = True
    names_holder: ClassVar[bool] = True
