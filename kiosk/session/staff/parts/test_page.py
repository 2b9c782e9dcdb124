"""The technician's test print: each feature that the profile claims, under its name.

What comes out wrong names the key of the profile that is not true of this printer.
"""

from collections.abc import Iterator

from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.typesetting.receipt_elements import (
    Align,
    Barcode,
    Element,
    PaperRule,
    Receipt,
    ReceiptField,
    TextLine,
)
from kiosk.session.dialog.errand import Errand
from kiosk.session.dialog.ports import Ports
from kiosk.session.paper.receipt_frame import build_receipt
from kiosk.settings.texts import Texts

_FONT = {"gb2312": "啊齄·—￥", "gbk": "啊齄镕喆囍", "gb18030-2": "镕喆囍䶮䜣"}
"""Characters of the printer's own font, the last ones only in that character set."""
_RARE = 0x3400
"""The first of the rare characters that are taught; no two-byte code has any."""
_JOINED = "ئۇيغۇر བོད་ཡིག"
"""A line that no printer can set: the kiosk draws it whole."""


def diagnostic_receipt(parts: Ports) -> Receipt:
    """Return the print that shows whether the printer is what its profile says."""
    texts, profile = parts.texts, parts.printer.profile
    body: list[Element] = []
    for number, (name, shown) in enumerate(_features(texts, profile), 1):
        words = texts(f"test_page__{name}", **_claims(profile))
        body += (TextLine(f"{number} {words}", bold=True), *shown)
    errand = Errand(parts, id="test")
    return build_receipt(errand, "test", texts("test_page__title"), tuple(body))


def _claims(profile: PrinterProfile) -> dict[str, object]:
    text = profile.text
    return {
        "columns": profile.columns,
        "dots": profile.width_dots,
        "charset": text.charset,
        "glyphs": text.user_glyphs,
        "first": text.first_glyph,
        "size": text.size,
        "module": profile.qr.module,
    }


def _features(
    texts: Texts, profile: PrinterProfile
) -> Iterator[tuple[str, list[Element]]]:
    """Yield each claim's name with what shows whether it is true."""
    columns, word = profile.columns, texts("test_page__word")
    digits = "".join(str(n % 10) for n in range(1, columns + 1))
    yield "profile", [TextLine(profile.name)]
    yield "columns", [TextLine(digits), TextLine("国" * (columns // 2)), PaperRule()]
    yield "size", [TextLine(f"{word} Ab12", size=2)]
    yield "bold", [TextLine(f"{word} Ab12", bold=True)]
    if profile.text.places:
        yield "places", [ReceiptField("|", "|"), TextLine("|", Align.CENTER)]
    yield "charset", [TextLine(_FONT[profile.text.charset])]
    if profile.text.user_glyphs:
        taught = map(chr, range(_RARE, _RARE + profile.text.user_glyphs))
        yield "glyphs", [TextLine("".join(taught))]
    yield "picture", [TextLine(_JOINED)]
    if profile.barcode.native:
        yield "barcode", [Barcode("TEST-123456")]
    yield "code", []
    yield "cut", []
