"""QR codes as printer commands; the only file that knows python-escpos.

The library is a byte builder here and never an open port: its text and its status
reading are wrong for Chinese printers and silent lines.
"""

import logging
import os
import shutil
import threading
from functools import lru_cache
from typing import Any

from kiosk.devices.printer.printer_profile import Qr
from kiosk.devices.printer.typesetting.escpos_commands import defused

_WIDE = "TM-T20II"
"""Any profile of the library that knows its width; without one it logs a warning."""

_MODEL_2 = b"\x1d(k\x04\x001A2\x00"

LONGEST = 600
"""Bytes of data in one code; beyond, its modules are too fine for a phone."""


_importing = threading.Lock()
_NAMED = "ESCPOS_CAPABILITIES_PICKLE_DIR"


def _library() -> Any:
    """Return the library's recorder and its error correction level M."""
    with _importing:
        return _imported()


@lru_cache(maxsize=1)
def _imported() -> Any:
    """Import python-escpos once, without the worst of what its import does.

    It unpickles a file from a folder that the environment may name, else writes one
    into a folder of its own, and gives the root logger a handler. The environment is
    not changed for it: another thread may be reading it in C, as the PC/SC library
    does, and would fall over.
    """
    handlers = logging.root.handlers[:]
    if _NAMED in os.environ:
        del os.environ[_NAMED]  # in place; only setting one moves the others
    try:
        from escpos import capabilities, constants, printer
    finally:
        logging.root.handlers[:] = handlers
    shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    return printer.Dummy, constants.QR_ECLEVEL_M


def warm_up() -> None:
    """Load the library ahead of the first print; it takes about a third of a second."""
    _library()


def qr(data: str, of: Qr) -> bytes:
    """Return the commands that print a code on a printer with such codes.

    Native is GS ( k 65, 67, 69, 80, 81 and some 90 bytes; otherwise a picture
    (GS v 0) of some thousand for printers without QR.

    :raises ValueError: when the data is empty, too long, or holds control characters.
    """
    length = len(data.encode("utf-8"))
    if not 0 < length <= LONGEST or not data.isprintable():
        raise ValueError(f"a code holds 1 to {LONGEST} printable bytes, not {length}")
    make, level = _library()
    recorder = make(profile=_WIDE)
    picture = {} if of.native else {"image_arguments": {"impl": "bitImageRaster"}}
    recorder.qr(data, ec=level, size=of.module, native=of.native, **picture)
    made = bytes(recorder.output)
    if not of.native:
        return defused(made)
    return made if of.chooses_model else made.replace(_MODEL_2, b"", 1)
