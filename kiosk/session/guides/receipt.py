"""What people read here as a paper to take away."""

from collections.abc import Iterator

from kiosk.devices.printer.typesetting.receipt_elements import (
    Element,
    Receipt,
    TextLine,
)
from kiosk.session.dialog.errand import Errand
from kiosk.session.guides.pages import ReadPage, ReadSection
from kiosk.session.guides.wording import age_line, read_title, section_lines
from kiosk.session.paper.receipt_frame import build_receipt
from kiosk.session.paper.text_elements import text_lines
from kiosk.settings.texts import Texts

_READ = {"office": "offices", "bank": "offices", "vacancy": "vacancy"}


def reading_receipt(errand: Errand, page: ReadPage) -> Receipt:
    """Return something to read as paper."""
    texts = errand.parts.texts
    title = read_title(page, texts)
    body = tuple(read_body(page.sections, page.hotline, page.as_of, texts))
    return build_receipt(errand, _READ.get(page.kind, "guide"), title, body)


def read_body(
    sections: tuple[ReadSection, ...],
    hotline: str,
    dated: tuple[str, ...] | None,
    texts: Texts,
) -> Iterator[Element]:
    for section in sections:
        if section.heading:
            yield TextLine(texts(f"read__{section.heading}"), bold=True)
        yield from text_lines(section_lines(section, hotline, texts))
    yield from text_lines(filter(None, [age_line(dated, texts)]))
