"""The papers of acts and of what people read: the page's own words, and the code.

A paper says how the act stood when it was printed; the center's page says how it
stands now.
"""

from collections.abc import Iterable, Iterator

from kiosk.devices.printer.typesetting.receipt_elements import (
    Align,
    Element,
    PaperRule,
    Receipt,
    ReceiptField,
    TextLine,
)
from kiosk.domain.applications import ActId, Reason
from kiosk.session.dialog.errand import Doing
from kiosk.session.guides.pages import ReadPage, ReadSection
from kiosk.session.loss import wording
from kiosk.session.loss.pages import (
    Act,
    ActDonePage,
    ActRefusedPage,
    LossDonePage,
    LossWaitingPage,
    LostCardPage,
    ProgressPage,
)
from kiosk.session.paper.receipt_frame import whole
from kiosk.settings.texts import Texts

_KINDS = {
    Act.LOSS: "loss_report",
    Act.FORMAL_LOSS: "formal_loss",
    Act.UNDO: "loss_undo",
    Act.RELEASE: "release",
    Act.CONTACT: "contact_change",
    Act.PROGRESS: "progress",
}
_READ = {"office": "offices", "bank": "offices"}


def loss_receipt(doing: Doing, page: LossDonePage, of: ActId) -> Receipt:
    """Return the paper of a report that holds."""
    texts = doing.parts.texts
    body: tuple[Element, ...] = (
        *_fields(wording.loss_facts(page, texts)),
        PaperRule(),
        *_lines(wording.loss_notes(page, texts)),
        *_titled(wording.next_steps(page, texts)),
        *_lines([texts("keep_paper")]),
    )
    title = texts("loss_done__already" if page.already else "loss_done__title")
    return whole(doing.parts, doing.id, _KINDS[page.act], title, body, of, "accepted")


def waiting_receipt(doing: Doing, page: LossWaitingPage, of: ActId) -> Receipt:
    """Return the paper that says in large type that nothing is effective yet."""
    texts = doing.parts.texts
    body: tuple[Element, ...] = (
        TextLine(texts("loss_waiting__call"), Align.CENTER, bold=True),
        *(
            TextLine(number, Align.CENTER, size=2, bold=True)
            for number in page.hotlines
        ),
        *([TextLine(page.hours, Align.CENTER)] if page.hours else []),
        PaperRule(),
        *_fields(wording.waiting_facts(page, texts)),
        *_lines([texts("loss_waiting__body")]),
    )
    title = texts("loss_waiting__title")
    return whole(doing.parts, doing.id, _KINDS[page.act], title, body, of, "waiting")


def refused_receipt(doing: Doing, page: ActRefusedPage) -> Receipt:
    """Return the paper of an act that was not done."""
    texts = doing.parts.texts
    title, body, todo = wording.refused_words(page, texts)
    facts = [(texts("fact__act"), texts(f"act__{page.act}"))]
    if page.reason is not Reason.NOT_RECOGNISED:
        facts.append((texts("fact__state"), texts("state__refused")))
    lines: tuple[Element, ...] = (*_fields(facts), PaperRule(), *_lines([body, todo]))
    return whole(doing.parts, doing.id, _KINDS[page.act], title, lines, state="refused")


def done_receipt(doing: Doing, page: ActDonePage, of: ActId) -> Receipt:
    """Return the paper of another act that was done."""
    texts = doing.parts.texts
    body: tuple[Element, ...] = (
        *_fields(wording.done_facts(page, texts)),
        *_lines([wording.done_words(page, texts)]),
    )
    title = texts(f"act_done__{page.act}__title")
    return whole(doing.parts, doing.id, _KINDS[page.act], title, body, of, "accepted")


def progress_receipt(doing: Doing, page: ProgressPage) -> Receipt:
    """Return the paper of a card's steps."""
    texts = doing.parts.texts
    body = tuple(_fields(wording.progress_facts(page, texts)))
    return whole(doing.parts, doing.id, "progress", texts("progress__title"), body)


def lost_card_receipt(doing: Doing, page: LostCardPage) -> Receipt:
    """Return the paper that says where a stopped card is set free."""
    texts = doing.parts.texts
    title = texts(f"lost_card__{page.state}__title")
    sections = wording.lost_card_sections(page)
    body = tuple(_read(sections, page.hotline, page.as_of, texts))
    return whole(doing.parts, doing.id, "guide", title, body)


def reading_receipt(doing: Doing, page: ReadPage) -> Receipt:
    """Return something to read as paper."""
    texts = doing.parts.texts
    title = wording.read_title(page, texts)
    body = tuple(_read(page.sections, page.hotline, page.as_of, texts))
    return whole(doing.parts, doing.id, _READ.get(page.kind, "guide"), title, body)


def _read(
    sections: tuple[ReadSection, ...],
    hotline: str,
    dated: tuple[str, ...] | None,
    texts: Texts,
) -> Iterator[Element]:
    for section in sections:
        if section.heading:
            yield TextLine(texts(f"read__{section.heading}"), bold=True)
        yield from _lines(wording.section_lines(section, hotline, texts))
    yield from _lines(filter(None, [wording.age_line(dated, texts)]))


def _fields(facts: Iterable[tuple[str, str]]) -> Iterator[ReceiptField]:
    return (ReceiptField(name, value) for name, value in facts)


def _titled(pairs: Iterable[tuple[str, str]]) -> Iterator[TextLine]:
    for title, sentence in pairs:
        yield TextLine(title, bold=True)
        yield TextLine(sentence)


def _lines(sentences: Iterable[str]) -> Iterator[TextLine]:
    return map(TextLine, sentences)
