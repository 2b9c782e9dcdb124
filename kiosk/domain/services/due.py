"""What a person has due, so that it can be said first: pure values."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec

from kiosk.domain.records import PersonalRecord


class DueKind(StrEnum):
    """What is due; the order is how much is at stake for the person."""

    BENEFIT_STOPPED = "benefit_stopped"
    """A benefit is suspended for a missed certification."""
    CERTIFICATION = "certification"
    """The last certification runs out soon, or has."""
    SIGN_IN = "sign_in"
    """The window for the unemployed person's next sign-in is open."""
    APPOINTMENT = "appointment"
    """A number at this hospital today that is not signed in."""
    REPORT_ENDING = "report_ending"
    """A temporary loss report ends by itself."""
    CARD_EXPIRING = "card_expiring"


class Due(PersonalRecord, frozen=True, kw_only=True):
    """One thing that is due."""

    kind: DueKind
    until: date | None = None
    """The last day for it, in China."""
    about: Annotated[str, msgspec.Meta(max_length=60)] = ""
    """A benefit's code, `due__about__<code>`; or a department's name and the time."""


def most_urgent(things: Iterable[Due]) -> Due | None:
    """Return what is said first: by what is at stake, then by the day."""
    order = list(DueKind)
    far = date.max
    return min(
        things,
        key=lambda each: (order.index(each.kind), each.until or far),
        default=None,
    )
