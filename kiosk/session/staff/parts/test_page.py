"""The technician's test print: each feature that the profile claims, under its name.

What comes out wrong names the key of the profile that is not true of this printer. It
says TEST at its head and foot, has no number, and its code verifies as nothing.
"""

from collections.abc import Iterator

from kiosk.devices.printer.printer_profile import PrinterProfile
from kiosk.devices.printer.typesetting.receipt_elements import (
    Align,
    Barcode,
    Code,
    Element,
    PaperRule,
    Receipt,
    ReceiptField,
    Space,
    TextLine,
)
from kiosk.domain.notation import second
from kiosk.session.dialog.ports import Ports
from kiosk.session.paper.receipt_frame import head
from kiosk.settings.texts import Texts

_FONT = {"gb2312": "啊齄·—￥", "gbk": "啊齄镕喆囍", "gb18030-2": "镕喆囍䶮䜣"}
"""Characters of the printer's own font, the last ones only in that character set."""
_CODE = "TEST-" * 30
"""As long as a real one and signed by nobody."""
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
    return _framed(parts, body, (Space(), Code(_CODE)))


def short_test(parts: Ports) -> Receipt:
    """Return a few lines that show whether the paper runs and is cut."""
    return _framed(parts, [TextLine(parts.texts("test_page__short"))])


def _framed(
    parts: Ports, body: list[Element], code: tuple[Element, ...] = ()
) -> Receipt:
    """Return a print between two large words, so that nobody takes it for a slip."""
    texts, machine, now = parts.texts, parts.config.machine, parts.clock.known()
    title = texts("test_page__title")
    below = (
        PaperRule(),
        ReceiptField(texts("receipt__machine"), machine.id),
        ReceiptField(
            texts("receipt__printed"), second(now) if now else texts("receipt__no_time")
        ),
        *code,
        TextLine(texts("test_page__worthless"), Align.CENTER),
        TextLine(title, Align.CENTER, size=2, bold=True),
    )
    return Receipt("test", (*head(parts, title), *body, *below))


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
        "wait": round(profile.presenter.wait),
        "answers": _answers(profile),
    }


def _answers(profile: PrinterProfile) -> str:
    """Return which answers are claimed, by their keys."""
    claims = profile.answers
    keys = ("process_id", "gs_r", "macro", "clear_dc4")
    return " ".join(key for key in keys if getattr(claims, key)) or "-"


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
    presents = profile.presenter
    if presents.present or presents.retract or presents.taken != "unknown":
        yield "presenter", []
    yield f"answers_{'prove' if profile.answers.proves else 'prove_not'}", []
    yield "cut", []
