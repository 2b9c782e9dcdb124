"""Pairs and sentences as the elements of a receipt."""

from collections.abc import Collection, Iterable, Iterator

from kiosk.devices.printer.typesetting.receipt_elements import ReceiptField, TextLine


def fields_of(
    facts: Iterable[tuple[str, str]], private: Collection[str] = ()
) -> Iterator[ReceiptField]:
    """Yield pairs as fields; `private` are the names whose values are hidden."""
    return (ReceiptField(name, value, name in private) for name, value in facts)


def titled_lines(pairs: Iterable[tuple[str, str]]) -> Iterator[TextLine]:
    for title, sentence in pairs:
        yield TextLine(title, bold=True)
        yield TextLine(sentence)


def text_lines(sentences: Iterable[str]) -> Iterator[TextLine]:
    return map(TextLine, sentences)
