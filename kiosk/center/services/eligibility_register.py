"""A person's benefits and their certifications, as the register has them.

Functions over a connection; whose they are, and whether they may be asked for, the
caller has made sure of.
"""

from datetime import date

from sqlalchemy import Connection, or_, select, update

from kiosk.center.applications.applicant import ActRules
from kiosk.center.database.schema import Row
from kiosk.center.database.transactions import every
from kiosk.center.services.eligibility_tables import eligibility
from kiosk.domain.applications import ActAnswer
from kiosk.domain.china_time import china_date
from kiosk.domain.region.certification_rules import CertificationRules
from kiosk.domain.services.due import Due, DueKind
from kiosk.domain.services.eligibility import (
    MOST_BENEFITS,
    CertifiedBenefit,
    CertifiedBy,
    Eligibility,
    EligibilityState,
    HeldBenefit,
    Holding,
    first_to_end,
    judged,
    only_presented,
)

_DUE = (EligibilityState.DUE_SOON, EligibilityState.OVERDUE)


def held_benefits(db: Connection, holder: str) -> tuple[HeldBenefit, ...]:
    """Return what a person receives on condition of a certification."""
    theirs = select(eligibility).filter_by(holder=holder)
    rows = every(db, theirs.order_by(eligibility.c.benefit).limit(MOST_BENEFITS))
    order = list(CertifiedBenefit)
    return tuple(sorted(map(_held, rows), key=lambda each: order.index(each.benefit)))


def _held(row: Row) -> HeldBenefit:
    return HeldBenefit(
        benefit=CertifiedBenefit(row["benefit"]),
        holding=Holding(row["holding"]),
        granted=date.fromisoformat(row["granted"]),
        last=_day(row["last"]),
        how=CertifiedBy(row["how"]) if row["how"] else None,
        presented=_day(row["presented"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def row_of(holder: str, held: HeldBenefit) -> dict[str, str | None]:
    """Return the row of a benefit."""
    return {
        "holder": holder,
        "benefit": str(held.benefit),
        "holding": str(held.holding),
        "granted": held.granted.isoformat(),
        "last": held.last.isoformat() if held.last else None,
        "how": str(held.how) if held.how else None,
        "presented": held.presented.isoformat() if held.presented else None,
    }


def write_held(db: Connection, holder: str, held: HeldBenefit) -> None:
    """Write a benefit's row anew, in the caller's transaction."""
    row = row_of(holder, held)
    key = {name: row.pop(name) for name in ("holder", "benefit")}
    db.execute(update(eligibility).filter_by(**key).values(**row))


def standing_of(
    held: tuple[HeldBenefit, ...], rules: CertificationRules, now: float
) -> tuple[Eligibility, ...]:
    """Return how each benefit's certification stands, by the region's cycles."""
    today = china_date(now)
    return tuple(judged(each, rules.months_of(each.benefit), today) for each in held)


def due_certification(
    db: Connection, rules: ActRules, card: Row, now: float
) -> Due | None:
    """Return what is most urgent of the certifications of a card's holder.

    `about` is the benefit's code; its words are `due__about__<code>`.
    """
    held = held_benefits(db, card["holder"])
    own = rules.region.certification
    found = standing_of(held, own, now)
    here = own.kiosk and own.suspended_here
    for each in found:
        if each.state is EligibilityState.SUSPENDED and not (
            here and only_presented(each)
        ):
            return Due(kind=DueKind.BENEFIT_STOPPED, about=str(each.benefit))
    first = first_to_end(each for each in found if each.state in _DUE)
    if first is None:
        return None
    about = str(first.benefit)
    return Due(kind=DueKind.CERTIFICATION, until=first.until, about=about)


def certified_again(db: Connection, holder: str, answer: ActAnswer) -> None:
    """Write what an act of before has certified, unless something later is known.

    For a center that was put back from a copy; see `given_back.py`.
    """
    own = eligibility.c
    for each in answer.certified:
        theirs = update(eligibility).filter_by(holder=holder, benefit=each.benefit)
        if each.last is not None and each.how is not None:
            day = each.last.isoformat()
            earlier = or_(own.last.is_(None), own.last < day)
            values: dict[str, str] = {"last": day, "how": str(each.how)}
            if each.state is EligibilityState.RESUMED:
                values["holding"] = str(Holding.RESUMED)
            db.execute(theirs.where(earlier).values(**values))
        if each.presented is not None:
            day = each.presented.isoformat()
            earlier = or_(own.presented.is_(None), own.presented < day)
            db.execute(theirs.where(earlier).values(presented=day))
