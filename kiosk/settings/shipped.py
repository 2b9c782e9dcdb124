"""Finds the shipped data (assets/, config/, systemd/) in a checkout and in an install.

It only answers paths; nothing here reads or caches a file's content. In a checkout
`data` beside this file holds links to the folders at the top; a wheel holds what they
lead to.
"""

import os
from pathlib import Path

from kiosk.domain.faults import SetupError


def root() -> Path:
    """Return the folder that holds `assets/`, `config/` and `systemd/`.

    `KIOSK_ROOT` names another one, for packagers.

    :raises SetupError: when there is none; the program was installed by
        halves.
    """
    named = os.environ.get("KIOSK_ROOT")
    folder = Path(named) if named else Path(__file__).with_name("data")
    if not (folder / "assets").is_dir():
        raise SetupError(
            f"{folder / 'assets'}: is missing; install the kiosk again, or set "
            "KIOSK_ROOT to the folder that holds assets/ and config/."
        )
    return folder


def asset(*parts: str) -> Path:
    """Return the path of a file below `assets/`."""
    return root().joinpath("assets", *parts)


def shipped_config(*parts: str) -> Path:
    """Return the path of a file below the shipped `config/`."""
    return root().joinpath("config", *parts)
