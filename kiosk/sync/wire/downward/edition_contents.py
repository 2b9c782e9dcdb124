"""What editions hold, kind by kind, and how many bytes of it: both ends read these.

A region's content is its TOML as it stands; nothing in it goes back to the shipped one.
"""

from datetime import datetime
from typing import Annotated

import msgspec

from kiosk.domain.records import Record
from kiosk.sync.wire.downward.orders_wire import Moment

MOST_NOTICES = 5
MOST_LETTERS = 120
MOST_CHANGES = 32
MOST_PACKAGES = 4
MOST_SIGNED = 4096
RELEASE_BLOCK = 256 * 1024
"""Bytes of a package in one answer; the last block may be shorter."""

SettingValue = str | int | float | bool
Window = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)"
    ),
]
NoticeText = Annotated[
    str,
    msgspec.Meta(
        min_length=1, max_length=MOST_LETTERS, pattern=r"^[^\x00-\x1f\x7f]+$(?!\n)"
    ),
]


class DeskNotice(Record, frozen=True, omit_defaults=True):
    """A text for the idle page, and when it is to stand there."""

    text: NoticeText
    since: Moment | None = None
    """None: at once."""
    until: Moment | None = None
    """None: until another edition comes."""

    def holds(self, now: datetime | None) -> bool:
        """Tell whether it is shown now; without a time only what has no times is."""
        if now is None:
            return self.since is None and self.until is None
        begun = self.since is None or self.since <= now
        return begun and (self.until is None or now < self.until)


class NoticesContent(Record, frozen=True):
    """All texts that the desk wants on the idle page."""

    notices: Annotated[
        tuple[DeskNotice, ...], msgspec.Meta(max_length=MOST_NOTICES)
    ] = ()


class SettingsContent(Record, frozen=True):
    """Settings by their keys; one that is not named stays as it is."""

    settings: Annotated[
        dict[str, SettingValue], msgspec.Meta(min_length=1, max_length=MOST_CHANGES)
    ]


class ReleaseContent(Record, frozen=True):
    """The office's own signed files, one an architecture; none: an offer ends."""

    signed: Annotated[
        tuple[Annotated[bytes, msgspec.Meta(max_length=MOST_SIGNED)], ...],
        msgspec.Meta(max_length=MOST_PACKAGES),
    ] = ()
    window: Window = "02:00-05:00"
    """Local hours in which it is installed; they may pass midnight."""
