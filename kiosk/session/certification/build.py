"""From the center's answer to a page of certifications: pure.

Days are the center's own: this machine's clock may be wrong, and it decides nothing.
"""

from collections.abc import Iterator
from datetime import date, tzinfo

from kiosk.domain.applications import ActAnswer, ActState
from kiosk.domain.region.certification_rules import CertificationRules
from kiosk.domain.region.region import Region
from kiosk.domain.services.eligibility import (
    MAY_STOP,
    Eligibility,
    EligibilityState,
    first_to_end,
    only_presented,
    same_month,
)
from kiosk.session.certification.pages import CertificationPage, CertifiedPage
from kiosk.session.guides.pages import ReadPage, ReadSection, region_page
from kiosk.session.pages.record import Fact, Note, Section, Word
from kiosk.session.pages.record_times import local
from kiosk.sync.wire.services.eligibility_wire import EligibilityAnswer

CERTIFY = "certify"
"""The service's name, and that of the act on its page."""
_STATES = EligibilityState


def certification_page(
    told: EligibilityAnswer, region: Region, zone: tzinfo | None
) -> CertificationPage:
    """Return how each benefit stands, and whether something can be done now."""
    rules, found = region.certification, told.benefits
    return CertificationPage(
        as_of=local(told.as_of, zone),
        notes=tuple(_notes(found, region, told.today)),
        sections=tuple(_section(each) for each in found),
        act=CERTIFY if may_certify(found, rules, told.today) else "",
        empty=not found,
        can_print=True,
    )


def may_certify(
    found: tuple[Eligibility, ...], rules: CertificationRules, today: date
) -> bool:
    """Tell whether something would be gained by certifying here and now."""
    open_here = (e for e in found if _is_open(e, rules))
    return rules.kiosk and any(not done(each, today) for each in open_here)


def _is_open(each: Eligibility, rules: CertificationRules) -> bool:
    if each.state is _STATES.SUSPENDED:
        return rules.suspended_here
    return each.state is not _STATES.LOST


def done(each: Eligibility, today: date) -> bool:
    """Tell whether it was made in this month, or the card presented."""
    shown = only_presented(each) and same_month(each.presented, today)
    return same_month(each.last, today) or each.state is _STATES.CHECKING or shown


def _section(each: Eligibility) -> Section:
    facts = [Fact("eligibility", Word("eligibility", each.state), False, bold=True)]
    if each.state is not _STATES.LOST:
        facts.append(Fact("certified_until", each.until, private=False, bold=True))
        facts.append(Fact("certified_last", each.last, private=False))
    if each.how is not None:
        facts.append(Fact("certified_by", Word("certified_by", each.how), False))
    if only_presented(each):
        facts.append(Fact("card_presented", each.presented, private=False))
    return Section(f"certify_{each.benefit}", tuple(facts))


def _notes(
    found: tuple[Eligibility, ...], region: Region, today: date
) -> Iterator[Note]:
    """Yield what to do, the worst first; nothing but dates of the center's."""
    rules = region.certification
    states = {each.state for each in found}
    if _STATES.SUSPENDED in states and not rules.suspended_here:
        yield _at_counter("stopped", region)
    if _STATES.LOST in states:
        yield _at_counter("counter", region)
    yield from _now(found, today)
    for line in rules.notes if any(_is_open(e, rules) for e in found) else ():
        yield Note("certify_told", True, (("text", line),))
    if states <= set(MAY_STOP):
        return  # what can be missed was missed already
    if rules.missed:
        yield Note("certify_missed", True, (("missed", rules.missed),))
    else:
        hotline = region.hotlines.consultation
        yield Note("certify_missed_unknown", True, (("hotline", hotline),))


def _now(found: tuple[Eligibility, ...], today: date) -> Iterator[Note]:
    """Yield one sentence about what is to be done for the benefits that go on."""
    if any(each.state is _STATES.OVERDUE for each in found):
        yield Note("certify_overdue")
        return
    shown = next((e for e in found if only_presented(e)), None)
    if shown is not None:
        yield Note("certify_presented", True, (("day", shown.presented),))
        return
    first = first_to_end(found)
    if first is None:
        return
    if first.state is _STATES.DUE_SOON:
        yield Note("certify_due", values=(("until", first.until),))
    elif same_month(first.last, today):
        yield Note("certify_month", True, (("day", first.last),))
    else:
        yield Note("certify_done", True, (("until", first.until),))


def _at_counter(why: str, region: Region) -> Note:
    """Return which counter, with what; whom to ask where the region names none."""
    rules = region.certification
    if not (rules.where and rules.needs):
        hotline = (("hotline", region.hotlines.consultation),)
        return Note(f"certify_{why}_ask", values=hotline)
    where, needs = "、".join(rules.where), "、".join(rules.needs)
    return Note(f"certify_{why}", values=(("where", where), ("needs", needs)))


def certified_page(
    answer: ActAnswer, region: Region, zone: tzinfo | None, can_print: bool
) -> CertifiedPage:
    """Return what the center has written down; the day on it is the center's."""
    at = answer.decided
    return CertifiedPage(
        outcome=_outcome(answer),
        number=answer.number,
        at=local(at, zone) if at is not None else None,
        card_number=answer.card_number,
        benefits=answer.certified,
        hotline=region.hotlines.consultation,
        can_print=can_print,
    )


def _outcome(answer: ActAnswer) -> str:
    found = answer.certified
    if any(only_presented(each) for each in found):
        return "presented"
    if answer.state is ActState.ALREADY:
        return "already"
    resumed = any(each.state is _STATES.RESUMED for each in found)
    return "resumed" if resumed else "passed"


_NATIONAL = tuple(f"certification_{what}" for what in ("often", "ways", "missed"))
"""What the ministry's papers of 2018 say for the whole country."""


def certification_guide(region: Region) -> ReadPage:
    """Return where it is done where no kiosk takes it, or whom to ask."""
    rules = region.certification
    sections = [ReadSection("where", rules.where)]
    if not rules.where:
        sections = [ReadSection("national", (), _NATIONAL), ReadSection("ask_here", ())]
    if rules.where or rules.needs:
        sections.append(ReadSection("needs", rules.needs))
    if rules.missed:
        sections.append(ReadSection("certify_missed", (rules.missed,)))
    if rules.notes:
        sections.append(ReadSection("notes", rules.notes))
    kind = "certification"
    dated = rules.as_of if rules.source else None
    return region_page(region, kind, kind, tuple(sections), dated)
