"""The slip of a registration: the number large, where and when, what it is not."""

from collections.abc import Iterator

from kiosk.devices.printer.typesetting.receipt_elements import (
    Align,
    Element,
    PaperRule,
    Receipt,
    TextLine,
)
from kiosk.session.dialog.errand import Errand
from kiosk.session.paper.receipt_frame import build_receipt
from kiosk.session.paper.text_elements import fields_of, text_lines
from kiosk.session.registration import wording
from kiosk.session.registration.pages import RegistrationPage
from kiosk.settings.texts import Texts


def registration_receipt(errand: Errand, page: RegistrationPage) -> Receipt:
    """Return the slip; of a registration that is looked at again it says so."""
    texts = errand.parts.texts
    title = texts("registration_slip__title")
    body = tuple(_body(page, texts))
    return build_receipt(errand, "registration", title, body)


def _body(page: RegistrationPage, texts: Texts) -> Iterator[Element]:
    told = page.registration
    yield TextLine(told.hospital, Align.CENTER, bold=True)
    if told.number is not None:
        number = wording.number_words(told, texts)
        yield TextLine(texts("registration__your_number"), Align.CENTER)
        yield TextLine(number, Align.CENTER, size=2, bold=True)
    else:
        yield TextLine(texts("registration__no_number"), Align.CENTER, bold=True)
    if not page.fresh:
        yield TextLine(texts("registration_slip__again"), Align.CENTER)
    yield PaperRule()
    facts = wording.registration_facts(page, texts)
    yield from fields_of(facts, wording.private_names(texts))
    yield PaperRule()
    yield from text_lines(wording.registration_notes(page, texts))
