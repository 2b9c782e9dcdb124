"""Receipts for tests, about people who do not exist."""

from kiosk.devices.printer.typesetting.paper_rows import PaperRow
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

URL = "https://kiosk.example.invalid/v/99A7-0031-5K2M"


def contributions(name: str = "欧阳锦绣") -> Receipt:
    """Return a year of pension contributions as the kiosk prints it."""
    months = tuple(
        (f"2023-{month:02}", "6,500.00", "1,040.00", "520.00", "已到账")
        for month in range(1, 13)
    )
    return Receipt(
        "contributions",
        (
            TextLine("社会保险个人缴费记录", Align.CENTER, size=2),
            TextLine("企业职工基本养老保险 · 2023年度", Align.CENTER),
            Space(),
            ReceiptField("姓名", name),
            ReceiptField("社会保障号码", "990000********0018"),
            ReceiptField(
                "参保单位", "远山县青禾农业机械制造与技术服务有限责任公司第二分公司"
            ),
            ReceiptField("打印时间", "2024-03-08 10:21"),
            PaperRule(),
            Columns(
                ("月份", "缴费基数", "单位缴纳", "个人缴纳", "状态"),
                months,
                (9, 11, 10, 10, 7),
                frozenset({1, 2, 3, 4}),
            ),
            PaperRule(),
            ReceiptField("缴费月数", "12"),
            ReceiptField("个人缴纳合计", "¥6,240.00"),
            TextLine("单位缴纳合计 ￥12,480.00", Align.RIGHT, bold=True),
            Space(),
            Code(URL),
            Space(),
            TextLine("扫码核对本凭条，90日内有效", Align.CENTER),
            TextLine("本凭条仅供查阅，不作为缴费证明。咨询电话：12333", Align.CENTER),
        ),
    )


def short(text: str = "测试") -> Receipt:
    """Return one line of text."""
    return Receipt("test", (TextLine(text),))


def long(lines: int = 60) -> Receipt:
    """Return a receipt that takes a while."""
    return Receipt(
        "long", tuple(TextLine(f"第{n:03}行 青山绿水") for n in range(lines))
    )


def spelled(row: PaperRow) -> str:
    """Return a row's text from its first run on, with blanks up to each later one."""
    text, columns = "", 0
    for run in row.runs:
        if text:
            blanks = (run.at - row.runs[0].at) // (12 * row.size) - columns
            text, columns = text + " " * blanks, columns + blanks
        text += "".join(cell.text for cell in run.cells)
        columns += run.columns
    return text
