"""Finds the shipped data (assets/ and config/) in a checkout and in an install.

It only answers paths; nothing here reads or caches a file's content.
"""

import os
import sys
from pathlib import Path


def root() -> Path:
    """Return the folder that holds `assets/` and `config/`.

    A checkout has them beside the package; an installed kiosk has them under the
    environment's `share/kiosk`. `KIOSK_ROOT` overrides both, for packagers.

    :raises FileNotFoundError: when no candidate holds an assets folder.
    """
    candidates = [
        Path(os.environ["KIOSK_ROOT"]) if "KIOSK_ROOT" in os.environ else None,
        Path(__file__).resolve().parent.parent,
        Path(sys.prefix) / "share" / "kiosk",
    ]
    for candidate in candidates:
        if candidate is not None and (candidate / "assets").is_dir():
            return candidate
    raise FileNotFoundError(
        "The kiosk's assets folder was not found; set KIOSK_ROOT to the folder "
        "that holds assets/ and config/."
    )


def asset(*parts: str) -> Path:
    """Return the path of a file below `assets/`."""
    return root().joinpath("assets", *parts)


def shipped_config(*parts: str) -> Path:
    """Return the path of a file below the shipped `config/`."""
    return root().joinpath("config", *parts)
