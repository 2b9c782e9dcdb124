"""One item's value in both directions: bytes of the card, and a typed value.

What cannot be read is an `Unreadable` with its reason, never an exception; which
record a value came from is not known here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from kiosk.devices.card.holder.items import Item, ItemForm, ItemKind, ItemUnit
from kiosk.devices.card.protocol import codec
from kiosk.domain.china_time import CHINA

_FEN = 100
_TIME_DIGITS = 14
_REWRITTEN = 0xEE
"""Fills the room behind a new value that was written over a longer old one."""


class UnreadableReason(StrEnum):
    """Why a value cannot be read."""

    MISSING = "missing"
    """The card has no such record, or no such file."""
    ACCESS = "access"
    """The card wants a PIN or a key first."""
    REFUSED = "refused"
    """The card gave another status word."""
    TRUNCATED = "truncated"
    """The record or one of its elements is cut short, or says a wrong length."""
    TAG = "tag"
    """A tag that does not belong in this file."""
    LENGTH = "length"
    NOT_DIGITS = "not_digits"
    NOT_TEXT = "not_text"
    NOT_A_DATE = "not_a_date"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands where a value should be."""

    reason: UnreadableReason


Value = str | int | Decimal | date | datetime | bytes | Unreadable | None
"""None: the card keeps the item, and nothing is written in it."""


def form_of(row: Item, raw: bytes, generation: int) -> tuple[ItemForm, bytes]:
    """Return how these bytes are to be read, without the filling behind them.

    A first-generation item is told from a later one written over it by the last byte,
    EE (the standard's annex on tags used again).
    """
    if row.old is None or len(raw) != row.old.length:
        return row.form, raw
    if raw[-1] == _REWRITTEN:
        value = _before_filling(raw, row.form.unit)
        small = row.rewritten
        if len(value) <= row.form.length:
            return (small if small and len(value) == small.length else row.form), value
    return (row.old if generation == 1 else row.form), raw


def _before_filling(raw: bytes, unit: ItemUnit) -> bytes:
    """Return a rewritten value without its EE.

    EE is also a second byte of GBK pairs: the one that completes a character stays.
    """
    value = raw.rstrip(bytes((_REWRITTEN,)))
    if unit is not ItemUnit.TEXT:
        return value
    whole = value + bytes((_REWRITTEN,))
    completes = codec.decode_an(value) is None and codec.decode_an(whole) is not None
    return whole if completes else value


def decode(form: ItemForm, raw: bytes) -> Value:
    """Return the typed value of an item's bytes."""
    if len(raw) > form.length:
        return Unreadable(UnreadableReason.LENGTH)
    if form.kind is ItemKind.BINARY:
        return _decode_binary(form, raw)
    if form.unit is ItemUnit.HEX and raw.strip(b"\xff"):
        fits = len(raw) == form.length
        return raw.hex().upper() if fits else Unreadable(UnreadableReason.LENGTH)
    if not raw.rstrip(b"\xff" if form.kind is ItemKind.CN else b"\x00\x20\xff"):
        return None
    text = (codec.decode_cn if form.kind is ItemKind.CN else codec.decode_an)(raw)
    if text is None:
        cn = form.kind is ItemKind.CN
        return Unreadable(
            UnreadableReason.NOT_DIGITS if cn else UnreadableReason.NOT_TEXT
        )
    return _READ.get(form.unit, _as_it_is)(text)


def _decode_binary(form: ItemForm, raw: bytes) -> Value:
    """Read a transparent file, or a number with the highest byte first."""
    if form.unit is ItemUnit.BYTES:
        return (
            raw.rstrip(b"\x00") if raw.strip(b"\x00") and raw.strip(b"\xff") else None
        )
    if len(raw) != form.length:
        return Unreadable(UnreadableReason.LENGTH)
    if not raw.strip(b"\xff"):
        return None
    number = int.from_bytes(raw, "big")
    return _yuan(number) if form.unit is ItemUnit.FEN else number


def _as_it_is(text: str) -> Value:
    return text


