"""What the virtual printer says it is (GS I), in the form of the makers' tables."""

from kiosk.devices.printer.printer_profile import PrinterProfile

MAKER = "VIRTUAL"
_MODEL, _TWO_BYTE_AND_CUTTER, _RELEASE = 0x20, 0x03, 0x01


def name_plate(profile: PrinterProfile, n: int) -> bytes:
    """Return the answer to GS I n: a byte, or a block from 5F to 00, or none."""
    numbers = {1: _MODEL, 2: _TWO_BYTE_AND_CUTTER, 3: _RELEASE}
    number = numbers.get(n - 48 if n in (49, 50, 51) else n)
    if number is not None:
        return bytes((number,))
    fonts = {"gb2312": "GB2312", "gbk": "GBK", "gb18030-2": "GB18030"}
    names = {65: "1.00", 66: MAKER, 67: profile.name, 68: "000000"}
    names[69] = fonts[profile.text.charset]
    if n not in names:
        return b""
    return b"\x5f" + names[n].encode("ascii", "replace") + b"\x00"
