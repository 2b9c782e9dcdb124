"""What all receipts share: the head, who it is for, the foot with its signed code.

What stands between head and foot is each receipt's own; widths and bytes are the
printer's business.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from kiosk.devices.printer.typesetting.encode import boxed
from kiosk.devices.printer.typesetting.receipt_elements import (
    Align,
    Barcode,
    Code,
    Columns,
    Element,
    PaperRule,
    Receipt,
    ReceiptField,
    Space,
    TextLine,
)
from kiosk.domain.notation import second
from kiosk.domain.records import masked_name, masked_number
from kiosk.session.dialog.card_session import CardSession
from kiosk.session.dialog.errand import Errand
from kiosk.session.dialog.ports import Ports
from kiosk.sync.wire.receipt_codes import parse_code

_NOTES = {"registration": "receipt__note_registration"}
"""What stands below a slip that is more than a look at a record."""


def build_receipt(
    errand: Errand,
    kind: str,
    title: str,
    body: tuple[Element, ...],
    act: str | None = None,
    state: str | None = None,
) -> Receipt:
    """Return a receipt: head, body, foot, and the code that this kiosk signs.

    What was said before in this errand is the same receipt, with its number, its time
    and its code.

    :param kind: a word of `verify__kind__<kind>`, said by the center's page.
    :param act: what the person did, by its number at the center.
    :param state: how the act stands now, a word of `verify__state__<state>`.
    """
    content = (*head(errand.parts, title), *body)
    said = (kind, content, act, state)
    if said not in errand.papers:
        number = _next_number(errand)
        below = foot(errand.parts, number, kind, content, act, state)
        errand.papers[said] = Receipt(kind, (*content, *below), number)
    return errand.papers[said]


def _next_number(errand: Errand) -> str:
    """Return the visit's number and the time of day, which no other receipt has.

    It is found in the journal by its head. Two within a second are told apart.
    """
    now = errand.parts.clock.now()
    taken = {receipt.number for receipt in errand.papers.values()}
    while (number := f"{errand.id[:8].upper()}-{now:%H%M%S}") in taken:
        now += timedelta(seconds=1)
    return number


def head(parts: Ports, title: str) -> tuple[Element, ...]:
    """Return whose receipt it is and what it is about."""
    return (
        TextLine(parts.texts("receipt__title"), Align.CENTER),
        TextLine(title, Align.CENTER, size=2, bold=True),
        PaperRule(),
    )


def holder(visit: CardSession) -> tuple[Element, ...]:
    """Return the person and the card, both masked."""
    texts = visit.parts.texts
    fields = {
        "receipt__name": masked_name(visit.holder.name or ""),
        "receipt__number": masked_number(visit.holder.number or "", 6, 2),
        "receipt__card": masked_number(visit.issuer.card_number or "", 2, 2),
    }
    return tuple(
        ReceiptField(texts(key), value, private=True)
        for key, value in fields.items()
        if value
    )


def foot(
    parts: Ports,
    serial: str,
    kind: str,
    content: tuple[Element, ...],
    act: str | None = None,
    state: str | None = None,
) -> tuple[Element, ...]:
    """Return where and when, the number, and the code that holds for all above it."""
    texts, machine, now = parts.texts, parts.config.machine, parts.clock.known()
    printed = second(now) if now else texts("receipt__no_time")
    fields: tuple[Element, ...] = (
        *rare_characters(parts, content),
        PaperRule(),
        ReceiptField(
            texts("receipt__place"), machine.place or parts.region.region.name
        ),
        ReceiptField(texts("receipt__machine"), machine.id),
        ReceiptField(texts("receipt__printed"), printed),
        ReceiptField(texts("receipt__serial"), serial),
    )
    said = lines_of((*content, *fields))
    code = parts.codes(kind, serial, now, said, act, state)
    letters = parse_code(code).printed.letters
    # Without an address the code is text that only the center's staff can check.
    scan = "scan" if parts.config.center.public_url else "staff_scan"
    note = "receipt__note_act" if state else _NOTES.get(kind, "receipt__note")
    return (
        *fields,
        ReceiptField(texts("receipt__letters"), f"{letters[:4]} {letters[4:]}"),
        Space(),
        Code(code),
        TextLine(texts(f"receipt__{scan}"), Align.CENTER),
        TextLine(texts(note, hotline=parts.hotline), Align.CENTER),
    )


def rare_characters(parts: Ports, content: tuple[Element, ...]) -> Iterator[TextLine]:
    """Yield what the boxes are that stand for characters which no font here has."""
    if found := boxed("".join(lines_of(content))):
        numbers = " ".join(f"U+{ord(character):04X}" for character in found)
        yield TextLine(parts.texts("receipt__boxed", numbers=numbers), private=True)


def title_of(receipt: Receipt) -> str:
    """Return what a receipt is about, as it says in large letters."""
    texts = (e for e in receipt.elements if isinstance(e, TextLine))
    return next((line.text for line in texts if line.size > 1), "")


def lines_of(elements: Iterable[Element]) -> Iterator[str]:
    """Yield everything that a receipt says, one text a line, its code left out."""
    for element in elements:
        match element:
            case TextLine():
                yield element.text
            case ReceiptField():
                yield f"{element.label}: {element.value}"
            case Barcode():
                yield element.data
            case Columns():
                rows = (element.header, *element.rows, element.foot)
                yield from ("\t".join(row) for row in rows if row)
