"""What page and paper of a certification say, so that neither says something else."""

from collections.abc import Iterator

from kiosk.domain.notation import day, minute
from kiosk.domain.services.eligibility import (
    Eligibility,
    EligibilityState,
    only_presented,
)
from kiosk.session.certification.pages import CertifiedPage
from kiosk.settings.texts import Texts

Facts = Iterator[tuple[str, str]]


def certified_facts(page: CertifiedPage, texts: Texts, card: bool = True) -> Facts:
    """Yield each benefit with what holds for it now, then number, card and time."""
    for each in page.benefits:
        yield texts(f"certified_benefit__{each.benefit}"), _holds(each, texts)
    if page.number:
        yield texts("fact__number"), page.number
    if card and page.card_number:
        yield texts("fact__card"), page.card_number
    if page.at:
        yield texts("fact__at"), minute(page.at)


def _holds(each: Eligibility, texts: Texts) -> str:
    """Say until when it holds; a card that was presented is no certification."""
    if each.state is EligibilityState.LOST:
        return texts("certified__counter")
    if only_presented(each):
        return texts("certified__checking")
    if each.state is EligibilityState.SUSPENDED:
        return texts("certified__counter")
    if each.until is None:
        return texts("certified__unknown")
    return texts("certified__until", until=day(each.until))


def certified_words(page: CertifiedPage, texts: Texts) -> tuple[str, str]:
    """Return the title, and what it means."""
    title = texts(f"certified__{page.outcome}__title")
    return title, texts(f"certified__{page.outcome}__body", hotline=page.hotline)
