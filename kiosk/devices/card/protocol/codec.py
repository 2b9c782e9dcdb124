"""The card's value formats: cn (BCD), an (GBK text), dates and TLV records.

Both directions; decoding never raises: what cannot be read is None.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date

from kiosk.domain.private_use import real_characters
from kiosk.domain.visible_text import visible

_FILL = b"\x00\x20\xff"
"""Cards pad text with any of the three; none is a second byte of a GBK pair."""

_BETWEEN = b"\x00\xff"


@dataclass(frozen=True, slots=True, repr=False)
class Tlv:
    """One record or nested element: a one-byte tag and the whole padded value."""

    tag: int
    value: bytes


def decode_cn(value: bytes) -> str | None:
    """Return the digits of a BCD value, padded with F on the right.

    Empty (all F, or no bytes) and anything that is not BCD is None.
    """
    digits = value.hex().upper().rstrip("F")
    return digits if digits.isdecimal() else None


def encode_cn(digits: str, length: int) -> bytes:
    """Pack digits two per byte and pad with F.

    :raises ValueError: when it is not digits or does not fit.
    """
    if digits and not (digits.isascii() and digits.isdecimal()):
        raise ValueError("cn takes digits only")
    if len(digits) > 2 * length:
        raise ValueError(f"{len(digits)} digits do not fit {length} bytes")
    return bytes.fromhex(digits.ljust(2 * length, "F"))


def trim(value: bytes) -> bytes:
    """Cut the padding off a text value."""
    return value.rstrip(_FILL)


def decode_an(value: bytes) -> str | None:
    """Return a text value without its padding; "" when it is empty.

    GBK first, as the standard says; GB18030 second, because cards of people with
    rare characters carry its four-byte codes.
    """
    # At its full length: a block of memory is overwritten but for its last bytes when
    # it is freed, and a trimmed name would fit into those.
    raw = value.replace(b"\xff", b"\x00")
    for encoding in ("gbk", "gb18030"):
        try:
            text = raw.decode(encoding).rstrip("\x00 ")
        except UnicodeDecodeError:
            continue
        broken = any(map(_unprintable, text))
        return None if broken else visible(real_characters(text))
    return None


def _unprintable(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs")


def encode_text(text: str) -> bytes:
    """Return text as GBK, or as GB18030 when it has a rarer character."""
    try:
        return text.encode("gbk")
    except UnicodeEncodeError:
        return text.encode("gb18030")


def text_after(text: str, length: int) -> str:
    """Return what is left of a text behind the characters whole in `length` bytes."""
    place = 0
    while place < len(text) and len(encode_text(text[: place + 1])) <= length:
        place += 1
    return text[place:]


def encode_an(text: str, length: int) -> bytes:
    """Encode text and pad it with 00.

    :raises ValueError: when it does not fit.
    """
    raw = encode_text(text)
    if len(raw) > length:
        raise ValueError(f"{len(raw)} bytes of text do not fit {length}")
    return raw.ljust(length, b"\x00")


def decode_date(value: bytes) -> date | None:
    """Return a CCYYMMDD date in four BCD bytes; an impossible one is None."""
    digits = decode_cn(value)
    return date_of(digits) if digits is not None and len(value) == 4 else None


def date_of(digits: str) -> date | None:
    """Return the day of CCYYMMDD digits; an impossible one is None."""
    if len(digits) != 8:
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def encode_date(day: date | None) -> bytes:
    """Return a date as four BCD bytes; None is FFFFFFFF."""
    return encode_cn(day.strftime("%Y%m%d") if day else "", 4)


def encode_record(tag: int, value: bytes) -> bytes:
    """Return tag, one-byte length and value.

    :raises ValueError: when the value is longer than 255 bytes.
    """
    return bytes((tag, len(value))) + value


def decode_record(raw: bytes) -> Tlv | None:
    """Take one whole record apart; None unless its length agrees.

    Cards whose records are all of one length fill them up with 00 or FF.
    """
    end = 2 + raw[1] if len(raw) > 1 else 2
    rest = raw[end:]
    if len(raw) < end or (rest.strip(b"\x00") and rest.strip(b"\xff")):
        return None
    return Tlv(raw[0], raw[2:end])


def decode_records(raw: bytes) -> list[Tlv] | None:
    """Take several records in a row apart; None when one is cut short."""
    found, whole = readable_records(raw)
    return found if whole else None


def readable_records(raw: bytes) -> tuple[list[Tlv], bool]:
    """Return the records before the first one that is cut short, and if all were.

    00 and FF before, between and behind them mean nothing (ISO 7816-4); neither is a
    tag of the card's table.
    """
    found: list[Tlv] = []
    at = 0
    while at < len(raw):
        if raw[at] in _BETWEEN:
            at += 1
            continue
        end = at + 2 + raw[at + 1] if at + 1 < len(raw) else len(raw) + 1
        if end > len(raw):
            return found, False
        found.append(Tlv(raw[at], raw[at + 2 : end]))
        at = end
    return found, True


def ber_elements(raw: bytes) -> list[tuple[int, bytes]]:
    """Return tag and value of BER objects, up to the first that is cut short.

    Tags of one or two bytes, lengths as one byte or behind 81 or 82 (ISO 7816-4).
    """
    found = []
    at = 0
    while at < len(raw):
        if raw[at] in _BETWEEN:
            at += 1
            continue
        wide = 2 if raw[at] & 0x1F == 0x1F else 1
        tag, at = int.from_bytes(raw[at : at + wide], "big"), at + wide
        more = {0x81: 1, 0x82: 2}.get(raw[at], 0) if at < len(raw) else 0
        size = raw[at + 1 : at + 1 + more] if more else raw[at : at + 1]
        at += 1 + more
        end = at + int.from_bytes(size, "big")
        if len(size) < max(more, 1) or end > len(raw):
            break
        found.append((tag, raw[at:end]))
        at = end
    return found


def find(elements: list[Tlv] | None, tag: int) -> bytes | None:
    """Return the value of the first element with that tag."""
    return next((e.value for e in elements or () if e.tag == tag), None)
