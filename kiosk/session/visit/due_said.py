"""What the home page says of a thing that is due: a center's word, looked at once more.

A day that nobody can mean, or a name with signs that cannot be seen, is not shown to a
person as theirs. Pure.
"""

from datetime import date, timedelta

from kiosk.domain.services.due import Due, DueKind
from kiosk.domain.services.eligibility import CertifiedBenefit
from kiosk.domain.visible_text import visible
from kiosk.session.visit.pages import DueSaid

FAR = timedelta(days=400)
"""No day that is due lies further off than what goes by years, and a month."""
LONGEST_NAME = 20
BENEFITS = tuple(map(str, CertifiedBenefit))
CAN_BE_OVER = (DueKind.CERTIFICATION, DueKind.CARD_EXPIRING)
"""What stays due behind its last day; the others are over then."""


def said(due: Due, today: date, stopped_here: bool) -> DueSaid | None:
    """Return the sentence's parts; None for what cannot be meant.

    :param stopped_here: a benefit that was stopped is certified at this machine.
    """
    until = due.until
    if until is not None and abs(until - today) > FAR:
        return None
    over = until is not None and until < today
    if over and due.kind not in CAN_BE_OVER:
        return None
    if due.kind is DueKind.APPOINTMENT:
        name = visible(due.about).strip()[:LONGEST_NAME]
        if until != today or not name:
            return None
        return DueSaid(due.kind, until, name, named=True)
    about = due.about if due.about in BENEFITS else ""
    how = "over" if over else "" if until else "open"
    if due.kind is DueKind.BENEFIT_STOPPED and stopped_here:
        how = "here"
    return DueSaid(due.kind, until, about, how)
