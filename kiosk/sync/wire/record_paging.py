"""How a kiosk asks for a person's records a page at a time; what all such lists share.

A field that is left at its default is not on the wire: an older end knows none of them.
"""

from typing import Annotated

import msgspec

from kiosk.domain.records import Record
from kiosk.sync.wire.contract import Token

MOST = 200
"""Records in an answer."""
Limit = Annotated[int, msgspec.Meta(ge=1, le=MOST)]
Cursor = Annotated[str, msgspec.Meta(max_length=400)]
"""The center's own mark of a place in a list; empty: its end."""


class Paging(Record, frozen=True, omit_defaults=True):
    """Which records of a list are asked for."""

    token: Token
    limit: Limit | None = None
    """None: all of them at once."""
    before: Cursor = ""
    """What an answer before gave as `more`; empty: the newest."""
