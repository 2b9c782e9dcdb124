"""The slip of a certification: the page's own words, and the code."""

from kiosk.devices.printer.typesetting.receipt_elements import (
    Element,
    PaperRule,
    Receipt,
)
from kiosk.domain.applications import ActId
from kiosk.session.certification import wording
from kiosk.session.certification.pages import CertifiedPage
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.loss.wording import private_facts
from kiosk.session.paper.receipt_frame import build_receipt, holder
from kiosk.session.paper.text_elements import fields_of, text_lines


def certified_receipt(visit: CardSession, page: CertifiedPage, of: ActId) -> Receipt:
    """Return the slip; one for a card that was only presented says so."""
    texts = visit.parts.texts
    title, words = wording.certified_words(page, texts)
    in_head = bool(visit.issuer.card_number)
    facts = wording.certified_facts(page, texts, card=not in_head)
    body: tuple[Element, ...] = (
        *holder(visit),
        PaperRule(),
        *fields_of(facts, private_facts(texts)),
        PaperRule(),
        *text_lines([words]),
    )
    return build_receipt(visit, "certification", title, body, of, "accepted")
