"""What a machine is given to live by: editions of a few kinds, each with a number.

An edition is applied as a whole or not at all; one with a smaller number than the
newest that was applied is no edition any more.
"""

from enum import StrEnum
from typing import Annotated

import msgspec

from kiosk.domain.records import Record
from kiosk.sync.wire.contract import KioskId, Number, Word
from kiosk.sync.wire.downward.orders_wire import Moment
from kiosk.sync.wire.downward.signed_message import MachineMark

MOST_CONTENT = 256 * 1024
MOST_KINDS = 8


class EditionKind(StrEnum):
    """What editions are of."""

    REGION = "region"
    """A region's profile, as TOML."""
    NOTICES = "notices"
    """What the hall tells people on the idle page."""
    SETTINGS = "settings"
    """Settings that may be changed at the screen too."""
    ACCOUNTS = "accounts"
    """Who may come in at the technician's door."""
    RELEASE = "release"
    """The offer of an update: the office's own signed file, and when to take it."""


class EditionMark(Record, frozen=True):
    """That there is an edition: `GET /v1/editions/{kind}/{number}` gives it."""

    kind: Word
    number: Number
    size: Number
    """Bytes of its content."""


class Edition(Record, frozen=True, kw_only=True):
    """The body of a signed message with the purpose `edition`."""

    kiosk: KioskId
    machine: MachineMark
    kind: Word
    number: Number
    made: Moment
    by: Word
    content: Annotated[bytes, msgspec.Meta(max_length=MOST_CONTENT)]
    """What the kind says."""