def _read_date(digits: str) -> Value:
    """Read CCYYMMDD; all zeros is how some issuers write "none"."""
    if not digits.strip("0"):
        return None
    day = codec.date_of(digits)
    return Unreadable(UnreadableReason.NOT_A_DATE) if day is None else day


def _read_time(digits: str) -> Value:
    """Read CCYYMMDDhhmmss; a time without its seconds is not read as another one."""
    if not digits.strip("0"):
        return None
    try:
        # strptime alone takes fields of one digit: 1234 would be 12:03:04.
        if len(digits) != _TIME_DIGITS:
            raise ValueError("not a whole time")
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=CHINA)
    except ValueError:
        return Unreadable(UnreadableReason.NOT_A_DATE)


def _read_count(text: str) -> Value:
    plain = text.strip()
    if not (plain.isascii() and plain.isdecimal()):
        return Unreadable(UnreadableReason.NOT_DIGITS)
    return int(plain)


def _read_fen(digits: str) -> Value:
    return _yuan(int(digits))


def _read_region(digits: str) -> Value:
    return digits if len(digits) == 6 else Unreadable(UnreadableReason.LENGTH)


_READ: dict[ItemUnit, Callable[[str], Value]] = {
    ItemUnit.DATE: _read_date,
    ItemUnit.TIME: _read_time,
    ItemUnit.COUNT: _read_count,
    ItemUnit.FEN: _read_fen,
    ItemUnit.REGION: _read_region,
}


def _yuan(fen: int) -> Decimal:
    return (Decimal(fen) / _FEN).quantize(Decimal("0.01"))


def encode(form: ItemForm, value: Value) -> bytes:
    """Return a value as the card keeps it, at the item's full length.

    :raises ValueError: when it does not fit the item, or the standard has its bytes
        stand for "nothing written".
    """
    if value is None or value in ("", b""):
        return form.empty
    raw = _encoded(form, value)
    if decode(form, raw) is None:
        raise ValueError(f"{form.key}: this value reads as nothing written")
    return raw


def _encoded(form: ItemForm, value: Value) -> bytes:
    if isinstance(value, bytes):
        return _padded(form, value)
    if form.unit is ItemUnit.HEX:
        return _padded(form, bytes.fromhex(str(value)))
    if form.kind is ItemKind.BINARY:
        return _number(value).to_bytes(form.length, "big")
    text = _text(form, value)
    if form.kind is ItemKind.CN:
        return codec.encode_cn(text, form.length)
    return codec.encode_an(text, form.length)


def _padded(form: ItemForm, value: bytes) -> bytes:
    if len(value) > form.length:
        raise ValueError(f"{form.key}: {len(value)} bytes do not fit {form.length}")
    return value.ljust(form.length, b"\x00")


def _text(form: ItemForm, value: Value) -> str:
    """Return the digits or the text of a value; numbers fill their room."""
    if isinstance(value, datetime):
        return value.astimezone(CHINA).strftime("%Y%m%d%H%M%S")
    if isinstance(value, date):
        return value.strftime("%Y%m%d")
    if isinstance(value, str):
        return value
    width = form.length * (2 if form.kind is ItemKind.CN else 1)
    return str(_number(value)).zfill(width)


def _number(value: Value) -> int:
    """Return a count, or an amount of yuan in fen.

    :raises ValueError: when it is neither, negative, or has parts of a fen.
    """
    fen = value * _FEN if isinstance(value, Decimal) else value
    if not isinstance(fen, int | Decimal) or fen < 0 or fen != int(fen):
        raise ValueError("not a count and not an amount")
    return int(fen)


def overwritten(row: Item, value: Value) -> bytes:
    """Return today's value in the room of the first generation's, filled with EE.

    :raises ValueError: when it does not fit, or the item never changed.
    """
    if row.old is None:
        raise ValueError(f"{row.key} was never another item")
    form = row.rewritten or row.form
    return encode(form, value).ljust(row.old.length, bytes((_REWRITTEN,)))
