"""The wire of what a person has due; asked for once, right after the PIN."""

from datetime import datetime
from typing import Annotated

import msgspec

from kiosk.domain.records import PersonalRecord
from kiosk.domain.services.due import Due


class DueAnswer(PersonalRecord, frozen=True, kw_only=True):
    """`POST /v1/records/due`: everything that is due for the holder, in any order."""

    as_of: datetime
    things: Annotated[tuple[Due, ...], msgspec.Meta(max_length=20)] = ()
