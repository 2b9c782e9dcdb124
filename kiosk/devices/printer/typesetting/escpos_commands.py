"""ESC/POS commands as bytes, each named as in the makers' manuals.

Pure; nothing is sent here. Parameters avoid printable values where there is a choice,
so that a printer which does not know a command prints as little rubbish as possible.
"""

SELECT_PRINTER = b"\x1b\x3d\x01"
"""ESC = 1: a printer left deselected ignores all but real-time commands."""
INITIALISE = b"\x1b\x40"
CHINESE_ON = b"\x1c\x26"
"""FS &: two-byte mode; some models forget it at every ESC @."""
NEAR_END_GOES_ON = b"\x1b\x63\x34\x00"
"""ESC c 4 0: the near-end sensor only warns."""
LINE_FEED = b"\x0a"
ALIGN_LEFT = b"\x1b\x61\x00"
ALIGN_CENTER = b"\x1b\x61\x01"
BOLD_ON = b"\x1b\x45\x01"
BOLD_OFF = b"\x1b\x45\x00"
GS_R_PAPER = b"\x1d\x72\x01"
CLEAR_BUFFERS = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 8 with its fixed guard bytes: drop everything that is buffered."""

_REALTIME = (0x04, 0x05, 0x14)
_DLE = 0x10


def dle_eot(n: int) -> bytes:
    """Ask for real-time status byte `n` (1 printer, 2 offline, 3 error, 4 paper)."""
    return bytes((_DLE, 0x04, n))


def identify(n: int) -> bytes:
    """GS I: ask for a number (1 to 3) or a name (66 maker, 67 model)."""
    return bytes((0x1D, 0x49, n))


def line_spacing(dots: int) -> bytes:
    """ESC 3 n: the distance from line to line."""
    return bytes((0x1B, 0x33, dots))


def kanji_spacing(left: int, right: int) -> bytes:
    """FS S: the default right gap is 2 dots on some models, which breaks columns."""
    return bytes((0x1C, 0x53, left, right))


def feed(dots: int) -> bytes:
    """ESC J: print what is in the line and feed so many dots."""
    return bytes((0x1B, 0x4A, dots))


def place(dots: int) -> bytes:
    """ESC $: what follows begins so many dots from the left edge of the paper."""
    return b"\x1b\x24" + dots.to_bytes(2, "little")


def character_size(times: int, chinese_apart: bool) -> bytes:
    """Return GS !, width and height together, for all characters alike.

    :param chinese_apart: GS ! would not enlarge Chinese ones: ESC ! and FS ! then do.
        ESC ! also ends bold.
    """
    if chinese_apart:
        large = times > 1
        return bytes((0x1B, 0x21, 0x30 * large, 0x1C, 0x21, 0x0C * large))
    return bytes((0x1D, 0x21, (times - 1) << 4 | (times - 1)))


def character_width(times: int, chinese_apart: bool) -> bytes:
    """Return GS ! for the width alone; see `character_size`."""
    if chinese_apart:
        return bytes((0x1C, 0x21, 0x04 * (times > 1)))
    return bytes((0x1D, 0x21, (times - 1) << 4))


def code128(data: bytes, height: int, module: int, names_set: bool) -> bytes:
    """GS k 73: a barcode of so many dots, without its characters (GS H 0)."""
    body = (b"{B" if names_set else b"") + data
    size = bytes((0x1D, 0x68, height, 0x1D, 0x77, module, 0x1D, 0x48, 0))
    return size + bytes((0x1D, 0x6B, 73, len(body))) + body


def define_glyph(code: bytes, dots: bytes) -> bytes:
    """FS 2: make a character of 24 x 24 dots (72 bytes by columns) for a code.

    :raises ValueError: when the dots are not 72 bytes.
    """
    if len(dots) != 72:
        raise ValueError(f"a glyph is 72 bytes, not {len(dots)}")
    return b"\x1c\x32" + code + defused(dots)


def raster(dots: bytes, width_dots: int) -> bytes:
    """GS v 0: dots row by row; the width in bytes and the height are in the head."""
    across = (width_dots + 7) // 8
    head = across.to_bytes(2, "little") + (len(dots) // across).to_bytes(2, "little")
    return b"\x1d\x76\x30\x00" + head + defused(dots)


def process_id(token: bytes) -> bytes:
    """GS ( H 48: have four characters repeated when all before is printed.

    :raises ValueError: when the token is not four characters of 20..7E.
    """
    if len(token) != 4 or not all(0x20 <= byte <= 0x7E for byte in token):
        raise ValueError("a process id is four characters of 20..7E")
    return b"\x1d\x28\x48\x06\x00\x30\x30" + token


def macro(commands: bytes) -> bytes:
    """GS :, the commands, GS :: keep them until the power goes; ESC @ leaves them.

    A printer also carries them out while it takes them down. Sent twice in a row, GS :
    leaves nothing defined. GS ^ first: it ends what was begun before the line broke,
    and runs nothing.
    """
    return run_macro(0) + b"\x1d\x3a" + commands + b"\x1d\x3a"


def run_macro(times: int) -> bytes:
    """GS ^: carry the kept commands out; one that has none does nothing."""
    return bytes((0x1D, 0x5E, times, 0, 0))


def job_token(job: int) -> bytes:
    """Return a job's number as four digits to the base 94, from 21 to 7E."""
    return bytes(0x21 + job // 94**place % 94 for place in (3, 2, 1, 0))


def realtime_pairs(data: bytes) -> list[int]:
    """Return where the data would be taken for a real-time command.

    Printers obey 10 04, 10 05 and 10 14 wherever they stand, even inside a picture.
    """
    return [
        index
        for index in range(len(data) - 1)
        if data[index] == _DLE and data[index + 1] in _REALTIME
    ]


def defused(dots: bytes) -> bytes:
    """Set one more dot where a picture's bytes would form a real-time command."""
    safe = bytearray(dots)
    for index in realtime_pairs(dots):
        safe[index] |= 0x08
    if safe and safe[-1] == _DLE:
        safe[-1] |= 0x08  # whatever follows the picture
    return bytes(safe)
