"""The page before a print: the paper as it will come out."""

from typing import ClassVar

from kiosk.devices.printer.printer_port import ReceiptPreview
from kiosk.session.pages.page import Page


class PreviewPage(Page, frozen=True):
    """A receipt before it is printed; answers PRINT, BACK, FINISH."""

    name: ClassVar[str] = "preview"
    private: ClassVar[bool] = True
    title: str
    preview: ReceiptPreview
    card: bool = True
    """False: nobody put a card in, so none is given back."""
    can_print: bool = True
    """False: PRINT leads to what holds without a paper."""

    @property
    def centimetres(self) -> int:
        """Return about how long the paper is."""
        return round(self.preview.height / self.preview.dots_per_mm / 10)
