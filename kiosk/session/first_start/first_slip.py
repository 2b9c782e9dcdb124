"""The slip of the test visit: which machine it is, and that it is worth nothing."""

from kiosk.devices.printer.typesetting.receipt_elements import (
    Align,
    PaperRule,
    Receipt,
    ReceiptField,
    TextLine,
)
from kiosk.domain.notation import second
from kiosk.settings.config import KioskConfig
from kiosk.settings.texts import load_texts
from kiosk.sync.clock.clock import SystemClock


def first_slip(config: KioskConfig, clock: SystemClock) -> Receipt:
    """Return a few lines that show whether the paper runs, can be read and is cut."""
    texts, machine = load_texts(), config.machine
    title = texts("test_page__title")
    return Receipt(
        "test",
        (
            TextLine(title, Align.CENTER, size=2, bold=True),
            TextLine(texts("test_page__short")),
            ReceiptField(texts("receipt__machine"), machine.id),
            # Nobody has told this machine the time yet.
            ReceiptField(texts("first__clock"), second(clock.now())),
            PaperRule(),
            TextLine(texts("test_page__worthless"), Align.CENTER),
            TextLine(title, Align.CENTER, size=2, bold=True),
        ),
    )
