"""Samples of the page before a print: papers of several lengths, by the real layout."""

from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from kiosk.devices.printer.printer_profile import load_printer_profile
from kiosk.devices.printer.typesetting.preview import draw_receipt
from kiosk.devices.printer.typesetting.receipt_elements import (
    Align,
    Code,
    Columns,
    PaperRule,
    Receipt,
    ReceiptField,
    Space,
    TextLine,
)
from kiosk.session.kept.build import kept_page
from kiosk.session.pages.page import Page
from kiosk.session.paper.pages import PreviewPage
from kiosk.sync.wire.kept_receipts import KeptReceipt, KeptReceipts
from tests.screens.samples_acts import CODE


def paper(rows: int, profile: str = "generic-80mm", **changed: bool) -> PreviewPage:
    """Return the page of a receipt with so many months."""
    months = tuple(
        (f"{2024 - n // 12}-{12 - n % 12:02}", "6,500.00", "910.00", "520.00")
        for n in range(rows)
    )
    receipt = Receipt(
        "contributions",
        (
            TextLine("社会保障自助服务", Align.CENTER),
            TextLine("缴费明细", Align.CENTER, size=2, bold=True),
            PaperRule(),
            ReceiptField("姓名", "林*", private=True),
            ReceiptField("社会保障号码", "990101**********23", private=True),
            PaperRule(),
            Columns(
                ("月份", "缴费基数", "单位", "个人"),
                months,
                (8, 10, 9, 9),
                right=frozenset({1, 2, 3}),
                private=frozenset({1, 2, 3}),
            ),
            PaperRule(),
            ReceiptField("打印地点", "云川市政务服务中心"),
            ReceiptField("打印时间", "2024-12-31 12:00:30"),
            ReceiptField("凭条编号", "5F0A1C3E-120030"),
            Space(),
            Code(CODE),
            TextLine("手机扫码可核验真伪", Align.CENTER),
        ),
        "5F0A1C3E-120030",
    )
    drawn = draw_receipt(receipt, load_printer_profile(Path("kiosk.toml"), profile))
    return PreviewPage("缴费明细", drawn, **changed)


KEPT = KeptReceipts(
    datetime(2025, 1, 3, 1, 30, tzinfo=UTC),
    tuple(
        KeptReceipt(
            *(f"5F0A1C3E-12003{n}", kind, f"yunchuan-hall-0{n + 1}"),
            kept=datetime(2025, 1, 2, 2 + n, tzinfo=UTC),
            until=datetime(2025, 2, 1, 2 + n, tzinfo=UTC),
            copies=n,
        )
        for n, kind in enumerate(("contributions", "loss_report", "pin_change"))
    ),
)

PAPERS: dict[str, Page] = {
    "preview": paper(12),
    "preview-long": paper(90),
    "preview-narrow": paper(12, "generic-58mm", card=False),
    "kept_receipts": kept_page(KEPT, UTC),
    "kept_receipts-none": kept_page(replace(KEPT, receipts=()), UTC),
    "preview-no-paper": paper(2, can_print=False),
}
