"""In which language this machine speaks to who types at its shell.

It is a matter of the shell, not of `kiosk.toml`: whoever mends a file that cannot be
read is told so too, and the panel's languages are the visitors' choice.
"""

import os
import sys
from collections.abc import Mapping

from kiosk.settings.texts import DEFAULT_LANGUAGE

VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""The first one that is set counts (POSIX, locale categories)."""


def machine_language(
    environment: Mapping[str, str] = os.environ, encoding: str | None = None
) -> str:
    """Return English where it is asked for, or where no Hanzi can be printed."""
    named = next((environment[name] for name in VARIABLES if environment.get(name)), "")
    if named.lower().startswith("en"):
        return "en"
    carried = encoding or getattr(sys.stdout, "encoding", None) or "ascii"
    return DEFAULT_LANGUAGE if _carries(carried) else "en"


def _carries(encoding: str) -> bool:
    try:
        "社会保障".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
