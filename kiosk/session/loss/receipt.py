"""The papers of acts: the page's own words, and the code.

A paper says how the act stood when it was printed; the center's page says how it
stands now.
"""

from kiosk.devices.printer.typesetting.receipt_elements import (
    Align,
    Element,
    PaperRule,
    Receipt,
    TextLine,
)
from kiosk.domain.applications import ActId, Reason
from kiosk.session.dialog.errand import Errand
from kiosk.session.guides.receipt import read_body
from kiosk.session.loss import wording
from kiosk.session.loss.pages import (
    Act,
    ActDonePage,
    ActRefusedPage,
    LossDonePage,
    LossWaitingPage,
    LostCardPage,
    ProgressPage,
    WithdrawalWaitingPage,
)
from kiosk.session.paper.receipt_frame import build_receipt
from kiosk.session.paper.text_elements import fields_of, text_lines, titled_lines

_KINDS = {
    Act.LOSS: "loss_report",
    Act.FORMAL_LOSS: "formal_loss",
    Act.UNDO: "loss_undo",
    Act.WITHDRAW: "loss_withdrawal",
    Act.RELEASE: "release",
    Act.CONTACT: "contact_change",
    Act.PROGRESS: "progress",
    Act.CERTIFY: "certification",
    Act.ENABLING: "enabling",
    Act.REPLACEMENT: "replacement",
    Act.CONTACT_CODE: "contact_change",
    Act.SIGN_IN: "sign_in",
}


def loss_receipt(errand: Errand, page: LossDonePage, of: ActId) -> Receipt:
    """Return the paper of a report that holds."""
    texts = errand.parts.texts
    body: tuple[Element, ...] = (
        *fields_of(wording.loss_facts(page, texts), wording.private_facts(texts)),
        PaperRule(),
        *text_lines(wording.loss_notes(page, texts)),
        *titled_lines(wording.next_steps(page, texts)),
        *titled_lines(wording.next_offices(page, texts)),
        *text_lines(wording.next_list(page, texts)),
        *text_lines([texts("keep_paper")]),
    )
    title = texts("loss_done__already" if page.already else "loss_done__title")
    return build_receipt(errand, _KINDS[page.act], title, body, of, "accepted")


def waiting_receipt(errand: Errand, page: LossWaitingPage, of: ActId) -> Receipt:
    """Return the paper that says in large type that nothing is effective yet."""
    texts = errand.parts.texts
    body: tuple[Element, ...] = (
        TextLine(texts("loss_waiting__call"), Align.CENTER, bold=True),
        *(
            TextLine(number, Align.CENTER, size=2, bold=True)
            for number in page.hotlines
        ),
        *([TextLine(page.hours, Align.CENTER)] if page.hours else []),
        PaperRule(),
        *fields_of(wording.waiting_facts(page, texts), wording.private_facts(texts)),
        PaperRule(),
        *text_lines([texts("loss_waiting__body")]),
    )
    title = texts("loss_waiting__title")
    return build_receipt(errand, _KINDS[page.act], title, body, of, "waiting")


def withdrawal_receipt(
    errand: Errand, page: WithdrawalWaitingPage, of: ActId
) -> Receipt:
    """Return the paper that says that nobody has judged the withdrawal yet."""
    texts = errand.parts.texts
    body: tuple[Element, ...] = (
        *fields_of(wording.withdrawal_facts(page, texts), wording.private_facts(texts)),
        PaperRule(),
        *text_lines(wording.withdrawal_words(page, texts)),
    )
    title = texts("withdrawal_waiting__title")
    return build_receipt(errand, _KINDS[Act.WITHDRAW], title, body, of, "waiting")


def refused_receipt(errand: Errand, page: ActRefusedPage) -> Receipt:
    """Return the paper of an act that was not done."""
    texts = errand.parts.texts
    title, body, todo = wording.refused_words(page, texts)
    facts = [(texts("fact__act"), texts(f"act__{page.act}"))]
    if page.reason is not Reason.NOT_RECOGNISED:
        facts.append((texts("fact__state"), texts("state__refused")))
    lines: tuple[Element, ...] = (
        *fields_of(facts, wording.private_facts(texts)),
        PaperRule(),
        *text_lines([body, todo]),
    )
    return build_receipt(errand, _KINDS[page.act], title, lines, state="refused")


def done_receipt(errand: Errand, page: ActDonePage, of: ActId) -> Receipt:
    """Return the paper of another act that was done."""
    texts = errand.parts.texts
    body: tuple[Element, ...] = (
        *fields_of(wording.done_facts(page, texts), wording.private_facts(texts)),
        PaperRule(),
        *text_lines([wording.done_words(page, texts)]),
    )
    title = texts(f"act_done__{page.act}__title")
    return build_receipt(errand, _KINDS[page.act], title, body, of, "accepted")


def progress_receipt(errand: Errand, page: ProgressPage) -> Receipt:
    """Return the paper of a card's steps."""
    texts = errand.parts.texts
    facts = wording.progress_facts(page, texts)
    body: tuple[Element, ...] = (
        *fields_of(facts, wording.private_facts(texts)),
        *text_lines(wording.progress_words(page, texts)),
    )
    return build_receipt(errand, "progress", texts("progress__title"), body)


def lost_card_receipt(errand: Errand, page: LostCardPage) -> Receipt:
    """Return the paper that says where a stopped card is set free."""
    texts = errand.parts.texts
    title = texts(f"lost_card__{page.state}__title")
    sections = wording.lost_card_sections(page)
    body = tuple(read_body(sections, page.hotline, page.as_of, texts))
    return build_receipt(errand, "guide", title, body)
