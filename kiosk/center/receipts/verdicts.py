"""Checks a receipt's code for anybody who holds the paper, and says so as a page.

Whether the kiosk's key signed it, what the paper must then say, and how the act it is
about stands now. No personal data is read or shown.
"""

from enum import StrEnum
from html import escape
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, select

from kiosk.center.applications.book import state_of_act
from kiosk.center.database.transactions import every, one
from kiosk.center.identity import identity_tables as tables
from kiosk.domain.china_time import CHINA
from kiosk.domain.notation import second
from kiosk.settings.texts import Texts
from kiosk.sync.wire.receipt_codes import NO_TIME, Printed, SignedCode, parse_code


class Verdict(StrEnum):
    """What a code turned out to be."""

    GENUINE = "genuine"
    NOT_PROVED = "not_proved"
    """Signed with a key that the kiosk has no more: nobody can tell when."""
    FALSE = "false"
    UNKNOWN_KIOSK = "unknown_kiosk"
    NO_CODE = "no_code"


class Checked(NamedTuple):
    """A verdict; what the code says, only where that is proved."""

    verdict: Verdict
    printed: Printed | None = None
    state: str | None = None
    """How the act stands at the center; None: there is none, or it is not known."""

    def __repr__(self) -> str:
        return "Checked(hidden)"


def check(db: Connection, code: str, now: float) -> Checked:
    """Hold a code against the kiosk's key, and ask how its act stands now."""
    try:
        parts = parse_code(code)
    except ValueError:
        return Checked(Verdict.NO_CODE)
    kiosk, act = parts.printed.kiosk, parts.printed.act
    key = one(db, select(tables.kiosk).where(tables.kiosk.c.id == kiosk))
    if key is None:
        return Checked(Verdict.UNKNOWN_KIOSK)
    state = state_of_act(db, act, now, kiosk) if act is not None else None
    if _signed_by(key["signing_key"], parts):
        return Checked(Verdict.GENUINE, parts.printed, state)
    former = every(db, select(tables.former_key).filter_by(kiosk=kiosk))
    if any(_signed_by(row["signing_key"], parts) for row in former):
        # Whoever has such a key writes any time into the code.
        return Checked(Verdict.NOT_PROVED, parts.printed, state)
    return Checked(Verdict.FALSE)


def _signed_by(key: bytes, code: SignedCode) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(code.signature, code.signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def page(checked: Checked, texts: Texts) -> str:
    """Return the whole page; it needs nothing from elsewhere and runs nothing."""
    word = str(checked.verdict)
    genuine = checked.verdict is Verdict.GENUINE
    rows = _rows(checked, texts) if genuine else []
    listed = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows
    )
    return _PAGE.format(
        language=escape(texts.language),
        title=escape(texts("verify__title")),
        word=word,
        headline=escape(texts(f"verify__{word}")),
        advice=escape(texts(f"verify__{word}__advice")),
        rows=f"<dl>{listed}</dl>" if listed else "",
        foot=escape(texts("verify__foot")),
    )


def _printed_at(printed: Printed, texts: Texts) -> str:
    if printed.seconds == NO_TIME:
        return texts("verify__no_time")
    return second(printed.at.astimezone(CHINA))


def _rows(checked: Checked, texts: Texts) -> list[tuple[str, str]]:
    """Return what the paper must say, and how its act stands, as name and value."""
    printed = checked.printed
    assert printed is not None
    rows = [
        ("kind", _word(texts, "kind", printed.kind)),
        ("kiosk", printed.kiosk),
        ("at", _printed_at(printed, texts)),
        ("serial", printed.serial),
        ("letters", f"{printed.letters[:4]} {printed.letters[4:]}"),
    ]
    if printed.state is not None:
        rows.append(("state_then", _word(texts, "state", printed.state)))
    if printed.act is not None:
        now = checked.state or "not_here"
        rows.append(("state_now", _word(texts, "state", now)))
    return [(texts(f"verify__{name}"), value) for name, value in rows]


def _word(texts: Texts, family: str, word: str) -> str:
    """Return the words for a kind or a state; a newer kiosk may know more of them."""
    key = f"verify__{family}__{word}"
    return texts(key if texts.has(key) else f"verify__{family}__other")


_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>
body {{ margin: 0; background: #f4f5f6; color: #16202b;
  font: 1.125rem/1.5 system-ui, "Noto Sans SC", "PingFang SC", sans-serif; }}
main {{ max-width: 34rem; margin: 0 auto; padding: 1.5rem; }}
h1 {{ font-size: 1rem; font-weight: 400; margin: 0 0 1rem; }}
section {{ background: #fff; border-left: .5rem solid #a3231a; padding: 1.25rem; }}
section.genuine {{ border-color: #0b6b3a; }}
h2 {{ font-size: 1.75rem; line-height: 1.25; margin: 0 0 .5rem; }}
p {{ margin: 0; }}
dl {{ margin: 1.5rem 0 0; }}
dt {{ color: #46525e; }}
dd {{ margin: 0 0 .75rem; font-weight: 600; overflow-wrap: anywhere; }}
footer {{ margin-top: 1.5rem; font-size: 1rem; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<section class="{word}">
<h2>{headline}</h2>
<p>{advice}</p>
{rows}
</section>
<footer>{foot}</footer>
</main>
</body>
</html>
"""
