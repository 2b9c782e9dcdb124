"""Selecting the social security environment: its name and what its answer says.

Values and parsing only; the commands are sent by `social_card.py`.
"""

from dataclasses import dataclass

from kiosk.devices.card.keys.authentication import Algorithm
from kiosk.devices.card.protocol import codec
from kiosk.domain.faults import DeviceError, Fault

ENVIRONMENT_NAME = bytes.fromhex("7378312E73682EC9E7BBE1B1A3D5CF")
"""`sx1.sh.` and the GBK bytes of the words "social security"."""
MASTER_FILE = bytes.fromhex("3F00")
RID = bytes.fromhex("D156000005")
"""The registered id of the application; it also stands inside every card id."""


class NotSocialSecurityCard(DeviceError):
    """The card answers, but has no social security environment."""

    fault = Fault.CARD_UNKNOWN


@dataclass(frozen=True, slots=True)
class Environment:
    """What selecting the environment told."""

    algorithm: Algorithm | None
    """None when the card does not say; the region then decides."""
    by_name: bool = True
    """False on old cards whose files lie directly under the master file."""


def algorithm_in(fci: bytes) -> Algorithm | None:
    """Find 9F0C and in it 86 in `6F(84 name, A5(88 SFI, 9F0C(86 algorithm)))`."""
    value = fci
    for tag in (0x6F, 0xA5, 0x9F0C, 0x86):
        value = dict(codec.ber_elements(value)).get(tag, b"")
    known = len(value) == 1 and value[0] in list(Algorithm)
    return Algorithm(value[0]) if known else None


def is_card_id(value: bytes | None) -> bool:
    """Say whether a value carries the application's id where card ids do."""
    return value is not None and value[3:8] == RID
