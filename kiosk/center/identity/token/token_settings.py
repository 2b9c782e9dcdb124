"""Where a center's token is: `hsm.toml` in its folder; the PIN in a file of its own.

module = "/usr/lib/softhsm/libsofthsm2.so"
token = "kiosk"
pin_file = "/etc/kiosk-center/hsm-pin"
"""

import os
from pathlib import Path
from typing import Annotated

import msgspec

from kiosk.center.identity.root_key import CREDENTIALS
from kiosk.domain.faults import SetupError
from kiosk.domain.message import Message
from kiosk.settings.told import Told, system_reason
from kiosk.settings.toml_file import load_toml

FILE = "hsm.toml"
PIN = "hsm-pin"
"""The credential that goes before the file, by systemd's `LoadCredential=`."""
Line = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


class TokenAway(Told, SetupError):
    """The token that holds an authority's key cannot be used now."""


class TokenSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the file says."""

    module: Line
    """The maker's PKCS #11 library."""
    token: Line
    """The token's label."""
    pin_file: str = ""

    def __repr__(self) -> str:
        return "TokenSettings(hidden)"


def token_settings(folder: Path) -> TokenSettings:
    """Return where the token of a center is.

    :raises TokenAway: when nobody said so, or not in the agreed form.
    """
    path = folder / FILE
    try:
        return msgspec.convert(load_toml(path.read_bytes()), TokenSettings)
    except (OSError, ValueError) as error:
        why = system_reason(error) if isinstance(error, OSError) else ""
        told = Message("operator__token_settings", path=str(path), why=why)
        raise TokenAway(told) from None


def token_pin(settings: TokenSettings) -> str:
    """Return the PIN.

    :raises TokenAway: when it is not to be read.
    """
    given = Path(os.environ.get(CREDENTIALS, "/nonexistent")) / PIN
    path = given if given.is_file() else Path(settings.pin_file)
    try:
        return path.read_text("utf-8").strip()
    except (OSError, ValueError) as error:
        why = system_reason(error) if isinstance(error, OSError) else ""
        told = Message("operator__token_pin", path=str(path), why=why)
        raise TokenAway(told) from None
